//! Somebody practises on a phone, without an account and at last without network: by topic, with a wrong and a right answer,
//! and with a trial paper up to its result. Then a round is published that has these questions, and practice is closed.

use crate::chrome::{Browser, Driver, mark};
use crate::crowd::Caller;
use crate::platform::{self, Platform};
use contest_core::questions::{Bank, Question};
use contest_core::time::Millis;
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContest;
use serde_json::json;
use thiluat::clock::in_viet_nam;

const PHONE: (u32, u32) = (390, 844);
const NOTE: &str = "Đây là phần luyện tập, không tính vào kết quả.";

#[test]
fn practice_by_topic_and_with_a_trial_paper_and_without_network() {
    let driver = Driver::start();
    platform::with_platform("", |platform| async move {
        Box::pin(story(&driver, &platform)).await;
    });
}

/// The bank of the demo's practice.
fn bank() -> Bank {
    let json = include_bytes!("../../question-banks/banks/on-tap/bank.json");
    question_banks::read("bank.json", json).expect("the sample bank")
}

/// Returns the question that is on the screen.
async fn asked(phone: &Browser) -> Question {
    let stem = phone.text(&mark("stem")).await;
    let question = bank()
        .questions
        .into_iter()
        .find(|question| question.stem == stem);
    question.unwrap_or_else(|| panic!("no such question: {stem}"))
}

/// Marks the right options of the question on the screen, or one that is wrong.
async fn answer(phone: &Browser, rightly: bool) {
    let question = asked(phone).await;
    let shown = phone
        .texts(&format!("{} > span:last-child", mark("option")))
        .await;
    let is_right = |text: &String| {
        let at = question.options.iter().position(|option| option == text);
        question.key.contains(at.expect("an option of the bank"))
    };
    let mut wanted = (1..).zip(&shown).filter(|(_, text)| is_right(text) == rightly);
    let first: Vec<usize> = match rightly {
        true => wanted.map(|(position, _)| position).collect(),
        false => wanted.next().map(|(position, _)| position).into_iter().collect(),
    };
    for position in first {
        // Below the legend and the hint.
        let option = format!(
            "{} ~ {}:nth-child({})",
            mark("hint"),
            mark("option"),
            position + 2
        );
        phone.press(&option).await;
        phone.see(&format!("{option} input:checked")).await;
    }
}

async fn story(driver: &Driver, platform: &Platform) {
    let demo = thiluat::demo::prepare(&platform.state).await.expect("a contest");
    let phone = driver.browser("practice", PHONE, true).await;
    let contest = format!("{}/thi/{}", platform.url, demo.slug);
    phone.open(&contest).await;
    // It belongs to the contest, not to one of its rounds, and is found without scrolling.
    phone
        .until("document.querySelector('[data-test=practice]')?.getBoundingClientRect().bottom < innerHeight")
        .await;
    assert_eq!(
        phone
            .count(&format!("{} {}", mark("round"), mark("practice")))
            .await,
        0
    );
    phone.press(&mark("practice")).await;
    phone.see(&mark("topic-link")).await;
    phone
        .until("document.querySelector('[data-test=sign-in-link]')?.search.endsWith('%2Fthi-thu')")
        .await;
    assert_eq!(phone.count(&mark("look-up")).await, 1);
    assert_eq!(phone.text(&mark("practice-note")).await, NOTE);
    assert_eq!(phone.count(&mark("topic-link")).await, 3);
    phone.picture("60-practice").await;

    by_topic(&phone).await;
    trial_paper(&phone).await;
    without_network(&phone, &contest).await;
    closed(&phone, platform, &demo).await;
    phone.close().await;
}

/// Waits until the answer is judged so: the page draws the verdict anew when the last change of it arrives.
async fn judged(phone: &Browser, verdict: &str) {
    phone
        .until(&format!(
            "document.querySelector('{}')?.innerText.includes('{verdict}')",
            mark("verdict")
        ))
        .await;
}

