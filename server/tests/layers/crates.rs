//! Which crates of the workspace can reach a crate, directly or by way of others, also for their tests and builds.

use std::collections::{BTreeMap, BTreeSet};

/// Crates, and all members of the workspace that may reach them.
#[rustfmt::skip] // One crate per line.
const REACHED_BY: &[(&str, &[&str])] = &[
    ("redis", &["browser-tests", "lifeline", "live", "loadtest", "private-stores", "thiluat"]),
    ("sea-orm", &["browser-tests", "loadtest", "migrations", "thiluat"]),
    ("actix-web", &["browser-tests", "loadtest", "thiluat"]),
    ("thiluat", &["browser-tests", "loadtest"]),
    ("live", &["browser-tests", "loadtest", "thiluat"]),
    ("migrations", &["browser-tests", "loadtest", "thiluat"]),
    ("question-banks", &["browser-tests", "loadtest", "thiluat"]),
    ("contest-documents", &["browser-tests", "loadtest", "thiluat"]),
    ("law-texts", &["browser-tests", "loadtest", "thiluat"]),
    // The front ends have it from leptos.
    ("tokio", &["browser-tests", "lifeline", "live", "loadtest", "migrations", "private-stores", "thiluat", "web-console", "web-contestant", "web-kit"]),
    ("leptos", &["web-console", "web-contestant", "web-kit"]),
    ("web-console", &[]),
    ("web-contestant", &[]),
];

/// The dependency that only one member turns on, with a feature: the lock file does not say by whom.
const BY_FEATURE: (&str, &str) = ("contest-core", "sea-orm");

/// The packages of a `Cargo.lock`.
struct Packages {
    /// What each package uses. Versions of one name count as one package.
    uses: BTreeMap<String, BTreeSet<String>>,
    members: BTreeSet<String>,
}

impl Packages {
    fn of_lock(text: &str) -> Packages {
        let lock: toml::Table = text.parse().expect("a Cargo.lock");
        let mut uses = BTreeMap::<_, BTreeSet<_>>::new();
        let mut members = BTreeSet::new();
        for package in lock["package"].as_array().expect("packages") {
            let name = package["name"].as_str().expect("a name").to_owned();
            // What has no source is in this repository.
            if package.get("source").is_none() {
                members.insert(name.clone());
            }
            let used = package.get("dependencies").and_then(toml::Value::as_array);
            let used = used.into_iter().flatten().filter_map(toml::Value::as_str);
            // "name", or "name version" if there are several.
            let used = used.filter_map(|used| used.split(' ').next().map(str::to_owned));
            let used = used.filter(|used| (name.as_str(), used.as_str()) != BY_FEATURE);
            let used: Vec<String> = used.collect();
            uses.entry(name).or_default().extend(used);
        }
        Packages { uses, members }
    }

    fn reaches(&self, from: &str, wanted: &str) -> bool {
        let mut seen = BTreeSet::from([from]);
        let mut next = vec![from];
        while let Some(package) = next.pop() {
            if self.uses[package].contains(wanted) {
                return true;
            }
            let used = self.uses[package].iter().map(String::as_str);
            next.extend(used.filter(|used| seen.insert(used)));
        }
        false
    }

    fn that_reach(&self, wanted: &str) -> Vec<&str> {
        let members = self.members.iter().map(String::as_str);
        members.filter(|member| self.reaches(member, wanted)).collect()
    }
}

#[test]
fn crates_reach_only_what_their_layer_knows() {
    let path = super::repository().join("Cargo.lock");
    let packages = Packages::of_lock(&std::fs::read_to_string(path).expect("Cargo.lock"));
    for (wanted, members) in REACHED_BY {
        assert!(packages.uses.contains_key(*wanted), "{wanted} is gone");
        assert_eq!(packages.that_reach(wanted), *members, "{wanted}");
    }
}

#[test]
fn only_the_server_makes_rows_of_what_the_core_names() {
    let manifest = |member: &str| -> toml::Table {
        let path = super::repository().join(member).join("Cargo.toml");
        let text =
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        text.parse().expect("a manifest")
    };
    let turns_rows_on = |member: &&str| {
        let manifest = manifest(member);
        let tables = ["dependencies", "dev-dependencies", "build-dependencies"];
        let of_core = tables
            .iter()
            .filter_map(|table| manifest.get(*table)?.get("contest-core"));
        let features = of_core.filter_map(|core| core.get("features")?.as_array());
        features.flatten().any(|feature| feature.as_str() == Some("rows"))
    };
    let workspace = &manifest(".")["workspace"];
    let members = workspace["members"].as_array().expect("a list");
    let members = members.iter().filter_map(toml::Value::as_str);
    assert_eq!(members.filter(turns_rows_on).collect::<Vec<_>>(), ["server"]);
    let features = &manifest("core")["features"];
    assert_eq!(features["rows"], toml::Value::from(vec!["dep:sea-orm"]));
    assert_eq!(features["default"], toml::Value::from(vec!["whole-wire"]));
    assert_eq!(features["whole-wire"], toml::Value::Array(Vec::new()));
}

#[test]
fn a_crate_is_reached_by_way_of_others() {
    let lock = r#"
        package = [
            { name = "rules", dependencies = ["rand 0.9.0"] },
            { name = "shop", dependencies = ["pool", "rules"] },
            { name = "pool", source = "registry", dependencies = ["redis"] },
            { name = "rand", source = "registry" },
            { name = "redis", source = "registry", dependencies = ["pool"] },
        ]
    "#;
    let packages = Packages::of_lock(lock);
    assert_eq!(packages.that_reach("redis"), ["shop"]);
    assert_eq!(packages.that_reach("rand"), ["rules", "shop"]);
}
