//! One-time codes by which people set a new password, and how many may be asked for. Redis knows neither the phone
//! numbers nor the codes: both arrive as keyed hashes.

use crate::reply::Reply;
use crate::{Live, keys};
use contest_core::time::Millis;
use redis::RedisResult;

/// How often something may happen within a window, which begins with the first time.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    pub most: u32,
    pub window_ms: u32,
}

/// How often something may happen at once. What is taken refills evenly.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    pub most: u32,
    /// In how long all of it refills.
    pub refills_in_ms: u32,
}

/// Who asks for a code, or tries one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asker {
    /// A device that has signed in to the account. Such devices share an allowance, and tries, that no other device can
    /// use up.
    Known,
    /// Any other device, in the network of this name.
    From(String),
}

/// How many codes may be asked for, for one phone.
#[derive(Clone, Copy, Debug)]
pub struct CodeLimits {
    /// The pause between two requests.
    pub pause_ms: u32,
    /// Of known devices and of all others, each.
    pub allowance: Allowance,
    /// How many of them one network has.
    pub of_a_network: u32,
}

/// Whether a code may be sent to a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeAsked {
    Now,
    /// One was asked for a moment ago. Holds the milliseconds until another may be.
    Soon(u64),
    /// Too many were asked for. Holds the milliseconds until another may be.
    TooMany(u64),
}

/// A code against which somebody tries one.
pub struct CodeTried {
    /// Its keyed hash.
    pub hash: Vec<u8>,
    /// Whether it has set a password already.
    pub is_used: bool,
}

impl Live {
    /// Counts a request for a code, unless one was made a moment ago or there were too many.
    pub async fn ask_code(
        &self,
        phone: &str,
        asker: &Asker,
        now: Millis,
        limits: CodeLimits,
    ) -> RedisResult<CodeAsked> {
        let mut ask = call("tl_ask_code", keys::code(phone));
        ask.arg(now.0).arg(limits.pause_ms);
        ask.arg(limits.allowance.refills_in_ms)
            .arg(limits.allowance.most)
            .arg(asker.name())
            .arg(limits.of_a_network);
        let mut reply = Reply::parse(self.function(&ask).await?)?;
        Ok(match reply.word.as_str() {
            "NOW" => CodeAsked::Now,
            "SOON" => CodeAsked::Soon(reply.next()?),
            "TOO_MANY" => CodeAsked::TooMany(reply.next()?),
            _ => return reply.unknown(),
        })
    }

    /// Takes the request of a known device that was counted back: no code could be sent. The pause until the next stays.
    pub async fn unask_code(&self, phone: &str, limits: CodeLimits) -> RedisResult<()> {
        let mut unask = call("tl_unask_code", keys::code(phone));
        unask
            .arg(limits.allowance.refills_in_ms)
            .arg(limits.allowance.most);
        self.function(&unask).await.map(drop)
    }

    /// Makes this the only code that is valid for the phone, until `till`.
    pub async fn set_code(&self, phone: &str, hash: &[u8], till: Millis) -> RedisResult<()> {
        let mut set = call("tl_set_code", keys::code(phone));
        set.arg(hash).arg(till.0);
        self.function(&set).await.map(drop)
    }

    /// Counts a try, and returns the code to compare with; `None` if there is none that is valid, or no try is left.
    /// `tries`: how many known devices have, and as many all others.
    pub async fn try_code(
        &self,
        phone: &str,
        asker: &Asker,
        now: Millis,
        tries: u32,
    ) -> RedisResult<Option<CodeTried>> {
        let mut trying = call("tl_try_code", keys::code(phone));
        trying.arg(now.0).arg(tries).arg(asker.name());
        let mut reply = Reply::parse(self.function(&trying).await?)?;
        match reply.word.as_str() {
            "NONE" => Ok(None),
            "TRY" => Ok(Some(CodeTried {
                hash: reply.next()?,
                is_used: reply.next()?,
            })),
            _ => reply.unknown(),
        }
    }

    /// Uses up the code. Returns false if another device was faster, or the code is no longer the valid one.
    pub async fn use_code(&self, phone: &str, hash: &[u8]) -> RedisResult<bool> {
        self.mark_code(phone, hash, ["0", "1"]).await
    }

    /// Makes a code valid again that was used up for nothing.
    pub async fn give_code_back(&self, phone: &str, hash: &[u8]) -> RedisResult<bool> {
        self.mark_code(phone, hash, ["1", "0"]).await
    }

    async fn mark_code(&self, phone: &str, hash: &[u8], [from, to]: [&str; 2]) -> RedisResult<bool> {
        let mut mark = call("tl_mark_code", keys::code(phone));
        mark.arg(hash).arg(from).arg(to);
        let reply = Reply::parse(self.function(&mark).await?)?;
        Ok(reply.word == "MARKED")
    }

    /// Takes one from each of these budgets, or from none. They may be on different nodes, so no function can take from
    /// all: what was taken is given back if another is used up or away. Returns how many milliseconds are left until there
    /// is some again, or `None` if there was enough.
    pub async fn spend(&self, budgets: &[(String, Budget)], now: Millis) -> RedisResult<Option<u64>> {
        for (taken, (name, budget)) in budgets.iter().enumerate() {
            let left = self.take(name, 1, now, *budget).await;
            if !matches!(left, Ok(None)) {
                // Not this one: if it failed, nobody knows whether it was taken from, and budgets must hold.
                self.give_back(&budgets[..taken], now).await;
                return left;
            }
        }
        Ok(None)
    }

    /// Gives back what was taken from these budgets. What cannot be given back, because Redis is away, returns with the
    /// window: that is no reason to refuse anybody.
    pub async fn give_back(&self, budgets: &[(String, Budget)], now: Millis) {
        for (name, budget) in budgets {
            if let Err(error) = self.take(name, -1, now, *budget).await {
                tracing::debug!(%error, "a budget is not given back");
            }
        }
    }

    /// Returns how many milliseconds are left until there is something in this budget again, or `None` if there is.
    pub async fn look(&self, name: &str, budget: Budget, now: Millis) -> RedisResult<Option<u64>> {
        self.take(name, 0, now, budget).await
    }

    async fn take(&self, name: &str, count: i32, now: Millis, budget: Budget) -> RedisResult<Option<u64>> {
        let mut spend = call("tl_spend", keys::budget(name));
        spend.arg(count).arg(now.0).arg(budget.window_ms).arg(budget.most);
        let mut reply = Reply::parse(self.function(&spend).await?)?;
        match reply.word.as_str() {
            "SPENT" => Ok(None),
            "GONE" => Ok(Some(reply.next()?)),
            _ => reply.unknown(),
        }
    }
}

impl Asker {
    fn name(&self) -> &str {
        match self {
            Asker::Known => "known",
            Asker::From(network) => network,
        }
    }
}

fn call(function: &str, key: String) -> redis::Cmd {
    let mut call = redis::cmd("FCALL");
    call.arg(function).arg(1).arg(key);
    call
}
