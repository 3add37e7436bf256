//! Turns the locale files of a crate into static structs. Build scripts call it.
//!
//! `vi.toml` and `en.toml` hold tables of `key = "text"`. The output is one struct per table, `Texts` with all of them,
//! and the statics `VI` and `EN`. A key that only one language has, or a text that names other values than its
//! translation, fails the build.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use toml::{Table, Value};

/// Reads `locales/vi.toml` and `locales/en.toml` of the crate being built and writes `$OUT_DIR/texts.rs`.
///
/// `by_enum` names tables (`exports.chain`) whose keys are the variants of an enum, by its path. Their structs get a
/// method `of`, which returns the text of a variant: a variant without a text does not compile.
pub fn generate(by_enum: &[(&str, &str)]) -> Result<(), String> {
    #[expect(clippy::print_stdout, reason = "this is how a build script speaks to Cargo")]
    {
        println!("cargo::rerun-if-changed=locales");
    }
    let source = source(&read("locales/vi.toml")?, &read("locales/en.toml")?, by_enum)?;
    let out = std::env::var("OUT_DIR").map_err(|error| error.to_string())?;
    std::fs::write(Path::new(&out).join("texts.rs"), source).map_err(|error| error.to_string())
}

/// Like [`generate`], for a crate with several programs that fetch the second language when a reader asks for it. There is
/// no `Texts`, but a function for each table, which returns the texts of that table alone: a program holds only the
/// Vietnamese tables that it asks for. The crate has a function `pick`, which takes the Vietnamese texts of a table and
/// the place of the first among those of all tables, and returns that many texts in the language shown. [`all_of`] makes
/// the list that `pick` takes the others from.
pub fn generate_apart() -> Result<(), String> {
    #[expect(clippy::print_stdout, reason = "this is how a build script speaks to Cargo")]
    {
        println!("cargo::rerun-if-changed=locales");
    }
    let source = apart(&read("locales/vi.toml")?, &read("locales/en.toml")?)?;
    let out = std::env::var("OUT_DIR").map_err(|error| error.to_string())?;
    std::fs::write(Path::new(&out).join("texts.rs"), source).map_err(|error| error.to_string())
}

/// Returns all texts of a locale file, given as TOML, in the order of the places that [`generate_apart`] counts.
pub fn all_of(locale: &str) -> Result<Vec<String>, String> {
    let tables: Table = toml::from_str(locale).map_err(|error| error.to_string())?;
    let tables = sorted(&tables)?;
    let texts = tables.into_values().flat_map(BTreeMap::into_values);
    Ok(texts.map(str::to_owned).collect())
}

/// The texts of each table by their keys.
type Tables<'a> = BTreeMap<&'a str, BTreeMap<&'a str, &'a str>>;

/// Returns the texts in an order that does not depend on how the file was read.
fn sorted(tables: &Table) -> Result<Tables<'_>, String> {
    let mut sorted = Tables::new();
    for (key, table) in tables {
        let texts = table
            .as_table()
            .ok_or_else(|| format!("[{key}] must be a table"))?;
        let mut of_table = BTreeMap::new();
        for (name, text) in texts {
            let text = text
                .as_str()
                .ok_or_else(|| format!("{key}.{name} must be a text"))?;
            of_table.insert(name.as_str(), text);
        }
        sorted.insert(key.as_str(), of_table);
    }
    Ok(sorted)
}

fn apart(vi: &Table, en: &Table) -> Result<String, String> {
    let mut problems = Vec::new();
    compare(vi, en, "", &mut problems);
    if !problems.is_empty() {
        return Err(problems.join("\n"));
    }
    let mut out = String::new();
    let mut first = 0;
    for (key, texts) in sorted(vi)? {
        let (kind, count) = (type_name(key), texts.len());
        let _ = writeln!(out, "\n/// The texts of `[{key}]`.\n#[derive(Clone, Copy)]");
        let _ = writeln!(
            out,
            "pub(crate) struct {kind}(&'static [&'static str; {count}]);\n\nimpl {kind} {{"
        );
        for (place, name) in texts.keys().enumerate() {
            let _ = writeln!(
                out,
                "    #[inline(always)]\n    pub(crate) fn {name}(self) -> &'static str {{"
            );
            let _ = writeln!(out, "        self.0[{place}]\n    }}");
        }
        let list: Vec<&str> = texts.into_values().collect();
        let _ = writeln!(out, "}}\n\npub(crate) fn {key}() -> {kind} {{");
        let _ = writeln!(
            out,
            "    static VI: [&str; {count}] = {list:?};\n    {kind}(pick(&VI, {first}))\n}}"
        );
        first += count;
    }
    let _ = writeln!(
        out,
        "\n/// How many texts there are in all tables.\nconst COUNT: usize = {first};"
    );
    Ok(out)
}

