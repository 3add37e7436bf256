//! `GET /me`.

use crate::both;
use crate::common::contest::{name_of, rules};
use contest_core::time::Day;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::me::Me;
use contest_core::wire::paths;

both!(
    contestants_see_what_is_known_of_them_and_by_whom,
    |app| async move {
        let arranged = app.arrange(rules()).await;
        let visitor = app.contestant(&arranged, 1).await;
        app.contestant(&arranged, 2).await;
        let me: Me = visitor.get(paths::ME).await.ok();
        assert_eq!(me.name, name_of(1));
        assert_eq!(me.date_of_birth, Day::new(1990, 5, 19));
        assert_eq!(me.phone, "+84900000001");
        assert!(me.registered_at <= me.now && me.now.since(me.registered_at) < 60_000);
        let [entered] = me.contests.as_slice() else {
            panic!("{:?}", me.contests);
        };
        assert_eq!(entered.contest, arranged.contest);
        assert_eq!(
            (entered.slug.as_str(), entered.title.as_str()),
            (arranged.slug.as_str(), "Cuộc thi thử nghiệm")
        );
        assert_eq!(entered.controller, "Sở Tư pháp tỉnh thử nghiệm");
        assert_eq!(entered.unit.as_deref(), Some("Tỉnh Thử Nghiệm › Xã Bình Minh"));
        assert_eq!(entered.consent_version, arranged.consent);
        assert_eq!(
            (entered.consented_at, entered.withdrawn_at),
            (me.registered_at, None)
        );
        let text = entered.consent_text.as_deref().expect("the text");
        assert!(text.contains("Rút lại sự đồng ý") && text.contains(&entered.controller));
        assert_eq!(entered.attempts, 0);

        app.play(&visitor, arranged.round, 5).await;
        let me: Me = visitor.get(paths::ME).await.ok();
        assert_eq!(me.contests[0].attempts, 1);
    }
);

both!(nobody_and_staff_have_no_such_page, |app| async move {
    app.arrange(rules()).await;
    let (nobody, staff) = (app.visitor(), app.sign_in("tochuc").await);
    for path in [paths::ME, paths::MY_DATA] {
        nobody.get(path).await.refused(ErrorCode::SignInRequired);
        staff.get(path).await.refused(ErrorCode::StaffBarred);
    }
});
