//! `thiluat account`: staff accounts, and contestants who have forgotten their password.

use clap::{Subcommand, ValueEnum};
use contest_core::wire::accounts::Role;
use contest_core::wire::errors::ErrorCode;
use contest_texts::Lang;
use std::io;
use thiluat::application::open_database;
use thiluat::auth::password::Passwords;
use thiluat::auth::staff::{self, NewStaff};
use thiluat::clock::Clock;
use thiluat::config::Config;
use thiluat::texts::message;

#[derive(Subcommand)]
pub(super) enum AccountCommand {
    /// Create an account and print its password.
    Create {
        #[arg(long)]
        role: StaffRole,
        /// User name: 3 to 40 characters from a-z, 0-9, `.`, `_` and `-`, beginning with a letter.
        #[arg(long)]
        login: String,
        /// Name shown in the console; defaults to the user name.
        #[arg(long, default_value = "")]
        name: String,
    },
    /// Set a new password, print it, end the account's sessions, and withdraw the unused links to it and by it.
    Password { login: String },
    /// Set a new password for a contestant who has forgotten theirs, and end their sessions. Make sure first that you
    /// are speaking to the person.
    ResetPassword {
        /// The phone number, in any usual notation.
        phone: String,
        /// Read the password from the first line of standard input, instead of making one and printing it.
        #[arg(long)]
        stdin: bool,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum StaffRole {
    Organiser,
    Judge,
    /// Manages the accounts of staff in the console.
    Administrator,
}

pub(super) async fn account(config: Config, command: AccountCommand) -> io::Result<()> {
    let db = open_database(&config).await?;
    let passwords = Passwords::new(1);
    let password = staff::generated_password();
    match command {
        AccountCommand::Create { role, login, name } => {
            let role = match role {
                StaffRole::Organiser => Role::Organiser,
                StaffRole::Judge => Role::Judge,
                StaffRole::Administrator => Role::Administrator,
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
            let withdrawn = staff::withdraw_links(&db.write, &login, Clock::default().now()).await;
            withdrawn.map_err(|refusal| account_error(&login, refusal.code))?;
            println!("{login} {password}");
        }
        AccountCommand::ResetPassword { phone, stdin } => {
            let given = if stdin { Some(first_line()?) } else { None };
            let wanted = given.as_deref().unwrap_or(&password);
            let reset = staff::reset_password(&db.write, &passwords, &phone, wanted).await;
            let login = reset.map_err(|refusal| account_error(&phone, refusal.code))?;
            match given {
                Some(_) => println!("{login}"),
                None => println!("{login} {password}"),
            }
        }
    }
    Ok(())
}

fn first_line() -> io::Result<String> {
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn account_error(login: &str, code: ErrorCode) -> io::Error {
    let reason = match code {
        ErrorCode::LoginTaken => "this user name is taken",
        ErrorCode::InvalidField => {
            "a user name has 3 to 40 characters from a-z, 0-9, `.`, `_` and `-`, and begins with a letter"
        }
        ErrorCode::NotFound => "there is no such account",
        other => message(Lang::En, other),
    };
    io::Error::other(format!("{login}: {reason}"))
}
