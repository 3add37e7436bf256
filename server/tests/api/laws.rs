//! `/van-ban` and `/van-ban/{law}`: the register of laws for readers, and what reviews and banks say of it.

use crate::both;
use crate::common::bodies::draft;
use crate::common::contest::{rules, sample_bank};
use crate::common::organiser::{load_bank, organiser};
use crate::common::soon::until;
use crate::common::{Database, TestApp, Visitor};
use contest_core::questions::LegalBasis;
use contest_core::wire::accounts::Role;
use contest_core::wire::attempts::Review;
use contest_core::wire::banks::{BankList, BankReport};
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContest;
use contest_core::wire::workbench::BankFindings;
use law_texts::{Given, Law, Number, read};
use reqwest::Method;
use sea_orm::ConnectionTrait;
use thiluat::auth::session::Claims;
use thiluat::banks::load;
use thiluat::contests::catalog::counted;
use thiluat::laws::store::{self, Loaded};

/// A law in force that has been amended, and one that it has replaced.
const LIBRARY: &str = "Luật Thư viện\nSố: 46/2019/QH14\nTên ngắn: Luật Thư viện mới\nBan hành: 21/11/2019\n\
    Hiệu lực: 01/07/2020\nSửa đổi bởi: 9/2024/QH15 từ 01/01/2025: 2\nNguồn: https://vbpl.vn/1?a=b&c=\n\n\
    Chương I\nCHUNG\nĐiều 1. Phạm vi <b>\n1. Một:\na) A & B;\n2. Hai.\nĐiều 2. Thư viện\nThư viện là nơi đọc sách.\n";
const DECREE: &str = "Nghị định về thư viện\nSố: 72/2002/NĐ-CP\nHiệu lực: 01/01/2003\n\
    Thay thế bởi: 46/2019/QH14 từ 01/07/2020\nĐiều 1. Phạm vi\nMột.\n";

fn law(text: &str) -> Law {
    read("luat.txt", text.as_bytes(), Given::default()).expect("a law")
}

/// Loads a law beside the server, and waits for nothing: the server is told to look.
async fn load(app: &TestApp, text: &str) -> Loaded {
    let loaded = store::load(&app.state.db, &law(text), app.now())
        .await
        .expect("it is stored");
    app.state.reload().await.expect("a reload");
    loaded
}

fn basis(law: &str, article: Option<&str>, link: Option<&str>) -> Option<LegalBasis> {
    Some(LegalBasis {
        law: law.to_owned(),
        article: article.map(str::to_owned),
        clause: None,
        point: None,
        link: link.map(str::to_owned),
    })
}

