//! `/staff/contests/toml`: a contest from a file.

use crate::both;
use crate::common::Reply;
use crate::common::bodies::draft;
use crate::common::organiser::organiser;
use contest_core::wire::errors::{ApiError, ErrorCode};
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContest;
use reqwest::Method;

both!(
    a_contest_comes_from_toml_and_its_errors_tell_the_line,
    |app| async move {
        let organiser = organiser(&app).await;
        let draft: contest_core::wire::staff::ContestDraft =
            serde_json::from_value(draft(&app, 5, 60)).expect("a draft");
        let toml = toml::to_string(&draft).expect("TOML");
        let send = |kind: &'static str, body: String| {
            Reply::of(
                organiser
                    .request(Method::POST, paths::STAFF_CONTESTS_TOML)
                    .header("Content-Type", kind)
                    .body(body),
            )
        };
        let broken = toml.replacen("\norganiser", "\norganizer", 1);
        let error: ApiError = send("application/toml", broken)
            .await
            .refused(ErrorCode::InvalidToml);
        assert!(
            error.message.contains("Dòng 3, cột 1") && error.message.contains("organizer"),
            "{}",
            error.message
        );
        send("text/plain", "slug = ".into())
            .await
            .refused(ErrorCode::InvalidToml);
        send("text/html", toml.clone())
            .await
            .refused(ErrorCode::UnsupportedMedia);
        let wrong = send("application/toml", toml.replace("ngan-hang", "khong-co")).await;
        assert_eq!(
            wrong.refused(ErrorCode::UnknownBank).field.as_deref(),
            Some("rounds.0.bank")
        );
        let reply = send("text/plain; charset=utf-8", toml).await;
        assert_eq!(reply.status, 201);
        assert_eq!(reply.ok::<StaffContest>().draft, draft);
    }
);
