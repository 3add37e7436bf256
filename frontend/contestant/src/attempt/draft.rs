//! What this device keeps of an open attempt: the paper by round and person, the answers by attempt. It survives a reload,
//! a killed browser, a lost network and a lost session. Answers that the server does not have are forgotten only long
//! after the deadline: until then, whoever gave them may come back and send them.

use contest_core::answers::AnswerSheet;
use contest_core::changes::TimedSheet;
use contest_core::ids::{AttemptId, RoundId};
use contest_core::time::Millis;
use contest_core::wire::attempts::{Acknowledged, OpenAttempt};
use serde::{Deserialize, Serialize};
use std::cell::Cell;
use web_kit::{clock, durable, json, storage};

const PAPER: &str = "thiluat.paper.";
const DRAFT: &str = "thiluat.draft.";
/// Who was last signed in on this device.
const PERSON: &str = "thiluat.person";
/// The contest of a round.
const SLUG: &str = "thiluat.slug.";
/// How long after its deadline an attempt is forgotten.
const KEPT_MS: u64 = 30 * 24 * 60 * 60 * 1_000;

thread_local! {
    static BEGUN: Cell<Option<AttemptId>> = const { Cell::new(None) };
    /// Whether it has been looked for what is old.
    static LOOKED: Cell<bool> = const { Cell::new(false) };
}

/// The answers, and what concerns the reader alone.
#[derive(Serialize, Deserialize)]
pub(crate) struct Draft {
    pub(crate) sheet: AnswerSheet,
    /// When each answer last changed; empty in drafts of earlier releases.
    #[serde(default)]
    pub(crate) times: String,
    /// One character per question, `1` for those to look at again.
    pub(crate) flags: String,
    pub(crate) step: usize,
    /// The last sheet that the server has acknowledged. If the server loses that sheet, this is what still counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) acknowledged: Option<Acknowledged>,
}

impl Draft {
    pub(crate) fn timed(&self) -> TimedSheet {
        TimedSheet {
            sheet: self.sheet.clone(),
            times: self.times.clone(),
        }
    }

    /// Returns whether the server has said that it has these answers.
    fn is_acknowledged(&self) -> bool {
        self.acknowledged.as_ref().is_some_and(|known| {
            (&known.answers, known.prediction, &known.times)
                == (&self.sheet.answers, self.sheet.prediction, &self.times)
        })
    }

    /// Returns whether this holds answers that the server may not have. A sheet that was never touched holds none.
    fn has_unsent(&self) -> bool {
        self.sheet.revision > 0 && !self.is_acknowledged()
    }

    pub(crate) fn read(attempt: AttemptId) -> Option<Draft> {
        json::read(&storage::get(&key(DRAFT, attempt))?).ok()
    }

    /// Returns false if the device does not keep the draft.
    pub(crate) fn write(&self, attempt: AttemptId) -> bool {
        serde_json::to_string(self).is_ok_and(|text| durable::set(&key(DRAFT, attempt), &text))
    }
}

/// Adds to the draft what the server has acknowledged, if the draft still exists: its mark, and the answers of other
/// devices.
pub(crate) fn acknowledge(attempt: AttemptId, held: &TimedSheet, acknowledged: Option<Acknowledged>) {
    if let Some(draft) = Draft::read(attempt)
        && acknowledged.is_some()
    {
        let TimedSheet { sheet, times } = match draft.times.is_empty() {
            true => draft.timed(),
            false => draft.timed().merge(held),
        };
        Draft {
            sheet,
            times,
            acknowledged,
            ..draft
        }
        .write(attempt);
    }
}

fn key(prefix: &str, id: impl ToString) -> String {
    [prefix, &id.to_string()].concat()
}

/// Returns the key of a round's paper. Each person at this device has their own. Before it is known who is here, it is
/// the key of earlier releases, which did not ask.
fn paper_key(round: RoundId) -> String {
    match who_is_here() {
        Some(person) => [PAPER, &round.to_string(), ".", &person].concat(),
        None => key(PAPER, round),
    }
}

/// Notes who is at the device: their papers are theirs alone.
pub(crate) fn is_here(person: &str) {
    storage::set(PERSON, person);
}

/// Notes that nobody is signed in: what others have left is not shown.
pub(crate) fn nobody_is_here() {
    storage::remove(PERSON);
}

/// Returns the account of who is signed in, as far as this device remembers.
pub(crate) fn who_is_here() -> Option<String> {
    storage::get(PERSON)
}

/// Keeps an open paper with its ticket, so that a reload without network still shows it.
pub(crate) fn keep_paper(open: &OpenAttempt) {
    if let Ok(text) = serde_json::to_string(open) {
        let own = paper_key(open.round);
        durable::set(&own, &text);
        let nobodys = key(PAPER, open.round);
        if own != nobodys && read_paper(&nobodys).is_some_and(|kept| kept.attempt == open.attempt) {
            durable::remove(&nobodys);
        }
    }
}

