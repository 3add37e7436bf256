//! Plays a contest of the tables: makes and publishes it, lets people take part at their moments, closes, settles,
//! disqualifies and publishes, all through the API.

use crate::common::bodies::{draft, register, with};
use crate::common::contest::PASSWORD;
use crate::common::organiser::{load_bank_as, organiser, sample_bank};
use crate::common::results::{REASON, disqualify, finalise, newest, settle};
use crate::common::{TestApp, Visitor};
use contest_core::answers::{AnswerSheet, Answers};
use contest_core::ids::{AccountId, AttemptId, RoundId};
use contest_core::questions::{Bank, OptionSet};
use contest_core::wire::accounts::{Session, SignIn};
use contest_core::wire::attempts::{OpenAttempt, Saved, SendSheet, Submitted};
use contest_core::wire::contests::ContestView;
use contest_core::wire::paths;
use contest_core::wire::results::RoundResults;
use contest_core::wire::staff::StaffContest;
use serde_json::json;

const SECOND: i64 = 1_000;
pub(super) const NAMES: [&str; 5] = ["Lê Thị An", "Lê Thị Ba", "Lê Thị Chi", "Lê Thị Dung", "Lê Thị Em"];

/// A contest of the tables.
pub(super) struct Contest {
    pub(super) kind: &'static str,
    /// Minutes for which its round is open.
    pub(super) open_for: i64,
    /// The rules of its round, as they stand in a TOML file.
    pub(super) rules: &'static str,
    pub(super) plays: &'static [Play],
    /// Who is disqualified: indices of [`NAMES`].
    pub(super) out: &'static [usize],
    /// Everybody who is ranked, the best first: index of the name, and the prize.
    pub(super) ranked: &'static [(usize, &'static str)],
    /// What the prediction is measured against.
    pub(super) predicted: Option<i64>,
}

/// An attempt.
#[derive(Clone, Copy)]
pub(super) struct Play {
    pub(super) who: usize,
    /// Seconds after the opening.
    pub(super) starts: i64,
    /// Seconds until the submission.
    pub(super) takes: i64,
    /// Right answers; all others are wrong.
    pub(super) right: usize,
    pub(super) guess: Option<i64>,
    /// Seconds from the start to the last change of an answer, if that is not the submission.
    pub(super) last_change: Option<i64>,
}

/// An attempt that starts and lasts so many seconds.
pub(super) const fn play(who: usize, starts: i64, takes: i64, right: usize) -> Play {
    Play {
        who,
        starts,
        takes,
        right,
        guess: None,
        last_change: None,
    }
}

impl Play {
    pub(super) const fn guess(self, guess: i64) -> Play {
        Play {
            guess: Some(guess),
            ..self
        }
    }

    pub(super) const fn last_change(self, seconds: i64) -> Play {
        Play {
            last_change: Some(seconds),
            ..self
        }
    }
}

#[derive(Clone, Copy)]
enum Step {
    Start,
    Save,
    Submit,
}

/// Returns a bank of sixty questions: the sample bank six times, each time worded otherwise.
fn large_bank() -> Bank {
    let sample = sample_bank();
    let again = |time: usize| {
        sample.questions.iter().map(move |question| {
            let mut question = question.clone();
            question.code = format!("{}-{time}", question.code);
            question.stem = format!("Lần {time}: {}", question.stem);
            question
        })
    };
    Bank {
        questions: (0..6).flat_map(again).collect(),
        ..sample.clone()
    }
}

pub(super) async fn all(app: &TestApp, contests: &[Contest]) {
    let owner = organiser(app).await;
    load_bank_as(&owner, "ngan-hang-lon", &large_bank()).await;
    for (n, contest) in contests.iter().enumerate() {
        run(app, n, contest).await;
    }
}

async fn run(app: &TestApp, n: usize, contest: &Contest) {
    let kind = contest.kind;
    // Sessions end with time, and some of these contests last for weeks.
    let owner = app.sign_in("tochuc").await;
    let slug = format!("cuoc-thi-{n}");
    let (id, round, consent) = open(app, &owner, &slug, contest).await;
    let mut people = Vec::new();
    for (index, name) in NAMES.iter().enumerate() {
        let (visitor, account) = person(app, n, index, name).await;
        let entry = json!({ "unit": null, "consent": { "accepted": true, "version": consent } });
        visitor.post(&paths::entry(id.id), &entry).await.ok::<Session>();
        people.push((visitor, account));
    }
    take_part(app, round, contest, &people).await;
    app.close_round(round).await;
    let judge = app.sign_in("giamkhao").await;
    settle(&judge, round).await.ok::<RoundResults>();
    for who in contest.out {
        disqualify(&judge, round, people[*who].1, REASON)
            .await
            .ok::<RoundResults>();
    }
    let settlement = newest(finalise(&judge, round).await.ok());
    let ranked: Vec<(&str, &str)> = settlement
        .standings
        .iter()
        .filter(|row| row.rank.is_some())
        .map(|row| (row.name.as_str(), row.prize.as_deref().unwrap_or("")))
        .collect();
    let expected: Vec<(&str, &str)> = contest
        .ranked
        .iter()
        .map(|(who, prize)| (NAMES[*who], *prize))
        .collect();
    assert_eq!(ranked, expected, "{kind}");
    let value = settlement.prediction.map(|prediction| prediction.value);
    assert_eq!(value, contest.predicted, "{kind}");
}

