//! `/contests/{slug}`: what everybody sees of a contest.

use crate::both;
use crate::common::bodies::draft;
use crate::common::contest::MINUTE;
use crate::common::organiser::organiser;
use contest_core::rounds::Phase;
use contest_core::wire::contests::ContestView;
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContest;
use sea_orm::EntityTrait;
use thiluat::contests::commitment::commitment;
use thiluat::db::entities::bank_version;

both!(
    after_the_close_anybody_can_verify_the_commitment,
    |app| async move {
        let organiser = organiser(&app).await;
        let made: StaffContest = organiser
            .post(paths::STAFF_CONTESTS, &draft(&app, -5, 60))
            .await
            .ok();
        organiser.publish_contest(&made).await.ok::<StaffContest>();
        app.clock.advance(60 * MINUTE + 1_000);
        let view: ContestView = app.visitor().get(&paths::contest("phap-luat")).await.ok();
        assert_eq!(view.rounds[0].phase, Phase::Closed);
        assert_eq!(view.rounds[0].secret, None, "the grace has not passed");
        app.clock.advance(5_000);
        let view: ContestView = app.visitor().get(&paths::contest("phap-luat")).await.ok();
        let round = &view.rounds[0];
        let secret = hex::decode(round.secret.as_ref().expect("a secret")).expect("hex");
        let version = bank_version::Entity::find()
            .one(&app.state.db.read)
            .await
            .expect("a row")
            .expect("a version");
        assert_eq!(
            commitment(&round.rules, &version.hash, &secret).expect("JSON"),
            round.commitment
        );
    }
);
