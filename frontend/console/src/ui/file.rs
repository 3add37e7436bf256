//! Chooses a file, by the button or by dropping it.

use crate::texts::Text;
use leptos::ev;
use leptos::prelude::*;
use web_sys::{File, HtmlInputElement};

/// Calls `on_pick` with every chosen file, even if the same file is chosen again after it was corrected.
#[component]
pub(crate) fn FilePick(
    id: &'static str,
    label: Text,
    hint: Text,
    accept: &'static str,
    on_pick: impl Fn(File) + Clone + 'static,
) -> impl IntoView {
    let over = RwSignal::new(false);
    let picked = {
        let on_pick = on_pick.clone();
        move |event: ev::Event| {
            let input = event_target::<HtmlInputElement>(&event);
            if let Some(file) = input.files().and_then(|files| files.get(0)) {
                on_pick(file);
            }
        }
    };
    let dropped = move |event: ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        let files = event.data_transfer().and_then(|transfer| transfer.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            on_pick(file);
        }
    };
    let forget = |event: ev::MouseEvent| event_target::<HtmlInputElement>(&event).set_value("");
    view! {
        <div
            class="drop"
            class:over=move || over.get()
            on:dragover=move |event| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <label class="label" for=id>{label}</label>
            <input
                id=id
                type="file"
                accept=accept
                data-test=id
                on:click=forget
                on:change=picked
            />
            <p class="hint">{hint}</p>
        </div>
    }
}

/// Returns the name of a file without its extension.
pub(crate) fn stem(name: &str) -> &str {
    name.rsplit_once('.')
        .map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn the_stem_of_a_name() {
        assert_eq!(stem("luat-dat-dai.v2.xlsx"), "luat-dat-dai.v2");
        assert_eq!(stem("bank"), "bank");
        assert_eq!(stem(".csv"), ".csv");
    }
}
