//! Rules that hold whatever the phones did: nobody has more attempts or more time than allowed, numbers run from 1
//! without gaps, and nothing is recorded that nobody did.

use super::Audit;
use crate::contest::Round;
use crate::export::Row;
use crate::ledger::Ledger;
use contest_core::ids::AccountId;
use std::collections::{HashMap, HashSet};

pub(super) fn check(round: &Round, ledger: &Ledger, rows: &[Row], audit: &mut Audit) {
    check_unknown(ledger, rows, audit);
    check_limits(round, rows, audit);
}

/// Somebody must have started whatever the server has recorded. A lost response leaves an attempt that no phone knows,
/// but it belongs to one of our people.
fn check_unknown(ledger: &Ledger, rows: &[Row], audit: &mut Audit) {
    let started: HashSet<_> = ledger.attempts.iter().map(|known| known.attempt).collect();
    let ours: HashSet<AccountId> = ledger.attempts.iter().map(|known| known.account).collect();
    for row in rows {
        if row.by_contestant && !started.contains(&row.attempt) {
            audit.complain(|| format!("{}: submitted, but no phone started it", row.code));
        } else if !started.contains(&row.attempt) && !ours.contains(&row.account) {
            audit.complain(|| format!("{}: belongs to somebody who took no part", row.code));
        }
    }
}

fn check_limits(round: &Round, rows: &[Row], audit: &mut Audit) {
    let mut numbers: HashMap<AccountId, Vec<u16>> = HashMap::new();
    for row in rows {
        numbers.entry(row.account).or_default().push(row.number);
        if row.duration_ms() > u64::from(round.time_limit_s) * 1_000 {
            audit.complain(|| format!("{}: longer than the time limit", row.code));
        }
    }
    audit.people = numbers.len() as u64;
    for (account, mut numbers) in numbers {
        audit.most_attempts_of_a_person = audit.most_attempts_of_a_person.max(numbers.len() as u64);
        numbers.sort_unstable();
        if !numbers.iter().copied().eq(1..=numbers.len() as u16) {
            let listed = &numbers[..numbers.len().min(20)];
            audit.complain(|| format!("account {account}: its attempts are numbered {listed:?}"));
        }
        let highest = numbers.last().copied().unwrap_or(0);
        if round
            .attempts
            .is_some_and(|limit| highest > limit || numbers.len() > usize::from(limit))
        {
            audit.complain(|| format!("account {account}: more attempts than allowed"));
        }
    }
}
