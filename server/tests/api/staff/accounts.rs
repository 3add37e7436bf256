//! Accounts of staff: links, invitations, disabling, the judges of a contest.

use crate::both;
use crate::common::contest::{Arranged, MINUTE, PASSWORD, rules};
use crate::common::{Reply, TestApp, Visitor};
use contest_core::wire::accounts::{Role, Session, SignIn};
use contest_core::wire::audit::AuditLog;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContestList;
use contest_core::wire::staff_accounts::{
    Judges, LINK_DAYS, LinkContent, LinkPurpose, MadeLink, StaffAccount, StaffAccounts,
};
use futures_util::future::join;
use serde_json::json;

const NEW: &str = "hoa sen nở trắng 7";

fn secret(made: &MadeLink) -> &str {
    made.address.split_once('#').expect("a secret").1
}

async fn administrator(app: &TestApp) -> Visitor {
    app.staff_account("administrator", "quantri").await;
    app.sign_in("quantri").await
}

async fn invited(administrator: &Visitor, role: &str) -> MadeLink {
    let body = json!({ "name": "lê thị mới", "role": role });
    administrator.post(paths::STAFF_ACCOUNTS, &body).await.ok()
}

async fn join_with(app: &TestApp, made: &MadeLink, login: &str) -> (Visitor, Reply) {
    let visitor = app.visitor();
    let body = json!({ "secret": secret(made), "login": login, "name": "Lê Thị Mới", "password": NEW });
    let reply = visitor.post(paths::LINK_USE, &body).await;
    (visitor, reply)
}

async fn account(administrator: &Visitor, login: &str) -> StaffAccount {
    let all: StaffAccounts = administrator.get(paths::STAFF_ACCOUNTS).await.ok();
    let mut found = all.accounts.into_iter();
    found.find(|account| account.login == login).expect("an account")
}

async fn sign_in(app: &TestApp, login: &str, password: &str) -> Reply {
    let body = SignIn {
        login: login.into(),
        password: password.into(),
    };
    app.visitor().post(paths::SESSION, &body).await
}

both!(
    an_invited_person_chooses_name_and_password_and_is_signed_in,
    |app: TestApp| async move {
        let administrator = administrator(&app).await;
        let made = invited(&administrator, "organiser").await;
        assert_eq!(
            (made.link.name.as_str(), made.link.role),
            ("Lê Thị Mới", Role::Organiser)
        );
        let look = json!({ "secret": secret(&made) });
        let content: LinkContent = app.visitor().post(paths::LINK_LOOK, &look).await.ok();
        assert_eq!(
            (content.purpose, content.role),
            (LinkPurpose::Join, Role::Organiser)
        );
        assert_eq!(content.made_by, "Cán bộ quantri");

        for (login, password, field) in [("Lê Mới", NEW, "login"), ("le.thi.moi", "le.thi.moi", "password")]
        {
            let body = json!({ "secret": secret(&made), "login": login, "name": "Lê Thị Mới", "password": password });
            let refused = app.visitor().post(paths::LINK_USE, &body).await;
            let told: contest_core::wire::errors::ApiError =
                serde_json::from_slice(&refused.body).expect("a refusal");
            assert_eq!(told.field.as_deref(), Some(field), "{}", refused.text());
        }
        join_with(&app, &made, "quantri")
            .await
            .1
            .refused(ErrorCode::LoginTaken);

        let (visitor, reply) = join_with(&app, &made, "Le.Moi").await;
        let session: Session = reply.ok();
        assert_eq!(
            (session.role, session.name.as_str()),
            (Role::Organiser, "Lê Thị Mới")
        );
        visitor.get(paths::BANKS).await.ok::<serde_json::Value>();
        sign_in(&app, "le.moi", NEW).await.ok::<Session>();

        // The reply was lost, and the same request comes again; somebody else is too late.
        let (_, again) = join_with(&app, &made, "le.moi").await;
        assert_eq!(again.ok::<Session>().account, session.account);
        join_with(&app, &made, "nguoi.khac")
            .await
            .1
            .refused(ErrorCode::LinkUsed);
        app.visitor()
            .post(paths::LINK_LOOK, &look)
            .await
            .refused(ErrorCode::LinkUsed);
        let all: StaffAccounts = administrator.get(paths::STAFF_ACCOUNTS).await.ok();
        assert_eq!((all.accounts.len(), all.links.len()), (2, 0));
    }
);

