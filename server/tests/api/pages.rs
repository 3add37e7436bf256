//! `/`, `/thi/{slug}` and what else a search engine or a messenger asks for.

use crate::both;
use crate::common::bodies::{draft, draft_with_practice, with};
use crate::common::contest::MINUTE;
use crate::common::organiser::{load_bank_as, organiser, practice_bank};
use contest_core::rounds::Phase;
use contest_core::time::Millis;
use contest_core::wire::contests::{ContestList, ContestView};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContest;
use serde::de::DeserializeOwned;
use serde_json::json;

/// Returns the data that came with a page, and the route that it answers.
fn data<T: DeserializeOwned>(page: &str) -> (String, T) {
    let (_, rest) = page.split_once("id=\"first-answer\" data-path=\"").expect("data");
    let (path, rest) = rest.split_once("\">").expect("a path");
    let (json, _) = rest.split_once("</script>").expect("an end");
    (path.to_owned(), serde_json::from_str(json).expect("JSON"))
}

both!(the_page_of_a_contest_tells_what_it_is_about, |app| async move {
    let organiser = organiser(&app).await;
    let title = "Tìm hiểu <b>\"Luật\"</b> & </script><script>alert(1)";
    let wanted = with(draft(&app, -5, 60), "/title", json!(title));
    let made: StaffContest = organiser.post(paths::STAFF_CONTESTS, &wanted).await.ok();
    let mut visitor = app.visitor();
    assert_eq!(visitor.get("/thi/phap-luat").await.status, 404, "it is a draft");
    organiser.publish_contest(&made).await.ok::<StaffContest>();

    let reply = visitor.get("/thi/phap-luat").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.headers["content-type"], "text/html; charset=utf-8");
    assert_eq!(reply.headers["cache-control"], "no-cache");
    let page = reply.text();
    let title = "Tìm hiểu &lt;b&gt;\"Luật\"&lt;/b&gt; &amp; &lt;/script&gt;&lt;script&gt;alert(1)";
    assert!(page.contains(&format!("<title>{}</title>", title)), "{page}");
    assert!(!page.contains("<script>alert"), "{page}");
    let site = app.state.config.public_url.trim_end_matches('/').to_owned();
    assert!(
        page.contains(&format!("<link rel=\"canonical\" href=\"{site}/thi/phap-luat\">")),
        "{page}"
    );
    let picture = paths::contest_card("phap-luat");
    for tag in [
        format!("<meta property=\"og:image\" content=\"{site}{picture}\">"),
        "<meta property=\"og:image:width\" content=\"1200\">".to_owned(),
        "<meta name=\"twitter:card\" content=\"summary_large_image\">".to_owned(),
    ] {
        assert!(page.contains(&tag), "{tag}: {page}");
    }
    assert_eq!(visitor.get(&picture).await.headers["content-type"], "image/png");
    assert!(page.contains("Đang diễn ra"), "{page}");
    let (path, mut told) = data::<ContestView>(&page);
    assert_eq!(path, paths::contest("phap-luat"));
    let asked: ContestView = visitor.get(&path).await.ok();
    told.now = asked.now;
    assert_eq!(told, asked);

    // The app begins in Vietnamese too, whatever the browser prefers.
    visitor.language = "en";
    let page = visitor.get("/thi/phap-luat").await.text();
    assert!(
        page.contains("<html lang=\"vi\">") && page.contains("Thời gian làm bài"),
        "{page}"
    );
});

