//! Markup that several screens share. What takes a boxed function or a finished view is compiled once for all of them.

use crate::texts::Text;
use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// Draws a view anew, where Leptos would change the elements of the last one: what is opened in one page must not be
/// open in the next.
pub(crate) fn fresh(draw: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    view! { {move || draw()} }.into_any()
}

/// Returns the view, or an empty one. So all functions in views return the same type.
pub(crate) fn maybe(view: Option<AnyView>) -> AnyView {
    view.unwrap_or_else(|| ().into_any())
}

/// Draws one view for each item.
pub(crate) fn each<T>(items: &[T], draw: fn(&T) -> AnyView) -> AnyView {
    let mut views = Vec::with_capacity(items.len());
    for item in items {
        views.push(draw(item));
    }
    views.into_any()
}

/// Does something at a click.
pub(crate) fn click(act: Box<dyn Fn()>) -> Box<dyn FnMut(MouseEvent)> {
    Box::new(move |_| act())
}

/// Takes over what is typed into a field.
pub(crate) fn typing(into: RwSignal<String>) -> Box<dyn FnMut(web_sys::Event)> {
    Box::new(move |event| into.set(event_target_value(&event)))
}

/// Returns the value of an attribute that is true or false.
pub(crate) fn truth(is: bool) -> &'static str {
    if is { "true" } else { "false" }
}

pub(crate) fn link(class: &'static str, href: String, test: &'static str, text: Text) -> AnyView {
    view! { <a class=class href=href data-test=test>{text}</a> }.into_any()
}

/// A paragraph in a frame.
pub(crate) fn note(class: &'static str, test: &'static str, text: AnyView) -> AnyView {
    view! { <p class=class data-test=test>{text}</p> }.into_any()
}

/// What the organisers tell everybody.
pub(crate) fn notice(text: Option<String>) -> Option<AnyView> {
    text.map(|text| view! { <p class="note" role="status" data-test="notice">{text}</p> }.into_any())
}

/// A quiet paragraph.
pub(crate) fn quiet(text: AnyView) -> AnyView {
    view! { <p class="quiet">{text}</p> }.into_any()
}
