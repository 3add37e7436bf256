//! What the audit log says of results.

use crate::audit::log;
use crate::both;
use crate::common::TestApp;
use crate::common::crowd::{Play, Player, crowd};
use crate::common::results::{REASON, disqualify, finalise, newest, predicting, settle};
use contest_core::rounds::PredictionTarget;
use contest_core::wire::audit::Audited;
use contest_core::wire::jobs::ExportTable;
use contest_core::wire::paths;
use contest_core::wire::results::{FrozenPrediction, RoundResults};

both!(
    the_log_says_who_was_disqualified_why_and_what_was_settled,
    |app: TestApp| async move {
        let arranged = app.arrange(predicting(PredictionTarget::People, false)).await;
        let guess = |n| Play::of(10, 60_000).guessing(n);
        let players = [
            Player::new("Nguyễn Văn An", &[guess(2)]),
            Player::new("Đỗ Thị Ánh", &[guess(3)]),
        ];
        let known = crowd(&app, &arranged, &players).await;
        app.close_round(arranged.round).await;
        let judge = app.sign_in("giamkhao").await;
        let before = newest(settle(&judge, arranged.round).await.ok());
        let results: RoundResults = disqualify(&judge, arranged.round, known[0].0, REASON).await.ok();
        let after = newest(results);
        finalise(&judge, arranged.round).await.ok::<RoundResults>();
        let file = paths::export(arranged.round, "ranking.csv");
        assert!(judge.get(&file).await.status.is_success());

        let entries = log(&judge, arranged.contest).await;
        let said: Vec<&Audited> = entries.iter().filter_map(|entry| entry.what.as_ref()).collect();
        let round = || "Vòng 1".to_owned();
        let settled = |version, value, hash: &str| Audited::RoundSettled {
            round: round(),
            version,
            people: 2,
            prediction: Some(FrozenPrediction {
                target: PredictionTarget::People,
                value,
            }),
            hash: hash.into(),
        };
        let Audited::ResultsExported {
            table, version, file, ..
        } = said[0]
        else {
            panic!("{:?}", said[0]);
        };
        assert_eq!((*table, *version), (ExportTable::Ranking, Some(2)));
        assert!(file.ends_with(".csv"), "{file}");
        let finalised = Audited::RoundFinalised {
            round: round(),
            version: 2,
            hash: after.hash.clone(),
        };
        assert_eq!(*said[1], finalised);
        let disqualified = Audited::ContestantDisqualified {
            round: round(),
            round_id: arranged.round,
        };
        // Both are of the same moment.
        assert!(said[2..4].contains(&&disqualified));
        assert!(said[2..4].contains(&&settled(2, 1, &after.hash)));
        assert_eq!(*said[4], settled(1, 2, &before.hash));

        let of_person = entries
            .iter()
            .find(|entry| entry.what.as_ref() == Some(&disqualified));
        let of_person = of_person.expect("an entry");
        assert_eq!(of_person.subject, known[0].0.to_string());
        assert_eq!(of_person.contestant.as_deref(), Some("Nguyễn Văn A***"));
        assert_eq!(of_person.reason.as_deref(), Some(REASON));
        assert_eq!(of_person.actor_name, "Cán bộ giamkhao");
        assert!(
            entries
                .iter()
                .all(|entry| entry == of_person || entry.reason.is_none())
        );
    }
);