async fn by_topic(phone: &Browser) {
    phone.press(&mark("topic-link")).await;
    phone.see(&mark("question")).await;
    phone.press(&mark("check")).await;
    phone
        .until("document.querySelector('[data-test=choose-first]').innerText.includes('Kiểm tra')")
        .await;
    answer(phone, false).await;
    phone.press(&mark("check")).await;
    judged(phone, "Sai").await;
    phone.until("document.activeElement.id === 'step'").await;
    let said = phone.text(&mark("said")).await;
    assert!(said.starts_with("Chưa đúng. Đáp án: "), "{said}");
    assert!(phone.text(&mark("basis")).await.contains("Điều 26"));
    assert_eq!(phone.text(&mark("practice-note")).await, NOTE);
    phone.picture("61-practice-wrong").await;
    phone.press(&mark("go-on")).await;
    phone
        .see(&format!("{}[data-number=\"2\"]", mark("question")))
        .await;
    answer(phone, true).await;
    phone.press(&mark("check")).await;
    judged(phone, "Đúng").await;
    phone.picture("62-practice-right").await;
    phone.press(&mark("go-on")).await;

    // In the middle of the third, with a mark.
    let third = format!("{}[data-number=\"3\"]", mark("question"));
    phone.see(&third).await;
    answer(phone, true).await;
    let stem = phone.text(&mark("stem")).await;
    phone.reload().await;
    phone.see(&third).await;
    assert_eq!(phone.text(&mark("stem")).await, stem);
    phone
        .until("document.querySelectorAll('[data-test=option] :checked').length > 0")
        .await;
    phone.press(&mark("check")).await;
    phone.see(&mark("answered")).await;
    phone.press(&mark("to-practice")).await;
    phone.see(&mark("topic-count")).await;
    let counts = phone.texts(&mark("topic-count")).await;
    assert_eq!(counts[0], "8 câu, bạn đã làm đúng 2");
    assert_eq!(counts[1], "8 câu, bạn đã làm đúng 0");

    // What was wrong is repeated until it is right.
    assert!(phone.text(&mark("wrong-ones")).await.contains("(1)"));
    phone.press(&mark("wrong-ones")).await;
    answer(phone, true).await;
    phone.press(&mark("check")).await;
    phone.press(&mark("go-on")).await;
    assert_eq!(phone.text(&mark("done-count")).await, "Trả lời đúng 1/1 câu.");
    assert_eq!(phone.count(&mark("repeat")).await, 0);
    phone.press(&mark("other-topic")).await;
    phone.see(&mark("topic-link")).await;
    assert_eq!(phone.count(&mark("wrong-ones")).await, 0);
}

async fn trial_paper(phone: &Browser) {
    phone.press(&mark("trial-start")).await;
    phone.see(&mark("timer")).await;
    phone.picture("63-trial").await;
    for number in 1..=3 {
        phone
            .see(&format!("{}[data-number=\"{number}\"]", mark("question")))
            .await;
        answer(phone, number != 2).await;
        phone.press(&mark("next")).await;
    }
    let fourth = format!("{}[data-number=\"4\"]", mark("question"));
    phone.see(&fourth).await;
    let stem = phone.text(&mark("stem")).await;
    phone.reload().await;
    phone.see(&fourth).await;
    assert_eq!(phone.text(&mark("stem")).await, stem, "the paper stays the same");
    phone.press(&mark("open-overview")).await;
    let unanswered = phone.text(&mark("unanswered")).await;
    assert_eq!(unanswered, "Chưa trả lời: câu 4, 5, 6, 7, 8, 9, 10.");
    assert_eq!(phone.count(".cell.done").await, 3);
    phone.picture("64-trial-overview").await;
    // As in an attempt: it is asked first, and a look at another question takes it back.
    phone.press(&mark("hand-in")).await;
    let blanks = phone.text(&mark("confirm-blanks")).await;
    assert_eq!(blanks, "Bạn còn 7 câu chưa trả lời.");
    phone.until("document.activeElement.id === 'confirm'").await;
    phone.picture("64-trial-confirm").await;
    phone.press(&mark("keep-working")).await;
    phone.press(&mark("hand-in")).await;
    phone.press(&mark("confirm-submit")).await;
    assert_eq!(phone.text(&mark("correct")).await, "Đúng 2/10 câu.");
    phone.until("document.activeElement.id === 'step'").await;
    assert_eq!(phone.count(&mark("reviewed")).await, 10);
    assert_eq!(phone.text(&mark("practice-note")).await, NOTE);
    phone.picture("65-trial-outcome").await;
    phone.reload().await;
    assert_eq!(phone.text(&mark("correct")).await, "Đúng 2/10 câu.");
    phone.press(&mark("another")).await;
    phone
        .see(&format!("{}[data-number=\"1\"]", mark("question")))
        .await;
    assert_eq!(
        phone.count("[data-test=option] :checked").await,
        0,
        "it is another paper"
    );
}

