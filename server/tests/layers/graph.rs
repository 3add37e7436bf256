//! Which file of a crate uses which, and which other crates it uses.

use crate::source::{Module, Named, Source};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::path::Path;

/// What a path leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Target {
    /// A path from the root of this crate.
    Here(Module),
    /// A path into another crate, or one that does not lead to a module: a type, a generic parameter.
    Elsewhere(Vec<String>),
}

/// The files of a crate by their modules, `a::b`; the root is `crate`.
pub(crate) struct Graph {
    /// The files that a file uses.
    pub(crate) uses: BTreeMap<String, BTreeSet<String>>,
    /// The paths into other crates that a file names.
    pub(crate) elsewhere: BTreeMap<String, BTreeSet<String>>,
}

fn name_of(module: &[String]) -> String {
    if module.is_empty() {
        "crate".into()
    } else {
        module.join("::")
    }
}

impl Graph {
    /// Reads all files under the `src` of a library crate; a `main.rs` is a crate of its own.
    pub(crate) fn of_folder(src: &Path) -> Graph {
        let mut files = Vec::new();
        collect(src, &Module::new(), &mut files);
        Graph::of(files)
    }

    /// Builds the graph from modules, `a::b`, and their texts.
    pub(crate) fn of_texts(files: &[(&str, &str)]) -> Graph {
        let module = |path: &str| {
            path.split("::")
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect()
        };
        Graph::of(
            files
                .iter()
                .map(|(path, text)| (module(path), (*text).to_owned())),
        )
    }

    fn of(files: impl IntoIterator<Item = (Module, String)>) -> Graph {
        let mut sources: HashMap<Module, Source> = files
            .into_iter()
            .map(|(module, text)| {
                let source = Source::read(&module, &text);
                (module, source)
            })
            .collect();
        let tests: HashSet<Module> = sources.values().flat_map(|source| source.tests.clone()).collect();
        sources.retain(|module, _| !(1..=module.len()).any(|length| tests.contains(&module[..length])));
        let mut graph = Graph {
            uses: BTreeMap::new(),
            elsewhere: BTreeMap::new(),
        };
        for (module, source) in &sources {
            let name = name_of(module);
            let (mut uses, mut elsewhere) = (BTreeSet::new(), BTreeSet::new());
            for named in &source.named {
                match target(named, source, &sources, 0) {
                    Target::Here(path) => drop(uses.insert(name_of(file_of(&path, &sources)))),
                    Target::Elsewhere(path) => drop(elsewhere.insert(path.join("::"))),
                }
            }
            uses.remove(&name);
            graph.uses.insert(name.clone(), uses);
            graph.elsewhere.insert(name, elsewhere);
        }
        graph
    }

    /// Returns the shortest circles of files, none of which shares a file with another. Each is a path that ends where
    /// it begins.
    pub(crate) fn circles(&self) -> Vec<String> {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut circles = Vec::new();
        let mut found: Vec<Vec<&str>> = self.uses.keys().filter_map(|file| self.way_back(file)).collect();
        found.sort_by_key(Vec::len);
        for circle in found {
            if !circle.iter().any(|file| seen.contains(file)) {
                seen.extend(&circle);
                circles.push(circle.join(" → "));
            }
        }
        circles
    }

    /// Returns the shortest path from a file through others back to itself.
    fn way_back<'a>(&'a self, file: &'a str) -> Option<Vec<&'a str>> {
        let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
        let mut next = VecDeque::from([file]);
        while let Some(here) = next.pop_front() {
            for there in self.uses.get(here)? {
                if there == file {
                    let mut way = vec![file, here];
                    while *way.last()? != file {
                        way.push(came_from[way.last()?]);
                    }
                    way.reverse();
                    return Some(way);
                }
                if !came_from.contains_key(there.as_str()) {
                    came_from.insert(there, here);
                    next.push_back(there);
                }
            }
        }
        None
    }
}

fn collect(folder: &Path, module: &Module, files: &mut Vec<(Module, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        let stem = path.file_stem().and_then(|stem| stem.to_str()).expect("a name");
        let below = || [module.clone(), vec![stem.to_owned()]].concat();
        if path.is_dir() {
            collect(&path, &below(), files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let module = match stem {
                "main" if module.is_empty() => continue,
                "lib" if module.is_empty() => Module::new(),
                "mod" => module.clone(),
                _ => below(),
            };
            files.push((module, std::fs::read_to_string(&path).expect("a source")));
        }
    }
}

/// Returns the file that a path ends in: the longest existing module of the path.
fn file_of<'a>(path: &'a [String], sources: &HashMap<Module, Source>) -> &'a [String] {
    let lengths = (0..=path.len()).rev();
    let mut modules = lengths.map(|length| &path[..length]);
    modules
        .find(|module| sources.contains_key(*module))
        .unwrap_or_default()
}

