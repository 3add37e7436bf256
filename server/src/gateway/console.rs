//! Writes messages to the operator's terminal, for trials. Never to the log, and never where the output of the process is
//! collected: whoever reads a log must not be able to take over accounts.

use super::message::{Gateway, Message, NotSent, Recipient};
use std::fs::OpenOptions;
use std::io::{self, IsTerminal, Write};

pub(super) struct Console;

#[async_trait::async_trait]
impl Gateway for Console {
    async fn send(&self, message: &Message) -> Result<(), NotSent> {
        let Recipient::Phone(phone) = &message.to;
        let text = format!("\n  → {phone}\n    {}\n\n", message.text);
        let written = tokio::task::spawn_blocking(move || write(&text)).await;
        let written = written.unwrap_or_else(|error| Err(io::Error::other(error)));
        written.map_err(|error| NotSent::Refused(format!("no terminal: {error}")))
    }
}

/// Writes to the terminal from which the server was started, whatever its output is redirected to.
fn write(text: &str) -> io::Result<()> {
    if let Ok(mut terminal) = OpenOptions::new().write(true).open("/dev/tty") {
        return terminal.write_all(text.as_bytes());
    }
    let mut error = io::stderr();
    match error.is_terminal() {
        true => error.write_all(text.as_bytes()),
        false => Err(io::ErrorKind::NotFound.into()),
    }
}
