//! Before a round is public: a trial paper, a dry run, what the form says of papers and shared banks; and a contest made from
//! another.

use crate::chrome::{Driver, mark};
use crate::office::{draft, sign_in};
use crate::platform::{self, Platform};

const PHONE: (u32, u32) = (390, 844);

#[test]
fn an_organiser_tries_a_round_out_and_makes_another_contest_from_it() {
    let driver = Driver::start();
    platform::with_platform("", |platform| async move {
        Box::pin(story(&driver, &platform)).await;
    });
}

async fn story(driver: &Driver, platform: &Platform) {
    let demo = thiluat::demo::prepare(&platform.state).await.expect("a contest");
    let id = draft(platform, &demo).await;
    let page = format!("{}/console/contests/{id}", platform.url);
    let office = driver.browser("rehearsal", PHONE, true).await;
    sign_in(&office, platform, &demo).await;

    office.open(&page).await;
    office.press(&mark("trial")).await;
    office.press(&mark("trial.0.0")).await;
    assert_eq!(office.count(&mark("trial-question")).await, 10);
    office.press(&mark("trial-submit")).await;
    office
        .until("document.querySelector('[data-test=trial-score]').innerText.includes('/10')")
        .await;
    office.picture("89-trial").await;

    office.open(&page).await;
    office.press(&mark("dry-run")).await;
    office.see(&mark("dry-scores")).await;
    assert_eq!(office.count(&mark("dry-link")).await, 1);
    office.picture("90-dry-run").await;

    office.open(&format!("{page}/edit")).await;
    let variety = office.text(&mark("variety")).await;
    assert!(variety.contains("đề khác nhau"), "{variety}");
    office.show(&mark("variety")).await;
    office.picture("91-variety").await;

    office.open(&page).await;
    office.press(&mark("clone")).await;
    office.type_in("[name=title]", " năm sau").await;
    office
        .until("document.querySelector('[name=slug]').value === 'cuoc-thi-chua-co-lien-he-nam-sau'")
        .await;
    office.picture("92-clone").await;
    office.press(&mark("clone-confirm")).await;
    office.until("location.pathname.endsWith('/edit')").await;
    office
        .until("document.querySelector('[name=title]').value === 'Cuộc thi chưa có liên hệ năm sau'")
        .await;
    office.close().await;
}
