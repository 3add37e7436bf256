//! Who the person is, as the server knows them, with the ways to correct and to take it along.

use super::dialog::{Asking, opener};
use super::{Page, correct, password};
use crate::texts::{self, t};
use crate::ui::{click, truth};
use contest_core::wire::me::Me;
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::format;

const FILE: &str = "du-lieu-cua-toi.json";

pub(super) fn about(page: Page, me: &Me) -> AnyView {
    let t = texts::me();
    let (correcting, changing) = (Asking::new(), Asking::new());
    let birthday = me.date_of_birth.map(format::date).unwrap_or_default();
    view! {
        <section class="card">
            <h2>{t.about()}</h2>
            <dl>
                {pair(texts::register().name(), me.name.clone(), "name")}
                {pair(texts::register().date_of_birth(), birthday, "birthday")}
                <Phone phone=national(&me.phone)/>
                {pair(t.registered(), format::moment(me.registered_at), "registered")}
                {pair(texts::register().password(), t.password_kept().to_owned(), "password-kept")}
            </dl>
            <div class="deeds">
                {opener(correcting, t!(me.correct), "button second", "correct")}
                {opener(changing, t!(me.change_password), "button second", "change-password")}
                <a class="button second" href=paths::MY_DATA download=FILE data-test="download">{t.download()}</a>
            </div>
            <p class="hint">{t.download_hint()}</p>
        </section>
        {correct::dialog_of(page, correcting, me)}
        {password::dialog_of(page, changing, &me.phone)}
    }
    .into_any()
}

pub(super) fn pair(label: &'static str, value: String, test: &'static str) -> AnyView {
    view! { <div><dt>{label}</dt><dd data-test=test>{value}</dd></div> }.into_any()
}

/// The phone number, hidden in the middle until it is asked for: others may see the screen.
#[component]
fn Phone(phone: String) -> impl IntoView {
    let shown = RwSignal::new(false);
    let hidden = hidden(&phone);
    view! {
        <div>
            <dt>{t!(register.phone)}</dt>
            <dd>
                <span data-test="phone">{move || if shown.get() { phone.clone() } else { hidden.clone() }}</span>
                <button
                    type="button"
                    class="plain"
                    data-test="show-phone"
                    aria-label=t!(me.show_phone)
                    aria-pressed=move || truth(shown.get())
                    on:click=click(Box::new(move || shown.set(!shown.get_untracked())))
                >
                    {move || if shown.get() { texts::register().hide() } else { texts::register().show() }}
                </button>
            </dd>
        </div>
    }
}

/// Writes a number as people do: "+84912345678" as "0912 345 678".
fn national(phone: &str) -> String {
    match phone.strip_prefix("+84") {
        Some(rest) if rest.len() == 9 && rest.is_ascii() => {
            ["0", &rest[..3], " ", &rest[3..6], " ", &rest[6..]].concat()
        }
        _ => phone.to_owned(),
    }
}

/// Hides the middle: "0912 ••• 678".
fn hidden(phone: &str) -> String {
    let mut groups: Vec<&str> = phone.split(' ').collect();
    if let Some(middle) = groups.get_mut(1) {
        *middle = "•••";
    }
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::{hidden, national};

    #[test]
    fn a_number_is_written_as_people_do_and_hidden_in_the_middle() {
        assert_eq!(national("+84912345678"), "0912 345 678");
        assert_eq!(hidden("0912 345 678"), "0912 ••• 678");
    }
}
