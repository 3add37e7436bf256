//! The text of a law as HTML: headings, articles, clauses and points as what they are.

use super::words::day_shown;
use crate::texts::{say, texts};
use contest_core::time::Day;
use html_escape::encode_text;
use law_texts::lines::Line;
use law_texts::{About, Article, ArticleNumber, Change, Law};
use std::fmt::Write;

/// Returns all headings and articles.
pub(super) fn body(law: &Law, today: Day) -> String {
    let mut html = String::new();
    // The depths of the headings under which the text stands. A level is never left out, even where a law has parts but
    // begins with a chapter.
    let mut under: Vec<usize> = Vec::new();
    for article in &law.articles {
        for heading in &article.above {
            let depth = heading.depth();
            under.retain(|outer| *outer < depth);
            let level = 2 + under.len();
            under.push(depth);
            let (label, name) = (encode_text(&heading.label), encode_text(&heading.name));
            // Writing to a `String` never fails.
            let _ = write!(
                html,
                "<h{level} class=\"of\"><small>{label}</small>{name}</h{level}>"
            );
        }
        one(article, &law.about, (2 + under.len(), today), &mut html);
    }
    html
}

fn one(article: &Article, about: &About, (level, today): (usize, Day), html: &mut String) {
    let (number, anchor) = (article.number, article.number.anchor());
    let _ = write!(
        html,
        "<section id=\"{anchor}\"><h{level}><a href=\"#{anchor}\">Điều {number}.</a> {}</h{level}>",
        encode_text(&article.heading)
    );
    if let Some(change) = about.amendment_of(number, today) {
        let _ = write!(
            html,
            "<p class=\"changed\" lang=\"{}\">{}</p>",
            texts().laws.tag,
            changed(number, change)
        );
    }
    if let Some(note) = &article.note {
        let _ = write!(html, "<p class=\"changed\">[{}]</p>", encode_text(note));
    }
    text(&article.text, html);
    html.push_str("</section>\n");
}

fn changed(number: ArticleNumber, change: &Change) -> String {
    let (by, day) = (encode_text(change.by.as_str()), day_shown(change.from));
    say!(laws.article_amended, article = number, by = by, day = day)
}

/// Writes clauses and points as lists. The numbers are part of the text: a browser that counted would count wrong
/// where one is missing.
fn text(lines: &str, html: &mut String) {
    // The lists that are open: of clauses, and of points within.
    let (mut clauses, mut points) = (false, false);
    for line in lines.lines() {
        let shown = encode_text(line);
        match Line::of(line) {
            Line::Clause(..) => {
                if points {
                    html.push_str("</li></ol>");
                }
                html.push_str(if clauses { "</li><li>" } else { "<ol><li>" });
                html.push_str(&shown);
                (clauses, points) = (true, false);
            }
            Line::Point(..) => {
                html.push_str(if points { "</li><li>" } else { "<ol><li>" });
                html.push_str(&shown);
                points = true;
            }
            Line::Text(_) => {
                // It goes on with the clause, or with the article if there is none.
                if points {
                    html.push_str("</li></ol>");
                    points = false;
                }
                let _ = write!(html, "<p>{shown}</p>");
            }
        }
    }
    for is_open in [points, clauses] {
        html.push_str(if is_open { "</li></ol>" } else { "" });
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    fn html(lines: &str) -> String {
        let mut html = String::new();
        text(lines, &mut html);
        html
    }

    #[test]
    fn clauses_and_points_are_lists() {
        assert_eq!(html("Một <b>"), "<p>Một &lt;b&gt;</p>");
        assert_eq!(
            html("Gồm:\n1. Một:\na) A;\nb) B.\nTiếp.\n2. Hai.\nHết."),
            "<p>Gồm:</p><ol><li>1. Một:<ol><li>a) A;</li><li>b) B.</li></ol><p>Tiếp.</p></li>\
             <li>2. Hai.<p>Hết.</p></li></ol>"
        );
        assert_eq!(
            html("a) A\n1. Một\na) B\n2. Hai"),
            "<ol><li>a) A</li></ol><ol><li>1. Một<ol><li>a) B</li></ol></li><li>2. Hai</li></ol>"
        );
        assert_eq!(html(""), "");
    }
}