both!(
    of_two_who_use_a_link_at_once_one_gets_an_account,
    |app: TestApp| async move {
        let administrator = administrator(&app).await;
        let made = invited(&administrator, "judge").await;
        let (one, other) = join(join_with(&app, &made, "mot"), join_with(&app, &made, "hai")).await;
        let outcomes = [one.1, other.1];
        let refused: Vec<&Reply> = outcomes
            .iter()
            .filter(|reply| !reply.status.is_success())
            .collect();
        assert_eq!(refused.len(), 1);
        refused[0].refused(ErrorCode::LinkUsed);
        let all: StaffAccounts = administrator.get(paths::STAFF_ACCOUNTS).await.ok();
        assert_eq!(all.accounts.len(), 2);
    }
);

both!(
    a_link_ends_when_it_is_withdrawn_or_old,
    |app: TestApp| async move {
        let administrator = administrator(&app).await;
        let withdrawn = invited(&administrator, "judge").await;
        let path = paths::staff_link(withdrawn.link.id);
        for _ in 0..2 {
            assert_eq!(administrator.delete(&path).await.status, 204);
        }
        join_with(&app, &withdrawn, "le.moi")
            .await
            .1
            .refused(ErrorCode::LinkNotValid);
        let old = invited(&administrator, "judge").await;
        app.clock.advance(i64::from(LINK_DAYS) * 24 * 60 * MINUTE);
        join_with(&app, &old, "le.moi")
            .await
            .1
            .refused(ErrorCode::LinkNotValid);
        // The session of staff ends earlier than that.
        let administrator = app.sign_in("quantri").await;
        let made = invited(&administrator, "judge").await;
        join_with(&app, &made, "le.moi").await.1.ok::<Session>();
        administrator
            .delete(&paths::staff_link(made.link.id))
            .await
            .refused(ErrorCode::LinkUsed);
    }
);

both!(a_disabled_account_is_out_at_once, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let administrator = administrator(&app).await;
    let judge = app.sign_in("giamkhao").await;
    let path = paths::staff_account(account(&administrator, "giamkhao").await.id);
    let all: StaffAccounts = administrator
        .patch(&path, &json!({ "disabled": true }))
        .await
        .ok();
    let disabled = all
        .accounts
        .iter()
        .filter(|account| account.disabled_at.is_some());
    assert_eq!(disabled.count(), 1);
    judge
        .get(&paths::settlement(arranged.round))
        .await
        .refused(ErrorCode::SignInRequired);
    sign_in(&app, "giamkhao", PASSWORD)
        .await
        .refused(ErrorCode::AccountDisabled);
    sign_in(&app, "giamkhao", NEW)
        .await
        .refused(ErrorCode::WrongCredentials);
    let link = format!("{path}/password-link");
    administrator
        .post(&link, &())
        .await
        .refused(ErrorCode::AccountDisabled);
    administrator
        .patch(&path, &json!({ "disabled": false }))
        .await
        .ok::<StaffAccounts>();
    sign_in(&app, "giamkhao", PASSWORD).await.ok::<Session>();

    let own = paths::staff_account(account(&administrator, "quantri").await.id);
    administrator
        .patch(&own, &json!({ "disabled": true }))
        .await
        .refused(ErrorCode::OwnAccount);
    // People who take part are none of an administrator's business.
    let contestant = app.contestant(&arranged, 1).await;
    let contestant: Session = contestant.get(paths::SESSION).await.ok();
    administrator
        .patch(
            &paths::staff_account(contestant.account),
            &json!({ "disabled": true }),
        )
        .await
        .refused(ErrorCode::NotFound);
});

