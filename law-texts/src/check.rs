//! What holds for every law, whatever file it comes from.

use crate::issue::{Issue, Issues, Place, Problem};
use crate::law::{About, Law};
use crate::limits;

pub(crate) fn check(law: &Law, issues: &mut Issues) {
    about(&law.about, issues);
    for (what, lines) in [
        ("text before the first article", &law.preamble),
        ("text behind the last article", &law.closing),
    ] {
        let length = lines.iter().map(|line| line.chars().count()).sum();
        long(what, length, limits::AROUND, Place::Whole, issues);
    }
    if law.articles.len() > limits::ARTICLES {
        let (what, limit) = ("articles", limits::ARTICLES);
        issues.push(Problem::TooMany { what, limit }.of_all());
    }
    for article in &law.articles {
        let place = Place::Article(article.number);
        long(
            "text",
            article.text.chars().count(),
            limits::ARTICLE,
            place,
            issues,
        );
        let names = article
            .above
            .iter()
            .flat_map(|heading| [&heading.label, &heading.name]);
        for name in names.chain([&article.heading]).chain(&article.note) {
            long(
                "heading or note",
                name.chars().count(),
                limits::NAME,
                place,
                issues,
            );
        }
    }
}

fn about(about: &About, issues: &mut Issues) {
    let names = [
        Some(&about.kind),
        Some(&about.title),
        about.short_title.as_ref(),
        about.note.as_ref(),
    ];
    for name in names.into_iter().flatten() {
        long(
            "title, kind or note",
            name.chars().count(),
            limits::NAME,
            Place::Whole,
            issues,
        );
    }
    if about.ends().is_some_and(|end| end <= about.in_force_from) {
        issues.push(Problem::EndsBeforeItBegins {}.of_all());
    }
    if about.amended_by.len() > limits::CHANGES {
        let (what, limit) = ("amendments", limits::CHANGES);
        issues.push(Problem::TooMany { what, limit }.of_all());
    }
    if let Some(link) = about.source.as_ref().filter(|link| !is_link(link)) {
        let found = crate::text::excerpt(link);
        issues.push(Problem::BadLink { found }.of_all());
    }
}

fn long(what: &'static str, length: usize, limit: usize, place: Place, issues: &mut Issues) {
    if length > limit {
        let problem = Problem::TooLong { what, length, limit };
        issues.push(Issue { place, problem });
    }
}

/// Whether a text is the address of a page that readers can be sent to.
fn is_link(text: &str) -> bool {
    let rest = text.strip_prefix("https://").unwrap_or_default();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || "<>\"'`\\".contains(c);
    text.len() <= limits::LINK
        && host.contains('.')
        && host
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-.:".contains(c))
        && !rest.contains(is_odd)
}

#[cfg(test)]
mod tests {
    use super::is_link;

    #[test]
    fn only_https_addresses_of_a_host_are_links() {
        assert!(is_link(
            "https://vbpl.vn/TW/Pages/vbpq-toanvan.aspx?ItemID=132774"
        ));
        for text in [
            "",
            "http://vbpl.vn",
            "https://",
            "javascript:alert(1)",
            "https://a.b/\"x",
            "https://a@b.c/",
        ] {
            assert!(!is_link(text), "{text}");
        }
    }
}
