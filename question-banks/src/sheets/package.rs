//! The parts of an XLSX and how they refer to one another, for what the spreadsheet library does not tell. The package
//! has passed [`super::zip_guard`], so its parts are bounded.

use crate::issue::Problem;
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::io::{BufReader, Cursor, Read};
use zip::ZipArchive;

pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Parts by their name in small letters: names do not differ by case alone.
    parts: HashMap<String, usize>,
}

/// Where a relation leads.
pub(super) struct Relation {
    /// The last segment of its type, e.g. `worksheet`.
    pub kind: String,
    pub part: String,
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Package<'a>, Problem> {
        let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
            return Err(Problem::Damaged {});
        };
        let mut parts = HashMap::new();
        for index in 0..archive.len() {
            let Ok(part) = archive.by_index(index) else {
                return Err(Problem::Damaged {});
            };
            let Ok(name) = part.name() else {
                return Err(Problem::Damaged {});
            };
            parts.insert(plain(&name), index);
        }
        Ok(Package { archive, parts })
    }

    /// Calls `on` with every tag and text of a part; nothing if the part is absent.
    pub(super) fn each(
        &mut self,
        part: &str,
        mut on: impl FnMut(Event<'_>) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let Some(&index) = self.parts.get(&plain(part)) else {
            return Ok(());
        };
        match self.archive.by_index(index) {
            Ok(part) => each(part, &mut on),
            Err(_) => Err(Problem::Damaged {}),
        }
    }

    /// Returns the relations of a part by their id; those of the package itself for an empty name.
    pub(super) fn relations(&mut self, part: &str) -> Result<HashMap<String, Relation>, Problem> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let mut relations = HashMap::new();
        self.each(&format!("{folder}/_rels/{name}.rels"), |event| {
            if let Event::Start(tag) = &event
                && is(tag, "Relationship")
                && let (Some(id), Some(kind), Some(target)) = (
                    attribute(tag, "Id"),
                    attribute(tag, "Type"),
                    attribute(tag, "Target"),
                )
            {
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                let part = resolve(folder, &target);
                relations.insert(id, Relation { kind, part });
            }
            Ok(())
        })?;
        Ok(relations)
    }
}

fn each(part: impl Read, on: &mut impl FnMut(Event<'_>) -> Result<(), Problem>) -> Result<(), Problem> {
    let mut reader = Reader::from_reader(BufReader::new(part));
    let config = reader.config_mut();
    config.check_end_names = false;
    config.expand_empty_elements = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => return Ok(()),
            Ok(event) => on(event)?,
            Err(_) => return Err(Problem::Damaged {}),
        }
    }
}

fn plain(name: &str) -> String {
    name.trim_start_matches('/').replace('\\', "/").to_lowercase()
}

/// Returns the name of a part that another one refers to from its folder.
fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// Whether a tag has this name, whatever its namespace.
pub(super) fn is(tag: &BytesStart<'_>, name: &str) -> bool {
    tag.local_name().as_ref() == name
}

/// Returns an attribute by its name without its namespace.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    let mut attributes = attributes.with_checks(false).flatten();
    let found = attributes.find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let value = unescape(&found.value).ok()?;
    Some(value.into_owned())
}

/// Returns whether an attribute such as `hidden` is set.
pub(super) fn is_set(tag: &BytesStart<'_>, name: &str) -> bool {
    attribute(tag, name).is_some_and(|value| value != "0" && value != "false")
}
