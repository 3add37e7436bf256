//! The articles with the headings above them, and what stands behind the last.

use super::Numbered;
use super::headings::{Found, found};
use crate::article::ArticleNumber;
use crate::issue::{Issues, Problem};
use crate::json::out_of_order;
use crate::law::{Article, Heading};
use crate::text::{excerpt, fold};

/// What has been read so far.
#[derive(Default)]
struct Body {
    articles: Vec<Article>,
    /// The line of the last article's heading.
    line: u32,
    /// The headings since the last article.
    above: Vec<Heading>,
    closing: Vec<String>,
    /// The line with which the closing begins.
    end: Option<u32>,
}

pub(super) fn read(lines: &[Numbered], issues: &mut Issues) -> (Vec<Article>, Vec<String>) {
    let mut body = Body::default();
    for (number, line) in lines {
        body.add(*number, line, issues);
    }
    body.end_article(issues);
    if body.articles.is_empty() {
        issues.push(Problem::NoArticles {}.of_all());
    }
    // Headings without an article below.
    for heading in &body.above {
        let found = excerpt(&heading.label);
        issues.push(Problem::UnclearHeading { found }.of_all());
    }
    (body.articles, body.closing)
}

impl Body {
    fn add(&mut self, number: u32, line: &str, issues: &mut Issues) {
        let found = found(line);
        if let Some(end) = self.end {
            // A line that only looked like the end would hide the rest of the law.
            if let Found::Article(found, _) = found
                && self.last().is_some_and(|last| last.is_followed_by(found))
            {
                issues.push(Problem::BehindTheEnd { found, end }.at_line(number));
            }
            self.closing.push(line.to_owned());
            return;
        }
        match found {
            Found::Article(found, heading) => {
                self.end_article(issues);
                self.begin(found, heading, number, issues);
            }
            Found::Heading(heading) => {
                self.end_article(issues);
                self.above.push(heading);
            }
            Found::Unclear if self.above.is_empty() => {
                let found = excerpt(line);
                issues.push(Problem::UnclearHeading { found }.at_line(number));
            }
            Found::Unclear | Found::Text => self.text(number, line),
        }
    }

    fn last(&self) -> Option<ArticleNumber> {
        self.articles.last().map(|article| article.number)
    }

    fn begin(&mut self, number: ArticleNumber, heading: String, line: u32, issues: &mut Issues) {
        if let Some(problem) = out_of_order(self.last(), number) {
            issues.push(problem.at_line(line));
        }
        self.line = line;
        self.articles.push(Article {
            number,
            heading,
            above: std::mem::take(&mut self.above),
            note: None,
            text: String::new(),
        });
    }

    fn end_article(&self, issues: &mut Issues) {
        if let Some(last) = self.articles.last()
            && self.above.is_empty()
            && last.text.is_empty()
            && last.note.is_none()
        {
            let number = last.number;
            issues.push(Problem::EmptyArticle { number }.at_line(self.line));
        }
    }

    fn text(&mut self, number: u32, line: &str) {
        // Between a heading and the next article there is nothing but the heading's name.
        if let Some(heading) = self.above.last_mut() {
            if !heading.name.is_empty() {
                heading.name.push(' ');
            }
            heading.name.push_str(line);
            return;
        }
        let Some(article) = self.articles.last_mut() else {
            return;
        };
        let note = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        if let Some(note) = note.filter(|_| article.text.is_empty() && article.note.is_none()) {
            article.note = Some(note.to_owned());
        } else if ends_the_law(line) && !article.text.is_empty() {
            self.end = Some(number);
            self.closing.push(line.to_owned());
        } else {
            if !article.text.is_empty() {
                article.text.push('\n');
            }
            article.text.push_str(line);
        }
    }
}

/// Whether a line begins what stands behind the last article: the sentence on the adoption, the signature, the
/// recipients, an appendix.
fn ends_the_law(line: &str) -> bool {
    let folded = fold(line);
    let adopted = [
        "luatnay",
        "boluatnay",
        "phaplenhnay",
        "nghiquyetnay",
        "hienphapnay",
    ];
    let is_adopted = adopted.iter().any(|begin| folded.starts_with(begin))
        && folded.contains("quochoi")
        && folded.contains("thongqua")
        && folded.contains("kyhop");
    let is_loud = !line.contains(char::is_lowercase);
    let signs = [
        "chutichquochoi",
        "tmchinhphu",
        "tmuybanthuongvuquochoi",
        "chutich",
        "phuluc",
    ];
    let is_signed = is_loud && signs.iter().any(|sign| folded.starts_with(sign));
    is_adopted || is_signed || line.starts_with("Nơi nhận:")
}
