//! Everything a run needs in one place: the server, an organiser, a contest with spare rounds, and people.

use crate::audit::{Audit, audit};
use crate::contest::{Contest, Round, Shape, arrange};
use crate::ledger::Ledger;
use crate::people::{Entering, Person, RegisterError, register};
use crate::staff::{Staff, StaffError};
use crate::target::{Addresses, Server, Started, TargetError};
use crate::watch::Watched;
use std::io;

/// Why a run could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error(transparent)]
    Target(#[from] TargetError),
    #[error("the staff's API: {0}")]
    Staff(#[from] StaffError),
    #[error(transparent)]
    Register(#[from] RegisterError),
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("{0}")]
    Wrong(String),
}

/// A server prepared for runs.
pub struct Bed {
    pub server: Server,
    pub watched: Watched,
    /// Description of the database for the report.
    pub store: Option<String>,
    pub people: Vec<Person>,
    pub started: Option<Started>,
    organiser: Staff,
    contest: Contest,
    next_number: u32,
}

impl Bed {
    /// Sets up a contest on a server through the staff API.
    pub async fn make(
        server: Server,
        login: &str,
        password: &str,
        shape: Shape,
        first_number: u32,
    ) -> Result<Bed, RunError> {
        let mut organiser = Staff::sign_in(&server, login, password).await?;
        let contest = arrange(&mut organiser, shape).await?;
        Ok(Bed {
            server,
            watched: Watched::default(),
            store: None,
            people: Vec::new(),
            started: None,
            organiser,
            contest,
            next_number: first_number,
        })
    }

    /// Does the same on a private server.
    pub async fn on(started: Started, store: &str, shape: Shape) -> Result<Bed, RunError> {
        let (login, password) = started.organiser.clone();
        let mut bed = Bed::make(started.server.clone(), &login, &password, shape, 0).await?;
        bed.watched = Watched {
            server: Some(started.process.clone()),
            redis: started.redis.clone(),
            postgres: started.postgres.clone(),
        };
        bed.store = Some(store.to_owned());
        bed.started = Some(started);
        Ok(bed)
    }

    /// Registers people until there are `count` of them.
    pub async fn register_up_to(&mut self, count: usize) -> Result<(), RunError> {
        let missing = count.saturating_sub(self.people.len()) as u32;
        let entering = Entering {
            contest: self.contest.id,
            consent_version: self.contest.consent_version.clone(),
            units: Vec::new(),
        };
        let new = self.register(&entering, missing).await?;
        self.people.extend(new);
        Ok(())
    }

    /// Registers people for a contest other than the bed's own.
    pub async fn register(&mut self, entering: &Entering, count: u32) -> Result<Vec<Person>, RunError> {
        let new = register(&self.server, entering, self.next_number, count).await?;
        self.next_number += count;
        Ok(new)
    }

    /// Returns a round that only the caller uses.
    pub fn take_round(&mut self) -> Result<(Round, Addresses), RunError> {
        let round = self.contest.take_round()?;
        let addresses = Addresses::of(&round)?;
        Ok((round, addresses))
    }

    pub fn organiser(&mut self) -> &mut Staff {
        &mut self.organiser
    }

    /// Closes the round and audits it.
    pub async fn audit(&mut self, round: &Round, ledger: &Ledger, board: bool) -> Result<Audit, RunError> {
        Ok(audit(&self.server, &mut self.organiser, round, ledger, board).await?)
    }
}
