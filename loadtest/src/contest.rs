//! Sets up a contest through the staff API: a bank, and a contest with many rounds. Each run takes its own round, so
//! that closing one for the audit leaves the others open.

use crate::paper::KnownBank;
use crate::staff::{Staff, StaffError, json};
use contest_core::blueprint::{Blueprint, Section};
use contest_core::ids::{ContestId, RoundId};
use contest_core::questions::Difficulty;
use contest_core::ranking::{Counted, TieBreak};
use contest_core::rounds::{Disclosure, RoundRules};
use contest_core::time::Millis;
use contest_core::winners::Prize;
use contest_core::wire::contests::ContestView;
use contest_core::wire::paths;
use contest_core::wire::staff::{ConsentDraft, ContactDraft, ContestDraft, RoundDraft, StaffContest};
use http::Method;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

const BANK_SLUG: &str = "do-tai";
const BANK: &[u8] = include_bytes!("../../question-banks/banks/phong-chong-tham-nhung/bank.json");
/// The links that decide the board; the audit recomputes it with the same ones.
pub const CHAIN: [TieBreak; 3] = [
    TieBreak::MostPoints,
    TieBreak::ShortestDuration,
    TieBreak::EarliestSubmission,
];
/// What a paper is drawn from: the difficulty, the number of questions, and the points for each.
pub const SECTIONS: [(Difficulty, u16, u16); 3] = [
    (Difficulty::Easy, 8, 1),
    (Difficulty::Medium, 8, 1),
    (Difficulty::Hard, 4, 1),
];
pub const DAY_MS: i64 = 86_400_000;

/// An open round.
#[derive(Clone)]
pub struct Round {
    pub id: RoundId,
    /// The bank from which its papers are drawn, with its key.
    pub bank: Arc<KnownBank>,
    pub opens_at: Millis,
    pub time_limit_s: u32,
    pub attempts: Option<u16>,
}

/// A contest whose rounds are taken one after the other.
pub struct Contest {
    pub id: ContestId,
    pub consent_version: String,
    rounds: std::vec::IntoIter<Round>,
}

impl Contest {
    /// Returns a round that no run has used.
    pub fn take_round(&mut self) -> Result<Round, StaffError> {
        let next = self.rounds.next();
        next.ok_or_else(|| StaffError::Unexpected("all rounds of the contest are used".into()))
    }
}

/// The properties of the rounds.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub rounds: u32,
    pub time_limit_s: u32,
    /// Attempts per person; unlimited if absent.
    pub attempts: Option<u16>,
}

/// Returns the bank, read as the server reads it.
pub fn known_bank() -> Result<KnownBank, StaffError> {
    let bank = question_banks::read("bank.json", BANK)
        .map_err(|issues| StaffError::Unexpected(format!("the bank: {issues:?}")))?;
    KnownBank::new(bank).map_err(StaffError::Unexpected)
}

/// The prizes of every round, best first: name, how many are awarded, and đồng for each.
pub const PRIZES: [(&str, u32, u64); 4] = [
    ("Giải Nhất", 1, 10_000_000),
    ("Giải Nhì", 2, 5_000_000),
    ("Giải Ba", 7, 2_000_000),
    ("Giải Khuyến khích", 140, 500_000),
];

/// Loads the bank, creates a contest whose rounds are open from now on, and publishes it.
pub async fn arrange(organiser: &mut Staff, shape: Shape) -> Result<Contest, StaffError> {
    load_bank(organiser).await?;
    let now = now();
    let slug = format!("do-tai-{}", now.0);
    let opens = Millis(now.0 - now.0.rem_euclid(1_000) - 1_000);
    let draft = draft(slug, shape, opens, opens + DAY_MS);
    publish(organiser, &draft, shape, None).await
}

async fn load_bank(organiser: &mut Staff) -> Result<(), StaffError> {
    let load = format!("{}?filename=bank.json&slug={BANK_SLUG}", paths::BANKS);
    let _bank: serde_json::Value = organiser.ask(Method::POST, &load, BANK.to_vec()).await?;
    Ok(())
}

