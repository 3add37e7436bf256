//! What judges, organisers and readers do, one after the other, once a large round has closed.

use super::beside::Beside;
use super::big::Big;
use super::figures::{Figures, Unit, per_attempt};
use super::files::FileWatch;
use super::jobs::work;
use super::readers::read;
use super::rebuild::Wiping;
use crate::bed::{Bed, RunError};
use crate::http::Received;
use crate::measure::Operation;
use crate::people::Person;
use crate::staff::{Staff, StaffError, fetch, json};
use crate::target::Addresses;
use contest_core::ids::AccountId;
use contest_core::rounds::Phase;
use contest_core::wire::boards::Board;
use contest_core::wire::paths;
use contest_core::wire::results::{Disqualify, Finalise, RoundResults};
use http::Method;
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufWriter};
use std::time::{Duration, Instant};

/// How much memory the server may use while it settles.
const SETTLING_BYTES: f64 = 300.0 * 1_048_576.0;
/// Allowed seconds per attempt for settling a round.
const SETTLING_S: f64 = 10e-6;
/// How long it may take until readers see the final result.
const SEEN_WITHIN: Duration = Duration::from_secs(30);
const HUNDRED: usize = 100;

pub struct Results<'a> {
    pub judge: Staff,
    pub bed: &'a mut Bed,
    pub big: &'a Big,
    pub beside: &'a Beside,
    pub figures: &'a mut Figures,
}

