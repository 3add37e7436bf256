//! What every gateway does. Knows none of them.

/// Whom a message is for.
pub(crate) enum Recipient {
    /// As `+84` and nine digits.
    Phone(String),
}

pub(crate) struct Message {
    pub(crate) to: Recipient,
    pub(crate) text: String,
}

/// Why a message was not sent. Says nothing of whom it was for and what it said, so it may be logged.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotSent {
    /// The gateway is away or busy and has not taken it: another try may succeed.
    #[error("the gateway is away: {0}")]
    Away(String),
    /// Nobody knows whether the gateway has taken it.
    #[error("the gateway does not respond: {0}")]
    Unanswered(String),
    /// The gateway does not want this message.
    #[error("the gateway refuses: {0}")]
    Refused(String),
}

/// Sends messages.
#[async_trait::async_trait]
pub(crate) trait Gateway: Send + Sync {
    async fn send(&self, message: &Message) -> Result<(), NotSent>;
}
