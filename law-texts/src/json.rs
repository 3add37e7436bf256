//! The JSON shape `thiluat-law/1`: a [`Law`] as it is.

use crate::article::ArticleNumber;
use crate::given::Given;
use crate::issue::{Issue, Issues, Place, Problem};
use crate::law::{Article, Law};
use crate::plain::depth_of;
use crate::text::{clean, clean_line, damage, excerpt};

pub(crate) fn read(text: &str, given: Given, issues: &mut Issues) -> Option<Law> {
    let mut law: Law = match serde_json::from_str(text) {
        Ok(law) => law,
        Err(error) => {
            let reason = error.to_string();
            issues.push(Problem::BadJson { reason }.of_all());
            return None;
        }
    };
    tidy(&mut law);
    given.correct(&mut law.about);
    let around = law.preamble.iter().chain(&law.closing).chain([&law.about.title]);
    for problem in around.filter_map(|line| damage(line)) {
        issues.push(problem.of_all());
    }
    if law.articles.is_empty() {
        issues.push(Problem::NoArticles {}.of_all());
    }
    let mut before = None;
    for article in &law.articles {
        let place = Place::Article(article.number);
        let mut fail = |problem| issues.push(Issue { place, problem });
        if let Some(problem) = out_of_order(before, article.number) {
            fail(problem);
        }
        before = Some(article.number);
        of_article(article, &mut fail);
    }
    Some(law)
}

fn of_article(article: &Article, fail: &mut impl FnMut(Problem)) {
    if article.text.is_empty() && article.note.is_none() {
        fail(Problem::EmptyArticle {
            number: article.number,
        });
    }
    for line in article.text.lines().chain([article.heading.as_str()]) {
        if let Some(problem) = damage(line) {
            fail(problem);
        }
    }
    for heading in &article.above {
        if depth_of(&heading.label).is_none() {
            let found = excerpt(&heading.label);
            fail(Problem::UnknownHeading { found });
        }
    }
}

/// Returns what is wrong if one article follows another, or begins the law.
pub(crate) fn out_of_order(before: Option<ArticleNumber>, found: ArticleNumber) -> Option<Problem> {
    let first = ArticleNumber::new(1)?;
    match before {
        None if found == first => None,
        None => Some(Problem::Gap { wanted: first, found }),
        Some(before) if before.is_followed_by(found) => None,
        Some(before) if found > before => Some(Problem::Gap {
            wanted: before.successor(),
            found,
        }),
        Some(before) => Some(Problem::OutOfOrder { before, found }),
    }
}

fn tidy(law: &mut Law) {
    let about = &mut law.about;
    for text in [&mut about.kind, &mut about.title] {
        *text = clean_line(text);
    }
    for text in [&mut about.short_title, &mut about.source, &mut about.note] {
        *text = text
            .take()
            .map(|text| clean_line(&text))
            .filter(|text| !text.is_empty());
    }
    for lines in [&mut law.preamble, &mut law.closing] {
        *lines = lines
            .iter()
            .map(|line| clean_line(line))
            .filter(|line| !line.is_empty())
            .collect();
    }
    for article in &mut law.articles {
        article.heading = clean_line(&article.heading);
        article.text = clean(&article.text);
        article.note = article
            .note
            .take()
            .map(|note| clean_line(&note))
            .filter(|note| !note.is_empty());
        for heading in &mut article.above {
            heading.label = clean_line(&heading.label);
            heading.name = clean_line(&heading.name);
        }
    }
}

/// Writes a law in the shape that [`read`](crate::read) reads.
pub fn write_json(law: &Law) -> Vec<u8> {
    serde_json::to_vec_pretty(law).unwrap_or_default()
}
