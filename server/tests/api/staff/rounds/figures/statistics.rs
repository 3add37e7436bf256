//! The statistics of a closed round.

use super::make;
use crate::both;
use crate::common::contest::{Arranged, rules};
use crate::common::crowd::{Play, Player, crowd, one_more};
use crate::common::{TestApp, Visitor};
use contest_core::ids::AccountId;
use contest_core::questions::OptionSet;
use contest_core::statistics::figures::Suspicion;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::figures::{QuestionDetails, RoundFigures, Statistics};
use contest_core::wire::jobs::{Job, JobKind};
use contest_core::wire::paths;

/// The question whose key is wrong: the better half chooses the second option.
const WRONG: u32 = 3;

/// Twenty-four people with two attempts each: their better one counts.
async fn play(app: &TestApp, arranged: &Arranged) -> Vec<AccountId> {
    let player = |n: u16| {
        let play = |right: u16| Play::of(right, 60_000 + i64::from(n)).contrary_at(WRONG);
        let right = if n.is_multiple_of(2) { 8 + n % 3 } else { 1 + n % 3 };
        Player::new(&format!("Người {n}"), &[play(right - 1), play(right)])
    };
    let players: Vec<Player> = (0..24).map(player).collect();
    let known = crowd(app, arranged, &players).await;
    known.into_iter().map(|(account, _)| account).collect()
}

async fn seen(staff: &Visitor, arranged: &Arranged, which: &str) -> RoundFigures {
    let path = format!("{}?attempts={which}", paths::statistics(arranged.round));
    staff.get(&path).await.ok::<Statistics>().made.expect("figures")
}

both!(answers_say_which_key_is_wrong, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let people = play(&app, &arranged).await;
    let owner = app.sign_in("tochuc").await;
    let path = paths::statistics(arranged.round);
    owner.get(&path).await.refused(ErrorCode::RoundStillOpen);
    owner.post(&path, &()).await.refused(ErrorCode::RoundStillOpen);
    app.close_round(arranged.round).await;
    assert_eq!(owner.get(&path).await.ok::<Statistics>().made, None);
    owner
        .get(&paths::export(arranged.round, "questions.csv"))
        .await
        .refused(ErrorCode::NotFound);
    make(&owner, arranged.round).await;

    let judge = app.sign_in("giamkhao").await;
    let counted = seen(&judge, &arranged, "counted").await;
    assert_eq!(
        (counted.people, counted.attempts, counted.unreadable),
        (24, 24, 0)
    );
    assert!(!counted.outdated);
    assert_eq!(counted.by_attempts[..3], [0, 24, 0]);
    assert_eq!(counted.points.iter().sum::<u64>(), 24);
    // A tenth of the ten minutes.
    assert_eq!(counted.durations[2], 24);
    assert_eq!(counted.questions.len(), 10);
    assert!(counted.questions.iter().all(|question| question.drawn == 24));
    assert_eq!(
        counted.topics.iter().map(|topic| topic.questions).sum::<u64>(),
        10
    );
    assert_eq!(counted.difficulties.len(), 2);
    let wrong = &counted.questions[WRONG as usize];
    assert_eq!(wrong.facility, Some(500), "the weaker half");
    assert!(wrong.discrimination.is_some_and(|r| r < -700), "{wrong:?}");
    assert_eq!(
        wrong.suspicions,
        [Suspicion::Negative, Suspicion::BetterOption { option: 1 }]
    );
    let others = counted
        .questions
        .iter()
        .filter(|question| question.question != WRONG);
    for other in others {
        assert_eq!(other.suspicions, [], "{}", other.code);
    }
    let all = seen(&judge, &arranged, "all").await;
    assert_eq!((all.people, all.attempts), (24, 48));

    let path = paths::question_statistics(arranged.round, &WRONG.to_string());
    let details: QuestionDetails = judge.get(&path).await.ok();
    assert_eq!(details.figures, *wrong);
    assert_eq!((details.key, details.options.len()), (OptionSet(1), 4));
    assert_eq!([details.options[0].chosen, details.options[1].chosen], [12, 12]);
    assert!(details.options[1].mean_rest > details.options[0].mean_rest);
    let unknown = paths::question_statistics(arranged.round, "10");
    judge.get(&unknown).await.refused(ErrorCode::NotFound);

    // Another attempt is recorded: the figures are no longer those of all.
    one_more(&app, &arranged, people[0], 3, Play::of(10, 1_000)).await;
    assert!(seen(&owner, &arranged, "counted").await.outdated);
    make(&judge, arranged.round).await;
    let again = seen(&owner, &arranged, "all").await;
    assert_eq!((again.outdated, again.attempts), (false, 49));
    assert_eq!(again.by_attempts[..3], [0, 23, 1]);
    let jobs: Vec<Job> = owner.get(&paths::jobs(arranged.round)).await.ok();
    assert!(jobs.iter().all(|job| job.kind == JobKind::Statistics));
});

