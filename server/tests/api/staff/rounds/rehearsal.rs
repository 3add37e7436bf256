//! `/staff/rounds/{round}/trial` and `/staff/rounds/{round}/dry-run`: what organisers try out before a round is public.

use crate::both;
use crate::common::TestApp;
use crate::common::bodies::draft;
use crate::common::organiser::{load_bank, organiser, sample_bank};
use contest_core::answers::Answers;
use contest_core::questions::OptionSet;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::rehearsal::{DryRun, TrialPaper};
use contest_core::wire::staff::StaffContest;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;
use thiluat::db::entities::{attempt, start};

both!(
    a_trial_paper_of_a_draft_is_scored_at_once_and_stored_nowhere,
    |app: TestApp| async move {
        let organiser = organiser(&app).await;
        let made: StaffContest = organiser
            .post(paths::STAFF_CONTESTS, &draft(&app, 5, 60))
            .await
            .ok();
        let path = paths::trial(made.rounds[0].id);
        let drawn: TrialPaper = organiser.post(&path, &json!({})).await.ok();
        assert_eq!(
            (drawn.questions.len(), drawn.time_limit_s, drawn.score),
            (10, 600, None)
        );
        let secret = |paper: &TrialPaper| {
            let mut questions = paper.questions.iter();
            questions.all(|question| question.key.is_empty() && question.explanation.is_empty())
        };
        assert!(secret(&drawn));
        let again: TrialPaper = organiser.post(&path, &json!({})).await.ok();
        assert_ne!(again.seed, drawn.seed);

        // Everything right: the keys are known once a blank sheet is scored.
        let sheet = |answers: &Answers| json!({ "paper": { "seed": drawn.seed, "bank": drawn.bank, "answers": answers.encode() } });
        let blank: TrialPaper = organiser.post(&path, &sheet(&Answers::blank(10))).await.ok();
        assert_eq!(blank.score.expect("a score").points, 0);
        let same = blank.questions.iter().zip(&drawn.questions);
        assert!(
            same.clone().all(|(told, drawn)| told.question == drawn.question),
            "the same paper"
        );
        assert!(
            blank
                .questions
                .iter()
                .all(|question| !question.explanation.is_empty())
        );
        let keys = Answers(blank.questions.iter().map(|question| question.key).collect());
        let right: TrialPaper = organiser.post(&path, &sheet(&keys)).await.ok();
        let score = right.score.expect("a score");
        assert_eq!(
            (score.points, score.max_points, score.correct),
            (1_000, 1_000, 10)
        );

        let wrong = Answers(vec![OptionSet(0b11_1111); 10]);
        let error = organiser
            .post(&path, &sheet(&wrong))
            .await
            .refused(ErrorCode::InvalidField);
        assert_eq!(error.field.as_deref(), Some("paper.answers"));
        // A newer version gives other papers.
        let mut bank = sample_bank();
        bank.title = "Ngân hàng đã sửa".into();
        load_bank(&organiser, &bank).await;
        organiser
            .post(&path, &sheet(&keys))
            .await
            .refused(ErrorCode::DraftChanged);
        let db = &app.state.db.read;
        assert_eq!(start::Entity::find().count(db).await.expect("starts"), 0);
        assert_eq!(attempt::Entity::find().count(db).await.expect("attempts"), 0);
    }
);

both!(
    a_dry_run_tells_what_the_rules_lead_to,
    |app: TestApp| async move {
        let organiser = organiser(&app).await;
        let made: StaffContest = organiser
            .post(paths::STAFF_CONTESTS, &draft(&app, 5, 60))
            .await
            .ok();
        let run: DryRun = organiser.post(&paths::dry_run(made.rounds[0].id), &()).await.ok();
        assert_eq!((run.people, run.max_points), (1_000, 1_000));
        assert_eq!(run.scores.iter().map(|count| count.people).sum::<u32>(), 1_000);
        // The paper has all ten questions of the bank.
        assert!(run.questions.len() == 10 && run.questions.iter().all(|question| question.papers == 1_000));
        let shared: Vec<u32> = run.first_shared.iter().map(|after| after.people).collect();
        assert!(shared.len() == 3 && shared[0] >= shared[1] && shared[1] >= shared[2] && shared[2] >= 1);
        let awarded: Vec<(u32, u32)> = run
            .prizes
            .iter()
            .map(|prize| (prize.quota, prize.awarded))
            .collect();
        assert_eq!(awarded, [(1, 1), (2, 2)]);
        let db = &app.state.db.read;
        assert_eq!(attempt::Entity::find().count(db).await.expect("attempts"), 0);
    }
);
