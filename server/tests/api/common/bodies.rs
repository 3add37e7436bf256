//! Bodies of requests, for tests that change them field by field.

use super::TestApp;
use super::contest::{MINUTE, PASSWORD, rules};
use contest_core::time::Millis;
use serde_json::{Value, json};
use thiluat::clock::in_viet_nam;

/// Returns what somebody sends to register with this phone number.
pub(crate) fn register(phone: &str) -> Value {
    json!({
        "name": "Trần Văn Bình", "date_of_birth": "1990-05-19", "phone": phone, "password": PASSWORD,
        "consent": { "accepted": true, "version": "thu-1" },
    })
}

/// Returns a moment as drafts show it.
pub(crate) fn moment(at: Millis) -> String {
    let local = in_viet_nam(at);
    local.timestamp().display_with_offset(local.offset()).to_string()
}

/// Returns a contest with one round from `opens` to `closes`, in minutes from now.
pub(crate) fn draft(app: &TestApp, opens: i64, closes: i64) -> Value {
    let now = Millis(app.now().0 / 1_000 * 1_000);
    json!({
        "slug": "phap-luat", "title": "Tìm hiểu pháp luật", "organiser": "Sở Tư pháp", "min_age": 14,
        "consent": {}, "judges": ["giamkhao"],
        "rounds": [{
            "title": "Vòng 1", "opens_at": moment(now + opens * MINUTE), "closes_at": moment(now + closes * MINUTE),
            "bank": "ngan-hang", "rules": rules(),
        }],
    })
}

/// Returns a contest as [`draft`] does, with practice from the bank `luyen-tap`.
pub(crate) fn draft_with_practice(app: &TestApp, opens: i64, closes: i64) -> Value {
    let sections = json!([{ "topic": "Chủ đề A", "count": 3 }, { "count": 2, "points": 2 }]);
    let practice = json!({
        "bank": "luyen-tap", "time_limit_s": 300, "blueprint": { "sections": sections, "mix_sections": true },
    });
    with(draft(app, opens, closes), "/practice", practice)
}

/// Returns the body with another value in the place to which the pointer leads.
pub(crate) fn with(mut body: Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    body.pointer_mut(parent).expect("the parent")[name] = value;
    body
}
