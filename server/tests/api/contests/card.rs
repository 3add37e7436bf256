//! `/contests/{slug}/card.png`: the picture beside a shared link.

use crate::both;
use crate::common::contest::rules;
use crate::common::png::size;
use crate::common::{Reply, TestApp};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use reqwest::{Method, StatusCode};

both!(a_link_to_a_contest_has_a_picture, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let path = paths::contest_card(&arranged.slug);
    let reader = app.visitor();
    let reply = reader.get(&path).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.headers["content-type"], "image/png");
    assert_eq!(reply.headers["cache-control"], "public, max-age=60");
    assert_eq!(size(&reply.body), (1_200, 630));
    let known = reply.headers["etag"].clone();
    let again = reader.request(Method::GET, &path).header("If-None-Match", known);
    assert_eq!(Reply::of(again).await.status, StatusCode::NOT_MODIFIED);
    reader
        .get(&paths::contest_card("khong-co"))
        .await
        .refused(ErrorCode::NotFound);
});
