//! Sends codes, beside the requests that asked for them: only here, what happens depends on whether anybody has
//! registered with the number.

use super::code::{Hashes, new_code, no_code};
use super::limits::{OF_A_PHONE, VALID_MIN};
use crate::auth::sign_in::account_by_login;
use crate::clock::Clock;
use crate::db::Db;
use crate::db::entities::account::{self, Role};
use crate::errors::AppResult;
use crate::gateway::message::{Gateway, Message, NotSent, Recipient};
use crate::metrics::{CodeEvent, Metrics};
use contest_core::time::Millis;
use live::Live;
use live::codes::{Asker, Budget};
use redis::RedisResult;
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
pub(super) struct Outbox(mpsc::Sender<Wish>);

/// A code that somebody has asked for.
pub(super) struct Wish {
    pub(super) phone: String,
    pub(super) asker: Asker,
}

/// A place in the queue.
pub(super) struct Place(mpsc::OwnedPermit<Wish>);

impl Place {
    pub(super) fn send(self, wish: Wish) {
        self.0.send(wish);
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

async fn send_all(sender: Arc<Sender>, mut wishes: mpsc::Receiver<Wish>) {
    let slots = Arc::new(Semaphore::new(AT_ONCE));
    while let Some(wish) = wishes.recv().await {
        // Waits while as many as allowed are on their way; the queue fills up meanwhile.
        let Ok(slot) = slots.clone().acquire_owned().await else {
            return;
        };
        tokio::spawn(send_one(sender.clone(), wish, slot));
    }
}

async fn send_one(sender: Arc<Sender>, wish: Wish, _slot: OwnedSemaphorePermit) {
    let counts = sender.send(&wish.phone).await.unwrap_or_else(|refusal| {
        // The stores are away: people ask for another code.
        tracing::warn!(%refusal, "a code is not sent");
        sender.metrics.code(CodeEvent::NotSent);
        false
    });
    // The requests of others always count: what happens to them must not depend on whether the number has an account. A
    // known device has shown that it has one.
    if counts || wish.asker != Asker::Known {
        return;
    }
    let name = sender.hashes.phone(&wish.phone);
    if let Err(error) = sender.live.unask_code(&name, OF_A_PHONE).await {
        tracing::debug!(%error, "a code that was not sent counts");
    }
}

impl Sender {
    /// Sends a code, if somebody has registered with this number. Returns whether the request counts among those of known
    /// devices for this phone: not if the gateway could not be handed a code.
    async fn send(&self, phone: &str) -> AppResult<bool> {
        let account = account_by_login(&self.db.read, phone).await?;
        let now = self.clock.now();
        let everybody = [(self.hashes.everybody(), self.of_all)];
        // Nobody has registered with it. Staff have no numbers, and would get no code if they had.
        let Some(account) = account.filter(is_contestant) else {
            // As below, except for the message: tries with this number are counted like those with any other.
            let [(name, budget)] = &everybody;
            if self.live.look(name, *budget, now).await?.is_none() {
                self.keep(phone, &no_code(), now).await?;
            }
            return Ok(true);
        };
        if self.live.spend(&everybody, now).await?.is_some() {
            self.metrics.code(CodeEvent::OverBudget);
            tracing::warn!("codes_per_hour is reached: a code is not sent");
            return Ok(false);
        }
        let sent = self.send_to(phone, &account, now).await;
        // Nothing has left: an outage must not use up what everybody shares.
        let is_away = matches!(sent, Ok(Err(NotSent::Away(_))));
        if is_away || sent.is_err() {
            self.live.give_back(&everybody, now).await;
        }
        match sent? {
            Ok(()) => self.metrics.code(CodeEvent::Sent),
            Err(not_sent) => {
                tracing::warn!(%not_sent, "a code is not sent");
                self.metrics.code(CodeEvent::NotSent);
            }
        }
        Ok(!is_away)
    }

    /// Makes a new code the valid one, and delivers it.
    async fn send_to(
        &self,
        phone: &str,
        account: &account::Model,
        now: Millis,
    ) -> AppResult<Result<(), NotSent>> {
        let code = new_code();
        let hash = self.hashes.code(phone, account.id, &code);
        self.keep(phone, &hash, now).await?;
        let message = Message {
            to: Recipient::Phone(phone.to_owned()),
            text: self.text.replace("{code}", &code),
        };
        Ok(self.deliver(&message).await)
    }

    async fn keep(&self, phone: &str, hash: &[u8], now: Millis) -> RedisResult<()> {
        let till = now + i64::from(VALID_MIN) * 60_000;
        self.live.set_code(&self.hashes.phone(phone), hash, till).await
    }

    async fn deliver(&self, message: &Message) -> Result<(), NotSent> {
        let first = self.gateway.send(message).await;
        let Err(NotSent::Away(why) | NotSent::Unanswered(why)) = &first else {
            return first;
        };
        tracing::debug!(why, "the gateway is tried again");
        tokio::time::sleep(AGAIN).await;
        match self.gateway.send(message).await {
            // It may have taken the first, so this must count.
            Err(NotSent::Away(_)) if matches!(first, Err(NotSent::Unanswered(_))) => first,
            second => second,
        }
    }
}

pub(super) fn is_contestant(account: &account::Model) -> bool {
    account.role == Role::Contestant && account.erased_at.is_none()
}
