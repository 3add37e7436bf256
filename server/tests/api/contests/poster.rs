//! `/contests/{slug}/poster.pdf`: a page to print, for everybody, of what is published.

use crate::both;
use crate::common::bodies::{draft, moment, with};
use crate::common::contest::{MINUTE, rules};
use crate::common::organiser::organiser;
use crate::common::pdf::Pdf;
use crate::common::{Reply, TestApp};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContest;
use reqwest::{Method, StatusCode};
use serde_json::json;

both!(a_poster_says_what_and_when, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let reader = app.visitor();
    let reply = reader.get(&paths::poster(&arranged.slug)).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.headers["content-type"], "application/pdf");
    assert_eq!(reply.headers["cache-control"], "public, max-age=60");
    let poster = Pdf::read(&reply.body);
    assert_eq!(poster.pages, 1);
    assert!(
        poster.embeds_fonts,
        "a printer in a village hall has no Libertinus"
    );
    let text = poster.text;
    for part in [
        "Cuộc thi thử nghiệm",
        "Quét mã để dự thi",
        "Từ ",
        "Bên Kiểm soát dữ liệu cá nhân",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let site = app.state.config.public_url.trim_end_matches('/');
    let address = format!("{site}/thi/{}", arranged.slug);
    assert!(poster.links.contains(&address), "{:?}", poster.links);
    assert!(
        text.contains(address.split_once("://").expect("a scheme").1),
        "{text}"
    );
});

both!(a_draft_has_no_poster, |app: TestApp| async move {
    let organiser = organiser(&app).await;
    let wanted = with(draft(&app, -5, 60), "/title", json!("Luật <Trẻ em> & “mạng”"));
    let made: StaffContest = organiser.post(paths::STAFF_CONTESTS, &wanted).await.ok();
    let (poster, card) = (paths::poster("phap-luat"), paths::contest_card("phap-luat"));
    for document in [&poster, &card] {
        app.visitor().get(document).await.refused(ErrorCode::NotFound);
        // Nor for its owner: what is printed cannot be taken back.
        organiser.get(document).await.refused(ErrorCode::NotFound);
    }
    organiser.publish_contest(&made).await.ok::<StaffContest>();
    let text = Pdf::read(&app.visitor().get(&poster).await.body).text;
    assert!(text.contains("Luật <Trẻ em> & “mạng”"), "{text}");
});

both!(
    a_poster_is_kept_until_the_contest_changes,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let path = paths::poster(&arranged.slug);
        let reader = app.visitor();
        let first = reader.get(&path).await;
        assert_eq!(reader.get(&path).await.body, first.body);
        let known = first.headers["etag"].clone();
        let again = reader.request(Method::GET, &path).header("If-None-Match", known);
        assert_eq!(Reply::of(again).await.status, StatusCode::NOT_MODIFIED);

        let organiser = app.sign_in("tochuc").await;
        let window = app.state.round(arranged.round).expect("the round").window;
        let later = json!({
            "opens_at": moment(window.opens_at),
            "closes_at": moment(window.closes_at + 30 * MINUTE),
        });
        let moved = organiser.patch(&paths::window(arranged.round), &later).await;
        moved.ok::<StaffContest>();
        let moved = reader.get(&path).await;
        assert_ne!(moved.headers["etag"], first.headers["etag"]);
        assert_ne!(Pdf::read(&moved.body).text, Pdf::read(&first.body).text);
    }
);
