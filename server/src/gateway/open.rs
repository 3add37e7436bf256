//! The gateway that the operator has set up.

use super::console::Console;
use super::http::Http;
use super::message::Gateway;
use crate::config::Config;
use std::io;
use std::sync::Arc;

/// Returns the gateway that is configured, if one is. Fails if its secret cannot be read.
pub(crate) fn open(config: &Config) -> io::Result<Option<Arc<dyn Gateway>>> {
    Ok(match config.gateway.as_str() {
        "console" => Some(Arc::new(Console)),
        "http" => Some(Arc::new(Http::new(config)?)),
        _ => None,
    })
}
