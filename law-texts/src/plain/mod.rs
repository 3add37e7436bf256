//! Plain text as laws are published: a header, headings, articles with clauses and points.

mod body;
mod header;
mod headings;
mod write;

pub(crate) use headings::depth_of;
pub use write::write_text;

use crate::given::Given;
use crate::issue::{Issues, Problem};
use crate::law::{Format, Law};
use crate::limits;
use crate::text::{clean_line, damage};

/// A line that is not empty, and its number from 1.
type Numbered = (u32, String);

pub(crate) fn read(text: &str, given: Given, issues: &mut Issues) -> Option<Law> {
    if text.split('\n').count() > limits::LINES {
        let (what, limit) = ("lines", limits::LINES);
        issues.push(Problem::TooMany { what, limit }.of_all());
        return None;
    }
    let lines = text.split('\n').zip(1..);
    let lines = lines.map(|(line, number)| (number, clean_line(line)));
    let lines: Vec<Numbered> = lines.filter(|(_, line)| !line.is_empty()).collect();
    for (number, line) in &lines {
        if let Some(problem) = damage(line) {
            issues.push(problem.at_line(*number));
        }
    }
    let begins = lines.iter().position(|(_, line)| headings::begins_the_law(line));
    let (header, body) = lines.split_at(begins.unwrap_or(lines.len()));
    let (told, preamble) = header::read(header, given.title.is_some(), issues);
    let (articles, closing) = body::read(body, issues);
    let about = match given.or(told).complete() {
        Ok(about) => about,
        Err(problems) => {
            problems
                .into_iter()
                .for_each(|problem| issues.push(problem.of_all()));
            return None;
        }
    };
    Some(Law {
        format: Format::Law1,
        about,
        preamble,
        articles,
        closing,
    })
}
