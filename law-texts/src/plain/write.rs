//! Writes a law as plain text.

use crate::day::written;
use crate::law::{Article, Law};

/// Writes a law as [`read`](crate::read) reads it from a `.txt` file. A law from a JSON file may have lines that a plain
/// text cannot tell from headings.
pub fn write_text(law: &Law) -> String {
    let about = &law.about;
    let mut lines = vec![
        format!("Tên: {}", about.title),
        format!("Số: {}", about.number),
        format!("Loại: {}", about.kind),
        format!("Hiệu lực: {}", written(about.in_force_from)),
    ];
    let mut say =
        |name: &str, value: Option<String>| lines.extend(value.map(|value| format!("{name}: {value}")));
    say("Tên ngắn", about.short_title.clone());
    say("Ban hành", about.issued_on.map(written));
    say("Hết hiệu lực", about.out_of_force_from.map(written));
    say(
        "Thay thế bởi",
        about.replaced_by.as_ref().map(ToString::to_string),
    );
    for change in &about.amended_by {
        say("Sửa đổi bởi", Some(change.to_string()));
    }
    say("Nguồn", about.source.clone());
    say("Ghi chú", about.note.clone());
    lines.extend(law.preamble.iter().cloned());
    for article in &law.articles {
        write_article(article, &mut lines);
    }
    if !law.closing.is_empty() {
        lines.push(String::new());
        lines.extend(law.closing.iter().cloned());
    }
    lines.push(String::new());
    lines.join("\n")
}

fn write_article(article: &Article, lines: &mut Vec<String>) {
    for heading in &article.above {
        lines.push(String::new());
        lines.push(heading.label.clone());
        lines.extend(Some(heading.name.clone()).filter(|name| !name.is_empty()));
    }
    lines.push(String::new());
    lines.push(match article.heading.is_empty() {
        true => format!("Điều {}", article.number),
        false => format!("Điều {}. {}", article.number, article.heading),
    });
    lines.extend(article.note.as_ref().map(|note| format!("[{note}]")));
    lines.extend(article.text.lines().map(str::to_owned));
}