both!(a_law_is_read_on_a_page_without_a_program, |app| async move {
    let mut visitor = app.visitor();
    assert_eq!(visitor.get("/van-ban/46-2019-qh14").await.status, 404);
    assert_eq!(load(&app, LIBRARY).await, Loaded::New);
    load(&app, DECREE).await;

    let reply = visitor.get("/van-ban/46-2019-qh14").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.headers["content-type"], "text/html; charset=utf-8");
    assert_eq!(reply.headers["cache-control"], "public, max-age=300");
    assert_eq!(reply.headers["vary"], "Accept-Encoding");
    let page = reply.text();
    let site = app.state.config.public_url.trim_end_matches('/').to_owned();
    for part in [
        "<html lang=\"vi\">".to_owned(),
        "<title>Luật Thư viện (46/2019/QH14)</title>".to_owned(),
        format!("<link rel=\"canonical\" href=\"{site}/van-ban/46-2019-qh14\">"),
        "<meta name=\"description\" content=\"Luật Thư viện, số 46/2019/QH14: toàn văn 2 điều".to_owned(),
        "Còn hiệu lực, đã sửa đổi".to_owned(),
        "Đã được sửa đổi bởi 9/2024/QH15 từ ngày 01/01/2025: Điều <a href=\"#dieu-2\">2</a>.".to_owned(),
        "<h2 class=\"of\"><small>Chương I</small>CHUNG</h2>".to_owned(),
        "<section id=\"dieu-1\"><h3><a href=\"#dieu-1\">Điều 1.</a> Phạm vi &lt;b&gt;</h3>".to_owned(),
        "<ol><li>1. Một:<ol><li>a) A &amp; B;</li></ol></li><li>2. Hai.</li></ol>".to_owned(),
        "Điều 2 đã được sửa đổi bởi 9/2024/QH15".to_owned(),
        "href=\"https://vbpl.vn/1?a=b&amp;c=\"".to_owned(),
        "<li><a href=\"#dieu-2\">Điều 2. Thư viện</a></li>".to_owned(),
        // Shown to whoever has been led there.
        "<p class=\"note bad absent\" id=\"khong-co\" tabindex=\"-1\">Văn bản này không có điều mà bạn tìm. Điều cuối cùng là Điều 2.</p>".to_owned(),
        "--ground:#f6f4ee".to_owned(),
    ] {
        assert!(page.contains(&part), "{part}: {page}");
    }
    assert_eq!(page.matches("<script").count(), 1, "only its own: {page}");
    let decree = visitor.get("/van-ban/72-2002-nd-cp").await.text();
    let banner = "hết hiệu lực từ ngày 01/07/2020 và được thay thế bởi <a href=\"/van-ban/46-2019-qh14\">46/2019/QH14</a>";
    assert!(decree.contains(banner), "{decree}");

    // Whoever has it is told so; the law stays Vietnamese in an English frame.
    let etag = reply.headers["etag"].to_str().expect("text").to_owned();
    let known = visitor
        .request(Method::GET, "/van-ban/46-2019-qh14")
        .header("If-None-Match", &etag);
    assert_eq!(known.send().await.expect("a reply").status(), 304);
    let english = visitor.get("/van-ban/46-2019-qh14?lang=en").await.text();
    for part in [
        "<html lang=\"en\">",
        "In force, amended",
        "<div class=\"law\" lang=\"vi\">",
        "href=\"/van-ban/46-2019-qh14\" hreflang=\"vi\"",
        "<dd>1 July 2020</dd>",
        "Amended by 9/2024/QH15 on 1 January 2025",
        "Contents (2 articles)",
        "The last one is article 2.",
    ] {
        assert!(english.contains(part), "{part}: {english}");
    }
    // As the app, pages begin in Vietnamese, whatever the browser prefers.
    visitor.language = "en";
    assert_eq!(visitor.get("/van-ban/46-2019-qh14").await.text(), page);
    let decree = visitor.get("/van-ban/72-2002-nd-cp?lang=en").await.text();
    assert!(
        decree.contains("<a href=\"/van-ban/46-2019-qh14?lang=en\">46/2019/QH14</a>"),
        "{decree}"
    );
    assert!(decree.contains("Contents (1 article)"), "{decree}");
});

both!(addresses_of_laws_lead_to_their_one_page, |app| async move {
    load(&app, LIBRARY).await;
    let url = |path: &str| format!("{}{path}", app.url);
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client");
    let led = async |path: &str| {
        let reply = client.get(url(path)).send().await.expect("a reply");
        let to = reply
            .headers()
            .get("location")
            .map(|to| to.to_str().expect("text").to_owned());
        (reply.status().as_u16(), to)
    };
    for (path, to) in [
        ("/van-ban/46-2019-QH14", "/van-ban/46-2019-qh14"),
        ("/van-ban/46%2F2019%2FQH14", "/van-ban/46-2019-qh14"),
        ("/van-ban/46-2019-qh14?dieu=2", "/van-ban/46-2019-qh14#dieu-2"),
        (
            "/van-ban/46-2019-qh14?dieu=%C4%90i%E1%BB%81u+2&lang=en",
            "/van-ban/46-2019-qh14?lang=en#dieu-2",
        ),
        ("/van-ban/46-2019-qh14?dieu=99", "/van-ban/46-2019-qh14#khong-co"),
        (
            "/van-ban/46-2019-qh14?dieu=99&lang=en",
            "/van-ban/46-2019-qh14?lang=en#khong-co",
        ),
        (
            "/van-ban/46-2019-qh14?dieu=%0d%0aA:b",
            "/van-ban/46-2019-qh14#khong-co",
        ),
    ] {
        assert_eq!(led(path).await, (303, Some(to.to_owned())), "{path}");
    }
    for nowhere in [
        "/van-ban/47-2019-qh14",
        "/van-ban/%00",
        "/van-ban/%3Cscript%3E",
        "/van-ban/a/b",
    ] {
        assert_eq!(led(nowhere).await, (404, None), "{nowhere}");
    }
    let missing = app.visitor().get("/van-ban/47-2019-qh14").await;
    assert!(missing.text().contains("Không có văn bản này") && missing.text().contains("noindex"));
});

