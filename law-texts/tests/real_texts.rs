//! Laws as they are published, if there is a folder of them beside the workspace. None of them is part of the project.

#![expect(clippy::print_stdout, reason = "a skipped test says so")]

use law_texts::{Given, Issue, Law, read, read_day, write_json, write_text};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/law_texts")
}

/// Returns the names of all laws, without their endings; none, with a message, if the folder is absent.
fn names() -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder()) else {
        println!("skipped: {} is absent", folder().display());
        return Vec::new();
    };
    let names = entries.map(|entry| {
        entry
            .expect("an entry")
            .file_name()
            .to_string_lossy()
            .into_owned()
    });
    let mut names: Vec<String> = names
        .filter_map(|name| Some(name.strip_suffix(".json")?.to_owned()))
        .collect();
    names.sort();
    assert_eq!(names.len(), 13);
    names
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).expect("a file")
}

fn told(issues: &[Issue]) -> Vec<String> {
    issues.iter().map(ToString::to_string).collect()
}

/// The constitution has neither number nor days in its text.
fn given(name: &str) -> Given {
    match name {
        "hien-phap-2013" => Given {
            number: "Hiến pháp 2013".parse().ok(),
            title: Some("Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam".to_owned()),
            in_force_from: read_day("01/01/2014"),
            ..Given::default()
        },
        _ => Given::default(),
    }
}

/// Returns a law with its known faults removed.
fn law(name: &str) -> Law {
    let text = String::from_utf8(bytes(&format!("{name}.txt"))).expect("UTF-8");
    let text = match name {
        // It has article 5 twice.
        "hon-nhan-va-gia-dinh-52-2014-QH13" => {
            let (before, rest) = text.split_once("\nĐiều 5. ").expect("article 5");
            let (_, after) = rest.split_once("\nĐiều 5. ").expect("article 5 again");
            [before, "\nĐiều 5. ", after].concat()
        }
        // It ends in two lines of the page that it was copied from.
        "nghi-dinh-13-2023-ND-CP" => text.split("\n## ").next().expect("a text").to_owned(),
        _ => text,
    };
    read("luat.txt", text.as_bytes(), given(name))
        .unwrap_or_else(|issues| panic!("{name}: {:#?}", told(&issues)))
}

#[test]
fn every_article_is_read_as_it_is_published() {
    for name in names() {
        let law = law(&name);
        let wanted: Value = serde_json::from_slice(&bytes(&format!("{name}.json"))).expect("JSON");
        let articles = wanted["articles"].as_array().expect("articles");
        assert_eq!(law.articles.len(), articles.len(), "{name}");
        assert_eq!(
            law.about.number.as_str(),
            wanted["number"].as_str().expect("a number")
        );
        assert_eq!(law.about.kind, wanted["kind"].as_str().expect("a kind"), "{name}");
        let warning = wanted["currency_warning"].as_str();
        assert_eq!(law.about.note.as_deref(), warning, "{name}");
        for (article, wanted) in law.articles.iter().zip(articles) {
            let place = format!("{name}, article {}", article.number);
            assert_eq!(article.number.to_string(), wanted["article"], "{place}");
            assert_eq!(
                article.heading,
                wanted["title"].as_str().unwrap_or_default(),
                "{place}"
            );
            let note = wanted["amendment_note"].as_str();
            assert_eq!(article.note.as_deref(), note, "{place}");
            // In the copy, the text of article 5 stands in article 4 too.
            if place == "hon-nhan-va-gia-dinh-52-2014-QH13, article 4" {
                continue;
            }
            // And the decree ends as its plain text does.
            let wanted = wanted["text"]
                .as_str()
                .expect("a text")
                .split("\n## ")
                .next()
                .expect("a text");
            // Soft hyphens are no part of a word.
            let wanted = wanted.replace('\u{ad}', "");
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(words(&article.text), words(&wanted), "{place}");
        }
        let last = law.articles.last().expect("an article");
        assert!(
            law.closing.is_empty() && !last.text.contains('#'),
            "{name}: {:?}",
            law.closing
        );
    }
}

#[test]
fn faults_of_real_texts_are_reported_with_their_line() {
    if names().is_empty() {
        return;
    }
    let issues = |name: &str| {
        let read = read("luat.txt", &bytes(name), Given::default());
        told(&read.expect_err(name))
    };
    let twice = issues("hon-nhan-va-gia-dinh-52-2014-QH13.txt");
    assert_eq!(twice.len(), 1, "{twice:#?}");
    assert!(
        twice[0].starts_with("line 66: article 5 does not follow article 5"),
        "{twice:#?}"
    );
    let copied = issues("nghi-dinh-13-2023-ND-CP.txt");
    assert_eq!(copied.len(), 2, "{copied:#?}");
    assert!(copied[0].starts_with("line 444: \"## Danh sách"), "{copied:#?}");
    let nameless = issues("hien-phap-2013.txt");
    assert!(
        nameless.iter().any(|issue| issue.contains("--number")),
        "{nameless:#?}"
    );
}

#[test]
fn what_is_written_is_read_again() {
    for name in names() {
        let law = law(&name);
        assert_eq!(
            read("a.json", &write_json(&law), Given::default()).as_ref(),
            Ok(&law),
            "{name}"
        );
        let text = write_text(&law);
        assert_eq!(
            read("a.txt", text.as_bytes(), Given::default()).as_ref(),
            Ok(&law),
            "{name}"
        );
    }
}
