//! What refusals have in common, whatever was asked.

use crate::both;
use crate::common::contest::rules;
use contest_core::ids::AttemptId;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use reqwest::Method;
use uuid::Uuid;

both!(messages_come_in_the_readers_language, |app| async move {
    let mut visitor = app.visitor();
    let path = paths::receipt(AttemptId(Uuid::now_v7()));
    assert_eq!(
        visitor
            .get(&path)
            .await
            .refused(ErrorCode::SignInRequired)
            .message,
        "Vui lòng đăng nhập để tiếp tục."
    );
    visitor.language = "en-GB,en;q=0.9";
    assert_eq!(
        visitor
            .get(&path)
            .await
            .refused(ErrorCode::SignInRequired)
            .message,
        "Please sign in to continue."
    );
    let nothing = format!("{}/nothing", paths::PREFIX);
    visitor.get(&nothing).await.refused(ErrorCode::NotFound);
});

both!(a_request_that_another_site_caused_is_refused, |app| async move {
    let arranged = app.arrange(rules()).await;
    let contestant = app.contestant(&arranged, 1).await;
    let request = contestant.request(Method::POST, &paths::attempts(arranged.round));
    let reply = crate::common::Reply::of(request.header("Sec-Fetch-Site", "cross-site")).await;
    reply.refused(ErrorCode::CrossSite);
});
