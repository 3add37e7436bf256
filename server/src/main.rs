//! The command line: `thiluat serve`, `thiluat demo`, and what operators do beside a running server.

#![expect(
    clippy::print_stdout,
    reason = "a command line answers on its standard output"
)]

use clap::{Parser, Subcommand, ValueEnum};
use contest_core::wire::accounts::Role;
use contest_core::wire::errors::ErrorCode;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use thiluat::application::{Application, open_database};
use thiluat::auth::password::Passwords;
use thiluat::auth::staff::{self, NewStaff};
use thiluat::clock::Clock;
use thiluat::config::{Config, DEFAULTS};
use thiluat::contests::messages::fill;
use thiluat::lang::Lang;
use thiluat::{demo, openapi};
use tracing_subscriber::EnvFilter;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const DEMO_TEXT: &str = include_str!("../locales/demo.vi.txt");

/// Thi Luật: online law-knowledge contests.
#[derive(Parser)]
#[command(name = "thiluat", version, about, arg_required_else_help = true)]
struct Cli {
    /// Settings; without it `thiluat.toml` in the working folder, if it is there.
    #[arg(long, env = "THILUAT_CONFIG", global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve until SIGINT or SIGTERM. Brings the database up to date first.
    Serve,
    /// Serve a sample contest, with accounts for an organiser and a judge.
    Demo,
    /// Bring the database up to date, and nothing else.
    Migrate,
    /// Accounts of staff.
    #[command(subcommand)]
    Account(AccountCommand),
    /// Question banks.
    #[command(subcommand)]
    Bank(BankCommand),
    /// Print every setting with its default, commented.
    Config,
    /// Print the API as an OpenAPI document.
    Openapi,
}

#[derive(Subcommand)]
enum AccountCommand {
    /// Make an account and print its password.
    Create {
        #[arg(long)]
        role: StaffRole,
        /// User name: 3 to 40 of a-z, 0-9, `.`, `_`, `-`.
        #[arg(long)]
        login: String,
        /// Name as the console shows it; the user name if left out.
        #[arg(long, default_value = "")]
        name: String,
    },
    /// Give an account a new password, print it, and end its sessions.
    Password { login: String },
}

#[derive(Subcommand)]
enum BankCommand {
    /// Say everything that is wrong with a file (XLSX, CSV, JSON) without loading it.
    Check { file: PathBuf },
}

#[derive(Clone, Copy, ValueEnum)]
enum StaffRole {
    Organiser,
    Judge,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(io::stderr(), "thiluat: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> io::Result<ExitCode> {
    let settings = cli.config.as_deref();
    match cli.command {
        Command::Serve => block_on(serve(load(settings)?))?,
        Command::Demo => block_on(serve_demo(load(settings)?))?,
        Command::Migrate => {
            block_on(open_database(&load(settings)?))?;
        }
        Command::Account(command) => block_on(account(load(settings)?, command))?,
        Command::Bank(BankCommand::Check { file }) => return check_bank(&file),
        Command::Config => print!("{DEFAULTS}"),
        Command::Openapi => {
            let json = openapi::api().to_pretty_json().map_err(io::Error::other)?;
            println!("{json}");
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn load(file: Option<&Path>) -> io::Result<Config> {
    let config = Config::load(file).map_err(|error| io::Error::other(format!("settings: {error}")))?;
    let filter = EnvFilter::try_new(&config.log)
        .map_err(|error| io::Error::other(format!("settings: log = {:?}: {error}", config.log)))?;
    let logging = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal());
    if config.log_format == "json" {
        logging.json().init();
    } else {
        logging.init();
    }
    Ok(config)
}

fn block_on<T>(work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(work)
}

async fn serve(config: Config) -> io::Result<()> {
    let app = Box::pin(Application::build(config, Clock::default())).await?;
    tracing::info!(address = %app.address, "serving");
    until_signal(app).await
}

async fn serve_demo(config: Config) -> io::Result<()> {
    let app = Box::pin(Application::build(config, Clock::default())).await?;
    let demo = Box::pin(demo::prepare(&app.state)).await?;
    let password = |n: usize| {
        demo.accounts
            .get(n)
            .map(|(_, password)| password.clone())
            .unwrap_or_default()
    };
    let values = [
        ("address", format!("http://{}", app.address)),
        ("slug", demo.slug.clone()),
        ("organiser", password(0)),
        ("judge", password(1)),
        ("folder", app.state.config.data_dir.display().to_string()),
    ];
    println!("{}", fill(DEMO_TEXT, &values));
    io::stdout().flush()?;
    until_signal(app).await
}

/// Serves until SIGINT or SIGTERM, then finishes what is running.
async fn until_signal(app: Application) -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let handle = app.handle();
    let mut serving = std::pin::pin!(app.run());
    tokio::select! {
        ended = &mut serving => return ended,
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    tracing::info!("ending: requests that are running are finished");
    let stopping = handle.stop(true);
    let ((), served) = futures_util::future::join(stopping, serving).await;
    served
}

async fn account(config: Config, command: AccountCommand) -> io::Result<()> {
    let db = open_database(&config).await?;
    let passwords = Passwords::new(1);
    let password = staff::generated_password();
    match command {
        AccountCommand::Create { role, login, name } => {
            let role = match role {
                StaffRole::Organiser => Role::Organiser,
                StaffRole::Judge => Role::Judge,
            };
            let new = NewStaff {
                role,
                login: &login,
                name: &name,
                password: &password,
            };
            let made = staff::create(&db.write, &passwords, new, Clock::default().now()).await;
            made.map_err(|refusal| account_error(&login, refusal.code))?;
            println!("{login} {password}");
        }
        AccountCommand::Password { login } => {
            let set = staff::set_password(&db.write, &passwords, &login, &password).await;
            set.map_err(|refusal| account_error(&login, refusal.code))?;
            println!("{login} {password}");
        }
    }
    Ok(())
}

fn account_error(login: &str, code: ErrorCode) -> io::Error {
    let reason = match code {
        ErrorCode::SlugTaken => "this user name is taken",
        ErrorCode::InvalidField => "a user name is 3 to 40 of a-z, 0-9, `.`, `_` and `-`, a letter first",
        ErrorCode::NotFound => "there is no such account",
        other => Lang::En.message(other),
    };
    io::Error::other(format!("{login}: {reason}"))
}

/// Prints a line an issue, in Vietnamese as the organisers read it; fails if there are any.
fn check_bank(file: &Path) -> io::Result<ExitCode> {
    let bytes = std::fs::read(file)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", file.display())))?;
    match question_banks::read(&file.to_string_lossy(), &bytes) {
        Ok(bank) => {
            println!("{}: {} câu hỏi, không có lỗi", bank.title, bank.questions.len());
            Ok(ExitCode::SUCCESS)
        }
        Err(issues) => {
            for issue in &issues {
                let row = issue.to_wire(question_banks::Lang::Vi);
                let number = row.row.map(|row| format!("dòng {row}"));
                let place: Vec<String> = [row.sheet, number, row.column].into_iter().flatten().collect();
                println!("{}: {} {}", place.join(", "), row.reason, row.remedy);
            }
            Ok(ExitCode::FAILURE)
        }
    }
}
