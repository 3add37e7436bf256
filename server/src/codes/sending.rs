//! Sends codes, beside the requests that asked for them: only here, what happens depends on whether anybody has
//! registered with the number.

use super::code::{Hashes, new_code};
use super::limits::VALID_MIN;
use crate::auth::sign_in::account_by_login;
use crate::clock::Clock;
use crate::db::Db;
use crate::db::entities::account::{self, Role};
use crate::errors::AppResult;
use crate::gateway::message::{Gateway, Message, NotSent, Recipient};
use crate::metrics::{CodeEvent, Metrics};
use live::Live;
use live::codes::Budget;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

/// Messages that may wait: at ten a second, a minute and a half.
const QUEUE: usize = 1_000;
/// Messages on their way to the gateway at once.
const AT_ONCE: usize = 16;
/// The pause before the second and last try.
const AGAIN: Duration = Duration::from_secs(2);

/// The queue. Cheap to clone; sending ends when the last handle is gone.
#[derive(Clone)]
pub(super) struct Outbox(mpsc::Sender<String>);

/// A place in the queue.
pub(super) struct Place(mpsc::OwnedPermit<String>);

impl Place {
    /// Queues a code for this number.
    pub(super) fn send(self, phone: String) {
        self.0.send(phone);
    }
}

impl Outbox {
    /// Starts to send.
    pub(super) fn open(sender: Sender) -> Outbox {
        let (queue, wishes) = mpsc::channel(QUEUE);
        tokio::spawn(send_all(Arc::new(sender), wishes));
        Outbox(queue)
    }

    /// Returns a place in the queue, unless it is full.
    pub(super) fn reserve(&self) -> Option<Place> {
        self.0.clone().try_reserve_owned().ok().map(Place)
    }
}

/// What sends codes.
pub(super) struct Sender {
    pub(super) gateway: Arc<dyn Gateway>,
    /// With a place for the code.
    pub(super) text: String,
    pub(super) of_all: Budget,
    pub(super) hashes: Hashes,
    pub(super) db: Db,
    pub(super) live: Live,
    pub(super) clock: Clock,
    pub(super) metrics: Metrics,
}

async fn send_all(sender: Arc<Sender>, mut wishes: mpsc::Receiver<String>) {
    let slots = Arc::new(Semaphore::new(AT_ONCE));
    while let Some(phone) = wishes.recv().await {
        // Waits while as many as allowed are on their way; the queue fills up meanwhile.
        let Ok(slot) = slots.clone().acquire_owned().await else {
            return;
        };
        tokio::spawn(send_one(sender.clone(), phone, slot));
    }
}

async fn send_one(sender: Arc<Sender>, phone: String, _slot: OwnedSemaphorePermit) {
    if let Err(refusal) = sender.send(phone).await {
        // The stores are away: people ask for another code.
        tracing::warn!(%refusal, "a code is not sent");
        sender.metrics.code(CodeEvent::NotSent);
    }
}

impl Sender {
    async fn send(&self, phone: String) -> AppResult<()> {
        let account = account_by_login(&self.db.read, &phone).await?;
        // Nobody has registered with it. Staff have no numbers, and would get no code if they had.
        let Some(account) = account.filter(is_contestant) else {
            return Ok(());
        };
        let now = self.clock.now();
        let everybody = self.hashes.everybody();
        if self.live.spend(&everybody, 1, now, self.of_all).await?.is_some() {
            self.metrics.code(CodeEvent::OverBudget);
            tracing::warn!("codes_per_hour is reached: a code is not sent");
            return Ok(());
        }
        let code = new_code();
        let hash = self.hashes.code(&phone, account.id, &code);
        let till = now + i64::from(VALID_MIN) * 60_000;
        self.live
            .set_code(&self.hashes.phone(&phone), &hash, till)
            .await?;
        let message = Message {
            to: Recipient::Phone(phone),
            text: self.text.replace("{code}", &code),
        };
        match self.deliver(&message).await {
            Ok(()) => self.metrics.code(CodeEvent::Sent),
            Err(not_sent) => {
                tracing::warn!(%not_sent, "a code is not sent");
                self.metrics.code(CodeEvent::NotSent);
            }
        }
        Ok(())
    }

    async fn deliver(&self, message: &Message) -> Result<(), NotSent> {
        match self.gateway.send(message).await {
            Err(NotSent::Away(why)) => {
                tracing::debug!(why, "the gateway is tried again");
                tokio::time::sleep(AGAIN).await;
                self.gateway.send(message).await
            }
            other => other,
        }
    }
}

pub(super) fn is_contestant(account: &account::Model) -> bool {
    account.role == Role::Contestant && account.erased_at.is_none()
}
