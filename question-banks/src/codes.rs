//! Codes from the names that other programs give their questions. They become codes only if all of them can.

use crate::draft::Draft;
use crate::limits;
use crate::text::clean_line;
use std::collections::HashSet;

/// Gives the drafts their names as codes, if every question has one, all are different and none is too long. Otherwise
/// codes are made.
pub(crate) fn from_names(drafts: &mut [Draft], names: &[String]) {
    let names: Vec<String> = names.iter().map(|name| clean_line(name)).collect();
    let distinct: HashSet<&String> = names.iter().collect();
    let fit = |name: &String| !name.is_empty() && name.chars().count() <= limits::CODE;
    if names.len() == drafts.len() && distinct.len() == names.len() && names.iter().all(fit) {
        for (draft, name) in drafts.iter_mut().zip(names) {
            draft.code = Some(name);
        }
    }
}
