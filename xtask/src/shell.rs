//! The HTML shells and the service worker: templates with a few placeholders, filled in here.

use crate::Result;
use crate::glue;
use crate::release::short_hash;

/// Inside the shell's `<style>`.
const CSS: &str = "/*CSS*/";
/// In the shell's `<head>`.
const ASSETS: &str = "<!--ASSETS-->";
/// Inside a JavaScript array of the service worker.
const FILES: &str = "/*FILES*/";
/// Inside another array of the service worker.
const PRACTICE: &str = "/*PRACTICE*/";
/// Inside a JavaScript string of the service worker; names its cache.
const VERSION: &str = "/*VERSION*/";

/// Stands in the shells, and the server allows it by its hash.
///
/// `first-paint.js` asks at once who is signed in, which every program asks first but practice and the screen, and for the
/// texts of a reader of English; the client of the API takes the responses. What the server has written is on the screen
/// before the program's download begins, so that the two do not share a slow network and a slow processor: `painted` is
/// kept once that is so, or need not be waited for.
///
/// Until the program is there, `late-program.js` says that the network is slow or the browser too old, and tries again by
/// itself: after a failure once the server answers, each time later.
pub(crate) const SCRIPT: &str = concat!(
    include_str!("../../frontend/first-paint.js"),
    include_str!("../../frontend/late-program.js")
);

/// Inserts the style sheet and the links to the assets into a shell. `english` names the file with the English texts,
/// for a program that fetches them.
pub(crate) fn fill(
    template: &str,
    css: &str,
    [js_name, wasm_name]: &[String; 2],
    english: Option<&str>,
) -> Result<String> {
    for placeholder in [CSS, ASSETS] {
        if template.matches(placeholder).count() != 1 {
            return Err(format!("the shell must have {placeholder} exactly once").into());
        }
    }
    let english = english.map_or_else(String::new, |name| format!(" data-english=\"/assets/{name}\""));
    let links = format!(
        "<link rel=\"modulepreload\" href=\"/assets/{js_name}\">\n    \
         <link id=\"program\" as=\"fetch\" type=\"application/wasm\" crossorigin href=\"/assets/{wasm_name}\"{english}>\n    \
         <script>{}</script>\n    \
         <script type=\"module\" src=\"/assets/{js_name}\"></script>",
        SCRIPT.trim_end()
    );
    Ok(template.replace(ASSETS, &links).replace(CSS, &shortened(css)))
}

/// Inserts the lists of files that the contestant's app needs, and practice beyond it, into the service worker.
pub(crate) fn fill_worker(template: &str, lists: [&[String]; 2], shell: &str) -> String {
    let quoted = |files: &[String]| {
        let files: Vec<String> = files.iter().map(|file| format!("\"{file}\"")).collect();
        files.join(", ")
    };
    let [files, of_practice] = lists.map(quoted);
    // The shell has no hash in its name, so its content must count as well.
    let version = short_hash(format!("{files}\n{of_practice}\n{shell}").as_bytes());
    glue::without_comments(template)
        .replace(FILES, &files)
        .replace(PRACTICE, &of_practice)
        .replace(VERSION, &version)
}

/// What a style sheet does without, and what takes its place.
const NEEDLESS: [(&str, &str); 8] = [
    (": ", ":"),
    (", ", ","),
    (" {", "{"),
    ("{ ", "{"),
    ("; ", ";"),
    (" }", "}"),
    ("} ", "}"),
    (";}", "}"),
];

/// Returns the style sheet as it is sent: without comments and needless spaces. No text in it may contain one of those.
fn shortened(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, comment)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    let lines = kept.lines().map(str::trim).filter(|line| !line.is_empty());
    let joined = lines.collect::<Vec<_>>().join(" ");
    let shorten = |css: String, (needless, short): (&str, &str)| css.replace(needless, short);
    NEEDLESS.into_iter().fold(joined, shorten)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "<head><style>/*CSS*/</style>\n    <!--ASSETS-->\n</head>";

    #[test]
    fn a_shell_gets_its_style_and_assets() {
        let assets = ["a-1.js", "a-2.wasm"].map(str::to_owned);
        let shell = fill(TEMPLATE, "/* why */\nbody {\n  margin: 0;\n}\n", &assets, None).unwrap();
        assert!(shell.contains("<style>body{margin:0}</style>"));
        assert!(shell.contains("<link rel=\"modulepreload\" href=\"/assets/a-1.js\">"));
        assert!(shell.contains("<link id=\"program\" as=\"fetch\" "));
        assert!(shell.contains("crossorigin href=\"/assets/a-2.wasm\">"));
        assert!(shell.contains(&["<script>", SCRIPT.trim_end(), "</script>"].concat()));
        assert!(shell.contains("<script type=\"module\" src=\"/assets/a-1.js\"></script>"));
        let shell = fill(TEMPLATE, "", &assets, Some("en-1.json")).unwrap();
        assert!(shell.contains("href=\"/assets/a-2.wasm\" data-english=\"/assets/en-1.json\">"));
    }

    #[test]
    fn a_shell_without_a_placeholder_is_refused() {
        let error = fill("<head></head>", "", &Default::default(), None).unwrap_err();
        assert!(error.to_string().contains("/*CSS*/"));
    }

    #[test]
    fn the_worker_lists_its_files_and_changes_with_the_shell() {
        let template = "// why\nconst CACHE = 'app-/*VERSION*/'; const FILES = [/*FILES*/]; const MORE = [/*PRACTICE*/];";
        let [files, practice] = [["/", "/assets/a.js"], ["/p", "/assets/p.js"]];
        let [files, practice] = [files, practice].map(|list| list.map(str::to_owned));
        let worker = fill_worker(template, [&files, &practice], "one");
        assert!(worker.contains("[\"/\", \"/assets/a.js\"]"), "{worker}");
        assert!(worker.contains("MORE = [\"/p\", \"/assets/p.js\"]"), "{worker}");
        assert!(!worker.contains("VERSION") && !worker.contains("why"));
        assert_ne!(worker, fill_worker(template, [&files, &practice], "two"));
        assert_ne!(worker, fill_worker(template, [&files, &[]], "one"));
    }

    #[test]
    fn an_unclosed_comment_swallows_the_rest() {
        assert_eq!(shortened("a { b: c }\n/* open\n d { e: f }"), "a{b:c}");
    }

    #[test]
    fn spaces_that_mean_something_stay() {
        let css = "a :hover,\nb > c {\n  width: calc(1px + 2px);\n  grid-area:\n    x\n    y;\n}\n@media (min-width: 1em) { d { e: f; } }";
        let short = "a :hover,b > c{width:calc(1px + 2px);grid-area:x y}@media (min-width:1em){d{e:f}}";
        assert_eq!(shortened(css), short);
    }
}
