//! Codes for questions that come without. The names that other programs give their questions become codes only if all of
//! them can.

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

/// Returns a code that none of these is.
pub(crate) fn next<'a>(taken: impl Iterator<Item = &'a str>) -> String {
    let taken: HashSet<&str> = taken.collect();
    let free = (taken.len() + 1..).map(|number| format!("C{number:03}"));
    let mut free = free.skip_while(|code| taken.contains(code.as_str()));
    free.next().unwrap_or_default()
}

/// Gives the drafts without a code the next code of their own, if others have codes: questions that were added to a file
/// by hand.
pub(crate) fn fill_in(drafts: &mut [Draft]) {
    let mut taken: HashSet<String> = drafts.iter().filter_map(|draft| draft.code.clone()).collect();
    if taken.is_empty() {
        return;
    }
    let mut number = 0;
    for draft in drafts.iter_mut().filter(|draft| draft.code.is_none()) {
        let code = loop {
            number += 1;
            let code = format!("C{number:03}");
            if taken.insert(code.clone()) {
                break code;
            }
        };
        draft.code = Some(code);
    }
}
