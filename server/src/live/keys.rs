//! Every key in Redis, and what it holds.
//!
//! A round's live state is divided into shards by contestant. All keys of a shard carry the hash tag
//! `{round.shard}`, so that in a Redis Cluster they live on one node and one function can change them together.
//! Everything here can be rebuilt: closed attempts from the database, open ones from the signed ticket that the
//! phone sends with each save.
//!
//! | key | type | holds |
//! |---|---|---|
//! | `tl:{r.s}:ready` | string | random id of this build of the shard; absent: rebuild before anything else |
//! | `tl:{r.s}:used` | hash | contestant → attempts started |
//! | `tl:{r.s}:open` | hash | contestant → the attempt that is running |
//! | `tl:{r.s}:asked` | hash | contestant `:` idempotency key → attempt |
//! | `tl:{r.s}:due` | sorted set | open attempts by deadline (ms) |
//! | `tl:{r.s}:pending` | hash | attempt → its record as JSON: closed, not yet known to be in the database |
//! | `tl:{r.s}:done` | set | attempts that are in the database |
//! | `tl:{r.s}:board` | sorted set, all scores 0 | sort keys of the counted attempts |
//! | `tl:{r.s}:best` | hash | contestant → sort key of the counted attempt |
//! | `tl:{r.s}:choice` | hash | contestant → what decides whether a later attempt replaces it; unused if the best counts |
//! | `tl:{r.s}:who` | hash | counted attempt (16 bytes, the tail of its sort key) → what the board shows of it, JSON |
//! | `tl:{r.s}:units` | hash | unit → distinct people |
//! | `tl:{r.s}:version` | string | grows with every change of the board |
//! | `tl:{r.s}:a:<attempt>` | hash | an open attempt: `c` contestant, `n` number, `s` start, `d` deadline, `r` revision, `a` answers, `p` prediction, `l` last change, `u` unit, `m` masked name; once closed also `x`, its record |
//! | `tl:{r.s}:lock` | string | held by the node that rebuilds the shard |
//! | `tl:changes` | channel | "contests or accounts have changed": read them again |

use contest_core::ids::{AccountId, RoundId};

/// Where nodes tell each other that contests or accounts have changed.
pub(crate) const CHANGES: &str = "tl:changes";

/// One shard of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shard {
    pub round: RoundId,
    pub shard: u16,
}

impl Shard {
    /// The shard of a contestant. The last bytes of a UUIDv7 are random: they spread people evenly.
    pub(crate) fn of(round: RoundId, account: AccountId, shards: u16) -> Shard {
        let bytes = account.0.as_bytes();
        let tail = u32::from_be_bytes([bytes[12], bytes[13], bytes[14], bytes[15]]);
        Shard {
            round,
            shard: (tail % u32::from(shards.max(1))) as u16,
        }
    }

    pub(crate) fn key(&self, name: &str) -> String {
        format!("tl:{{{}.{}}}:{name}", self.round.0.simple(), self.shard)
    }

    /// The keys that every function takes, in the order of the library's `K` table.
    pub(crate) fn function_keys(&self, best_counts: bool) -> [String; 14] {
        let choice = if best_counts { "best" } else { "choice" };
        [
            self.key("ready"),
            self.key("used"),
            self.key("open"),
            self.key("asked"),
            self.key("due"),
            self.key("pending"),
            self.key("done"),
            self.key("board"),
            self.key("best"),
            self.key(choice),
            self.key("who"),
            self.key("units"),
            self.key("version"),
            self.key("a:"),
        ]
    }
}
