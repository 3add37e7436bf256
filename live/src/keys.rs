//! Every key in Redis, and what it holds.
//!
//! A round's live state is divided into shards by contestant. All keys of a shard carry the hash tag `{round.shard}`,
//! so in a Redis Cluster they live on one node and one function can change them together. Everything of a
//! round can be rebuilt from the database, which has every start and every closed attempt; the sheet of an open attempt
//! comes back with the phone's next save. A one-time code that is lost is asked for again.
//!
//! | key | type | holds |
//! |---|---|---|
//! | `tl:{r.s}:built` | string | random id of this build of the shard; absent: the shard is incomplete |
//! | `tl:{r.s}:known` | hash | while the shard is not built: contestants whose used attempts and open attempt were restored individually; under the empty field, the id of this list, which is lost with it |
//! | `tl:{r.s}:used` | hash | contestant → attempts started |
//! | `tl:{r.s}:pace` | hash | only where the rules set a pace: contestant → their last start: its number, when it was, when the day of Viet Nam in which it counts began, and the starts of that day. Absent or of another number: it is read from the database |
//! | `tl:{r.s}:open` | hash | contestant → the attempt that is running |
//! | `tl:{r.s}:idempotency` | hash | contestant `:` idempotency key → attempt |
//! | `tl:{r.s}:starting` | set | open attempts whose start is not known to be in the database |
//! | `tl:{r.s}:a:<attempt>` | hash | an open attempt: `v` its sheet (revision, last change, prediction, answers), `c` contestant, `n` number, `s` start, `d` deadline, `u` unit, `m` masked name |
//! | `tl:{r.s}:due` | sorted set | open attempts by the moment at which servers look after them (ms): their deadline, or a later one if they have extra time |
//! | `tl:{r.s}:pending` | hash | attempt → what its close froze, until it is known to be in the database |
//! | `tl:{r.s}:stuck` | hash | attempt → why it can be neither closed nor recorded; waits for an operator |
//! | `tl:{r.s}:done` | set | attempts that are in the database |
//! | `tl:{r.s}:board` | sorted set | sort keys of the attempts that count, all with score 0: ordered as bytes |
//! | `tl:{r.s}:best` | hash | contestant → their sort key on the board |
//! | `tl:{r.s}:choice` | hash | contestant → what decides whether a later attempt replaces theirs (absent if the best counts) |
//! | `tl:{r.s}:shown` | hash | counted attempt (16 bytes, the tail of its sort key) → what the board shows (JSON; its names are listed in the server's `boards/shown.rs`) |
//! | `tl:{r.s}:units` | hash | unit → distinct people |
//! | `tl:{r.s}:version` | string | grows with every change of the board |
//! | `tl:{r.s}:unit_board` | sorted set | the board once more, unit by unit: the unit's 16 bytes followed by the sort key, all with score 0. Standings without a unit are not in it |
//! | `tl:{r.s}:unit_version` | string | the `version` up to which `unit_board` has every standing with a unit. Absent or another: it is incomplete, because an earlier release built the shard or has written to it; nobody is then told a place within a unit |
//! | `tl:{r.0}:pace.<hour>` | hash | minute `:` server → how many starts and submissions of that minute this server has seen recorded. Only for those who watch; expires after three hours, and is lost with Redis |
//! | `tl:{r.s}:check` | hash | the check for lost writes: `run` is the Redis process last checked, `seen` when |
//! | `tl:{r.s}:lock` | string | held by the server that rebuilds the shard |
//! | `tl:{r.s}:catching` | string | held by the server that puts back recently recorded attempts |
//! | `tl:{settings}` | hash | what all servers must agree on: `shards` |
//! | `tl:{queue.<room>}` | hash | a waiting room: how many queue positions were `given`, how many people were `called` |
//! | `tl:{queue.<room>}:places` | sorted set | person (account and round) → their queue position, until two minutes after it was called; starts only |
//! | `tl:{code.<phone>}` | hash | one-time codes of a phone, by a keyed hash of its number: `asked` when one was last asked for; `others`, `known` and `from:<network>` when what other devices, known devices and one network may ask for will have refilled; of the valid one: `code` its keyed hash, `till` until when, `tries` made, `tries_known` by known devices, `used` (0 or 1). Expires after a day; lost with Redis |
//! | `tl:{budget.<name>}` | hash | what everybody shares, such as codes for one network: `since` and `count`. Expires with its window |
//! | `tl:changes` | channel | contests or accounts have changed: reload them |

