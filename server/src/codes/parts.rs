//! The parts that one-time codes work with.

use super::code::Hashes;
use super::limits::{HOUR_MS, VALID_MIN};
use super::sending::{Outbox, Sender};
use crate::auth::parts::SigningIn;
use crate::auth::sign_in::client_address;
use crate::auth::throttle::Throttle;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::errors::{AppResult, Refusal};
use crate::gateway::open::open;
use crate::metrics::Metrics;
use crate::secrets::Secrets;
use actix_web::HttpRequest;
use contest_core::wire::errors::ErrorCode;
use live::Live;
use live::codes::{Asker, Budget};
use std::io;

/// Made once for each server; cheap to clone.
#[derive(Clone)]
pub(crate) struct Codes {
    pub(super) checking: Checking,
    /// Empty if no gateway is set up: then only the desk of a contest makes codes.
    outbox: Option<Outbox>,
}

/// What codes are made and checked with.
#[derive(Clone)]
pub(crate) struct Checking {
    pub(super) hashes: Hashes,
    pub(super) of_all: Budget,
    /// Requests: also those for numbers that nobody has registered cost some memory.
    pub(super) of_asking: Budget,
    /// Wrong tries.
    pub(super) of_wrong: Budget,
    /// Apart from that of passwords: who tries codes must not make it forget.
    pub(super) throttle: Throttle,
    pub(super) metrics: Metrics,
}

/// What [`Codes::open`] needs.
pub(crate) struct Opening<'a> {
    pub(crate) config: &'a Config,
    pub(crate) secrets: &'a Secrets,
    pub(crate) db: &'a Db,
    pub(crate) live: &'a Live,
    pub(crate) clock: &'a Clock,
    pub(crate) metrics: &'a Metrics,
}

impl Codes {
    /// Opens the gateway, if there is one, and starts to send. Must be called on the runtime that sends.
    pub(crate) fn open(opening: &Opening<'_>) -> io::Result<Codes> {
        let hashes = Hashes(opening.secrets.code);
        let of_all = hourly(opening.config.codes_per_hour);
        let text = opening
            .config
            .gateway_text
            .replace("{site}", opening.config.host())
            .replace("{minutes}", &VALID_MIN.to_string());
        let gateway = open(opening.config)?;
        let outbox = gateway.map(|gateway| {
            Outbox::open(Sender {
                gateway,
                text,
                of_all,
                hashes: hashes.clone(),
                db: opening.db.clone(),
                live: opening.live.clone(),
                clock: opening.clock.clone(),
                metrics: opening.metrics.clone(),
            })
        });
        let checking = Checking {
            hashes,
            of_all,
            of_asking: hourly(opening.config.codes_per_hour.saturating_mul(5)),
            of_wrong: hourly((opening.config.codes_per_hour / 2).max(100)),
            throttle: Throttle::default(),
            metrics: opening.metrics.clone(),
        };
        Ok(Codes { checking, outbox })
    }

    /// Returns whether codes are sent.
    pub(crate) fn are_offered(&self) -> bool {
        self.outbox.is_some()
    }

    /// Refuses with `codes_not_offered` if no gateway is set up.
    pub(super) fn outbox(&self) -> AppResult<&Outbox> {
        let outbox = self.outbox.as_ref();
        outbox.ok_or_else(|| Refusal::new(ErrorCode::CodesNotOffered))
    }
}

impl Checking {
    /// Returns who asks for a code for this phone, or tries one.
    pub(super) fn asker(&self, parts: &SigningIn, request: &HttpRequest, phone: &str) -> Asker {
        match parts.known_devices.knows(request, phone) {
            true => Asker::Known,
            false => Asker::From(self.hashes.customer(&client_address(parts, request))),
        }
    }
}

fn hourly(most: u32) -> Budget {
    Budget {
        most,
        window_ms: HOUR_MS,
    }
}