both!(the_list_is_searched_by_title_and_number, |app| async move {
    let visitor = app.visitor();
    let empty = visitor.get("/van-ban").await;
    assert!(empty.status == 200 && empty.text().contains("Chưa có văn bản nào."));
    load(&app, LIBRARY).await;
    load(&app, DECREE).await;
    for (query, library, decree) in [
        ("", true, true),
        ("?q=", true, true),
        ("?q=46/2019", true, false),
        ("?q=thu+vien", true, true),
        ("?q=nghi+dinh+thu+vien", false, true),
        ("?q=72/2002/nd-cp", false, true),
        ("?q=khong-co", false, false),
        ("?q=%3Cscript%3Ealert%281%29%22%3E", false, false),
    ] {
        let page = visitor.get(&format!("/van-ban{query}")).await.text();
        assert_eq!(
            page.contains("href=\"/van-ban/46-2019-qh14\""),
            library,
            "{query}: {page}"
        );
        assert_eq!(
            page.contains("href=\"/van-ban/72-2002-nd-cp\""),
            decree,
            "{query}: {page}"
        );
        assert_eq!(page.matches("<script").count(), 1, "{query}: {page}");
    }
    let page = visitor.get("/van-ban").await.text();
    assert!(page.contains("Số 46/2019/QH14, hiệu lực từ 01/07/2020"), "{page}");
    let long = format!("/van-ban?q={}", "a".repeat(3_000));
    assert_eq!(visitor.get(&long).await.status, 200);
    let sitemap = visitor.get("/sitemap.xml").await.text();
    assert!(
        sitemap.contains("/van-ban/46-2019-qh14</loc>") && sitemap.contains("/van-ban</loc>"),
        "{sitemap}"
    );
});

both!(every_server_hears_of_laws_and_days_pass, |app| async move {
    let count = async || counted(&app.state.db).await.expect("a count").laws;
    let before = count().await;
    let soon = LIBRARY.replace("Sửa đổi bởi: 9/2024/QH15 từ 01/01/2025: 2\n", "");
    load(&app, &soon).await;
    let loaded = count().await;
    assert!(loaded > before);
    assert_eq!(load(&app, &soon).await, Loaded::Unchanged);
    assert_eq!(count().await, loaded, "the same text changes nothing");
    let visitor = app.visitor();
    let page = || visitor.get("/van-ban/46-2019-qh14");
    assert!(!page().await.text().contains("9/2024/QH15"));
    assert_eq!(load(&app, LIBRARY).await, Loaded::Replaced);
    assert!(
        page().await.text().contains("9/2024/QH15"),
        "the page is made again"
    );
    assert!(count().await > loaded);

    // A law that ends tomorrow.
    let tomorrow = jiff::Timestamp::from_millisecond(app.now().0 + 86_400_000).expect("a moment");
    let tomorrow = tomorrow
        .to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(7)))
        .strftime("%d/%m/%Y")
        .to_string();
    load(
        &app,
        &LIBRARY.replace("Tên ngắn", &format!("Hết hiệu lực: {tomorrow}\nTên ngắn")),
    )
    .await;
    assert!(page().await.text().contains("sẽ hết hiệu lực từ ngày"));
    app.clock.advance(86_400_000);
    assert!(page().await.text().contains("đã hết hiệu lực từ ngày"));

    let number: Number = "46/2019/qh14".parse().expect("a number");
    let db = &app.state.db;
    assert!(
        store::remove(db, &number, app.now())
            .await
            .expect("it is removed")
    );
    assert!(
        !store::remove(db, &number, app.now())
            .await
            .expect("it was removed")
    );
    app.state.reload().await.expect("a reload");
    assert_eq!(page().await.status, 404);
});

