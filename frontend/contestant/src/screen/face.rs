//! What the screen says at a moment, as plain data: two faces that are equal look the same, so nothing is drawn again.

use super::program::List;
use contest_core::rounds::Phase;
use contest_core::time::Millis;

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Face {
    pub(super) title: String,
    pub(super) organiser: String,
    /// Title of the round.
    pub(super) round: String,
    pub(super) phase: Phase,
    pub(super) opens_at: Millis,
    pub(super) closes_at: Millis,
    pub(super) list: List,
    /// Which page of how many.
    pub(super) page: (usize, usize),
    /// Whether nobody is on the list; unknown before the list has arrived.
    pub(super) is_empty: Option<bool>,
    /// Whether the order may still change; unknown before the board has arrived.
    pub(super) provisional: Option<bool>,
    pub(super) rebuilding: bool,
    /// How many people have taken part.
    pub(super) people: Option<u64>,
    /// Since when nothing has been heard, if that is too long.
    pub(super) stale: Option<Millis>,
    /// What the organisers tell everybody.
    pub(super) notice: Option<String>,
}

impl Default for Face {
    /// Before anything has arrived.
    fn default() -> Face {
        Face {
            title: String::new(),
            organiser: String::new(),
            round: String::new(),
            phase: Phase::Upcoming,
            opens_at: Millis(0),
            closes_at: Millis(0),
            list: List::Invitation,
            page: (1, 1),
            is_empty: None,
            provisional: None,
            rebuilding: false,
            people: None,
            stale: None,
            notice: None,
        }
    }
}