async fn without_network(phone: &Browser, contest: &str) {
    phone.until("navigator.serviceWorker.controller").await;
    phone
        .until("(caches.match('/practice.html').then((kept) => window.kept = kept), window.kept)")
        .await;
    phone.network(false).await;
    phone.reload().await;
    phone.see(&mark("timer")).await;
    answer(phone, true).await;
    phone.press(&mark("open-overview")).await;
    phone.press(&mark("hand-in")).await;
    phone.press(&mark("confirm-submit")).await;
    assert_eq!(phone.text(&mark("correct")).await, "Đúng 1/10 câu.");
    // Practice needs nobody's name, and does not ask for one in vain.
    phone
        .until("!performance.getEntriesByType('resource').some(({name}) => name.includes('/session'))")
        .await;
    // The page of the contest needs the network, and leads to what does not.
    phone.open(contest).await;
    phone.see(&mark("failure")).await;
    phone.picture("65-contest-offline").await;
    phone.press(&mark("practice")).await;
    phone.see(&mark("topic-link")).await;
    phone.open(&format!("{contest}/thi-thu?de")).await;
    phone.press(&mark("to-practice")).await;
    phone.press(&mark("topic-link")).await;
    answer(phone, true).await;
    phone.press(&mark("check")).await;
    assert!(phone.text(&mark("verdict")).await.contains("Đúng"));
    phone.network(true).await;
}

/// Another contest is published, whose round draws from the bank of this practice.
async fn closed(phone: &Browser, platform: &Platform, demo: &thiluat::demo::Demo) {
    let organiser = Caller::signed_in(platform, &demo.accounts[0]).await;
    let moment = |minutes: i64| {
        let local = in_viet_nam(Millis(platform.now().0 / 1_000 * 1_000 + minutes * 60_000));
        local.timestamp().display_with_offset(local.offset()).to_string()
    };
    let draft = json!({
        "slug": "vong-moi", "title": "Cuộc thi khác", "organiser": "Sở Tư pháp", "consent": {}, "contact": { "phone": "0200 3000 000" },
        "rounds": [{
            "title": "Vòng 1", "opens_at": moment(1), "closes_at": moment(60), "bank": "on-tap",
            "rules": {
                "time_limit_s": 600, "attempts": 3, "chain": ["most_points"], "blueprint": {"sections": [{"count": 10}]},
            },
        }],
    });
    let made = organiser.post(paths::STAFF_CONTESTS, &draft).await;
    let made: StaffContest = serde_json::from_value(made).expect("a contest");
    organiser
        .post(&paths::publish(made.id), &json!(made.seen()))
        .await;
    phone.expect_error("the server responded with a status of 403");
    // What was read a moment ago serves for a second.
    platform.state.clock.advance(1_000);
    phone.reload().await;
    phone.see(&mark("withheld")).await;
    assert_eq!(phone.text(&mark("practice-note")).await, NOTE);
    phone.picture("66-practice-closed").await;
    phone.reload().await;
    phone.see(&mark("withheld")).await;
    assert_eq!(
        phone.count(&mark("question")).await,
        0,
        "the device has forgotten the questions"
    );
}
