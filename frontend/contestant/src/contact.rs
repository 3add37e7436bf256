//! How to reach the organisers: what can be dialled or written to is a link.

use crate::ui::note;
use leptos::prelude::*;

pub(crate) fn contact(lines: &[String]) -> AnyView {
    let mut views = Vec::with_capacity(lines.len());
    for line in lines {
        views.push(note("lines", "reach", shown(line)));
    }
    views.into_any()
}

/// Of the five lines, only a phone number has digits and no letters, and only an e-mail address has an @.
fn shown(line: &str) -> AnyView {
    let has = |is: fn(u8) -> bool| line.bytes().any(is);
    let text = line.to_owned();
    // Letters with accents are no ASCII.
    let scheme = if !has(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii()) {
        "tel:"
    } else if has(|byte| byte == b'@') {
        "mailto:"
    } else {
        return text.into_any();
    };
    let href = [scheme, &line.split(' ').collect::<Vec<&str>>().concat()].concat();
    view! { <a class="plain" href=href>{text}</a> }.into_any()
}