impl Results<'_> {
    /// Settles, disqualifies the first contestant, then the hundred who lead after that. Returns the disqualified.
    pub async fn settle_and_disqualify(&mut self) -> Result<HashSet<AccountId>, RunError> {
        self.beside.stage("settle");
        let settlement = paths::settlement(self.big.round.id);
        self.forget_peak();
        let settled = work(&mut self.judge, &settlement, Vec::new()).await?;
        let target = per_attempt(SETTLING_S, self.big.size.attempts.into());
        self.figures.took("settle", settled.took, target);
        self.tell_peak("settle", Some(SETTLING_BYTES));

        let mut out = HashSet::new();
        for (what, count) in [("disqualify one", 1), ("disqualify a hundred", HUNDRED)] {
            self.beside.stage(what);
            let accounts = self.leading(count).await?;
            out.extend(accounts.iter().copied());
            let body = Disqualify {
                accounts,
                reason: "Thi hộ người khác".into(),
            };
            let path = paths::disqualifications(self.big.round.id);
            self.forget_peak();
            let done = work(&mut self.judge, &path, json(&body)?).await?;
            self.figures.took(what, done.took, Some(1.0));
            self.tell_peak(what, Some(SETTLING_BYTES));
        }
        let results: RoundResults = self.judge.ask(Method::GET, &settlement, Vec::new()).await?;
        let told: HashSet<AccountId> = results.disqualified.iter().map(|row| row.account).collect();
        let version = results.settlement.map(|settlement| settlement.version);
        if told != out || version != Some(3) {
            let counts = (told.len(), out.len());
            return Err(RunError::Wrong(format!(
                "disqualified (told, asked) {counts:?}, version {version:?} instead of 3"
            )));
        }
        Ok(out)
    }

    /// Returns the leading contestants.
    async fn leading(&mut self, count: usize) -> Result<Vec<AccountId>, RunError> {
        let path = paths::settlement(self.big.round.id);
        let results: RoundResults = self.judge.ask(Method::GET, &path, Vec::new()).await?;
        let standings = results.settlement.map(|settlement| settlement.standings);
        let ranked = standings.unwrap_or_default().into_iter();
        let ranked = ranked.filter(|row| row.rank.is_some()).map(|row| row.account);
        Ok(ranked.take(count).collect())
    }

    /// Publishes, and waits until readers see it.
    pub async fn finalise(&mut self, wiping: &Wiping) -> Result<(), RunError> {
        self.beside.stage("finalise");
        let memory = wiping.memory().await.map_err(io::Error::other)?;
        self.figures.bytes("Redis before the final", memory, None);
        let path = paths::final_settlement(self.big.round.id);
        let begun = Instant::now();
        let results: RoundResults = self
            .judge
            .ask(Method::GET, &paths::settlement(self.big.round.id), Vec::new())
            .await?;
        let version = results.settlement.map_or(0, |newest| newest.version);
        let done = work(&mut self.judge, &path, json(&Finalise { version })?).await?;
        self.figures.took("finalise", done.took, None);
        let mut client = self.bed.server.client();
        let board = paths::board(self.big.round.id);
        while begun.elapsed() < done.took + SEEN_WITHIN {
            let seen = fetch::<Board>(&mut client, &board).await;
            if seen.is_ok_and(|board| board.phase == Phase::Final) {
                self.figures
                    .took("finalise: until the final board is shown", begun.elapsed(), None);
                let memory = wiping.memory().await.map_err(io::Error::other)?;
                self.figures.bytes("Redis after the final", memory, None);
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err(RunError::Wrong("the final board is not shown".into()))
    }

    /// Has the statistics made. The running round has the same questions, so only the organiser may.
    pub async fn statistics(&mut self) -> Result<(), RunError> {
        self.beside.stage("statistics");
        self.forget_peak();
        let path = paths::statistics(self.big.round.id);
        let made = work(self.bed.organiser(), &path, Vec::new()).await?;
        self.figures.took("statistics", made.took, None);
        self.tell_peak("statistics", None);
        Ok(())
    }

    /// Reads what everybody wants to see.
    pub async fn read(
        &mut self,
        addresses: &Addresses,
        readers: &[Person],
        length: Duration,
    ) -> Result<(), RunError> {
        for (what, operation, target) in [
            ("own result", Operation::Me, Some(5_000.0)),
            ("winners", Operation::Winners, None),
            ("board", Operation::Board, None),
        ] {
            self.beside.stage(&format!("{what} is read"));
            let measures = read(&self.bed.server, addresses, readers, operation, length).await?;
            self.figures.reading(what, operation, &measures, target);
        }
        Ok(())
    }

    /// Exports every attempt as CSV into this file, and as XLSX.
    pub async fn export(&mut self, csv: &mut File) -> Result<(), RunError> {
        self.beside.stage("CSV is exported");
        self.forget_peak();
        let path = paths::export(self.big.round.id, "attempts.csv");
        let received = self
            .bed
            .organiser()
            .download_to(&path, BufWriter::new(csv))
            .await?;
        self.tell_file("CSV", &path, &received)?;
        self.figures.took("CSV: whole time", received.whole, None);
        self.tell_peak("CSV", None);

        self.beside.stage("XLSX is exported");
        self.forget_peak();
        let path = paths::export(self.big.round.id, "attempts.xlsx");
        let process = self
            .bed
            .watched
            .server
            .as_ref()
            .and_then(|server| server.ids.first());
        let watch = process.map(|process| FileWatch::begin(*process));
        let file = match work(self.bed.organiser(), &path, Vec::new()).await {
            Ok(done) => {
                self.figures
                    .took("XLSX: time to the end of the job", done.took, None);
                let job = done
                    .job
                    .ok_or_else(|| RunError::Wrong("an export without a job".into()))?;
                paths::job_file(job.id)
            }
            // This server builds the file within the request.
            Err(StaffError::Refused {
                status: 404 | 405, ..
            }) => path,
            Err(other) => return Err(other.into()),
        };
        let received = self.bed.organiser().download_to(&file, io::sink()).await?;
        self.tell_file("XLSX", &file, &received)?;
        self.figures
            .took("XLSX: whole time of the download", received.whole, None);
        if let Some(watch) = watch {
            let peak = watch.peak().await;
            self.figures
                .bytes("XLSX: temporary files at their peak", peak, None);
        }
        self.tell_peak("XLSX", None);
        Ok(())
    }

    fn tell_file(&mut self, what: &str, path: &str, received: &Received) -> Result<(), StaffError> {
        if !received.is_success() {
            return Err(StaffError::Refused {
                path: path.to_owned(),
                status: received.status,
                body: received.refusal.clone(),
            });
        }
        let first = received.first_byte.as_secs_f64() * 1e3;
        self.figures
            .add(&format!("{what}: first byte"), first, Unit::Milliseconds, None);
        self.figures.bytes(&format!("{what}: size"), received.bytes, None);
        Ok(())
    }

    fn forget_peak(&self) {
        if let Some(server) = &self.bed.watched.server {
            server.forget_peak();
        }
    }

    fn tell_peak(&mut self, what: &str, target: Option<f64>) {
        if let Some(server) = &self.bed.watched.server {
            let what = format!("{what}: server's memory at its peak");
            self.figures.bytes(&what, server.peak_rss_bytes(), target);
        }
    }
}