both!(a_review_leads_to_the_articles, |app| async move {
    load(&app, LIBRARY).await;
    load(&app, DECREE).await;
    let organiser = app.staff_account("organiser", "tochuc").await;
    let judge = app.staff_account("judge", "giamkhao").await;
    let mut bank = sample_bank();
    let page = Some("/van-ban/46-2019-qh14#dieu-2");
    let cited = [
        (basis("46/2019/QH14", Some("2"), None), page),
        (
            basis(
                "Luật số 46 / 2019/qh14",
                Some("Điều 2"),
                Some("https://vbpl.vn/1"),
            ),
            page,
        ),
        (basis("luật thư viện", Some("2"), None), page),
        (
            basis("Luật Thư viện mới", None, None),
            Some("/van-ban/46-2019-qh14"),
        ),
        (
            basis("72/2002/ND-CP", Some("1"), None),
            Some("/van-ban/72-2002-nd-cp#dieu-1"),
        ),
        (basis("46/2019/QH14", Some("3"), None), None),
        (basis("47/2019/QH14", Some("1"), None), None),
        (basis("Luật khác", Some("1"), None), None),
        (None, None),
    ];
    for (question, (basis, _)) in bank.questions.iter_mut().zip(&cited) {
        question.legal_basis = basis.clone();
    }
    // The contest uses the first version.
    let owner = Claims::new(organiser, Role::Organiser, app.now());
    let stored = load::store(
        &app.state.db,
        &owner,
        "cuoc-thi-thu-bank",
        bank.clone(),
        app.now(),
    )
    .await;
    stored.expect("a bank");
    let arranged = app.arrange_for(organiser, judge, "cuoc-thi-thu", rules()).await;
    let contestant = app.contestant(&arranged, 1).await;
    let submitted = app.play(&contestant, arranged.round, 3).await;
    let attempt = submitted.receipt.expect("a receipt").attempt;
    app.close_round(arranged.round).await;
    let review: Review = contestant.get(&paths::review(attempt)).await.ok();
    let mut seen = 0;
    for reviewed in &review.questions {
        let at = bank
            .questions
            .iter()
            .position(|question| question.stem == reviewed.question.stem);
        if let Some((basis, page)) = cited.get(at.expect("the question")) {
            assert_eq!(reviewed.legal_basis, *basis);
            assert_eq!(reviewed.law_page.as_deref(), *page, "{basis:?}");
            // A number alone tells people little.
            let number = basis.as_ref().map_or("", |basis| basis.law.as_str());
            let title = match number {
                "46/2019/QH14" => Some("Luật Thư viện"),
                "72/2002/ND-CP" => Some("Nghị định về thư viện"),
                _ => None,
            };
            assert_eq!(reviewed.law_title.as_deref(), title, "{basis:?}");
            seen += 1;
        }
    }
    assert!(seen > 2, "{seen} of the cited questions were drawn");
});

const BANK: &str = "Nội dung câu hỏi;A;B;Đáp án;Văn bản;Điều\nMột?;x;y;A;46/2019/QH14;1\nHai?;x;y;A;46/2019/QH14;2\n\
    Ba?;x;y;A;46/2019/QH14;3\nBốn?;x;y;A;72/2002/ND-CP;1\nNăm?;x;y;A;1/2000/QH10;1\n";

async fn check(organiser: &Visitor) -> BankReport {
    let path = format!("{}?filename=de.csv", paths::BANK_CHECK);
    organiser.upload(&path, BANK.into()).await.ok()
}

both!(organisers_are_warned_of_legal_bases_in_doubt, |app| async move {
    app.staff_account("organiser", "tochuc").await;
    let mut organiser = app.sign_in("tochuc").await;
    assert_eq!(
        check(&organiser).await.warnings,
        [],
        "of other laws nothing is known"
    );
    load(&app, LIBRARY).await;
    load(&app, DECREE).await;
    let report = check(&organiser).await;
    assert!(report.ok && report.issues.is_empty());
    let told: Vec<_> = report
        .warnings
        .iter()
        .map(|told| (told.row, told.column.as_deref(), told.reason.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (
                Some(3),
                Some("Điều"),
                "Điều 2 của văn bản 46/2019/QH14 đã được sửa đổi bởi 9/2024/QH15 từ 01/01/2025."
            ),
            (Some(4), Some("Điều"), "Văn bản 46/2019/QH14 không có Điều 3."),
            (
                Some(5),
                Some("Văn bản"),
                "Văn bản 72/2002/NĐ-CP hết hiệu lực từ 01/07/2020, được thay thế bởi 46/2019/QH14."
            ),
        ]
    );
    assert!(report.warnings.iter().all(|warning| !warning.remedy.is_empty()));
    organiser.language = "en";
    let english = check(&organiser).await;
    assert_eq!(
        english.warnings[1].reason,
        "The law 46/2019/QH14 has no article 3."
    );
});