both!(the_page_of_practice_tells_what_it_is, |app| async move {
    let organiser = organiser(&app).await;
    load_bank_as(&organiser, "luyen-tap", &practice_bank()).await;
    let title = "Tìm hiểu <b>\"Luật\"</b>";
    let wanted = with(draft_with_practice(&app, -5, 60), "/title", json!(title));
    let made: StaffContest = organiser.post(paths::STAFF_CONTESTS, &wanted).await.ok();
    let visitor = app.visitor();
    let address = "/thi/phap-luat/thi-thu";
    assert_eq!(visitor.get(address).await.status, 404, "it is a draft");
    organiser.publish_contest(&made).await.ok::<StaffContest>();
    let reply = visitor.get(address).await;
    assert_eq!(
        (reply.status.as_u16(), &reply.headers["cache-control"]),
        (200, &"no-cache".parse().expect("a value"))
    );
    let page = reply.text();
    let site = app.state.config.public_url.trim_end_matches('/').to_owned();
    for told in [
        format!("<link rel=\"canonical\" href=\"{site}{address}\">"),
        "<title>Thi thử – Tìm hiểu &lt;b&gt;\"Luật\"&lt;/b&gt;</title>".to_owned(),
        "Đây là phần luyện tập, không tính vào kết quả.".to_owned(),
        "/assets/practice-".to_owned(),
    ] {
        assert!(page.contains(&told), "{told}: {page}");
    }
    assert!(!page.contains("<b>") && !page.contains("Để luyện tập"), "{page}");
    let sitemap = visitor.get("/sitemap.xml").await.text();
    assert!(
        sitemap.contains(&format!("<loc>{site}{address}</loc>")),
        "{sitemap}"
    );
    let without = with(draft(&app, -5, 60), "/slug", json!("khong-luyen-tap"));
    let without: StaffContest = organiser.post(paths::STAFF_CONTESTS, &without).await.ok();
    organiser.publish_contest(&without).await.ok::<StaffContest>();
    for nowhere in ["/thi/khong-luyen-tap/thi-thu", "/thi/khong-co/thi-thu"] {
        assert_eq!(visitor.get(nowhere).await.status, 404, "{nowhere}");
    }
});

both!(the_page_of_a_screen_is_for_halls_alone, |app| async move {
    let organiser = organiser(&app).await;
    let title = "Tìm hiểu <b>\"Luật\"</b>";
    let wanted = with(draft(&app, -5, 60), "/title", json!(title));
    let made: StaffContest = organiser.post(paths::STAFF_CONTESTS, &wanted).await.ok();
    let visitor = app.visitor();
    let screen = "/thi/phap-luat/man-hinh";
    for nowhere in [screen, "/thi/khong-co/man-hinh"] {
        let reply = visitor.get(nowhere).await;
        assert_eq!(reply.status, 404, "{nowhere}");
        assert!(!reply.text().contains("Tìm hiểu"), "{nowhere}: a draft is secret");
    }
    organiser.publish_contest(&made).await.ok::<StaffContest>();

    let reply = visitor.get(screen).await;
    assert_eq!(reply.status, 200);
    assert!(!reply.headers.contains_key("set-cookie"));
    let page = reply.text();
    assert!(
        page.contains("<title>Tìm hiểu &lt;b&gt;\"Luật\"&lt;/b&gt;</title>"),
        "{page}"
    );
    assert!(
        page.contains("<meta name=\"robots\" content=\"noindex\">"),
        "{page}"
    );
    assert!(
        !page.contains("property=\"og:") && !page.contains("canonical"),
        "{page}"
    );
    // What the code on the screen leads to.
    let site = app.state.config.public_url.trim_end_matches('/').to_owned();
    assert!(
        page.contains(&format!(
            "<meta name=\"contest\" content=\"{site}/thi/phap-luat\">"
        )),
        "{page}"
    );
    assert!(
        page.contains("/assets/screen-"),
        "it is a program of its own: {page}"
    );
    let (path, told) = data::<ContestView>(&page);
    assert_eq!((path, told.rounds.len()), (paths::contest("phap-luat"), 1));
    assert!(!visitor.get("/thi/phap-luat").await.text().contains("screen-"));
    assert!(!visitor.get("/sitemap.xml").await.text().contains("man-hinh"));
    // No phone keeps the screen for a time without network.
    let worker = visitor.get("/sw.js").await.text();
    assert!(
        worker.contains("man-hinh") && !worker.contains("screen"),
        "{worker}"
    );
});

