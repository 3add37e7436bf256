//! From the review to the article that a question rests on, on the site itself.

use crate::chrome::{Browser, mark};
use crate::platform::Platform;
use law_texts::{Given, read};
use thiluat::laws::store;

/// Puts the law of the sample bank into the register, as an operator does, with a text of its own.
pub(crate) async fn load(platform: &Platform) {
    let articles: String = (1..=33)
        .map(|n| format!("Điều {n}. Tên của điều {n}\n1. Nội dung của điều {n}.\n"))
        .collect();
    let text = format!(
        "Luật Hòa giải ở cơ sở\nSố: 35/2013/QH13\nHiệu lực: 01/01/2014\n\nChương I\nCHUNG\n{articles}"
    );
    let law = read("luat.txt", text.as_bytes(), Given::default()).expect("a law");
    let loaded = store::load(&platform.state.db, &law, platform.now()).await;
    loaded.expect("it is stored");
    platform.state.reload().await.expect("a reload");
}

/// The link in the review opens the law at the article, in a tab of its own, also with the service worker in between.
pub(crate) async fn are_read(reader: &Browser) {
    let link = mark("law-page");
    reader.show(&link).await;
    let text = reader.text(&link).await;
    assert!(text.starts_with("Đọc Điều "), "{text}");
    reader.press(&link).await;
    reader.go_to_tab(1).await;
    reader
        .until("document.querySelector('.law section:target')?.getBoundingClientRect().top >= 0")
        .await;
    let number = text.split_whitespace().nth(2).expect("a number");
    let article = reader.text(".law section:target").await;
    assert!(
        article.contains(&format!("Nội dung của điều {number}.")),
        "{article}"
    );
    assert_eq!(reader.count("#app").await, 0, "no program is needed");
    reader.picture("25-law").await;
    reader.go_to_tab(0).await;
}