fn read_paper(key: &str) -> Option<OpenAttempt> {
    json::read(&storage::get(key)?).ok()
}

/// Keeps a paper that has just begun, for the page of the attempt.
pub(crate) fn begin(open: &OpenAttempt) {
    keep_paper(open);
    BEGUN.set(Some(open.attempt));
}

/// Returns whether this attempt has just begun: the server need not be asked for it once more. True once.
pub(crate) fn has_just_begun(attempt: AttemptId) -> bool {
    BEGUN.take() == Some(attempt)
}

/// Returns the paper kept for a round.
pub(crate) fn paper(round: RoundId) -> Option<OpenAttempt> {
    read_paper(&paper_key(round)).or_else(|| read_paper(&key(PAPER, round)))
}

/// An attempt of this person that may still run.
#[derive(Clone)]
pub(crate) struct Running {
    pub(crate) address: String,
    pub(crate) deadline: Millis,
}

impl Running {
    pub(crate) fn new(slug: &str, round: RoundId, deadline: Millis) -> Running {
        let address = ["/thi/", slug, "/lam-bai/", &round.to_string()].concat();
        Running { address, deadline }
    }
}

/// Returns the attempt of this person that this device knows to run.
pub(crate) fn running() -> Option<Running> {
    let mut papers = papers_of_person().into_iter();
    let open = papers.find(|open| open.deadline > clock::now())?;
    let slug = storage::get(&key(SLUG, open.round))?;
    Some(Running::new(&slug, open.round, open.deadline))
}

/// Notes to which contest a round belongs.
pub(crate) fn belongs_to(round: RoundId, slug: &str) {
    storage::set(&key(SLUG, round), slug);
}

fn papers_of_person() -> Vec<OpenAttempt> {
    let Some(person) = storage::get(PERSON) else {
        return Vec::new();
    };
    let ending = [".", &person].concat();
    let keys = storage::keys(PAPER)
        .into_iter()
        .filter(|key| key.ends_with(&ending));
    keys.filter_map(|key| read_paper(&key)).collect()
}

/// Puts an attempt away that is closed. Answers that the server does not have stay.
pub(crate) fn put_away(attempt: AttemptId, round: RoundId, has_arrived: bool) {
    if has_arrived || Draft::read(attempt).is_some_and(|draft| draft.is_acknowledged()) {
        durable::remove(&key(DRAFT, attempt));
    }
    for key in [paper_key(round), key(PAPER, round)] {
        if read_paper(&key).is_some_and(|open| open.attempt == attempt) {
            durable::remove(&key);
        }
    }
}

/// Puts back what a killed browser has lost.
pub(crate) async fn restore() {
    durable::restore(merged).await;
}

/// Forgets attempts that ended long ago, once a page. A clock that no server has confirmed tells nothing about that.
pub(crate) fn forget_old() {
    if !clock::is_learned() || LOOKED.replace(true) {
        return;
    }
    for key in storage::keys(DRAFT) {
        let attempt = key[DRAFT.len()..].parse::<AttemptId>();
        // An id begins with the moment at which it was made, in 48 bits.
        let began = attempt.map(|attempt| Millis((attempt.0.as_u128() >> 80) as i64));
        if began.map_or(true, |began| clock::now().since(began) > KEPT_MS) {
            durable::remove(&key);
        }
    }
    for key in storage::keys(PAPER) {
        if read_paper(&key).is_none_or(|open| clock::now().since(open.deadline) > KEPT_MS) {
            durable::remove(&key);
        }
    }
}

/// Tells an attempt that is on the screen already that its draft has changed, as another tab would.
pub(crate) fn tell_this_tab() {
    // Neither can fail: the name is valid, and nobody cancels the event.
    let _ = web_sys::Event::new("storage").and_then(|event| web_kit::window().dispatch_event(&event));
}

/// Returns the later of two copies of a text, with the answers of both if they are drafts.
fn merged(one: &str, other: String) -> String {
    let (Ok(mine), Ok(theirs)) = (json::read::<Draft>(one), json::read::<Draft>(&other)) else {
        return one.to_owned();
    };
    let TimedSheet { sheet, times } = mine.timed().merge(&theirs.timed());
    let both = Draft { sheet, times, ..mine };
    serde_json::to_string(&both).unwrap_or(other)
}

/// Returns this person's papers whose answers the server may not have, for a last try before they sign out.
pub(crate) fn unsent() -> Vec<(OpenAttempt, Draft)> {
    let papers = papers_of_person().into_iter();
    let with_draft = papers.filter_map(|open| Some((Draft::read(open.attempt)?, open)));
    with_draft
        .filter(|(draft, _)| draft.has_unsent())
        .map(|(draft, open)| (open, draft))
        .collect()
}

/// Forgets this person's papers whose answers the server has.
pub(crate) fn forget_sent() {
    for open in papers_of_person() {
        if !Draft::read(open.attempt).is_some_and(|draft| draft.has_unsent()) {
            put_away(open.attempt, open.round, true);
        }
    }
}
