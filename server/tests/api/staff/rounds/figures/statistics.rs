//! The statistics of a closed round.

use super::make;
use crate::both;
use crate::common::contest::{Arranged, MINUTE, rules};
use crate::common::crowd::{Play, Player, crowd, one_more};
use crate::common::{TestApp, Visitor};
use contest_core::ids::AccountId;
use contest_core::questions::OptionSet;
use contest_core::statistics::figures::Suspicion;
use contest_core::wire::desk::{CorrectPerson, DeskFound, DeskPerson, DeskReason, DeskSearch};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::figures::{QuestionDetails, RoundFigures, Statistics, UnitReport};
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

/// Moves the first contestant to another unit.
async fn correct_unit(app: &TestApp, arranged: &Arranged) {
    let desk = app.sign_in("tochuc").await;
    let sought = DeskSearch {
        text: "0900000001".into(),
    };
    let path = paths::desk_search(arranged.contest);
    let found: DeskFound = desk.post(&path, &sought).await.ok();
    let who = found.people[0].account;
    let because = DeskReason {
        reason: "Thí sinh gọi điện, đã đối chiếu ngày sinh".into(),
    };
    let path = paths::desk_full(arranged.contest, who);
    let full: DeskPerson = desk.post(&path, &because).await.ok();
    let body = CorrectPerson {
        version: full.version,
        reason: because.reason,
        unit: Some(arranged.units[1]),
        ..CorrectPerson::default()
    };
    let corrected = desk
        .patch(&paths::desk_person(arranged.contest, who), &body)
        .await;
    assert_eq!(corrected.ok::<DeskPerson>().unit, Some(arranged.units[1]));
}

both!(
    a_correction_makes_figures_outdated_whatever_moment_it_notes,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let visitor = app.contestant_of(&arranged, 1, arranged.units[0]).await;
        app.play(&visitor, arranged.round, 5).await;
        app.close_round(arranged.round).await;
        app.clock.advance(10 * MINUTE);
        let judge = app.sign_in("giamkhao").await;
        make(&judge, arranged.round).await;
        assert!(!seen(&judge, &arranged, "counted").await.outdated);
        // The correction was begun before, and notes that moment.
        app.clock.advance(-5 * MINUTE);
        correct_unit(&app, &arranged).await;
        app.clock.advance(5 * MINUTE);
        assert!(seen(&judge, &arranged, "counted").await.outdated);
        let path = paths::unit_report(arranged.round);
        assert!(judge.get(&path).await.ok::<UnitReport>().outdated);
        make(&judge, arranged.round).await;
        assert!(!seen(&judge, &arranged, "counted").await.outdated);
        let report: UnitReport = judge.get(&path).await.ok();
        assert!(!report.outdated);
        assert_eq!(report.units[1].line.people, 1);
    }
);

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

both!(averages_of_a_few_are_not_told, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let play = Play::of(10, 60_000);
    let player = |n: u16| Player::new(&format!("Người {n}"), &[play, play]);
    crowd(&app, &arranged, &(1..=4).map(player).collect::<Vec<_>>()).await;
    app.close_round(arranged.round).await;
    let judge = app.sign_in("giamkhao").await;
    make(&judge, arranged.round).await;
    let path = paths::question_statistics(arranged.round, "0");
    // Eight attempts are still those of four people.
    for (which, attempts) in [("counted", 4), ("all", 8)] {
        let figures = seen(&judge, &arranged, which).await;
        assert_eq!(figures.attempts, attempts);
        assert!(
            figures
                .questions
                .iter()
                .all(|question| question.facility.is_none())
        );
        assert!(figures.topics.iter().all(|topic| topic.facility.is_none()));
        assert!(figures.difficulties.iter().all(|of| of.facility.is_none()));
        let details: QuestionDetails = judge.get(&format!("{path}?attempts={which}")).await.ok();
        assert_eq!(details.figures.facility, None);
        assert!(details.options.iter().all(|option| option.mean_rest.is_none()));
    }
    let csv = judge.get(&paths::export(arranged.round, "questions.csv")).await;
    let text = csv.text();
    let first = text.lines().find(|line| line.starts_with("C000,"));
    assert!(first.expect("the question").contains(",A,4,4,,"), "{text}");

    crowd(&app, &arranged, &[player(5)]).await;
    make(&judge, arranged.round).await;
    for which in ["counted", "all"] {
        let figures = seen(&judge, &arranged, which).await;
        let mut told = figures.questions.iter().map(|question| question.facility);
        assert!(told.all(|facility| facility == Some(1_000)));
        assert!(figures.topics.iter().all(|topic| topic.facility == Some(1_000)));
        let details: QuestionDetails = judge.get(&format!("{path}?attempts={which}")).await.ok();
        assert_eq!(details.options[0].mean_rest, Some(1_000));
    }
});

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
