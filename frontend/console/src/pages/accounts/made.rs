//! A link that has just been made: its address, which is shown only now.

use crate::texts::{t, texts};
use contest_core::wire::staff_accounts::MadeLink;
use leptos::prelude::*;
use web_kit::format::moment;
use web_kit::lang::fill;

/// Shows the link until the reader has passed it on.
pub(crate) fn told(made: &MadeLink, done: impl Fn() + 'static) -> AnyView {
    let t = &texts().accounts;
    let origin = web_kit::window().location().origin().unwrap_or_default();
    let url = format!("{origin}{}", made.address);
    let told = fill(
        t.made_told,
        &[
            ("name", &made.link.name),
            ("time", &moment(made.link.valid_until)),
        ],
    );
    let copied = RwSignal::new(false);
    let copy = {
        let url = url.clone();
        move |_| {
            // A failure here is nothing the reader could act on: the address is beside the button.
            let _ = web_kit::window().navigator().clipboard().write_text(&url);
            copied.set(true);
        }
    };
    view! {
        <div class="note good stack" role="status" data-test="link-made">
            <strong>{t.made}</strong>
            <p>{told}</p>
            <p><code class="address" data-test="link-address">{url}</code></p>
            <div class="row">
                <button type="button" class="btn tight" on:click=copy>
                    {move || if copied.get() { texts().accounts.copied } else { texts().accounts.copy }}
                </button>
                <button type="button" class="btn tight" data-test="link-done" on:click=move |_| done()>{t!(accounts.done)}</button>
            </div>
        </div>
    }
    .into_any()
}