both!(
    who_is_disabled_does_not_come_back_by_a_link_made_before,
    |app: TestApp| async move {
        let administrator = administrator(&app).await;
        app.staff_account("administrator", "quantri2").await;
        let other = app.sign_in("quantri2").await;
        let made = invited(&other, "administrator").await;
        let path = paths::staff_account(account(&administrator, "quantri2").await.id);
        administrator
            .patch(&path, &json!({ "disabled": true }))
            .await
            .ok::<StaffAccounts>();
        join_with(&app, &made, "quantri3")
            .await
            .1
            .refused(ErrorCode::LinkNotValid);
    }
);

both!(
    a_new_password_ends_the_links_made_before,
    |app: TestApp| async move {
        let administrator = administrator(&app).await;
        let own = account(&administrator, "quantri").await.id;
        administrator
            .post(&paths::staff_password_link(own), &())
            .await
            .refused(ErrorCode::OwnAccount);
        app.staff_account("organiser", "tochuc").await;
        let id = account(&administrator, "tochuc").await.id;
        let astray: MadeLink = administrator
            .post(&paths::staff_password_link(id), &())
            .await
            .ok();
        let made: MadeLink = administrator
            .post(&paths::staff_password_link(id), &())
            .await
            .ok();
        let invitation = invited(&administrator, "administrator").await;
        // Twice, as if the first response had been lost.
        for _ in 0..2 {
            let body = json!({ "secret": secret(&made), "password": NEW });
            app.visitor().post(paths::LINK_USE, &body).await.ok::<Session>();
        }
        let body = json!({ "secret": secret(&astray), "password": "con trâu đi trước" });
        app.visitor()
            .post(paths::LINK_USE, &body)
            .await
            .refused(ErrorCode::LinkNotValid);
        // The maker, too, wants to be rid of what may have been made at an unattended screen.
        let change = json!({ "old": PASSWORD, "new": NEW });
        administrator
            .put(paths::MY_PASSWORD, &change)
            .await
            .ok::<Session>();
        join_with(&app, &invitation, "quantri9")
            .await
            .1
            .refused(ErrorCode::LinkNotValid);
    }
);

both!(
    the_same_request_twice_at_once_makes_one_account,
    |app: TestApp| async move {
        let administrator = administrator(&app).await;
        let made = invited(&administrator, "judge").await;
        let (one, other) = join(join_with(&app, &made, "le.moi"), join_with(&app, &made, "le.moi")).await;
        let (one, other): (Session, Session) = (one.1.ok(), other.1.ok());
        assert_eq!(one.account, other.account);
    }
);

both!(
    of_two_administrators_who_disable_each_other_one_stays,
    |app: TestApp| async move {
        let one = administrator(&app).await;
        app.staff_account("administrator", "quantri2").await;
        let other = app.sign_in("quantri2").await;
        let (first, second) = (
            paths::staff_account(account(&one, "quantri").await.id),
            paths::staff_account(account(&one, "quantri2").await.id),
        );
        let body = json!({ "disabled": true });
        let (one, other) = join(one.patch(&second, &body), other.patch(&first, &body)).await;
        let done = [one, other]
            .iter()
            .filter(|reply| reply.status.is_success())
            .count();
        assert_eq!(done, 1);
    }
);

both!(
    who_forgot_the_password_sets_a_new_one_by_a_link,
    |app: TestApp| async move {
        let administrator = administrator(&app).await;
        app.staff_account("organiser", "tochuc").await;
        let organiser = app.sign_in("tochuc").await;
        let id = account(&administrator, "tochuc").await.id;
        let made: MadeLink = administrator
            .post(&paths::staff_password_link(id), &())
            .await
            .ok();
        let look = json!({ "secret": secret(&made) });
        let content: LinkContent = app.visitor().post(paths::LINK_LOOK, &look).await.ok();
        assert_eq!(
            (content.purpose, content.login.as_deref()),
            (LinkPurpose::Password, Some("tochuc"))
        );
        sign_in(&app, "tochuc", PASSWORD).await.ok::<Session>();
        for _ in 0..2 {
            let body = json!({ "secret": secret(&made), "password": NEW });
            let session: Session = app.visitor().post(paths::LINK_USE, &body).await.ok();
            assert_eq!(session.account, id);
        }
        organiser
            .get(paths::BANKS)
            .await
            .refused(ErrorCode::SignInRequired);
        sign_in(&app, "tochuc", PASSWORD)
            .await
            .refused(ErrorCode::WrongCredentials);
        sign_in(&app, "tochuc", NEW).await.ok::<Session>();
        // Whoever finds the used link cannot try passwords with it as often as they like.
        let body = json!({ "secret": secret(&made), "password": "sai mật khẩu" });
        for _ in 0..10 {
            app.visitor()
                .post(paths::LINK_USE, &body)
                .await
                .refused(ErrorCode::LinkUsed);
        }
        app.visitor()
            .post(paths::LINK_USE, &body)
            .await
            .refused(ErrorCode::TooManyRequests);
    }
);

