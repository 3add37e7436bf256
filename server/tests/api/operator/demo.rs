//! The demo: it is created once, kept, and played.

use crate::both;
use contest_core::wire::accounts::{Session, SignIn};
use contest_core::wire::contests::{ContestList, ContestView};
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContestList;

both!(
    the_demo_is_made_once_and_another_contest_follows_when_it_is_over,
    |app| async move {
        let first = thiluat::demo::prepare(&app.state).await.expect("a demo");
        let again = thiluat::demo::prepare(&app.state).await.expect("the same demo");
        assert_eq!((&first.slug, &first.accounts), (&again.slug, &again.accounts));
        let list: ContestList = app.visitor().get(paths::CONTESTS).await.ok();
        assert_eq!(list.contests.len(), 1);
        let view: ContestView = app.visitor().get(&paths::contest(&first.slug)).await.ok();
        assert!(view.has_units && view.rounds.len() == 3);
        for (login, password) in &first.accounts {
            let visitor = app.visitor();
            let sign_in = SignIn {
                login: login.clone(),
                password: password.clone(),
            };
            let _: Session = visitor.post(paths::SESSION, &sign_in).await.ok();
            let list: StaffContestList = visitor.get(paths::STAFF_CONTESTS).await.ok();
            let seen = if login == "quantri" { 0 } else { 1 };
            assert_eq!(list.contests.len(), seen, "{login}");
        }
        app.clock.advance(29 * 86_400_000);
        let next = thiluat::demo::prepare(&app.state).await.expect("the next demo");
        assert_ne!(next.slug, first.slug);
        assert_eq!(
            app.visitor()
                .get(paths::CONTESTS)
                .await
                .ok::<ContestList>()
                .contests
                .len(),
            2
        );
    }
);

both!(a_real_installation_is_left_alone, |app| async move {
    app.staff_account("organiser", "tochuc").await;
    assert!(thiluat::demo::prepare(&app.state).await.is_err());
    assert!(
        app.visitor()
            .get(paths::CONTESTS)
            .await
            .ok::<ContestList>()
            .contests
            .is_empty()
    );
});