/// Creates a contest whose bank is already loaded, with the units of a CSV file if there are any, and publishes it.
pub async fn publish(
    organiser: &mut Staff,
    draft: &ContestDraft,
    shape: Shape,
    units: Option<Vec<u8>>,
) -> Result<Contest, StaffError> {
    let made: StaffContest = organiser
        .ask(Method::POST, paths::STAFF_CONTESTS, json(draft)?)
        .await?;
    if let Some(file) = units {
        let load = format!("{}?filename=units.csv", paths::staff_units(made.id));
        let _loaded: serde_json::Value = organiser.ask(Method::POST, &load, file).await?;
    }
    let seen = made.seen();
    let publish = paths::publish(made.id);
    let made: StaffContest = organiser.ask(Method::POST, &publish, json(&seen)?).await?;
    let view: ContestView = organiser
        .ask(Method::GET, &paths::contest(&draft.slug), Vec::new())
        .await?;
    let bank = Arc::new(known_bank()?);
    let rounds: Vec<Round> = made
        .rounds
        .iter()
        .map(|round| Round {
            id: round.id,
            bank: bank.clone(),
            opens_at: round.opens_at,
            time_limit_s: shape.time_limit_s,
            attempts: shape.attempts,
        })
        .collect();
    Ok(Contest {
        id: made.id,
        consent_version: view.consent.version,
        rounds: rounds.into_iter(),
    })
}

/// Returns the blueprint of every paper here.
pub fn blueprint() -> Blueprint {
    let section = |(difficulty, count, points)| Section {
        topic: None,
        difficulty: Some(difficulty),
        count,
        points,
    };
    Blueprint {
        sections: SECTIONS.map(section).to_vec(),
        mix_sections: false,
    }
}

/// Drafts a contest with identical rounds, all open at the same time.
pub fn draft(slug: String, shape: Shape, opens_at: Millis, closes_at: Millis) -> ContestDraft {
    let rules = RoundRules {
        time_limit_s: shape.time_limit_s,
        attempts: shape.attempts,
        attempts_per_day: None,
        rest_s: None,
        counted: Counted::Best,
        answer_all: false,
        blueprint: blueprint(),
        chain: CHAIN.to_vec(),
        prediction: None,
        prizes: PRIZES.map(prize).to_vec(),
        disclosure: Disclosure::default(),
    };
    ContestDraft {
        slug,
        title: "Cuộc thi để đo tải".into(),
        organiser: "Ban tổ chức đo tải".into(),
        summary: String::new(),
        min_age: None,
        guardian_below: None,
        consent: ConsentDraft::default(),
        contact: ContactDraft {
            phone: "0200 3000 000".into(),
            ..ContactDraft::default()
        },
        judges: Vec::new(),
        rounds: (1..=shape.rounds)
            .map(|number| RoundDraft {
                title: format!("Vòng {number}"),
                opens_at: rfc3339(opens_at),
                closes_at: rfc3339(closes_at),
                bank: BANK_SLUG.into(),
                bank_version: None,
                rules: rules.clone(),
            })
            .collect(),
        practice: None,
    }
}

fn prize((name, quota, amount_vnd): (&str, u32, u64)) -> Prize {
    Prize {
        name: name.to_owned(),
        quota,
        amount_vnd,
    }
}

/// Returns the time on this machine's clock. The server runs on the same machine, or on one with a synchronised clock.
pub fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(since.as_millis() as i64)
}

/// Formats a moment as forms send it, in Vietnamese time.
pub fn rfc3339(moment: Millis) -> String {
    let day = contest_core::time::Day::in_viet_nam(moment);
    let of_day = (moment.0 + contest_core::time::VIET_NAM_MS).rem_euclid(DAY_MS);
    let (seconds, ms) = (of_day / 1_000, of_day % 1_000);
    format!(
        "{day}T{:02}:{:02}:{:02}.{ms:03}+07:00",
        seconds / 3_600,
        seconds / 60 % 60,
        seconds % 60
    )
}
