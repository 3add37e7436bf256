//! Tries of codes: counted before they are compared, so that tries at the same moment all count. The same is done, and
//! counted, for every number.
//!
//! Devices that have signed in to the account have tries of their own, and only the code bounds them: they have shown that
//! the account exists, and can guess at no other. So strangers, who share budgets, cannot lock them out.

use super::code::Origin;
use super::limits::{TRIES, WRONG_OF_A_NETWORK};
use super::parts::Checking;
use super::sending::is_contestant;
use crate::auth::parts::SigningIn;
use crate::auth::sign_in::account_by_login;
use crate::db::entities::account;
use crate::errors::{AppResult, Refusal};
use crate::metrics::CodeEvent;
use contest_core::ids::AccountId;
use contest_core::time::Millis;
use contest_core::wire::errors::ErrorCode;
use live::codes::{Asker, Budget};
use uuid::Uuid;

/// What somebody takes for the code of a phone.
pub(super) struct Guess {
    pub(super) asker: Asker,
    pub(super) address: String,
    pub(super) phone: String,
    pub(super) code: String,
}

/// A code that belongs to the phone, and to whom that belongs.
pub(super) struct Right {
    pub(super) account: account::Model,
    pub(super) hash: Vec<u8>,
    pub(super) origin: Origin,
    pub(super) is_used: bool,
}

/// What has come of a try.
enum Compared {
    Right(Box<Right>),
    Wrong,
    /// There is no code that is valid: this was no guess.
    Nothing,
}

impl Guess {
    /// Counts a try and compares. Refuses what is wrong, and everything while too much was.
    pub(super) async fn compare(&self, checking: &Checking, parts: &SigningIn) -> AppResult<Right> {
        let now = parts.clock.now();
        // As for signing in, but counted apart: many have just tried too many passwords.
        match self.asker {
            Asker::Known => checking.throttle.begin_known(&self.phone, now)?,
            Asker::From(_) => checking.throttle.begin(&self.phone, &self.address, now)?,
        }
        let budgets = self.budgets(checking);
        if let Some(left) = parts.live.spend(&budgets, now).await? {
            return Err(Refusal::new(ErrorCode::TooManyRequests).retry_after_ms(left));
        }
        let compared = self.compare_now(checking, parts, now).await;
        if !matches!(compared, Ok(Compared::Wrong)) {
            parts.live.give_back(&budgets, now).await;
        }
        match compared? {
            Compared::Right(right) => Ok(*right),
            Compared::Wrong | Compared::Nothing => Err(wrong(checking)),
        }
    }

    /// Returns what a wrong try is taken from: of many phones, too, only few may be guessed.
    fn budgets(&self, checking: &Checking) -> Vec<(String, Budget)> {
        if self.asker == Asker::Known {
            return Vec::new();
        }
        let of_networks = checking
            .hashes
            .budgets("wrong", &self.address, WRONG_OF_A_NETWORK);
        let of_everybody = (checking.hashes.wrong(), checking.of_wrong);
        of_networks.into_iter().chain([of_everybody]).collect()
    }

    async fn compare_now(&self, checking: &Checking, parts: &SigningIn, now: Millis) -> AppResult<Compared> {
        // Before the try is counted: an outage of the database must not use up a code.
        let account = account_by_login(&parts.db.read, &self.phone).await?;
        let account = account.filter(is_contestant);
        let name = checking.hashes.phone(&self.phone);
        let Some(tried) = parts.live.try_code(&name, &self.asker, now, TRIES).await? else {
            return Ok(Compared::Nothing);
        };
        // Where there is no account, there is something to compare with all the same, which never fits.
        let id = account
            .as_ref()
            .map_or(AccountId(Uuid::nil()), |account| account.id);
        let origin = checking.hashes.origin(&tried.hash, &self.phone, id, &self.code);
        Ok(match account.zip(origin) {
            Some((account, origin)) => Compared::Right(Box::new(Right {
                account,
                hash: tried.hash,
                origin,
                is_used: tried.is_used,
            })),
            None => Compared::Wrong,
        })
    }
}

/// Counts and refuses a code that is wrong.
pub(super) fn wrong(checking: &Checking) -> Refusal {
    checking.metrics.code(CodeEvent::Wrong);
    Refusal::new(ErrorCode::WrongCode).field("code")
}