fn read(path: &str) -> Result<Table, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    toml::from_str(&text).map_err(|error| format!("{path}: {error}"))
}

fn source(vi: &Table, en: &Table, by_enum: &[(&str, &str)]) -> Result<String, String> {
    let mut problems = Vec::new();
    compare(vi, en, "", &mut problems);
    if !problems.is_empty() {
        return Err(problems.join("\n"));
    }
    let mut out = String::new();
    define(&mut out, vi, "", by_enum);
    for (name, texts) in [("VI", vi), ("EN", en)] {
        let _ = write!(out, "\npub(crate) static {name}: Texts = ");
        value(&mut out, texts, "");
        out.push_str(";\n");
    }
    Ok(out)
}

/// Lists what only one language has, and the texts that name different values.
fn compare(vi: &Table, en: &Table, place: &str, problems: &mut Vec<String>) {
    for key in vi.keys().chain(en.keys()).collect::<BTreeSet<_>>() {
        let path = join(place, key);
        match (vi.get(key), en.get(key)) {
            (Some(_), None) => problems.push(format!("en.toml lacks {path}")),
            (None, _) => problems.push(format!("vi.toml lacks {path}")),
            (Some(Value::Table(vi)), Some(Value::Table(en))) => compare(vi, en, &path, problems),
            (Some(Value::String(vi)), Some(Value::String(en))) if names(vi) == names(en) => {}
            (Some(Value::String(_)), Some(Value::String(_))) => {
                problems.push(format!("{path} names different values in vi.toml and en.toml"));
            }
            _ => problems.push(format!(
                "{path} is neither a text nor a table, or not in both files"
            )),
        }
    }
}

/// Returns the values that a text names in braces. The plural's ending is none: only English has it.
fn names(text: &str) -> BTreeSet<&str> {
    let parts = text.split('{').skip(1);
    let names = parts.map(|part| part.split_once('}').map_or(part, |(name, _)| name));
    names.filter(|name| *name != "s").collect()
}

/// Writes the struct of a table, and those of the tables in it.
fn define(out: &mut String, table: &Table, place: &str, by_enum: &[(&str, &str)]) {
    let name = type_name(place);
    match place {
        "" => out.push_str("/// All texts.\n"),
        _ => _ = writeln!(out, "\n/// The texts of `[{place}]`."),
    }
    let _ = writeln!(out, "pub(crate) struct {name} {{");
    for (key, value) in table {
        let kind = match value {
            Value::Table(_) => type_name(&join(place, key)),
            _ => "&'static str".to_owned(),
        };
        let _ = writeln!(out, "    pub(crate) {key}: {kind},");
    }
    out.push_str("}\n");
    if let Some((_, of)) = by_enum.iter().find(|(named, _)| *named == place) {
        let _ = writeln!(
            out,
            "\nimpl {name} {{\n    pub(crate) fn of(&self, key: {of}) -> &'static str {{"
        );
        out.push_str("        match key {\n");
        for key in table.keys() {
            let _ = writeln!(out, "            {of}::{} => self.{key},", type_name(key));
        }
        out.push_str("        }\n    }\n}\n");
    }
    for (key, value) in table {
        if let Value::Table(inner) = value {
            define(out, inner, &join(place, key), by_enum);
        }
    }
}

/// Writes a table as a value of its struct.
fn value(out: &mut String, table: &Table, place: &str) {
    let _ = writeln!(out, "{} {{", type_name(place));
    for (key, inner) in table {
        let _ = write!(out, "{key}: ");
        match inner {
            Value::Table(inner) => value(out, inner, &join(place, key)),
            other => _ = write!(out, "{:?}", other.as_str().unwrap_or_default()),
        }
        out.push_str(",\n");
    }
    out.push('}');
}

