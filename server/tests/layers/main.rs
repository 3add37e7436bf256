//! Checks of the sources: the layers of the server (no circle of files, arrows that run down), the crates, and the
//! texts.

mod addresses;
mod crates;
mod debug;
mod graph;
mod locales;
mod source;
mod tokens;

use graph::Graph;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// A folder, or a file, and what it must not use: modules of this crate, then other crates.
type Layer = (&'static str, &'static [&'static str], &'static [&'static str]);

#[rustfmt::skip] // One layer per line.
const LAYERS: &[Layer] = &[
    ("recording", &["recovery", "attempts", "boards", "results", "state", "routes"], &["live", "actix_web"]),
    ("recovery", &["attempts", "state", "routes"], &["actix_web"]),
    ("db", &["contests", "recording", "recovery", "attempts", "boards", "results", "state", "routes"], &["live"]),
];

/// The modules that may know the state of the whole server, because they put it together. A handler takes the parts it
/// uses.
const KNOW_STATE: &[&str] = &["application", "background", "demo"];

/// The names from `redis` that code outside the crate `live` may use.
const OF_REDIS: &[&str] = &["redis::RedisError", "redis::RedisResult"];

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

static SERVER: LazyLock<Graph> = LazyLock::new(|| Graph::of_folder(&repository().join("server/src")));

#[test]
fn the_sources_are_read() {
    assert!(SERVER.uses.len() > 100);
    for (file, used) in [
        ("attempts::submit", "attempts::receipt"),
        ("routes", "attempts::submit"),
        ("recovery", "recovery::repairs"),
    ] {
        assert!(SERVER.uses[file].contains(used), "{file} uses {used}");
    }
    assert!(SERVER.elsewhere["recovery"].contains("live::Live"));
}

fn is_in(file: &str, folder: &str) -> bool {
    file.strip_prefix(folder)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[test]
fn no_file_uses_itself_by_way_of_others() {
    let circles = SERVER.circles();
    assert!(circles.is_empty(), "circles:\n{}", circles.join("\n"));
}

/// Returns every use that a layer must not make.
fn breaches(graph: &Graph, layers: &[Layer]) -> Vec<String> {
    let mut breaches = Vec::new();
    for (layer, modules, crates) in layers {
        for (file, uses) in graph.uses.iter().filter(|(file, _)| is_in(file, layer)) {
            let up = uses.iter().map(|used| (used, modules));
            let out = graph.elsewhere[file].iter().map(|used| (used, crates));
            let wrong = up
                .chain(out)
                .filter(|(used, forbidden)| forbidden.iter().any(|name| is_in(used, name)));
            breaches.extend(wrong.map(|(used, _)| format!("{file} uses {used}")));
        }
    }
    breaches
}

#[test]
fn layers_use_what_is_below_them() {
    for (layer, _, _) in LAYERS {
        assert!(
            SERVER.uses.keys().any(|file| is_in(file, layer)),
            "{layer} is gone"
        );
    }
    let breaches = breaches(&SERVER, LAYERS);
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn handlers_take_the_parts_that_they_use() {
    let users = SERVER.uses.iter().filter(|(_, uses)| uses.contains("state"));
    let users: Vec<&str> = users.map(|(file, _)| file.as_str()).collect();
    assert_eq!(users, KNOW_STATE);
}

#[test]
fn a_breach_is_found() {
    let files = [
        ("", ""),
        ("a", "use crate::b::c; use d::E;"),
        ("a::f", "fn g() { crate::b::h() }"),
        ("ab", "use crate::b;"),
        ("b", "use live::Live;"),
        ("b::c", "use crate::a;"),
        ("b::cc", "fn g() -> live::Away {}"),
    ];
    let layers: &[Layer] = &[("a", &["b"], &["d"]), ("b::cc", &[], &["live"])];
    let wanted = [
        "a uses b::c",
        "a uses d::E",
        "a::f uses b",
        "b::cc uses live::Away",
    ];
    assert_eq!(breaches(&Graph::of_texts(&files), layers), wanted);
}

#[test]
fn only_the_crate_live_speaks_to_redis() {
    for (file, named) in &SERVER.elsewhere {
        let mut of_redis = named.iter().filter(|path| is_in(path, "redis"));
        let wrong = of_redis.find(|path| !OF_REDIS.iter().any(|allowed| is_in(path, allowed)));
        assert_eq!(wrong, None, "{file}");
    }
}
