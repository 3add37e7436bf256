//! The buttons of an attempt and of practice.

use crate::texts::Text;
use leptos::prelude::*;

/// A button. Its functions are boxed, so that one piece of code serves all buttons.
#[component]
pub(crate) fn Button(
    class: &'static str,
    test: &'static str,
    text: Text,
    #[prop(default = Box::new(|| false))] disabled: Box<dyn Fn() -> bool + Send>,
    press: Box<dyn Fn()>,
) -> impl IntoView {
    view! {
        <button class=class data-test=test disabled=disabled on:click=move |_| press()>
            {text}
        </button>
    }
}