/// Makes and publishes the contest. Returns it, its round and the version of its consent.
async fn open(
    app: &TestApp,
    owner: &Visitor,
    slug: &str,
    contest: &Contest,
) -> (StaffContest, RoundId, String) {
    let rules: toml::Value =
        toml::from_str(contest.rules).unwrap_or_else(|e| panic!("{}: {e}", contest.kind));
    let rules = serde_json::to_value(rules).expect("JSON");
    let body = with(draft(app, -1, contest.open_for), "/slug", json!(slug));
    let body = with(body, "/title", json!(contest.kind));
    let body = with(body, "/rounds/0/bank", json!("ngan-hang-lon"));
    let body = with(body, "/rounds/0/rules", rules);
    let made = owner.post(paths::STAFF_CONTESTS, &body).await;
    assert!(made.status.is_success(), "{}: {}", contest.kind, made.text());
    let published: StaffContest = owner.publish_contest(&made.ok()).await.ok();
    let view: ContestView = app.visitor().get(&paths::contest(slug)).await.ok();
    let round = published.rounds[0].id;
    (published, round, view.consent.version)
}

/// Registers somebody, or signs them in if they have an account from an earlier contest.
async fn person(app: &TestApp, n: usize, index: usize, name: &str) -> (Visitor, AccountId) {
    let visitor = app.visitor();
    let phone = format!("091234560{index}");
    let session: Session = if n == 0 {
        let body = with(register(&phone), "/name", json!(name));
        visitor.post(paths::ACCOUNTS, &body).await.ok()
    } else {
        let sign_in = SignIn {
            login: phone,
            password: PASSWORD.into(),
        };
        visitor.post(paths::SESSION, &sign_in).await.ok()
    };
    (visitor, session.account)
}

/// Lets everybody start, change answers and submit at their moments.
async fn take_part(app: &TestApp, round: RoundId, contest: &Contest, people: &[(Visitor, AccountId)]) {
    let mut steps: Vec<(i64, usize, Step)> = Vec::new();
    for (n, play) in contest.plays.iter().enumerate() {
        steps.push((play.starts, n, Step::Start));
        if let Some(changed) = play.last_change {
            steps.push((play.starts + changed, n, Step::Save));
        }
        steps.push((play.starts + play.takes, n, Step::Submit));
    }
    steps.sort_by_key(|(at, n, _)| (*at, *n));
    let began = app.now();
    let mut open: Vec<Option<OpenAttempt>> = vec![None; contest.plays.len()];
    for (at, n, step) in steps {
        let play = &contest.plays[n];
        app.clock.advance((began + at * SECOND).0 - app.now().0);
        let visitor = &people[play.who].0;
        match step {
            Step::Start => {
                let started = visitor.post(&paths::attempts(round), &()).await;
                assert!(
                    started.status.is_success(),
                    "{}: {}",
                    contest.kind,
                    started.text()
                );
                open[n] = Some(started.ok());
            }
            Step::Save => {
                let open = open[n].as_ref().expect("started");
                let body = SendSheet::new(open.ticket.clone(), sheet(app, round, open.attempt, play, 1));
                visitor
                    .put(&paths::sheet(open.attempt), &body)
                    .await
                    .ok::<Saved>();
            }
            Step::Submit => {
                let open = open[n].as_ref().expect("started");
                let revision = if play.last_change.is_some() { 2 } else { 1 };
                let body = SendSheet::new(
                    open.ticket.clone(),
                    sheet(app, round, open.attempt, play, revision),
                );
                let reply = visitor.post(&paths::submission(open.attempt), &body).await;
                assert!(reply.ok::<Submitted>().receipt.is_some(), "{}", contest.kind);
            }
        }
    }
}

/// Returns a sheet on which everything is answered, so many questions rightly.
fn sheet(app: &TestApp, round: RoundId, attempt: AttemptId, play: &Play, revision: u32) -> AnswerSheet {
    let live = app.state.round(round).expect("the round");
    let paper = live.paper(attempt);
    let mark = |(n, item): (usize, &contest_core::paper::PaperItem)| {
        let key = live.bank.bank.questions[item.question as usize].key;
        let mut marks = [0, 1].map(OptionSet::single).into_iter();
        let wrong = marks.find(|mark| *mark != key).expect("two options");
        item.to_shown(if n < play.right { key } else { wrong })
    };
    AnswerSheet {
        revision,
        answers: Answers(paper.items.iter().enumerate().map(mark).collect()).encode(),
        prediction: play.guess,
    }
}

/// The minutes of eight days.
pub(super) const EIGHT_DAYS: i64 = 8 * 24 * 60;
