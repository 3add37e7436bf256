//! `/staff/contests`: who sees a contest, in the list and by itself.

use crate::both;
use crate::common::bodies::draft;
use crate::common::organiser::organiser;
use contest_core::wire::paths;
use contest_core::wire::staff::{StaffContest, StaffContestList};

both!(judges_read_their_contests_and_nobody_elses, |app| async move {
    let organiser = organiser(&app).await;
    app.staff_account("organiser", "nguoikhac").await;
    app.staff_account("judge", "giamkhao2").await;
    let made: StaffContest = organiser
        .post(paths::STAFF_CONTESTS, &draft(&app, 5, 60))
        .await
        .ok();
    let id = made.id;
    let (owner_of_another, judge) = (app.sign_in("nguoikhac").await, app.sign_in("giamkhao").await);
    let stranger = app.sign_in("giamkhao2").await;
    let list: StaffContestList = judge.get(paths::STAFF_CONTESTS).await.ok();
    assert_eq!(list.contests.len(), 1);
    assert!(
        stranger
            .get(paths::STAFF_CONTESTS)
            .await
            .ok::<StaffContestList>()
            .contests
            .is_empty()
    );
    assert!(
        owner_of_another
            .get(paths::STAFF_CONTESTS)
            .await
            .ok::<StaffContestList>()
            .contests
            .is_empty()
    );
    assert_eq!(
        judge.get(&paths::staff_contest(id)).await.ok::<StaffContest>().id,
        id
    );
    assert!(judge.get(&paths::audit(id)).await.status.is_success());
});