both!(a_page_is_a_second_old_at_most, |app| async move {
    let organiser = organiser(&app).await;
    let made: StaffContest = organiser
        .post(paths::STAFF_CONTESTS, &draft(&app, -5, 60))
        .await
        .ok();
    organiser.publish_contest(&made).await.ok::<StaffContest>();
    let visitor = app.visitor();
    let now = |page: String| data::<ContestView>(&page).1;
    let first = now(visitor.get("/thi/phap-luat").await.text());
    assert_eq!(first.rounds[0].phase, Phase::Open);
    app.clock.advance(60 * MINUTE);
    let second = now(visitor.get("/thi/phap-luat").await.text());
    assert_eq!(second.rounds[0].phase, Phase::Closed);
    assert!(second.now >= first.now + 60 * MINUTE);
});

both!(
    search_engines_find_what_is_published_and_nothing_else,
    |app| async move {
        let organiser = organiser(&app).await;
        let visitor = app.visitor();
        let (path, empty) = data::<ContestList>(&visitor.get("/").await.text());
        assert_eq!((path.as_str(), empty.contests.len()), (paths::CONTESTS, 0));
        let made: StaffContest = organiser
            .post(paths::STAFF_CONTESTS, &draft(&app, -5, 60))
            .await
            .ok();
        assert!(!visitor.get("/sitemap.xml").await.text().contains("/thi/"));
        organiser.publish_contest(&made).await.ok::<StaffContest>();
        app.clock.advance(1_000);

        let site = app.state.config.public_url.trim_end_matches('/').to_owned();
        let sitemap = visitor.get("/sitemap.xml").await.text();
        assert!(
            sitemap.contains(&format!("<loc>{site}/thi/phap-luat</loc>")),
            "{sitemap}"
        );
        let robots = visitor.get("/robots.txt").await.text();
        assert!(
            robots.contains(&format!("Sitemap: {site}/sitemap.xml")),
            "{robots}"
        );
        assert!(robots.contains("Disallow: /api/"), "{robots}");
        let pictures = paths::CONTEST_CARD.replace("{slug}", "*");
        assert!(robots.contains(&format!("Allow: {pictures}\n")), "{robots}");
        let (_, list) = data::<ContestList>(&visitor.get("/").await.text());
        assert_eq!(list.contests.len(), 1);
        assert!(list.now > Millis(0));
    }
);

both!(an_address_that_leads_nowhere_is_not_found, |app| async move {
    let visitor = app.visitor();
    let api = format!("{}/nothing", paths::PREFIX);
    visitor.get(&api).await.refused(ErrorCode::NotFound);
    for nowhere in [
        "/nothing",
        "/thi",
        "/thi/khong-co",
        "/thi/a/b",
        "/wp-login.php",
        "/assets/a.js",
    ] {
        assert_eq!(visitor.get(nowhere).await.status, 404, "{nowhere}");
    }
    for page in [
        "/",
        "/dang-nhap",
        "/lich-su",
        "/tra-cuu",
        "/ca-nhan",
        "/quen-mat-khau",
        "/ket-qua/1",
        "/thi/a/dang-ky",
        "/thi/a/lam-bai/1",
    ] {
        let reply = visitor.get(page).await;
        assert_eq!(reply.status, 200, "{page}");
        assert!(reply.text().contains("<div id=\"app\">"), "{page}");
    }
    for (file, kind) in [
        ("/favicon.ico", "image/x-icon"),
        ("/icon-512.png", "image/png"),
        ("/apple-touch-icon.png", "image/png"),
        ("/manifest.webmanifest", "application/manifest+json"),
    ] {
        let reply = visitor.get(file).await;
        assert_eq!(
            (
                reply.status.as_u16(),
                reply.headers["content-type"].to_str().expect("text")
            ),
            (200, kind)
        );
    }
});
