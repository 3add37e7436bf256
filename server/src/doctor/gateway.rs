//! Examines how one-time codes would be sent. It sends nothing: a message costs money.

use super::report::Report;
use crate::config::Config;
use crate::gateway::open::open;

pub(super) fn gateway(config: &Config, report: &mut Report) {
    match (config.gateway.as_str(), open(config)) {
        (_, Err(error)) => report.problem(
            format!("The message gateway cannot be used: {error}."),
            "Correct the setting; without a gateway (gateway = \"\"), people are told to ask the organisers.",
        ),
        ("console", Ok(_)) if config.is_https() => report.problem(
            "One-time codes are written to the terminal, on a site that the public reaches: nobody gets them.",
            "Set up gateway = \"http\" with your SMS provider, or gateway = \"\".",
        ),
        ("console", Ok(_)) => report.note("One-time codes are written to the terminal, for trials."),
        ("http", Ok(_)) => {
            // Paths and queries may contain secrets.
            let url = config.gateway_url.parse::<http::Uri>().ok();
            let host = url.as_ref().and_then(|url| url.host()).unwrap_or_default();
            report.well(format!(
                "One-time codes are sent through {host}, up to {} an hour.",
                config.codes_per_hour
            ));
            if config.gateway_header.is_empty() {
                report.note("The gateway gets no header (gateway_header): most providers want a secret.");
            }
            if config.codes_per_hour == 0 {
                report.problem("codes_per_hour = 0: no code is ever sent.", "Set codes_per_hour, or gateway = \"\".");
            }
        }
        _ => report.note(
            "No message gateway is set up: people who have forgotten their password are told to ask the organisers.",
        ),
    }
}
