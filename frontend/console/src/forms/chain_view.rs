//! The ranking order as a list that can be rearranged, with a sentence on every link.

use super::round::RoundForm;
use crate::names::{self, LINKS};
use crate::texts::{t, texts};
use crate::ui::field::{GroupError, id_of};
use contest_core::ranking::TieBreak;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_kit::lang::fill;
use web_sys::{HtmlElement, HtmlSelectElement};

#[component]
pub(crate) fn ChainFields(path: String, round: RoundForm) -> impl IntoView {
    let chain = round.chain;
    let id = id_of(&path);
    let items = {
        let id = id.clone();
        move || {
            let links = chain.get();
            let last = links.len().saturating_sub(1);
            let item = |(n, link)| item(&id, n, last, link, chain);
            links.into_iter().enumerate().map(item).collect_view()
        }
    };
    let free = move || {
        let used = chain.get();
        let free = LINKS
            .into_iter()
            .enumerate()
            .filter(|(_, link)| !used.contains(link));
        free.map(|(n, link)| view! { <option value=n.to_string()>{names::link(link).0}</option> })
            .collect_view()
    };
    let add = move |event: leptos::ev::Event| {
        let select = event_target::<HtmlSelectElement>(&event);
        let chosen: Option<usize> = select.value().parse().ok();
        if let Some(link) = chosen.and_then(|n| LINKS.get(n)) {
            chain.update(|links| links.push(*link));
            // Ready for the next choice, once the choices are redrawn.
            request_animation_frame(move || select.set_value(""));
        }
    };
    let lacks_prediction = move || {
        let ranks = chain.with(|links| links.contains(&TieBreak::NearestPrediction));
        (ranks && !round.predicts.get())
            .then(|| view! { <p class="note warn">{t!(chain.needs_prediction)}</p> })
    };
    view! {
        <fieldset class="group stack">
            <legend id=id.clone() tabindex="-1">{t!(chain.title)}</legend>
            <p class="hint">{t!(chain.why)}</p>
            <ol class="chain" data-test=path.clone()>{items}</ol>
            <GroupError path=path.clone()/>
            {lacks_prediction}
            <Show when=move || chain.with(|links| links.len() < LINKS.len())>
                <div class="field narrow">
                    <label for=format!("{id}-add")>{t!(chain.add)}</label>
                    <select id=format!("{id}-add") data-test=format!("{path}.add") on:change=add>
                        <option value="">{t!(chain.choose)}</option>
                        {free}
                    </select>
                </div>
            </Show>
        </fieldset>
    }
}

fn item(
    id: &str,
    n: usize,
    last: usize,
    link: TieBreak,
    chain: RwSignal<Vec<TieBreak>>,
) -> impl IntoView + use<> {
    let (name, why) = names::link(link);
    let label = |text: &str| fill(text, &[("name", name)]);
    let (up, down) = (format!("{id}-{n}-up"), format!("{id}-{n}-down"));
    let (id_up, id_down) = (id.to_owned(), id.to_owned());
    view! {
        <li data-test=format!("link-{n}")>
            <span class="number" aria-hidden="true">{n + 1}</span>
            <span>
                <strong>{name}</strong>
                <span class="hint">" – " {why}</span>
            </span>
            <span class="row">
                <button
                    type="button"
                    class="btn tight icon"
                    id=up
                    aria-label=label(texts().chain.up)
                    disabled=n == 0
                    on:click=move |_| {
                        chain.update(|links| links.swap(n, n - 1));
                        keep_focus(&id_up, n - 1, if n == 1 { "down" } else { "up" });
                    }
                >
                    "↑"
                </button>
                <button
                    type="button"
                    class="btn tight icon"
                    id=down
                    aria-label=label(texts().chain.down)
                    disabled=n == last
                    on:click=move |_| {
                        chain.update(|links| links.swap(n, n + 1));
                        keep_focus(&id_down, n + 1, if n + 1 == last { "up" } else { "down" });
                    }
                >
                    "↓"
                </button>
                <button
                    type="button"
                    class="btn tight icon"
                    aria-label=label(texts().chain.remove)
                    on:click=move |_| chain.update(|links| { links.remove(n); })
                >
                    "✕"
                </button>
            </span>
        </li>
    }
}

/// Moves the focus along with the link, because the list is redrawn after a move and the link must stay movable with
/// the keyboard. At an end of the list the button towards it is disabled, and the other one takes the focus.
fn keep_focus(id: &str, n: usize, way: &str) {
    let id = format!("{id}-{n}-{way}");
    request_animation_frame(move || {
        let button = web_kit::document().get_element_by_id(&id);
        if let Some(button) = button.and_then(|b| b.dyn_into::<HtmlElement>().ok()) {
            // This fails only for an element that cannot be focused.
            let _ = button.focus();
        }
    });
}