use contest_core::ids::{AccountId, AttemptId, RoundId};
use std::fmt::Write;

/// The channel on which servers tell each other that contests or accounts have changed.
pub(crate) const CHANGES: &str = "tl:changes";

/// What all servers must agree on.
pub(crate) const SETTINGS: &str = "tl:{settings}";

/// The counters of a waiting room.
pub(crate) fn queue(room: &str) -> String {
    format!("tl:{{queue.{room}}}")
}

/// Who holds which position in a waiting room. The name is that of earlier releases, whose queues go on during an
/// upgrade.
pub(crate) fn positions(room: &str) -> String {
    format!("tl:{{queue.{room}}}:places")
}

/// The one-time codes of a phone, named by a keyed hash of its number.
pub(crate) fn code(phone: &str) -> String {
    format!("tl:{{code.{phone}}}")
}

/// What everybody shares under this name.
pub(crate) fn budget(name: &str) -> String {
    format!("tl:{{budget.{name}}}")
}

/// One shard of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shard {
    pub round: RoundId,
    pub shard: u16,
}

impl Shard {
    /// Returns the shard of a contestant. The last bytes of a UUIDv7 are random and spread people evenly.
    pub(crate) fn of(round: RoundId, account: AccountId, shards: u16) -> Shard {
        let bytes = account.0.as_bytes();
        let tail = u32::from_be_bytes([bytes[12], bytes[13], bytes[14], bytes[15]]);
        Shard {
            round,
            shard: (tail % u32::from(shards.max(1))) as u16,
        }
    }

    pub(crate) fn key(&self, name: &str) -> String {
        format!("{}{name}", self.prefix())
    }

    /// Returns the prefix of every key of the shard, with room for what follows.
    fn prefix(&self) -> String {
        let mut id = [0; uuid::fmt::Simple::LENGTH];
        let mut key = String::with_capacity(96);
        key.push_str("tl:{");
        key.push_str(self.round.0.simple().encode_lower(&mut id));
        // Writing to a `String` never fails.
        let _written = write!(key, ".{}}}:", self.shard);
        key
    }

    /// Returns a call of a library function on these keys of the shard.
    pub(crate) fn call(&self, function: &str, keys: &[&str]) -> redis::Cmd {
        let mut key = self.prefix();
        let prefix = key.len();
        let mut call = function_call(function, keys.len(), prefix);
        for name in keys {
            key.truncate(prefix);
            key.push_str(name);
            call.arg(&key);
        }
        call
    }

    /// Returns a call on one attempt's own key: the cheapest kind, for the most frequent operation.
    pub(crate) fn attempt_call(&self, function: &str, attempt: AttemptId) -> redis::Cmd {
        let mut id = [0; uuid::fmt::Simple::LENGTH];
        let mut key = self.prefix();
        key.push_str("a:");
        key.push_str(attempt.0.simple().encode_lower(&mut id));
        let mut call = function_call(function, 1, key.len());
        call.arg(key);
        call
    }
}

/// Returns the beginning of a call, with room for its keys and the usual number of arguments.
fn function_call(function: &str, keys: usize, key_length: usize) -> redis::Cmd {
    let mut call = redis::Cmd::with_capacity(keys + 18, 128 + keys * (key_length + 8));
    call.arg("FCALL").arg(function).arg(keys);
    call
}