both!(
    while_others_have_these_questions_only_the_owner_sees_their_figures,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        play(&app, &arranged).await;
        app.close_round(arranged.round).await;
        // Another contest with the same questions has just opened.
        let (organiser, judge) = (arranged.organiser, arranged.judge);
        app.arrange_for(organiser, judge, "cuoc-thi-khac", rules()).await;
        let (owner, judge) = (app.sign_in("tochuc").await, app.sign_in("giamkhao").await);
        let path = paths::statistics(arranged.round);
        judge.get(&path).await.refused(ErrorCode::KeysNotPublic);
        judge.post(&path, &()).await.refused(ErrorCode::KeysNotPublic);
        make(&owner, arranged.round).await;
        judge
            .get(&paths::question_statistics(arranged.round, "0"))
            .await
            .refused(ErrorCode::KeysNotPublic);
        let csv = paths::export(arranged.round, "questions.csv");
        judge.get(&csv).await.refused(ErrorCode::KeysNotPublic);
        let xlsx = paths::export(arranged.round, "questions.xlsx");
        judge.post(&xlsx, &()).await.refused(ErrorCode::KeysNotPublic);
        assert!(owner.get(&csv).await.status.is_success());
        // The units tell nothing of the questions.
        assert!(
            judge
                .get(&paths::unit_report(arranged.round))
                .await
                .status
                .is_success()
        );
    }
);

both!(figures_are_downloaded_as_tables, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    play(&app, &arranged).await;
    app.close_round(arranged.round).await;
    let owner = app.sign_in("tochuc").await;
    make(&owner, arranged.round).await;
    for (table, lines, first) in [("questions", 10, "Mã câu hỏi"), ("units", 2, "Đơn vị")] {
        let csv = owner
            .get(&paths::export(arranged.round, &format!("{table}.csv")))
            .await;
        let text = String::from_utf8(csv.body).expect("UTF-8");
        // Below the banner and the headings.
        assert_eq!(text.lines().count(), lines + 2, "{text}");
        assert!(
            text.lines().nth(1).expect("headings").starts_with(first),
            "{text}"
        );
        let xlsx = owner
            .job(&paths::export(arranged.round, &format!("{table}.xlsx")), &())
            .await;
        assert!(xlsx.status.is_success(), "{}", xlsx.text());
        assert!(xlsx.body.starts_with(b"PK"));
    }
    let csv = owner.get(&paths::export(arranged.round, "questions.csv")).await;
    let text = String::from_utf8(csv.body).expect("UTF-8");
    let wrong = text
        .lines()
        .find(|line| line.starts_with("C003,"))
        .expect("the question");
    assert!(wrong.contains(",A,24,24,50.00,-0."), "{wrong}");
    assert!(wrong.contains("Người chọn phương án sai B"), "{wrong}");
});
