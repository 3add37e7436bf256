//! Contestants restored individually while their shard is not built.

use contest_core::attempts::AttemptFacts;
use contest_core::ids::{AccountId, AttemptId, RoundId, Uuid};
use contest_core::time::Millis;
use live::Live;
use live::calls::{StartCall, Started};
use live::keys::Shard;
use live::known::{Era, Known, RecordedStarts};
use live::lock::Locks;
use live::redis_child::RedisChild;
use live::upkeep::{BUILDING, Build};

struct Bed {
    _folder: tempfile::TempDir,
    child: RedisChild,
    live: Live,
    shard: Shard,
    account: AccountId,
}

async fn bed() -> Bed {
    let folder = tempfile::tempdir().expect("a folder");
    let child = RedisChild::start(folder.path()).await.expect("redis-server");
    let live = Live::open(&child.address, 1, None).await.expect("a server");
    let account = AccountId(Uuid::now_v7());
    let shard = live.shard_of(RoundId(Uuid::now_v7()), account);
    Bed {
        _folder: folder,
        child,
        live,
        shard,
        account,
    }
}

fn recorded(used: u16) -> RecordedStarts {
    RecordedStarts {
        used,
        open: Vec::new(),
    }
}

impl Bed {
    async fn wipe(&self) {
        let client = redis::Client::open(self.child.address.as_str()).expect("its address");
        let mut connection = client.get_multiplexed_async_connection().await.expect("Redis");
        let flush = redis::cmd("FLUSHALL");
        flush.query_async::<()>(&mut connection).await.expect("emptied");
    }

    async fn unknown(&self) -> Era {
        match self.live.ask_known(self.shard, self.account).await {
            Ok(Known::No(era)) => era,
            Ok(Known::Yes) => panic!("nobody has told Redis"),
            Err(error) => panic!("{error}"),
        }
    }

    async fn set(&self, era: &Era, recorded: &RecordedStarts) -> bool {
        let told = self.live.set_known(self.shard, self.account, era, recorded);
        told.await.expect("Redis")
    }

    async fn start(&self, limit: u16) -> Started {
        let now = Millis(4_000_000_000_000);
        let call = StartCall {
            attempt: AttemptId(Uuid::now_v7()),
            account: self.account,
            limit,
            now,
            deadline: now + 60_000,
            leeway: 0,
            is_certain: true,
            idempotency_key: "",
            unit: None,
            masked_name: "A***",
            pace: None,
        };
        self.live.start(self.shard, call).await.expect("Redis")
    }

    async fn build(&self) {
        let locks = Locks::take(&self.live, BUILDING, [self.shard]).await;
        let Ok(Build::Begun { run }) = self.live.begin_build(self.shard, &locks).await else {
            panic!("it is not built");
        };
        // Another contestant starts meanwhile.
        let era = self.unknown().await;
        assert!(self.set(&era, &recorded(0)).await);
        let built = self.live.set_built(self.shard, &locks, &run, Millis(0)).await;
        assert_eq!(built, Ok(true));
        locks.release().await;
    }
}

#[tokio::test]
async fn a_contestant_who_is_known_starts_on_a_cold_shard() {
    let bed = bed().await;
    assert!(matches!(bed.start(2).await, Started::Cold));
    let era = bed.unknown().await;
    assert!(bed.set(&era, &recorded(1)).await);
    assert!(matches!(
        bed.live.ask_known(bed.shard, bed.account).await,
        Ok(Known::Yes)
    ));
    let Started::New(facts) = bed.start(2).await else {
        panic!("not started");
    };
    assert_eq!(facts.number, 2);
    // Data that was read earlier but arrives later takes nothing back.
    assert!(bed.set(&era, &recorded(1)).await);
    let mine = bed.live.mine(bed.shard, bed.account).await.expect("Redis");
    assert_eq!(
        (mine.used, mine.open, mine.known, mine.built),
        (2, Some(facts.attempt), true, false)
    );
    let other = AccountId(Uuid::now_v7());
    assert!(matches!(
        bed.live.ask_known(bed.shard, other).await,
        Ok(Known::No(_))
    ));
    bed.child.end();
}

#[tokio::test]
async fn what_was_read_before_a_wipe_is_not_believed_after_it() {
    let bed = bed().await;
    let before = bed.unknown().await;
    bed.wipe().await;
    assert!(!bed.set(&before, &recorded(0)).await);
    assert!(matches!(bed.start(1).await, Started::Cold));
    let after = bed.unknown().await;
    assert!(!bed.set(&before, &recorded(0)).await, "also in the time after it");
    assert!(bed.set(&after, &recorded(1)).await);
    assert!(matches!(bed.start(1).await, Started::Exhausted));
    bed.child.end();
}

#[tokio::test]
async fn a_shard_that_is_built_needs_no_list() {
    let bed = bed().await;
    let era = bed.unknown().await;
    let open = AttemptFacts {
        attempt: AttemptId(Uuid::now_v7()),
        account: bed.account,
        number: 1,
        started_at: Millis(1),
        deadline: Millis(4_000_000_000_000),
        unit: None,
        masked_name: "A***".into(),
    };
    let recorded = RecordedStarts {
        used: 1,
        open: vec![open.clone()],
    };
    assert!(bed.set(&era, &recorded).await);
    bed.build().await;
    assert!(
        bed.set(&era, &recorded).await,
        "whoever comes late is right all the same"
    );
    let mine = bed.live.mine(bed.shard, bed.account).await.expect("Redis");
    assert_eq!((mine.used, mine.open, mine.built), (1, Some(open.attempt), true));
    let client = redis::Client::open(bed.child.address.as_str()).expect("its address");
    let mut connection = client.get_multiplexed_async_connection().await.expect("Redis");
    let mut keys = redis::cmd("KEYS");
    keys.arg("*:known");
    let left: Vec<String> = keys.query_async(&mut connection).await.expect("Redis");
    assert!(left.is_empty(), "{left:?}");
    bed.child.end();
}
