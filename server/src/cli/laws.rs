//! `thiluat laws`: the register of laws, whose texts everybody can read on the site.

use clap::{Args, Subcommand};
use contest_core::time::Day;
use law_texts::{Change, Given, Number, limits, read, read_day};
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use thiluat::application::open_database;
use thiluat::clock::Clock;
use thiluat::config::Config;
use thiluat::db::Db;
use thiluat::laws::register::Laws;
use thiluat::laws::store::{self, Loaded};

#[derive(Subcommand)]
pub(super) enum LawsCommand {
    /// Put laws into the register, or replace their texts. Loading the same text again changes nothing. Running servers
    /// show the change within seconds.
    Load {
        /// Plain texts (.txt) or JSON (.json), or folders with such files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        told: Box<Told>,
    },
    /// List the laws in the register.
    List,
    /// Remove a law from the register.
    Remove { number: String },
}

/// What is told about a law beside its text; it replaces what the text says, and needs exactly one file.
#[derive(Args)]
pub(super) struct Told {
    /// E.g. 36/2018/QH14.
    #[arg(long)]
    number: Option<Number>,
    /// With its kind, e.g. "Luật Phòng, chống tham nhũng".
    #[arg(long)]
    title: Option<String>,
    /// Another name by which questions cite it.
    #[arg(long)]
    short_title: Option<String>,
    /// E.g. Luật, Nghị định; by default the first word of the title.
    #[arg(long)]
    kind: Option<String>,
    /// A day such as 20/11/2018 or 2018-11-20.
    #[arg(long, value_parser = day)]
    issued_on: Option<Day>,
    #[arg(long, value_parser = day)]
    in_force_from: Option<Day>,
    /// The first day on which it is no longer in force.
    #[arg(long, value_parser = day)]
    out_of_force_from: Option<Day>,
    /// E.g. "132/2025/QH15 từ 01/07/2026: 3, 8, 15". May be repeated; the articles may be left out.
    #[arg(long, value_name = "CHANGE")]
    amended_by: Vec<Change>,
    /// E.g. "116/2025/QH15 từ 01/07/2026".
    #[arg(long, value_name = "CHANGE")]
    replaced_by: Option<Change>,
    /// Where the official text is: an https address.
    #[arg(long)]
    source: Option<String>,
    /// What readers have to know, shown above the text.
    #[arg(long)]
    note: Option<String>,
}

fn day(text: &str) -> Result<Day, &'static str> {
    read_day(text).ok_or("not a day, such as 01/07/2020")
}

impl From<Told> for Given {
    fn from(told: Told) -> Given {
        Given {
            number: told.number,
            kind: told.kind,
            title: told.title,
            short_title: told.short_title,
            issued_on: told.issued_on,
            in_force_from: told.in_force_from,
            out_of_force_from: told.out_of_force_from,
            replaced_by: told.replaced_by,
            amended_by: told.amended_by,
            source: told.source,
            note: told.note,
        }
    }
}

pub(super) async fn laws(config: Config, command: LawsCommand) -> io::Result<ExitCode> {
    match command {
        LawsCommand::Load { files, told } => load(&config, &files, Given::from(*told)).await,
        LawsCommand::List => list(&open_database(&config).await?).await,
        LawsCommand::Remove { number } => {
            let wrong = |error: law_texts::NotANumber| io::Error::other(format!("{number}: {error}"));
            let number: Number = number.parse().map_err(wrong)?;
            let db = open_database(&config).await?;
            let removed = store::remove(&db, &number, Clock::default().now()).await;
            match removed.map_err(|refusal| io::Error::other(refusal.to_string()))? {
                true => println!("{number} removed"),
                false => return Err(io::Error::other(format!("{number}: it is not in the register"))),
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Loads each file by itself: one that cannot be read keeps no other from being loaded. Fails if there was one.
async fn load(config: &Config, files: &[PathBuf], given: Given) -> io::Result<ExitCode> {
    let files = found(files)?;
    if files.len() != 1 && !given.is_empty() {
        let why = format!(
            "options that describe a law need exactly one file, not {}",
            files.len()
        );
        return Err(io::Error::other(why));
    }
    let db = open_database(config).await?;
    let mut loaded: HashMap<String, PathBuf> = HashMap::new();
    let mut failed = false;
    for file in files {
        let shown = file.display();
        let law = match read(&file.to_string_lossy(), &bytes(&file)?, given.clone()) {
            Ok(law) => law,
            Err(issues) => {
                failed = true;
                issues.iter().for_each(|issue| eprintln!("{shown}: {issue}"));
                continue;
            }
        };
        let number = law.about.number.clone();
        if let Some(before) = loaded.insert(number.slug(), file.clone()) {
            failed = true;
            eprintln!(
                "{shown}: {number} was just loaded from {}: keep one of them",
                before.display()
            );
            continue;
        }
        let outcome = store::load(&db, &law, Clock::default().now()).await;
        let outcome = outcome.map_err(|refusal| io::Error::other(format!("{shown}: {refusal}")))?;
        let done = match outcome {
            Loaded::New => "loaded",
            Loaded::Replaced => "replaced",
            Loaded::Unchanged => "unchanged",
        };
        println!(
            "{number} {done}: {}, {} articles",
            law.about.title,
            law.articles.len()
        );
    }
    Ok(if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Returns the files, and those of folders that can be texts of laws, in the order of their names.
fn found(paths: &[PathBuf]) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let entries = std::fs::read_dir(path).map_err(|error| unreadable(path, &error))?;
        let mut inside = entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<Vec<_>>>()?;
        inside.retain(|file| {
            file.is_file()
                && file
                    .extension()
                    .is_some_and(|ending| ending == "txt" || ending == "json")
        });
        if inside.is_empty() {
            return Err(io::Error::other(format!(
                "{}: no .txt and no .json in it",
                path.display()
            )));
        }
        inside.sort();
        files.extend(inside);
    }
    Ok(files)
}

/// Reads a file unless it is larger than any law.
fn bytes(file: &Path) -> io::Result<Vec<u8>> {
    let size = std::fs::metadata(file)
        .map_err(|error| unreadable(file, &error))?
        .len();
    if size > limits::FILE_BYTES as u64 {
        let why = format!(
            "{}: larger than {} MiB",
            file.display(),
            limits::FILE_BYTES / 1024 / 1024
        );
        return Err(io::Error::other(why));
    }
    std::fs::read(file).map_err(|error| unreadable(file, &error))
}

fn unreadable(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

async fn list(db: &Db) -> io::Result<ExitCode> {
    let laws = Laws::default();
    let read = laws.reload(db).await;
    read.map_err(|refusal| io::Error::other(refusal.to_string()))?;
    for law in laws.register().laws() {
        let about = &law.about;
        let ends = about.ends().map_or(String::new(), |day| format!(" until {day}"));
        let (number, from, title) = (&about.number, about.in_force_from, &about.title);
        println!(
            "{number}  in force from {from}{ends}  {} articles  {title}",
            law.article_count()
        );
    }
    Ok(ExitCode::SUCCESS)
}