async fn contests(visitor: &Visitor) -> usize {
    visitor
        .get(paths::STAFF_CONTESTS)
        .await
        .ok::<StaffContestList>()
        .contests
        .len()
}

both!(judges_come_and_go_after_publication, |app: TestApp| async move {
    let arranged: Arranged = app.arrange(rules()).await;
    let owner = app.sign_in("tochuc").await;
    let judge = app.sign_in("giamkhao").await;
    let path = paths::judges(arranged.contest);
    let made: MadeLink = owner.post(&path, &json!({ "name": "Lê Thị Mới" })).await.ok();
    let look = json!({ "secret": secret(&made) });
    let content: LinkContent = app.visitor().post(paths::LINK_LOOK, &look).await.ok();
    assert!(content.contest.is_some());
    let (newcomer, reply) = join_with(&app, &made, "le.moi").await;
    assert_eq!(reply.ok::<Session>().role, Role::Judge);
    assert_eq!(contests(&newcomer).await, 1);
    newcomer
        .get(&paths::settlement(arranged.round))
        .await
        .ok::<serde_json::Value>();

    for _ in 0..2 {
        let left: Judges = owner
            .delete(&paths::judge(arranged.contest, "giamkhao"))
            .await
            .ok();
        let logins: Vec<&str> = left.judges.iter().map(|judge| judge.login.as_str()).collect();
        assert_eq!(logins, ["le.moi"]);
    }
    judge
        .get(&paths::settlement(arranged.round))
        .await
        .refused(ErrorCode::Forbidden);
    assert_eq!(contests(&judge).await, 0);
    for _ in 0..2 {
        let both: Judges = owner
            .put(&paths::judge(arranged.contest, "giamkhao"), &())
            .await
            .ok();
        assert_eq!(both.judges.len(), 2);
    }
    for login in ["tochuc", "khong.co", "Có dấu"] {
        let refused = owner.put(&paths::judge(arranged.contest, login), &()).await;
        assert_eq!(
            refused.refused(ErrorCode::InvalidField).field.as_deref(),
            Some("login"),
            "{login}"
        );
    }

    let log: AuditLog = owner.get(&paths::audit(arranged.contest)).await.ok();
    let told: Vec<(&str, Option<&str>)> = log
        .events
        .iter()
        .filter(|event| event.action.starts_with("judge.") || event.action.starts_with("staff."))
        .map(|event| (event.action.as_str(), event.judge.as_deref()))
        .collect();
    let judge = Some("Cán bộ giamkhao");
    assert_eq!(
        told,
        [
            ("judge.appointed", judge),
            ("judge.removed", judge),
            ("staff.joined", Some("Lê Thị Mới")),
            ("staff.invited", None)
        ]
    );
    let text = serde_json::to_string(&log).expect("JSON");
    assert!(!text.contains(secret(&made)));
});

both!(links_of_one_person_are_bounded, |app: TestApp| async move {
    let administrator = administrator(&app).await;
    for _ in 0..100 {
        invited(&administrator, "judge").await;
    }
    let body = json!({ "name": "Lê Thị Mới", "role": "judge" });
    administrator
        .post(paths::STAFF_ACCOUNTS, &body)
        .await
        .refused(ErrorCode::TooManyLinks);
    let body = json!({ "name": "Lê Thị Mới", "role": "contestant" });
    let refused = administrator.post(paths::STAFF_ACCOUNTS, &body).await;
    assert_eq!(
        refused.refused(ErrorCode::MissingField).field.as_deref(),
        Some("role")
    );
});
