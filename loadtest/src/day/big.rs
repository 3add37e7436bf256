//! The round with the large result: its own contest with units and a judge, open for a week.

use super::crowd::Size;
use crate::contest::{DAY_MS, Round, Shape, draft, now, publish};
use crate::people::Entering;
use crate::staff::{Staff, StaffError};
use contest_core::ids::UnitId;
use contest_core::time::Millis;
use contest_core::wire::contests::UnitTree;
use contest_core::wire::paths;
use http::Method;
use std::fmt::Write;

const TIME_LIMIT_S: u32 = 900;
const OPEN_FOR_MS: i64 = 7 * DAY_MS;
const PROVINCES: u32 = 4;
const WARDS: u32 = 8;
const SCHOOLS: u32 = 3;

pub struct Big {
    /// How much is filled in.
    pub size: Size,
    pub round: Round,
    pub entering: Entering,
    /// When everything that was filled in has ended.
    pub filled_until: Millis,
}

/// Creates and publishes the contest through the staff API; the bank is already loaded.
pub async fn arrange(organiser: &mut Staff, judge: &str, size: Size) -> Result<Big, StaffError> {
    let shape = Shape {
        rounds: 1,
        time_limit_s: TIME_LIMIT_S,
        attempts: Some(size.limit().map_err(StaffError::Unexpected)?),
    };
    let now = now();
    let opens_at = Millis(now.0 - now.0.rem_euclid(1_000) - OPEN_FOR_MS);
    let mut draft = draft(format!("ngay-ket-qua-{}", now.0), shape, opens_at, now + DAY_MS);
    draft.judges = vec![judge.to_owned()];
    let mut contest = publish(organiser, &draft, shape, Some(units_file().into_bytes())).await?;
    let path = paths::units(contest.id);
    let tree: UnitTree = organiser.ask(Method::GET, &path, Vec::new()).await?;
    let above: Vec<UnitId> = tree.units.iter().filter_map(|unit| unit.parent).collect();
    let lowest = tree.units.iter().filter(|unit| !above.contains(&unit.id));
    Ok(Big {
        size,
        round: contest.take_round()?,
        entering: Entering {
            contest: contest.id,
            consent_version: contest.consent_version.clone(),
            units: lowest.map(|unit| unit.id).collect(),
        },
        filled_until: now - i64::from(TIME_LIMIT_S) * 1_000,
    })
}

/// Returns a file of provinces with wards with schools.
fn units_file() -> String {
    let mut file = String::from("Mã đơn vị,Tên đơn vị,Mã đơn vị cấp trên,Số người\n");
    for province in 1..=PROVINCES {
        // Writing to a string cannot fail.
        let _ = writeln!(file, "T{province},Tỉnh số {province},,");
        for ward in 1..=WARDS {
            let _ = writeln!(file, "T{province}-P{ward},Phường {ward},T{province},");
            for school in 1..=SCHOOLS {
                let _ = writeln!(
                    file,
                    "T{province}-P{ward}-S{school},Trường THCS số {school},T{province}-P{ward},640"
                );
            }
        }
    }
    file
}
