//! QTI 2.1, 2.2 and 3.0: single items and packages; 3.0 is also written. Items with one choice are read; every other
//! interaction is told with its file. The names of QTI 3.0 are those of 2.x with hyphens, so both are read alike.

mod flow;
mod item;
mod response;
mod write;

pub use write::write_qti;

use crate::codes;
use crate::formats::nothing;
use crate::issue::{Issue, Issues, Problem};
use crate::limits;
use crate::package::Package;
use crate::table::Content;
use crate::tags;
use crate::text::clean_line;
use crate::xml::{self, Element};
use std::collections::{BTreeMap, HashMap};

const MANIFEST: &str = "imsmanifest.xml";

/// Reads an item that is a file by itself.
pub(crate) fn read_item(root: &Element, issues: &mut Issues) -> Content {
    let mut content = nothing();
    content.language = root.attribute("lang").map(str::to_owned);
    if let Some(draft) = item::read(root, None, issues) {
        content.drafts.push(draft);
        codes::from_names(&mut content.drafts, &[item::identifier(root)]);
    }
    content
}

/// Reads the items that the manifest of a package lists.
pub(crate) fn read_package(bytes: &[u8], issues: &mut Issues) -> Result<Content, Problem> {
    let mut package = Package::open(bytes, limits::QTI_PARTS, limits::QTI_BYTES)?;
    let manifest = xml::parse(&package.required(MANIFEST)?)?;
    let resources = manifest.child("resources").map(resources).unwrap_or_default();
    if resources.iter().any(|resource| resource.kind.contains("xmlv1")) {
        return Err(Problem::OldQti {});
    }
    if resources.len() > 2 * limits::QUESTIONS {
        let limit = limits::QUESTIONS;
        return Err(Problem::TooManyQuestions { limit });
    }
    let mut content = nothing();
    let mut topics = HashMap::new();
    for test in resources
        .iter()
        .filter(|resource| resource.kind.starts_with("imsqti_test"))
    {
        let root = xml::parse(&package.required(&inside(&test.path)?)?)?;
        content.title = content.title.or_else(|| root.attribute("title").map(clean_line));
        sections(&root, &test.path, "", &mut topics);
    }
    let several = topics.values().collect::<std::collections::HashSet<_>>().len() > 1;
    let (mut names, mut others) = (Vec::new(), Vec::new());
    for resource in resources
        .iter()
        .filter(|resource| resource.kind.starts_with("imsqti_item"))
    {
        let mut of_item = |problem| {
            let mut issue = Issue::of_file(problem);
            issue.sheet = Some(resource.path.clone());
            issues.push(issue);
        };
        let part = inside(&resource.path).and_then(|path| package.required(&path));
        let root = match part {
            // Without this bound, a small package could take long: no part after it can be read either.
            Err(problem @ Problem::InflatesTooFar { .. }) => return Err(problem),
            Err(problem) => {
                of_item(problem);
                continue;
            }
            Ok(part) => xml::parse(&part),
        };
        let root = match root {
            Ok(root) => root,
            Err(problem) => {
                of_item(problem);
                continue;
            }
        };
        if let Some(mut draft) = item::read(&root, Some(&resource.path), issues) {
            if several && let Some(topic) = topics.get(&resource.path) {
                draft.topic.clone_from(topic);
            }
            content.language = content
                .language
                .or_else(|| root.attribute("lang").map(str::to_owned));
            tags::read(&resource.keywords, &mut draft);
            content.drafts.push(draft);
            names.push(name_of(resource, &root));
            others.push(resource.identifier.clone());
        }
    }
    codes::from_names(&mut content.drafts, &others);
    codes::from_names(&mut content.drafts, &names);
    Ok(content)
}

struct Resource {
    identifier: String,
    kind: String,
    /// Within the package.
    path: String,
    /// What its metadata say as `name:value`.
    keywords: BTreeMap<String, String>,
}

/// Returns the code of an item: its identifier, unless the metadata have the code of a bank that no identifier can be.
fn name_of(resource: &Resource, item: &Element) -> String {
    let code = resource.keywords.get("code").cloned();
    code.unwrap_or_else(|| item::identifier(item))
}

fn resources(list: &Element) -> Vec<Resource> {
    let resource = |element: &Element| {
        let file = element.child("file").and_then(|file| file.attribute("href"));
        Some(Resource {
            identifier: element.attribute("identifier").unwrap_or_default().to_owned(),
            kind: element.attribute("type").unwrap_or_default().to_ascii_lowercase(),
            path: element.attribute("href").or(file)?.to_owned(),
            keywords: element.child("metadata").map(keywords).unwrap_or_default(),
        })
    };
    list.all("resource").filter_map(resource).collect()
}

/// Returns a title on one line, as long as it takes to tell that it is too long: it is kept for every item below.
fn bounded(title: &str) -> String {
    clean_line(title).chars().take(limits::NAME + 1).collect()
}

fn keywords(metadata: &Element) -> BTreeMap<String, String> {
    let general = metadata.child("lom").and_then(|lom| lom.child("general"));
    let keywords = general.into_iter().flat_map(|general| general.all("keyword"));
    let pairs = keywords.filter_map(|keyword| {
        let text = keyword.text();
        let (name, value) = text.split_once(':')?;
        Some((name.to_owned(), value.to_owned()))
    });
    pairs.collect()
}

/// Returns a path as the archive has it, or refuses one that leads out of the package.
fn inside(path: &str) -> Result<String, Problem> {
    let parts: Vec<&str> = path
        .split('/')
        .filter(|part| !matches!(*part, "." | ""))
        .collect();
    let leaves = path.starts_with('/') || path.contains(['\\', ':']) || parts.contains(&"..");
    if leaves {
        let path = crate::text::excerpt(path);
        return Err(Problem::UnsafePath { path });
    }
    Ok(parts.join("/"))
}

/// Notes under which section of a test each item stands.
fn sections(element: &Element, test: &str, title: &str, topics: &mut HashMap<String, String>) {
    for child in element.elements() {
        match flow::name(child).as_str() {
            "assessmentSection" => {
                let own = child.attribute("title").map(bounded);
                sections(child, test, own.as_deref().unwrap_or(title), topics);
            }
            "assessmentItemRef" => {
                if let Some(href) = child.attribute("href") {
                    let folder = test.rsplit_once('/').map_or("", |(folder, _)| folder);
                    let path = if folder.is_empty() {
                        href.to_owned()
                    } else {
                        format!("{folder}/{href}")
                    };
                    topics.insert(path, title.to_owned());
                }
            }
            _ => sections(child, test, title, topics),
        }
    }
}
