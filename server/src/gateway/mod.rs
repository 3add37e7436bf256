//! The way to people's phones: a message gateway that the operator has set up, or none. Knows no codes and no accounts.
//!
//! A further kind, such as SMTP once accounts have addresses, is one more [`message::Gateway`] and one more kind of
//! [`message::Recipient`].

mod console;
mod http;
pub(crate) mod message;
pub(crate) mod open;
pub(crate) mod plain_http;
pub(crate) mod template;
