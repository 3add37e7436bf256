//! Calls every operation of the OpenAPI document without a session, in the wrong role, and as a person the thing does
//! not belong to.

use super::operations::{Name, Operation, Things, operations};
use crate::both;
use crate::common::{Reply, TestApp, Visitor};
use contest_core::wire::errors::{ApiError, ErrorCode};
use contest_core::wire::paths;
use reqwest::StatusCode;

/// Staff routes whose things belong to nobody: they concern the calling account. The list only shrinks.
const OF_ONESELF: &[Name] = &[
    ("GET", paths::BANKS),
    ("POST", paths::BANKS),
    ("POST", paths::BANK_CHECK),
    ("GET", paths::BANK_TEMPLATE),
    ("GET", paths::UNITS_TEMPLATE),
    ("GET", paths::STAFF_CONTESTS),
    ("POST", paths::STAFF_CONTESTS),
    ("POST", paths::STAFF_CONTESTS_TOML),
];

/// Routes for judges only. Even the owner of the contest is refused.
const OF_JUDGES: &[Name] = &[
    ("POST", paths::SETTLEMENT),
    ("POST", paths::FINAL_SETTLEMENT),
    ("POST", paths::DISQUALIFICATIONS),
];

/// Routes for administrators only. All others under `/staff` are closed to them, but for [`OPEN_TO_ADMINISTRATORS`].
const OF_ADMINISTRATORS: &[Name] = &[
    ("GET", paths::STAFF_ACCOUNTS),
    ("POST", paths::STAFF_ACCOUNTS),
    ("PATCH", paths::STAFF_ACCOUNT),
    ("POST", paths::STAFF_PASSWORD_LINK),
];

/// What administrators share with organisers: any link can be withdrawn, and nobody's contests are an empty list.
const OPEN_TO_ADMINISTRATORS: &[Name] = &[("DELETE", paths::STAFF_LINK), ("GET", paths::STAFF_CONTESTS)];

/// Routes that organisers and judges share. Everything else under `/staff` is for organisers alone.
const SHARED: &[Name] = &[
    ("GET", paths::STAFF_CONTESTS),
    ("GET", paths::STAFF_CONTEST),
    ("GET", paths::AUDIT),
    ("GET", paths::EXTRA_TIMES),
    ("GET", paths::SETTLEMENT),
    ("GET", paths::EXPORT),
    ("POST", paths::EXPORT),
    ("GET", paths::MONITOR),
    ("GET", paths::MONITOR_UNITS),
    ("GET", paths::STATISTICS),
    ("POST", paths::STATISTICS),
    ("GET", paths::QUESTION_STATISTICS),
    ("GET", paths::UNIT_REPORT),
    ("GET", paths::JOBS),
    ("GET", paths::JOB),
    ("DELETE", paths::JOB),
    ("GET", paths::JOB_FILE),
];

/// The ticket in the body says whose attempt it is; these routes have their own tests for that.
const BY_TICKET: &[Name] = &[("PUT", paths::SHEET), ("POST", paths::SUBMISSION)];

/// Returns what is wrong with a refusal that has none of these codes.
fn unlike(who: &str, operation: &Operation, reply: &Reply, codes: &[ErrorCode]) -> Option<String> {
    let code = serde_json::from_slice(&reply.body).map(|error: ApiError| error.code);
    let refused = code.as_ref().is_ok_and(|code| codes.contains(code));
    let said = || {
        let name = operation.name();
        format!("{who}, {name:?}: {} {}", reply.status, reply.text())
    };
    (!refused).then(said)
}

both!(every_route_refuses_who_may_not_ask, |app: TestApp| async move {
    let things = Things::of(&app).await;
    app.staff_account("organiser", "tochuc-khac").await;
    app.staff_account("judge", "giamkhao-khac").await;
    let nobody = app.visitor();
    let contestant = things.other.clone();
    let owner = app.sign_in("tochuc").await;
    let judge = app.sign_in("giamkhao").await;
    let other_owner = app.sign_in("tochuc-khac").await;
    let other_judge = app.sign_in("giamkhao-khac").await;
    app.staff_account("administrator", "quantri").await;
    let administrator = app.sign_in("quantri").await;

    let forbidden = [ErrorCode::Forbidden];
    let mut wrong = Vec::new();
    for operation in operations() {
        let mut expect = async |who: &str, visitor: &Visitor, codes: &[ErrorCode]| {
            let reply = things.ask_with_body(visitor, &operation).await;
            wrong.extend(unlike(who, &operation, &reply, codes));
            if who == "nobody" || who == "a contestant" {
                let reply = things.ask(visitor, &operation).await;
                wrong.extend(unlike(who, &operation, &reply, codes));
            }
        };
        if !operation.needs_session {
            let reply = things.ask(&nobody, &operation).await;
            assert_ne!(reply.status, StatusCode::UNAUTHORIZED, "{:?}", operation.name());
            continue;
        }
        expect("nobody", &nobody, &[ErrorCode::SignInRequired]).await;
        if operation.is_staff() {
            expect("a contestant", &contestant, &forbidden).await;
            if !operation.is_of(OF_ONESELF) {
                expect("an organiser of another contest", &other_owner, &forbidden).await;
                expect("a judge of another contest", &other_judge, &forbidden).await;
            }
            if operation.is_of(OF_ADMINISTRATORS) {
                expect("the organiser", &owner, &forbidden).await;
            } else if !operation.is_of(OPEN_TO_ADMINISTRATORS) {
                expect("an administrator", &administrator, &forbidden).await;
            }
            if operation.is_of(OF_JUDGES) {
                expect("the organiser", &owner, &forbidden).await;
            } else if !operation.is_of(SHARED) {
                expect("the judge", &judge, &forbidden).await;
            }
        } else if operation.template.contains("{attempt}") && !operation.is_of(BY_TICKET) {
            expect(
                "another contestant",
                &contestant,
                &[ErrorCode::Forbidden, ErrorCode::NotFound],
            )
            .await;
            expect(
                "an organiser",
                &owner,
                &[ErrorCode::Forbidden, ErrorCode::StaffBarred],
            )
            .await;
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
});

both!(what_is_not_there_is_not_found, |app: TestApp| async move {
    let things = Things::of(&app).await;
    let unknown = things.unknown();
    let (owner, judge) = (app.sign_in("tochuc").await, app.sign_in("giamkhao").await);
    let mut wrong = Vec::new();
    for operation in operations() {
        let of_a_thing = [
            "{slug}",
            "{contest}",
            "{round}",
            "{attempt}",
            "{bank}",
            "{version}",
            "{job}",
            "{link}",
        ];
        if !of_a_thing.iter().any(|thing| operation.template.contains(thing)) || operation.is_of(BY_TICKET) {
            continue;
        }
        let who = match operation.is_staff() {
            true if operation.is_of(OF_JUDGES) => &judge,
            true => &owner,
            false => &things.other,
        };
        let reply = unknown.ask_with_body(who, &operation).await;
        wrong.extend(unlike("somebody", &operation, &reply, &[ErrorCode::NotFound]));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
});
