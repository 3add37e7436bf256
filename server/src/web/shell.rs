//! The shell of an app with what the page is about: as tags for search engines and messengers, as text that
//! stands before any script has run, and as data that spares the app its first request.

use super::cacheable::Cacheable;
use super::files;
use crate::errors::Refusal;
use contest_core::ids::AccountId;
use contest_core::wire::errors::ErrorCode;
use contest_documents::Card;
use html_escape::{encode_double_quoted_attribute as quoted, encode_text};
use serde::Serialize;
use std::fmt::Write;

/// The app whose shell it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum App {
    Contests,
    /// The practice of a contest.
    Practice,
    /// The screen in a hall. Nobody searches for it or sends it to others.
    Screen,
}

/// What a page tells before the app runs.
#[derive(Clone)]
pub(crate) struct Told<'a, T> {
    pub(crate) app: App,
    /// In the title bar, and above a shared link.
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
    /// The page's only address, without the host: `/thi/luat`. For a screen, the page to which it invites.
    pub(crate) address: &'a str,
    /// The address of a picture of 1200 × 630 pixels that messengers show beside a link, without the host.
    pub(crate) picture: Option<&'a str>,
    /// HTML, shown until the app replaces it.
    pub(crate) text: String,
    /// What the app would ask for first, with the route that answers it.
    pub(crate) data: Option<(&'a str, T)>,
}

/// The comments in `index.html` between which this module writes.
const HEAD: [&str; 2] = ["<!--head-->", "<!--/head-->"];
const MAIN: [&str; 2] = ["<!--main-->", "<!--/main-->"];

/// Returns the shell with what is told. `site` is the address that people type.
pub(crate) fn filled<T: Serialize>(told: &Told<'_, T>, site: &str) -> Result<Cacheable, Refusal> {
    Cacheable::html(around(told.app, &head(told, site)?, &told.text)?)
}

/// Returns the shell of an app with this in its head, and this HTML until the app replaces it.
pub(crate) fn around(app: App, head: &str, text: &str) -> Result<String, Refusal> {
    let shell = match app {
        App::Contests => "index.html",
        App::Practice => "practice.html",
        App::Screen => "screen.html",
    };
    let shell = files::text(shell).ok_or(ErrorCode::NotFound)?;
    Ok(replaced(&replaced(&shell, HEAD, head), MAIN, text))
}

/// Returns the element with the JSON that the app would ask for first, the route that answers it, and whose it is, unless
/// it is everybody's.
pub(crate) fn first_answer(path: &str, json: &str, person: Option<AccountId>) -> String {
    // Nothing in it may look like the end of the script.
    let json = json.replace('<', "\\u003c");
    let path = quoted(path);
    let person = person
        .map(|person| format!(" data-person=\"{person}\""))
        .unwrap_or_default();
    format!(
        "<script type=\"application/json\" id=\"first-answer\" data-path=\"{path}\"{person}>{json}</script>"
    )
}

fn head<T: Serialize>(told: &Told<'_, T>, site: &str) -> Result<String, Refusal> {
    let site = site.trim_end_matches('/');
    let title = quoted(told.title).into_owned();
    let description = quoted(told.description).into_owned();
    let mut head = format!("<title>{}</title>\n", encode_text(told.title));
    let mut line = |text: std::fmt::Arguments<'_>| {
        // Writing to a `String` never fails.
        let _ = writeln!(head, "    {text}");
    };
    let url = quoted(&[site, told.address].concat()).into_owned();
    let image = told.picture.unwrap_or("/icon-512.png");
    let image = quoted(&[site, image].concat()).into_owned();
    let card = match told.picture {
        Some(_) => "summary_large_image",
        None => "summary",
    };
    line(format_args!(
        "<meta name=\"description\" content=\"{description}\">"
    ));
    if told.app == App::Screen {
        line(format_args!("<meta name=\"robots\" content=\"noindex\">"));
        line(format_args!("<meta name=\"contest\" content=\"{url}\">"));
    } else {
        line(format_args!("<link rel=\"canonical\" href=\"{url}\">"));
        for (property, content) in [
            ("type", "website"),
            ("site_name", "Thi Luật"),
            ("title", &title),
            ("description", &description),
            ("url", &url),
            ("image", &image),
        ] {
            line(format_args!(
                "<meta property=\"og:{property}\" content=\"{content}\">"
            ));
        }
    }
    if told.picture.is_some() {
        for (side, pixels) in [("width", Card::WIDTH), ("height", Card::HEIGHT)] {
            line(format_args!(
                "<meta property=\"og:image:{side}\" content=\"{pixels}\">"
            ));
        }
    }
    line(format_args!("<meta name=\"twitter:card\" content=\"{card}\">"));
    if let Some((path, data)) = &told.data {
        let json = serde_json::to_string(data)?;
        line(format_args!("{}", first_answer(path, &json, None)));
    }
    Ok(head)
}

/// Replaces what stands between two marks; a shell without them stays as it is.
fn replaced(shell: &str, [begin, end]: [&str; 2], with: &str) -> String {
    let parts = shell.split_once(begin);
    let parts = parts.and_then(|(before, rest)| Some((before, rest.split_once(end)?.1)));
    match parts {
        Some((before, after)) => [before, with, after].concat(),
        None => shell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_told_can_end_its_place() {
        let evil = "\"><script>alert(1)</script>";
        let path = contest_core::wire::paths::contest("luat");
        let told = Told {
            app: App::Contests,
            title: evil,
            description: evil,
            address: "/thi/luat",
            picture: Some("/\"><script>.png"),
            text: String::new(),
            data: Some((&path, evil)),
        };
        for app in [App::Contests, App::Screen] {
            let told = Told { app, ..told.clone() };
            let page = head(&told, "https://thi.example/").unwrap_or_default();
            assert!(!page.contains("<script>"), "{page}");
            assert!(page.contains("=\"https://thi.example/thi/luat\""), "{page}");
            assert_eq!(page.matches("</script>").count(), 1, "{page}");
        }
    }

    #[test]
    fn only_what_stands_between_the_marks_is_replaced() {
        assert_eq!(replaced("a<!--head-->b<!--/head-->c", HEAD, "-"), "a-c");
        assert_eq!(
            replaced("a<!--/head-->b<!--head-->c", HEAD, "-"),
            "a<!--/head-->b<!--head-->c"
        );
    }
}
