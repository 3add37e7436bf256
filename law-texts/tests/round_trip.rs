//! What is written is read again, whatever the law.

use contest_core::time::Day;
use law_texts::{
    About, Article, ArticleNumber, Change, Format, Given, Heading, Law, read, write_json, write_text,
};
use proptest::prelude::*;

/// Words that are no heading, no clause and no name of a header line.
fn words() -> impl Strategy<Value = String> {
    "[a-zăâđêôơưáàảãạ]{2,8}( [a-zăâđêôơư]{1,8}){0,6}"
}

/// A line of an article: a sentence, a clause or a point.
fn line() -> impl Strategy<Value = String> {
    (
        prop_oneof![Just(""), Just("1. "), Just("2a. "), Just("a) "), Just("đ) ")],
        words(),
    )
        .prop_map(|(mark, words)| format!("{mark}{words};"))
}

fn day() -> impl Strategy<Value = Day> {
    (1946i16..2100, 1u8..=12, 1u8..=28)
        .prop_map(|(year, month, day)| Day::new(year, month, day).expect("a day"))
}

fn change() -> impl Strategy<Value = Change> {
    (1u16..500, day(), proptest::collection::vec(1u16..900, 0..4)).prop_map(|(number, from, articles)| {
        Change {
            by: format!("{number}/2025/QH15").parse().expect("a number"),
            from,
            articles: articles.into_iter().filter_map(ArticleNumber::new).collect(),
        }
    })
}

fn about() -> impl Strategy<Value = About> {
    let days = (proptest::option::of(day()), day());
    let changes = (
        proptest::option::of(change()),
        proptest::collection::vec(change(), 0..3),
    );
    let texts = (
        words(),
        proptest::option::of(words()),
        proptest::option::of(words()),
    );
    (1u16..400, days, changes, texts).prop_map(
        |(number, (issued_on, from), (replaced_by, amended_by), texts)| About {
            number: format!("{number}/2018/NĐ-CP").parse().expect("a number"),
            kind: "Nghị định".to_owned(),
            title: format!("Nghị định {}", texts.0),
            short_title: texts.1,
            issued_on,
            in_force_from: from,
            out_of_force_from: None,
            replaced_by: replaced_by.filter(|change| change.from > from),
            amended_by,
            source: Some("https://vbpl.vn/a?b=c#d".to_owned()),
            note: texts.2,
        },
    )
}

type Parts = (Option<String>, Option<String>, Vec<String>, bool, Option<String>);

fn article() -> impl Strategy<Value = Parts> {
    let text = proptest::collection::vec(line(), 1..6);
    let name = proptest::option::of(words());
    (
        name,
        proptest::option::of(words()),
        text,
        any::<bool>(),
        proptest::option::of(words()),
    )
}

fn law() -> impl Strategy<Value = Law> {
    let around = proptest::collection::vec(words(), 0..3);
    (about(), proptest::collection::vec(article(), 1..12), around).prop_map(|(about, articles, preamble)| {
        let mut number = ArticleNumber::new(1).expect("a number");
        let mut made = Vec::new();
        for (at, (heading, chapter, text, put_in, note)) in articles.into_iter().enumerate() {
            if at > 0 {
                let inserted = format!("{number}a").parse().ok().filter(|_| put_in);
                number = inserted.unwrap_or_else(|| number.successor());
            }
            let above = chapter.map(|name| Heading {
                label: format!("Chương {}", at + 1),
                name: name.to_uppercase(),
            });
            made.push(Article {
                number,
                heading: heading.unwrap_or_default(),
                above: above.into_iter().collect(),
                note,
                text: text.join("\n"),
            });
        }
        Law {
            format: Format::Law1,
            about,
            preamble,
            articles: made,
            closing: Vec::new(),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn plain_text_and_json_hold_the_whole_law(law in law()) {
        let text = write_text(&law);
        prop_assert_eq!(read("a.txt", text.as_bytes(), Given::default()), Ok(law.clone()), "{}", text);
        prop_assert_eq!(read("a.json", &write_json(&law), Given::default()), Ok(law));
    }

    #[test]
    fn no_bytes_bring_the_reader_down(bytes in proptest::collection::vec(any::<u8>(), 0..400), text in ".{0,400}") {
        for name in ["a.txt", "a.json", "a", "a.docx"] {
            let _ = read(name, &bytes, Given::default());
            let _ = read(name, text.as_bytes(), Given::default());
        }
    }

    #[test]
    fn no_line_brings_the_reader_down(line in "(Phần|Chương|Mục|Tiểu mục|Điều|PHẦN THỨ|İ)[ .:]{0,2}.{0,20}") {
        let text = format!("Luật A\nSố: 1/2020/QH14\nHiệu lực: 1/1/2020\n{line}\nĐiều 1. B\n{line}\n{line}\nC.\n");
        let _ = read("a.txt", text.as_bytes(), Given::default());
    }
}
