//! A link that has just been made: its address, which is shown only now.

use crate::texts::{t, texts};
use crate::ui::copy::CopyButton;
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
    let address = url.clone();
    view! {
        <div class="note good stack" role="status" data-test="link-made">
            <strong>{t.made}</strong>
            <p>{told}</p>
            <p><code class="address" data-test="link-address">{url}</code></p>
            <div class="row">
                <CopyButton text=address label=t!(accounts.copy) done=t!(accounts.copied)/>
                <button type="button" class="btn tight" data-test="link-done" on:click=move |_| done()>{t!(accounts.done)}</button>
            </div>
        </div>
    }
    .into_any()
}
