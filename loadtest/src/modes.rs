//! One run of each kind on an arranged server: load, watch, audit, report.

use crate::bed::{Bed, RunError};
use crate::crew::Outcome;
use crate::measure::Period;
use crate::report::json::{Report, Used};
use crate::saturate::{Saturation, saturate};
use crate::watch::watch;
use std::time::{Duration, Instant};

/// How long a run is, and how long it runs before that.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    pub warm_up: Duration,
    pub duration: Duration,
}

impl Timing {
    /// The period that begins now.
    fn period(self) -> Period {
        let from = Instant::now() + self.warm_up;
        Period {
            from,
            until: from + self.duration,
        }
    }
}

/// The closed loop at full speed.
pub async fn run_saturate(bed: &mut Bed, timing: Timing, saturation: Saturation) -> Result<Report, RunError> {
    let (round, addresses) = bed.take_round()?;
    let period = timing.period();
    let watching = tokio::spawn(watch(bed.watched.clone(), period));
    let outcome = saturate(&bed.server, &addresses, &bed.people, period, saturation).await?;
    let used = watching.await.map_err(std::io::Error::other)?;
    let mode = format!(
        "saturate, {} saves, {} connections",
        saturation.saves, saturation.connections
    );
    finish(bed, &round, &mode, outcome, &used).await
}

/// Audit and report.
pub async fn finish(
    bed: &mut Bed,
    round: &crate::contest::Round,
    mode: &str,
    outcome: Outcome,
    used: &Used,
) -> Result<Report, RunError> {
    let mut report = Report::new(mode, bed.store.clone(), &outcome.measures, used);
    report.audit = Some(bed.audit(round, &outcome.ledger, true).await?);
    Ok(report)
}
