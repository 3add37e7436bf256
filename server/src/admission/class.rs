//! The classes of requests, in the order in which they give way. Knows neither limits nor metrics, which both count by
//! class.

/// Requests by how long they may be put off, first those that give way first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Boards, places, results.
    Read,
    /// A start that has passed the waiting room.
    Start,
    /// Asking to start, which as a rule ends with a place in the waiting room.
    Ask,
    /// Saving a sheet, and taking an attempt up again.
    Save,
    Submit,
}

impl Class {
    pub const ALL: [Class; 5] = [Class::Read, Class::Start, Class::Ask, Class::Save, Class::Submit];

    pub fn name(self) -> &'static str {
        match self {
            Class::Read => "read",
            Class::Start => "start",
            Class::Ask => "ask",
            Class::Save => "save",
            Class::Submit => "submit",
        }
    }
}

pub const READ: u8 = Class::Read as u8;
pub const START: u8 = Class::Start as u8;
pub const ASK: u8 = Class::Ask as u8;
pub const SAVE: u8 = Class::Save as u8;
pub const SUBMIT: u8 = Class::Submit as u8;
