//! Turns the locale files of a front end into static structs. Build scripts include it with `#[path]`.
//!
//! `vi.toml` and `en.toml` hold `[section]`s of `key = "text"`. The output is one struct per section, `Texts` with all
//! of them, and the statics `VI` and `EN`. A section or key that only one language has fails the build.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

type Section = BTreeMap<String, String>;

/// Reads `locales/vi.toml` and `locales/en.toml` of the crate being built and writes `$OUT_DIR/texts.rs`.
pub(crate) fn generate() -> Result<(), String> {
    println!("cargo::rerun-if-changed=locales");
    let vi = read("locales/vi.toml")?;
    let en = read("locales/en.toml")?;
    let mut problems = Vec::new();
    missing(&vi, &en, "en.toml", &mut problems);
    missing(&en, &vi, "vi.toml", &mut problems);
    if !problems.is_empty() {
        return Err(problems.join("\n"));
    }
    let out = std::env::var("OUT_DIR").map_err(|error| error.to_string())?;
    std::fs::write(Path::new(&out).join("texts.rs"), source(&vi, &en)).map_err(|error| error.to_string())
}

fn read(path: &str) -> Result<BTreeMap<String, Section>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    toml::from_str(&text).map_err(|error| format!("{path}: {error}"))
}

/// Lists what `has` has and `other` lacks, and the texts whose placeholders differ.
fn missing(
    has: &BTreeMap<String, Section>,
    other: &BTreeMap<String, Section>,
    name: &str,
    problems: &mut Vec<String>,
) {
    for (section, texts) in has {
        for (key, text) in texts {
            match other.get(section).and_then(|texts| texts.get(key)) {
                None => problems.push(format!("{name} lacks [{section}] {key}")),
                Some(twin) if placeholders(text) != placeholders(twin) => {
                    problems.push(format!("the placeholders of [{section}] {key} differ"));
                }
                Some(_) => {}
            }
        }
    }
}

fn placeholders(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> = text
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn source(vi: &BTreeMap<String, Section>, en: &BTreeMap<String, Section>) -> String {
    let mut out = String::from("/// Every text of the screens, by section.\npub(crate) struct Texts {\n");
    for section in vi.keys() {
        let _ = writeln!(out, "    pub(crate) {section}: {},", type_name(section));
    }
    out.push_str("}\n");
    for (section, texts) in vi {
        let _ = writeln!(
            out,
            "\n/// The texts of `[{section}]`.\npub(crate) struct {} {{",
            type_name(section)
        );
        for key in texts.keys() {
            let _ = writeln!(out, "    pub(crate) {key}: &'static str,");
        }
        out.push_str("}\n");
    }
    for (name, locale) in [("VI", vi), ("EN", en)] {
        let _ = writeln!(out, "\npub(crate) static {name}: Texts = Texts {{");
        for (section, texts) in locale {
            let _ = writeln!(out, "    {section}: {} {{", type_name(section));
            for (key, text) in texts {
                let _ = writeln!(out, "        {key}: {text:?},");
            }
            out.push_str("    },\n");
        }
        out.push_str("};\n");
    }
    out
}

/// Turns `save_state` into `SaveState`.
fn type_name(section: &str) -> String {
    let word = |word: &str| {
        let (head, tail) = word.split_at(word.len().min(1));
        head.to_uppercase() + tail
    };
    section.split('_').map(word).collect()
}
