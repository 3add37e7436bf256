//! The classes of requests, in the order in which they give way. Knows neither the limits nor the metrics, both of
//! which count by class.

/// Classes by how long their requests may be put off. Those that give way first come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Boards, ranks, results.
    Read,
    /// A start that has passed the waiting room.
    Start,
    /// A request to start, which usually ends with a queue position.
    Ask,
    /// Saving a sheet, and resuming an attempt.
    Save,
    Submit,
}

impl Class {
    pub(crate) const ALL: [Class; 5] = [Class::Read, Class::Start, Class::Ask, Class::Save, Class::Submit];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Class::Read => "read",
            Class::Start => "start",
            Class::Ask => "ask",
            Class::Save => "save",
            Class::Submit => "submit",
        }
    }
}

pub(crate) const READ: u8 = Class::Read as u8;
pub(crate) const START: u8 = Class::Start as u8;
pub(crate) const ASK: u8 = Class::Ask as u8;
pub(crate) const SAVE: u8 = Class::Save as u8;
pub(crate) const SUBMIT: u8 = Class::Submit as u8;
