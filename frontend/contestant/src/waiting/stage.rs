//! How far getting in has got.

/// How far getting in has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Nobody wants to get in.
    Out,
    /// The first request is under way, or the last one was granted.
    Asking,
    /// The server is busy and has given no queue position; the next try is in so many seconds.
    Busy(u64),
    /// There is a queue position.
    Waiting,
    /// There is a queue position, but the last try did not get through.
    CutOff,
    /// There is a queue position, but nobody looked at the page for long: the reader has to confirm before it goes on.
    Away,
}

impl Stage {
    pub(crate) fn is_waiting(self) -> bool {
        matches!(self, Stage::Waiting | Stage::CutOff)
    }

    /// Returns whether the page will do the next thing by itself.
    pub(crate) fn is_busy(self) -> bool {
        !matches!(self, Stage::Out | Stage::Away)
    }
}
