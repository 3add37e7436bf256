//! Says what another device has changed here: the answers of this one that gave way, by name.

use super::AttemptState;
use super::sharing::Replaced;
use crate::parts::button::Button;
use crate::texts::{self, t};
use crate::timing::memo;
use contest_core::questions::OptionSet;
use leptos::prelude::*;
use web_kit::lang;

#[component]
pub(super) fn NewsNote(state: AttemptState) -> impl IntoView {
    // Changes only when the note comes or goes. While it is shown, more news only add to it, and its button keeps the
    // focus.
    let is_shown = memo(Box::new(move || state.news.with(Option::is_some)));
    view! { {move || is_shown.get().then(|| note(state))} }
}

fn note(state: AttemptState) -> AnyView {
    view! {
        <div class="note" role="status" data-test="replaced">
            <p>{t!(attempt.stale)}</p>
            {move || lines(state)}
            <Button
                class="plain"
                test="dismiss-news"
                text=t!(attempt.seen)
                press=Box::new(move || state.news.set(None))
            />
        </div>
    }
    .into_any()
}

fn lines(state: AttemptState) -> Vec<AnyView> {
    state.news.with(|news| {
        let replaced = news.iter().flat_map(|news| &news.replaced);
        replaced.map(line).collect()
    })
}

fn line(replaced: &Replaced) -> AnyView {
    let [ours, theirs] = [replaced.ours, replaced.theirs].map(letters);
    let number = (replaced.question + 1).to_string();
    let values = [("n", number.as_str()), ("theirs", &theirs), ("ours", &ours)];
    let text = lang::fill(texts::attempt().replaced(), &values);
    view! { <p data-test="replaced-answer">{text}</p> }.into_any()
}

/// Returns marked options as people say them: "A", "A, C", or that there are none.
fn letters(marks: OptionSet) -> String {
    let letters: Vec<String> = (0..6)
        .filter(|option| marks.contains(*option))
        .map(|option| char::from(b'A' + option as u8).to_string())
        .collect();
    if letters.is_empty() {
        texts::attempt().no_option().to_owned()
    } else {
        letters.join(", ")
    }
}
