//! What stands above the text of a law: what it is, whether it holds today, what has changed it, and the contents.

use super::register::Register;
use super::words::{address, chip, day_shown, numbered};
use crate::texts::{say, texts};
use contest_core::time::Day;
use html_escape::{encode_double_quoted_attribute as quoted, encode_text};
use law_texts::{About, Article, Change, Law, Number, Validity};

/// Returns the title, the facts and the banners.
pub(super) fn head(about: &About, register: &Register, today: Day) -> String {
    let t = &texts().laws;
    let mut facts = vec![(t.issued_on, about.issued_on)];
    facts.push((t.in_force_from, Some(about.in_force_from)));
    facts.push((t.out_of_force_from, about.ends()));
    let facts: String = facts
        .into_iter()
        .filter_map(|(name, day)| Some(format!("<dt>{name}</dt><dd>{}</dd>", day_shown(day?))))
        .collect();
    let source = about.source.as_ref().map(|link| {
        format!(
            "<p><a href=\"{}\" rel=\"noopener noreferrer\" target=\"_blank\">{}<span class=\"sr\"> {}</span></a></p>",
            quoted(link),
            t.source,
            t.new_tab
        )
    });
    format!(
        "<p class=\"over\">{}</p><h1 lang=\"vi\">{}</h1><p>{}</p><dl class=\"told-of\">{facts}</dl>{}<p class=\"quiet\">{}</p>{}",
        encode_text(&numbered(about)),
        encode_text(&about.title),
        chip(about, today),
        banners(about, register, today),
        t.copy,
        source.unwrap_or_default(),
    )
}

fn banners(about: &About, register: &Register, today: Day) -> String {
    let mut banners = String::new();
    let mut banner = |class: &str, text: String| {
        banners.push_str(&format!(
            "<div class=\"note {class}\" role=\"note\"><p>{text}</p></div>"
        ));
    };
    match about.validity(today) {
        Validity::Ended { from, by: Some(by) } => {
            banner(
                "bad",
                say!(
                    laws.replaced_banner,
                    by = link(&by, register),
                    day = day_shown(from)
                ),
            );
        }
        Validity::Ended { from, by: None } => banner("bad", say!(laws.ended_banner, day = day_shown(from))),
        Validity::Upcoming(from) => banner("warn", say!(laws.upcoming_banner, day = day_shown(from))),
        Validity::InForce => match (&about.replaced_by, about.ends()) {
            (Some(change), _) => {
                let by = link(&change.by, register);
                banner(
                    "warn",
                    say!(laws.soon_replaced_banner, by = by, day = day_shown(change.from)),
                );
            }
            (None, Some(from)) => banner("warn", say!(laws.soon_ended_banner, day = day_shown(from))),
            (None, None) => {}
        },
    }
    let held = about.amendments(today);
    let later = about.amended_by.iter().filter(|change| change.from > today);
    for change in later {
        banner("warn", amended(change, register, true));
    }
    for change in held {
        banner("warn", amended(change, register, false));
    }
    if let Some(note) = &about.note {
        banner("warn", format!("<span lang=\"vi\">{}</span>", encode_text(note)));
    }
    banners
}

/// "Đã được sửa đổi bởi … từ ngày …: Điều 3, 8."
fn amended(change: &Change, register: &Register, later: bool) -> String {
    let (by, day) = (link(&change.by, register), day_shown(change.from));
    let articles: Vec<String> = change
        .articles
        .iter()
        .map(|article| format!("<a href=\"#{}\">{article}</a>", article.anchor()))
        .collect();
    let articles = articles.join(", ");
    match (later, articles.is_empty()) {
        (false, true) => say!(laws.amended_banner, by = by, day = day),
        (false, false) => say!(
            laws.amended_articles_banner,
            by = by,
            day = day,
            articles = articles
        ),
        (true, true) => say!(laws.soon_amended_banner, by = by, day = day),
        (true, false) => say!(
            laws.soon_amended_articles_banner,
            by = by,
            day = day,
            articles = articles
        ),
    }
}

/// Returns the number of a law, as a link if it is in the register.
fn link(number: &Number, register: &Register) -> String {
    let shown = encode_text(number.as_str());
    match register.by_slug(&number.slug()) {
        Some(law) => format!("<a href=\"{}\">{shown}</a>", quoted(&address(law))),
        None => shown.into_owned(),
    }
}

/// The anchor of the note that there is no such article.
pub(super) const ABSENT: &str = "khong-co";

/// Returns the way to an article by its number, and the folded list of all.
pub(super) fn contents(law: &Law) -> String {
    let t = &texts().laws;
    let mut list = String::new();
    let mut open = false;
    for article in &law.articles {
        for heading in &article.above {
            list.push_str(if open { "</ol>" } else { "" });
            open = false;
            let text = [heading.label.as_str(), heading.name.as_str()].join(" ");
            list.push_str(&format!("<p>{}</p>", encode_text(text.trim())));
        }
        list.push_str(if open { "" } else { "<ol>" });
        open = true;
        list.push_str(&entry(article));
    }
    list.push_str(if open { "</ol>" } else { "" });
    let summary = say!(laws.contents, n = law.articles.len());
    let absent = match law.articles.last() {
        Some(last) => say!(laws.absent, last = last.number),
        None => String::new(),
    };
    format!(
        "<p class=\"note bad absent\" id=\"{ABSENT}\" tabindex=\"-1\">{absent}</p>\
         <form class=\"go\" method=\"get\"><label for=\"dieu\">{}</label>\
         <input id=\"dieu\" name=\"dieu\" inputmode=\"numeric\" autocomplete=\"off\" maxlength=\"8\" required>\
         <input type=\"hidden\" name=\"lang\" value=\"{}\"><button class=\"button second\">{}</button></form>\
         <details class=\"toc\"><summary>{summary}</summary><nav aria-label=\"{summary}\" lang=\"vi\">{list}</nav></details>",
        t.go_to, t.tag, t.go
    )
}

fn entry(article: &Article) -> String {
    let name = match article.heading.is_empty() {
        true => format!("Điều {}", article.number),
        false => format!("Điều {}. {}", article.number, article.heading),
    };
    format!(
        "<li><a href=\"#{}\">{}</a></li>",
        article.number.anchor(),
        encode_text(&name)
    )
}