/// Follows a path through `crate`, `self` and `super`, short names and the modules below.
fn target(named: &Named, source: &Source, sources: &HashMap<Module, Source>, followed: usize) -> Target {
    let [first, rest @ ..] = named.path.as_slice() else {
        return Target::Here(named.within.clone());
    };
    let mut module = match first.as_str() {
        "crate" => return Target::Here(rest.to_vec()),
        "self" | "super" => named.within.clone(),
        _ => {
            let below = [named.within.as_slice(), std::slice::from_ref(first)].concat();
            return match source.short.get(first) {
                // An import must not be followed through itself.
                Some(short) if short.path != named.path && followed < 8 => {
                    let path = [&short.path, rest].concat();
                    target(
                        &Named {
                            within: short.within.clone(),
                            path,
                        },
                        source,
                        sources,
                        followed + 1,
                    )
                }
                _ if sources.contains_key(&below) => Target::Here([below.as_slice(), rest].concat()),
                _ => Target::Elsewhere(named.path.clone()),
            };
        }
    };
    let mut path = named.path.as_slice();
    while let [step, rest @ ..] = path
        && (step == "super" || step == "self")
    {
        if step == "super" {
            module.pop();
        }
        path = rest;
    }
    module.extend_from_slice(path);
    Target::Here(module)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uses(graph: &Graph, file: &str) -> Vec<String> {
        graph.uses[file].iter().cloned().collect()
    }

    #[test]
    fn every_way_to_write_a_path_leads_to_the_file() {
        let graph = Graph::of_texts(&[
            ("", "pub mod a; pub mod c;"),
            ("a", "pub mod b; pub mod d; use b::B; fn f() { d::g() }"),
            (
                "a::b",
                "use super::d::D; use crate::{c, a as aa}; fn f() { c::e::g(); aa::h() }",
            ),
            ("a::d", "fn f() { super::super::c::i(); self::j() }"),
            ("c", "pub mod e;"),
            ("c::e", "fn f() -> crate::C { actix_web::web::Bytes::new() }"),
        ]);
        assert_eq!(uses(&graph, "a"), ["a::b", "a::d"]);
        assert_eq!(uses(&graph, "a::b"), ["a", "a::d", "c", "c::e"]);
        assert_eq!(uses(&graph, "a::d"), ["c"]);
        assert_eq!(uses(&graph, "c::e"), ["crate"]);
        assert_eq!(
            graph.elsewhere["c::e"],
            BTreeSet::from(["actix_web::web::Bytes::new".to_owned()])
        );
    }

    #[test]
    fn a_short_name_of_another_crate_stays_with_it() {
        let graph = Graph::of_texts(&[
            ("", ""),
            ("web", ""),
            (
                "a",
                "use actix_web::web; use redis; fn f() { web::get(); redis::cmd() }",
            ),
        ]);
        assert_eq!(uses(&graph, "a"), Vec::<String>::new());
        let wanted = ["actix_web::web", "actix_web::web::get", "redis", "redis::cmd"];
        assert_eq!(graph.elsewhere["a"], wanted.map(str::to_owned).into());
    }

    #[test]
    fn circles_are_named_and_declarations_are_none() {
        let circles = |a: &str, b: &str, c: &str| {
            Graph::of_texts(&[("", "pub mod a;"), ("a", a), ("a::b", b), ("c", c)]).circles()
        };
        assert_eq!(
            circles("pub mod b;", "use super::A;", "use crate::a::b::B;"),
            Vec::<String>::new()
        );
        assert_eq!(
            circles("pub mod b; use b::B;", "use super::A;", ""),
            ["a → a::b → a"]
        );
        assert_eq!(
            circles("use crate::c;", "use super::A;", "fn f() { crate::a::b::g() }"),
            ["a → c → a::b → a"]
        );
        let for_tests = "#[cfg(test)] mod tests { use crate::a::b::B; }";
        assert_eq!(
            circles("use crate::c;", "use super::A;", for_tests),
            Vec::<String>::new()
        );
    }
}