both!(
    a_loaded_bank_is_judged_by_the_days_of_its_rounds,
    |app| async move {
        let organiser = crate::common::organiser::organiser(&app).await;
        let mut bank = crate::common::organiser::sample_bank();
        bank.questions[0].legal_basis = basis("46/2019/QH14", Some("1"), None);
        load_bank(&organiser, &bank).await;
        let banks: BankList = organiser.get(paths::BANKS).await.ok();
        let path = paths::bank_findings(banks.banks[0].version_id);
        let warnings = async || {
            let mut found: BankFindings = organiser.get(&path).await.ok();
            found.findings.retain(|finding| finding.rule == "legal_basis");
            found.findings
        };
        let day = |days: i64| {
            let moment =
                jiff::Timestamp::from_millisecond(app.now().0 + days * 86_400_000).expect("a moment");
            moment
                .to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(7)))
                .strftime("%d/%m/%Y")
                .to_string()
        };
        load(
            &app,
            &LIBRARY.replace("Tên ngắn", &format!("Hết hiệu lực: {}\nTên ngắn", day(5))),
        )
        .await;
        assert_eq!(warnings().await, [], "it is in force today");
        let in_ten_days = 10 * 24 * 60;
        let draft = crate::common::bodies::draft(&app, in_ten_days, in_ten_days + 60);
        let made = organiser.post(paths::STAFF_CONTESTS, &draft).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let told = warnings().await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(told[0].code.as_ref(), Some(&bank.questions[0].code));
        assert!(told[0].reason.contains(&day(5)), "{told:?}");

        // The draft names no version: it follows the bank, and its row does not.
        bank.questions[1].explanation = "Sửa một chữ".into();
        load_bank(&organiser, &bank).await;
        assert_eq!(
            warnings().await,
            [],
            "nothing draws from the former version any more"
        );
        let banks: BankList = organiser.get(paths::BANKS).await.ok();
        let newest = paths::bank_findings(banks.banks[0].version_id);
        let mut found: BankFindings = organiser.get(&newest).await.ok();
        found.findings.retain(|finding| finding.rule == "legal_basis");
        assert_eq!(found.findings.len(), 1);
    }
);

/// Runs a statement beside the server.
async fn sql(app: &TestApp, statement: &str) {
    let db = &app.state.db.write;
    db.execute_unprepared(statement).await.expect(statement);
}

const RENAMED: &str = "about = replace(about, 'Luật Thư viện', 'Luật Thư khố'), hash = 'another'";

both!(
    laws_that_could_not_be_read_are_read_again_without_a_change,
    |app| async move {
        load(&app, LIBRARY).await;
        let list = async || app.visitor().get("/van-ban").await.text();
        assert!(list().await.contains("Luật Thư viện"));
        // The table is away when the law changes.
        sql(&app, "ALTER TABLE laws RENAME TO laws_away").await;
        sql(&app, &format!("UPDATE laws_away SET {RENAMED}")).await;
        app.state.reload().await.expect("contests are read all the same");
        assert!(list().await.contains("Luật Thư viện"));
        sql(&app, "ALTER TABLE laws_away RENAME TO laws").await;
        until("the law is read", async || list().await.contains("Luật Thư khố")).await;
    }
);

both!(laws_are_read_only_when_laws_have_changed, |app| async move {
    load(&app, LIBRARY).await;
    // A change that nobody counts: whoever reads the laws all the same finds it.
    match app.database {
        Database::Sqlite => sql(&app, "DROP TRIGGER laws_moved_update").await,
        Database::Postgres => sql(&app, "ALTER TABLE laws DISABLE TRIGGER USER").await,
    }
    sql(&app, &format!("UPDATE laws SET {RENAMED}")).await;
    let before = counted(&app.state.db).await.expect("counts");
    let organiser = organiser(&app).await;
    let made = organiser.post(paths::STAFF_CONTESTS, &draft(&app, -5, 60)).await;
    let made: StaffContest = made.ok();
    organiser.publish_contest(&made).await.ok::<StaffContest>();
    let after = counted(&app.state.db).await.expect("counts");
    assert!(after.contests > before.contests);
    assert_eq!(app.state.contests.catalog().version, after.contests, "it is read");
    let list = async || app.visitor().get("/van-ban").await.text();
    assert!(!list().await.contains("Luật Thư khố"));
    // A change of laws, in turn, reads no contest.
    let read = app.state.contests.catalog();
    sql(
        &app,
        "UPDATE catalog_version SET version = version + 1, laws = laws + 1",
    )
    .await;
    until("the laws are read", async || {
        list().await.contains("Luật Thư khố")
    })
    .await;
    assert!(std::sync::Arc::ptr_eq(&read, &app.state.contests.catalog()));
});
