//! The database is away while thousands submit: responses stay quick, saves go on, and afterwards everything is
//! recorded. The same holds when many attempts that no server remembers wait in Redis.

use crate::bed::{Bed, until};
use crate::common::contest::rules;
use crate::contestants::{Person, people, person, sheet};
use crate::faults;
use crate::ledger::{recorded, rows};
use contest_core::ids::{AccountId, AttemptId, RoundId};
use contest_core::wire::attempts::{OpenAttempt, Submitted};
use futures_util::StreamExt;
use futures_util::stream::iter;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::time::{Duration, Instant};
use thiluat::db::entities::start;
use uuid::Uuid;

const SUBMITTING: usize = 2_000;
const SAVING: usize = 20;
/// Attempts that wait in Redis without anybody asking for them.
const FORGOTTEN: usize = 10_000;
/// Phones at once: as many as two cores, which also run the phones, can serve while each waits for its commit.
const AT_ONCE: usize = 400;
/// A submission waits for its commit for 2.5 s and is then accepted.
const BOUND: Duration = Duration::from_secs(9);
const SAVE_BOUND: Duration = Duration::from_secs(3);
const DRAINED: Duration = Duration::from_secs(60);
const ALL_DRAINED: Duration = Duration::from_secs(150);

/// Everybody saves these revisions; returns the longest time that one save took.
async fn slowest_save(
    bed: &Bed,
    saving: &[(&Person, OpenAttempt)],
    revisions: RangeInclusive<u32>,
) -> Duration {
    let mut slowest = Duration::ZERO;
    for revision in revisions {
        for (person, open) in saving {
            let saved = person
                .save(bed.other(), open, sheet(bed, open, 4, revision))
                .await;
            let (reply, took) = saved.expect("an answer to a save");
            assert!(reply.status.is_success(), "a save is refused: {}", reply.text());
            slowest = slowest.max(took);
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    slowest
}

faults!(thousands_wait_for_the_database, async |bed: &Bed| {
    let arranged = bed.arrange(rules()).await;
    let everybody = people(bed, &arranged, (SUBMITTING + SAVING) as u32).await;
    let starting = everybody.iter().enumerate().map(|(n, person)| async move {
        (
            person,
            person
                .start(&bed.servers[n % bed.servers.len()], arranged.round)
                .await,
        )
    });
    let opened: Vec<(&Person, OpenAttempt)> = iter(starting).buffer_unordered(64).collect().await;
    let (saving, submitting) = opened.split_at(SAVING);

    let held = bed.hold_database().await;
    let since = Instant::now();
    let submissions = submitting
        .iter()
        .enumerate()
        .map(|(n, (person, open))| async move {
            let newest = sheet(bed, open, n % 11, 1);
            let sent = person
                .try_submit(&bed.servers[n % bed.servers.len()], open, &newest)
                .await;
            let (reply, took) = sent.expect("an answer to a submission");
            assert!(
                reply.status == 202 || reply.status == 503,
                "accepted, or asked to come again: {} {}",
                reply.status,
                reply.text()
            );
            let accepted = (reply.status == 202).then(|| reply.ok::<Submitted>().closed_at);
            (open.attempt, accepted, took)
        });
    let submitted = iter(submissions).buffer_unordered(AT_ONCE).collect::<Vec<_>>();
    let saves = slowest_save(bed, saving, 1..=10);
    let (submitted, slowest_save) = futures_util::future::join(submitted, saves).await;
    let mut accepted = HashMap::new();
    let mut slowest = Duration::ZERO;
    for (attempt, closed_at, took) in &submitted {
        slowest = slowest.max(*took);
        accepted.extend(closed_at.map(|at| (*attempt, at)));
    }
    eprintln!(
        "{} of {SUBMITTING} accepted in {:?}, the slowest in {slowest:?}, the slowest save in {slowest_save:?}",
        accepted.len(),
        since.elapsed()
    );
    assert_eq!(accepted.len(), SUBMITTING, "all are accepted: Redis has them");
    assert!(slowest < BOUND, "a submission took {slowest:?}");
    assert!(slowest_save < SAVE_BOUND, "a save took {slowest_save:?}");

    held.release().await;
    let released = Instant::now();
    until(DRAINED, "all are recorded", async || {
        let rows = rows(bed, arranged.round).await;
        for row in &rows {
            assert_eq!(
                accepted.get(&row.id),
                Some(&row.closed_at),
                "closed when it was accepted"
            );
        }
        if rows.len() == SUBMITTING {
            return Ok(());
        }
        Err(format!("{} of {SUBMITTING}", rows.len()))
    })
    .await;
    eprintln!("recorded {:?} after the database came back", released.elapsed());
    for (person, open) in submitting.iter().step_by(200) {
        person.receipt(bed.other(), open.attempt, DRAINED).await;
    }
});

/// Returns every text in which an id may be written.
fn spellings(id: Uuid) -> [String; 2] {
    [id.to_string(), id.simple().to_string()]
}

/// Records starts of other contestants, like the only start of this attempt.
async fn start_others(bed: &Bed, like: AttemptId, count: usize) -> Vec<(AttemptId, AccountId)> {
    let like = start::Entity::find_by_id(like).one(&bed.db).await;
    let like = like.expect("the database").expect("a recorded start");
    let other = |_| (AttemptId(Uuid::now_v7()), AccountId(Uuid::now_v7()));
    let others: Vec<(AttemptId, AccountId)> = (0..count).map(other).collect();
    for chunk in others.chunks(1_000) {
        let rows = chunk.iter().map(|(attempt, account)| {
            let mut row = like.clone().into_active_model().reset_all();
            (row.id, row.account_id) = (Set(*attempt), Set(*account));
            row
        });
        let inserted = start::Entity::insert_many(rows);
        inserted.exec_without_returning(&bed.db).await.expect("starts");
    }
    others
}

/// Copies the only waiting entry for each of these attempts, as if they had been closed by a server that then died.
/// Whatever an entry looks like, it names its attempt and its contestant.
async fn multiply(
    bed: &Bed,
    round: RoundId,
    attempt: AttemptId,
    account: AccountId,
    others: &[(AttemptId, AccountId)],
) {
    let mut redis = bed.redis().await;
    let key = format!("tl:{{{}.0}}:pending", round.0.simple());
    let get = redis::cmd("HGETALL").arg(&key).clone();
    let entries: Vec<(String, String)> = get.query_async(&mut redis).await.expect("what waits");
    let [(field, entry)] = entries.as_slice() else {
        panic!("one entry waits: {entries:?}");
    };
    for chunk in others.chunks(1_000) {
        let mut set = redis::cmd("HSET");
        set.arg(&key);
        for (id, who) in chunk {
            let mut copy = entry.clone();
            for (old, new) in [(attempt.0, id.0), (account.0, who.0)] {
                for (old, new) in spellings(old).iter().zip(spellings(new)) {
                    copy = copy.replace(old, &new);
                }
            }
            let [hyphenated, simple] = spellings(id.0);
            set.arg(if field.contains('-') { hyphenated } else { simple })
                .arg(copy);
        }
        set.query_async::<()>(&mut redis).await.expect("set");
    }
}

faults!(a_multitude_waits_in_redis, async |bed: &Bed| {
    let arranged = bed.arrange(rules()).await;
    let everybody = people(bed, &arranged, SAVING as u32).await;
    let mut saving = Vec::new();
    for person in &everybody {
        saving.push((person, person.start(bed.first(), arranged.round).await));
    }
    let first = person(bed, &arranged).await;
    let open = first.start(bed.first(), arranged.round).await;
    let last = person(bed, &arranged).await;
    let last_open = last.start(bed.first(), arranged.round).await;

    let others = start_others(bed, open.attempt, FORGOTTEN).await;
    let held = bed.hold_database().await;
    // Blank, because every attempt has a paper of its own, which the same marks would not fit.
    first.submit(bed.first(), &open, &sheet(bed, &open, 0, 1)).await;
    multiply(bed, arranged.round, open.attempt, first.account, &others).await;
    let while_held = slowest_save(bed, &saving, 1..=10).await;
    last.submit(bed.other(), &last_open, &sheet(bed, &last_open, 6, 1))
        .await;
    held.release().await;
    let released = Instant::now();
    let draining = until(ALL_DRAINED, "all are recorded", async || {
        match recorded(bed, arranged.round).await {
            all if all == FORGOTTEN as u64 + 2 => Ok(()),
            some => Err(format!("{some} of {}", FORGOTTEN + 2)),
        }
    });
    let ((), while_draining) =
        futures_util::future::join(draining, slowest_save(bed, &saving, 11..=20)).await;
    eprintln!(
        "{FORGOTTEN} recorded in {:?}; the slowest save {while_held:?} while the database was held, \
         {while_draining:?} while it caught up",
        released.elapsed()
    );
    assert!(
        while_held.max(while_draining) < SAVE_BOUND,
        "saves wait for the backlog"
    );
    last.receipt(bed.first(), last_open.attempt, DRAINED).await;
});
