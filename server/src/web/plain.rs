//! A page that needs no program: the frame and the look of the contestants' app around text. It is read without
//! JavaScript, and searched, printed and kept like any page.

use super::files;
use crate::lang;
use crate::texts::texts;
use contest_texts::Lang;
use html_escape::{encode_double_quoted_attribute as quoted, encode_text};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// Stands at the end of each page, and is allowed by its hash; nothing needs it to be read. The page in the other language
/// shows the same place, and who looks for an article that is not there is told so.
pub(super) const SCRIPT: &str = include_str!("plain.js");

/// What a page consists of.
pub(crate) struct Plain<'a> {
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
    /// The page's only address, without the host. English is asked for by `?lang=en`.
    pub(crate) address: &'a str,
    /// What was searched on it; the page in the other language searches the same.
    pub(crate) searched: &'a str,
    /// Whether search engines may find it.
    pub(crate) is_found: bool,
    /// CSS beside the look of the app.
    pub(crate) style: &'a str,
    /// HTML.
    pub(crate) main: &'a str,
}

/// Returns what an address ends with, so that the next page is in the language of this one. As the app does, pages
/// begin in Vietnamese, whatever the browser prefers.
pub(crate) fn in_this_language() -> &'static str {
    lang::of_reader().pick("", "?lang=en")
}

/// Returns the page in the language of the current scope. `site` is the address that people type.
pub(crate) fn page(plain: &Plain<'_>, site: &str) -> String {
    let t = &texts().plain;
    let lang = lang::of_reader();
    let (tag, other_tag, other, query) = match lang {
        Lang::Vi => ("vi", "en", "EN", "?lang=en"),
        Lang::En => ("en", "vi", "VI", ""),
    };
    let searched = match plain.searched {
        "" => String::new(),
        words => [
            if query.is_empty() { "?q=" } else { "&q=" },
            &utf8_percent_encode(words, NON_ALPHANUMERIC).to_string(),
        ]
        .concat(),
    };
    let search = match plain.is_found {
        true => found_as(plain, &[site.trim_end_matches('/'), plain.address].concat()),
        false => "<meta name=\"robots\" content=\"noindex\">".to_owned(),
    };
    let shell = files::text("index.html").unwrap_or_default();
    let look = between(&shell, "<style>", "</style>");
    format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"theme-color\" content=\"#0c4a5b\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n{search}\n<link rel=\"icon\" href=\"/favicon.ico\">\n\
         <style>{look}\n{style}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">{skip}</a>\n\
         <header class=\"top\"><a class=\"brand\" href=\"/\"><span class=\"seal\" aria-hidden=\"true\">§</span>Thi Luật</a>\
         <nav aria-label=\"{menu}\"><a class=\"way\" href=\"/van-ban{here}\">{laws}</a>\
         <a class=\"way\" href=\"{other_address}\" hreflang=\"{other_tag}\" lang=\"{other_tag}\">{other}\
         <span class=\"sr\"> {switch}</span></a></nav></header>\n\
         <main id=\"main\" tabindex=\"-1\">{main}</main>\n<script>{script}</script>\n</body>\n</html>\n",
        title = encode_text(plain.title),
        style = plain.style,
        skip = t.skip,
        menu = t.menu,
        laws = t.laws,
        here = in_this_language(),
        other_address = quoted(&[plain.address, query, &searched].concat()),
        switch = t.other_language,
        main = plain.main,
        script = SCRIPT.trim_end(),
    )
}

/// What search engines and messengers read.
fn found_as(plain: &Plain<'_>, url: &str) -> String {
    let (title, description, url) = (quoted(plain.title), quoted(plain.description), quoted(url));
    format!(
        "<meta name=\"description\" content=\"{description}\">\n<link rel=\"canonical\" href=\"{url}\">\n\
         <meta property=\"og:type\" content=\"article\">\n<meta property=\"og:site_name\" content=\"Thi Luật\">\n\
         <meta property=\"og:title\" content=\"{title}\">\n<meta property=\"og:description\" content=\"{description}\">\n\
         <meta property=\"og:url\" content=\"{url}\">"
    )
}

fn between<'a>(text: &'a str, begin: &str, end: &str) -> &'a str {
    let rest = text.split_once(begin).map_or("", |(_, rest)| rest);
    rest.split_once(end).map_or("", |(inside, _)| inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_told_can_end_its_place() {
        let evil = "\"><script>alert(1)</script>";
        let plain = Plain {
            title: evil,
            description: evil,
            address: "/van-ban/\"><script>",
            searched: evil,
            is_found: true,
            style: "",
            main: "",
        };
        let page = page(&plain, "https://thi.example/");
        assert_eq!(page.matches("<script>").count(), 1, "only its own: {page}");
        assert!(page.contains("href=\"https://thi.example/van-ban/"), "{page}");
    }

    #[test]
    fn only_what_stands_between_is_taken() {
        assert_eq!(between("a<style>b</style>c", "<style>", "</style>"), "b");
        assert_eq!(between("a", "<style>", "</style>"), "");
    }
}
