//! `/attempts/{attempt}/card.png`: a picture of one's own result, at once and without a name.

use crate::common::TestApp;
use crate::common::contest::rules;
use crate::common::png::size;
use crate::common::results::{finalise, settle};
use crate::own_redis;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::results::RoundResults;
use reqwest::StatusCode;

own_redis!(a_result_can_be_shared_by_its_owner, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let round = arranged.round;
    let (owner, other) = (
        app.contestant(&arranged, 1).await,
        app.contestant(&arranged, 2).await,
    );
    let receipt = app.play(&owner, round, 9).await.receipt.expect("a receipt");
    app.play(&other, round, 5).await;
    let path = paths::result_card(receipt.attempt);
    let open = owner.get(&path).await;
    assert_eq!(open.status, StatusCode::OK);
    assert_eq!(open.headers["content-type"], "image/png");
    assert_eq!(open.headers["cache-control"], "no-store");
    assert_eq!(size(&open.body), (1_200, 630));
    other.get(&path).await.refused(ErrorCode::Forbidden);
    app.visitor().get(&path).await.refused(ErrorCode::SignInRequired);

    let judge = app.sign_in("giamkhao").await;
    app.close_round(round).await;
    settle(&judge, round).await.ok::<RoundResults>();
    finalise(&judge, round).await.ok::<RoundResults>();
    let over = owner.get(&path).await;
    assert_ne!(over.body, open.body, "the rank is no longer for now");
    // What is final is read from the database alone.
    app.wipe_redis().await;
    assert_eq!(owner.get(&path).await.body, over.body);
});