fn join(place: &str, key: &str) -> String {
    if place.is_empty() {
        key.to_owned()
    } else {
        format!("{place}.{key}")
    }
}

/// Turns `exports.save_state` into `ExportsSaveState`, and the empty place into `Texts`.
fn type_name(place: &str) -> String {
    if place.is_empty() {
        return "Texts".to_owned();
    }
    let word = |word: &str| {
        let (head, tail) = word.split_at(word.len().min(1));
        head.to_uppercase() + tail
    };
    place.split(['_', '.']).map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(vi: &str, en: &str) -> Result<String, String> {
        source(&vi.parse().unwrap(), &en.parse().unwrap(), &[("a.of_b", "B")])
    }

    #[test]
    fn tables_become_structs() {
        let vi = "[a]\nx = \"{n} câu\"\n[a.of_b]\none_two = \"một\"";
        let en = "[a]\nx = \"questions: {n}\"\n[a.of_b]\none_two = \"one\"";
        let source = made(vi, en).unwrap();
        for part in [
            "struct Texts {\n    pub(crate) a: A,\n}",
            "struct A {\n    pub(crate) of_b: AOfB,\n    pub(crate) x: &'static str,\n}",
            "fn of(&self, key: B) -> &'static str {",
            "B::OneTwo => self.one_two,",
            "static EN: Texts = Texts {\na: A {\nof_b: AOfB {\none_two: \"one\",\n},\nx: \"questions: {n}\",\n},\n};",
        ] {
            assert!(source.contains(part), "{part}\n{source}");
        }
    }

    #[test]
    fn tables_apart_are_places_in_one_list() {
        let (vi, en) = (
            "[b]\ny = 'ba'\nx = 'hai'\n[a]\nz = 'một'",
            "[a]\nz = 'one'\n[b]\nx = 'two'\ny = 'three'",
        );
        let source = apart(&vi.parse().unwrap(), &en.parse().unwrap()).unwrap();
        for part in [
            "struct A(&'static [&'static str; 1]);",
            "pub(crate) fn a() -> A {\n    static VI: [&str; 1] = [\"một\"];\n    A(pick(&VI, 0))\n}",
            "pub(crate) fn y(self) -> &'static str {\n        self.0[1]\n    }",
            "pub(crate) fn b() -> B {\n    static VI: [&str; 2] = [\"hai\", \"ba\"];\n    B(pick(&VI, 1))\n}",
            "const COUNT: usize = 3;",
        ] {
            assert!(source.contains(part), "{part}\n{source}");
        }
        assert_eq!(all_of(en).unwrap(), ["one", "two", "three"]);
        assert_eq!(all_of("x = ''").unwrap_err(), "[x] must be a table");
        assert_eq!(all_of("[a.x]").unwrap_err(), "a.x must be a text");
    }

    #[test]
    fn a_plural_is_a_matter_of_its_language() {
        assert!(made("x = '{n} câu'", "x = '{n} question{s}'").is_ok());
        assert!(made("x = 'câu'", "x = 'question{s}'").is_ok());
        assert!(made("x = '{n} câu'", "x = 'question{s}'").is_err());
    }

    #[test]
    fn languages_that_differ_fail_the_build() {
        for (vi, en, wanted) in [
            ("[a]\nx = ''", "[a]", "en.toml lacks a.x"),
            ("[a]", "[a]\n[b]", "vi.toml lacks b"),
            (
                "x = '{n}'",
                "x = '{m}'",
                "x names different values in vi.toml and en.toml",
            ),
            (
                "x = '{n'",
                "x = ''",
                "x names different values in vi.toml and en.toml",
            ),
            (
                "x = 1",
                "x = 1",
                "x is neither a text nor a table, or not in both files",
            ),
            (
                "[x]",
                "x = ''",
                "x is neither a text nor a table, or not in both files",
            ),
        ] {
            assert_eq!(made(vi, en).unwrap_err(), wanted);
        }
    }
}
