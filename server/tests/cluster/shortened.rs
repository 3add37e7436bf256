//! One Redis loses power: its append-only file lacks the last seconds.

use crate::bed::{Bed, run};
use crate::contestants::{audit, boards_agree, play};
use contest_core::wire::attempts::MyRound;
use contest_core::wire::paths;
use private_stores::redis_server::Redis;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Returns the file that grows.
fn growing(folder: &Path) -> PathBuf {
    let files = std::fs::read_dir(folder.join("appendonlydir")).expect("the folder");
    let mut paths = files.flatten().map(|file| file.path());
    paths
        .find(|path| {
            path.extension().is_some_and(|end| end == "aof") && path.display().to_string().contains("incr")
        })
        .expect("the append-only file")
}

#[test]
fn attempts_that_redis_has_forgotten_come_back_to_the_board() {
    run(async {
        let redis = tokio::task::spawn_blocking(|| Redis::start().expect("Redis"));
        let mut redis = redis.await.expect("Redis");
        let bed = Bed::with(&redis.url(), 1).await;
        let arranged = bed.arrange().await;
        let mut receipts = Vec::new();
        let mut people = Vec::new();
        for n in 1..=8_u32 {
            people.push(bed.app.contestant(&arranged, n).await);
        }
        for (n, contestant) in people[..4].iter().enumerate() {
            receipts.push(play(&bed, contestant, arranged.round, n + 1).await);
        }
        boards_agree(&bed, &arranged, Duration::from_secs(3)).await;
        let kept = std::fs::metadata(growing(redis.folder()))
            .expect("the file")
            .len();
        for (n, contestant) in people.iter().enumerate() {
            receipts.push(play(&bed, contestant, arranged.round, 10 - n).await);
        }
        let shorten = move |folder: &Path| {
            let file = std::fs::OpenOptions::new().write(true).open(growing(folder));
            file.and_then(|file| file.set_len(kept)).expect("shortened");
        };
        let killed = Instant::now();
        redis.kill_and_restart(shorten).expect("restarted");
        boards_agree(&bed, &arranged, Duration::from_secs(15)).await;
        eprintln!("boards complete {:?} after Redis was killed", killed.elapsed());
        audit(&bed, &arranged, &receipts).await;
        for (n, contestant) in people.iter().enumerate() {
            let mine: MyRound = contestant.get(&paths::my_round(arranged.round)).await.ok();
            assert_eq!(
                (mine.attempts_used, mine.open_attempt),
                (if n < 4 { 2 } else { 1 }, None)
            );
        }
    });
}
