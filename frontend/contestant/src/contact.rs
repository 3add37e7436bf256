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

fn shown(line: &str) -> AnyView {
    let dialled = line.strip_prefix("tel:");
    match dialled
        .or_else(|| line.strip_prefix("mailto:"))
        .map(str::to_owned)
    {
        Some(text) => view! { <a class="plain" href=line.to_owned()>{text}</a> }.into_any(),
        None => line.to_owned().into_any(),
    }
}
