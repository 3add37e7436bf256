//! Elements of the page, built in plain calls on top of the reactive system of Leptos.
//!
//! The `view!` macro gives every piece of markup a type of its own, with its own code for building, changing, moving
//! and removing it: as measured, half of the download. Here all markup has one type, and whatever changes is redrawn
//! inside [`live`]; signals, effects and owners are those of Leptos.

use leptos::prelude::*;
use reactive::keep;
pub(crate) use reactive::{Timer, count, later, on_window};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_kit::document;
use web_sys::{Element, Event, HtmlInputElement, Node};

/// An element, a text, or several of them in a fragment.
pub(crate) struct View(Node);

/// Returns an empty element.
pub(crate) fn el(tag: &str) -> View {
    match document().create_element(tag) {
        Ok(element) => View(element.into()),
        // This fails only for an invalid name.
        Err(_) => none(),
    }
}

/// Returns an empty view, to which others can be added.
pub(crate) fn none() -> View {
    View(document().create_document_fragment().into())
}

/// Returns several views, one after the other.
pub(crate) fn many(views: impl IntoIterator<Item = View>) -> View {
    none().each(views)
}

/// Returns a part that is redrawn whenever a signal it reads changes.
pub(crate) fn live(draw: impl Fn() -> View + 'static) -> View {
    live_boxed(Box::new(draw))
}

/// Runs now, and again whenever a signal it reads changes, until its part of the page is gone.
pub(crate) fn watch(run: impl Fn() + 'static) {
    keep(Box::new(run));
}

/// Returns the text in the field that sent the event.
pub(crate) fn typed(event: &Event) -> String {
    field(event).map(|field| field.value()).unwrap_or_default()
}

/// Returns whether the box that sent the event is ticked.
pub(crate) fn ticked(event: &Event) -> bool {
    field(event).is_some_and(|field| field.checked())
}

fn field(event: &Event) -> Option<HtmlInputElement> {
    event.target()?.dyn_into().ok()
}

fn live_boxed(draw: Box<dyn Fn() -> View>) -> View {
    let whole = none();
    // Two empty text nodes mark where the part begins and ends, wherever it is moved.
    let (start, end) = (marker(), marker());
    whole.append(&start);
    whole.append(&end);
    watch(move || {
        while let Some(old) = start.next_sibling().filter(|next| *next != end) {
            if let Some(parent) = old.parent_node() {
                // Removing a node from its own parent always succeeds.
                let _ = parent.remove_child(&old);
            }
        }
        let new = draw();
        if let Some(parent) = end.parent_node() {
            let _ = parent.insert_before(&new.0, Some(&end));
        }
    });
    whole
}

fn marker() -> Node {
    document().create_text_node("").into()
}

impl View {
    fn element(&self) -> &Element {
        self.0.unchecked_ref()
    }

    fn append(&self, child: &Node) {
        // This fails only if the child contains its parent.
        let _ = self.0.append_child(child);
    }

    /// Appends the view to an element of the page.
    pub(crate) fn mount(self, place: &Element) {
        let _ = place.append_child(&self.0);
    }

    pub(crate) fn attr(self, name: &str, value: &str) -> View {
        set(self.element(), name, value);
        self
    }

    /// Sets an attribute without a value, such as `open`.
    pub(crate) fn flag(self, name: &str, on: bool) -> View {
        if on { self.attr(name, "") } else { self }
    }

    pub(crate) fn class(self, class: &str) -> View {
        self.attr("class", class)
    }

    /// Sets the name by which browser tests find the element.
    pub(crate) fn test(self, name: &str) -> View {
        self.attr("data-test", name)
    }

    pub(crate) fn id(self, id: &str) -> View {
        self.attr("id", id)
    }

    pub(crate) fn text(self, text: &str) -> View {
        self.append(&document().create_text_node(text));
        self
    }

    pub(crate) fn add(self, view: View) -> View {
        self.append(&view.0);
        self
    }

    pub(crate) fn maybe(self, view: Option<View>) -> View {
        match view {
            Some(view) => self.add(view),
            None => self,
        }
    }

    pub(crate) fn each(self, views: impl IntoIterator<Item = View>) -> View {
        for view in views {
            self.append(&view.0);
        }
        self
    }

    /// Adds a part that is redrawn; see [`live`].
    pub(crate) fn live(self, draw: impl Fn() -> View + 'static) -> View {
        self.add(live(draw))
    }

    /// Adds a text that changes.
    pub(crate) fn live_text(self, text: impl Fn() -> String + 'static) -> View {
        let node = marker();
        self.append(&node);
        watch(move || node.set_text_content(Some(&text())));
        self
    }

    /// Sets an attribute that changes.
    pub(crate) fn live_attr(self, name: &'static str, value: impl Fn() -> String + 'static) -> View {
        let element = self.element().clone();
        watch(move || set(&element, name, &value()));
        self
    }

    /// Sets an attribute without a value that comes and goes, such as `disabled`.
    pub(crate) fn live_flag(self, name: &'static str, on: impl Fn() -> bool + 'static) -> View {
        let element = self.element().clone();
        watch(move || {
            // This fails only for an invalid name.
            let _ = element.toggle_attribute_with_force(name, on());
        });
        self
    }

    /// Keeps a box ticked or not as `on` says.
    pub(crate) fn checked(self, on: impl Fn() -> bool + 'static) -> View {
        let field: HtmlInputElement = self.element().clone().unchecked_into();
        watch(move || field.set_checked(on()));
        self
    }

    /// Binds the text of a field to a signal, both ways.
    pub(crate) fn bind(self, text: RwSignal<String>) -> View {
        let field: HtmlInputElement = self.element().clone().unchecked_into();
        watch(move || {
            let text = text.get();
            if field.value() != text {
                field.set_value(&text);
            }
        });
        self.on("input", move |event| text.set(typed(&event)))
    }

    pub(crate) fn on(self, event: &str, act: impl Fn(Event) + 'static) -> View {
        self.listen(event, Box::new(act));
        self
    }

    pub(crate) fn click(self, act: impl Fn() + 'static) -> View {
        self.on("click", move |_| act())
    }

    fn listen(&self, event: &str, act: Box<dyn Fn(Event)>) {
        // The browser frees it together with the element.
        let act: JsValue = Closure::<dyn Fn(Event)>::wrap(act).into_js_value();
        let _ = self
            .0
            .add_event_listener_with_callback(event, act.unchecked_ref());
    }
}

fn set(element: &Element, name: &str, value: &str) {
    // This fails only for an invalid name.
    let _ = element.set_attribute(name, value);
}

/// The only place that creates effects, timers and listeners, so that their code is compiled once.
mod reactive {
    use leptos::leptos_dom::helpers::TimeoutHandle;
    use leptos::prelude::*;
    use std::time::Duration;

    pub(super) fn keep(run: Box<dyn Fn()>) {
        let effect = RenderEffect::new(move |_: Option<()>| run());
        // The effect lives as long as its owner: the page, or the part that is redrawn.
        StoredValue::new_local(effect);
    }

    /// Derives a number from signals. Its readers are redrawn only when the number changes.
    pub(crate) fn count(read: Box<dyn Fn() -> usize + Send + Sync>) -> Memo<usize> {
        Memo::new(move |_| read())
    }

    pub(crate) type Timer = Option<TimeoutHandle>;

    /// Runs `act` once, later. `act` must check for itself whether the page is still there.
    pub(crate) fn later(ms: u64, act: Box<dyn FnOnce()>) -> Timer {
        set_timeout_with_handle(act, Duration::from_millis(ms)).ok()
    }

    /// Listens to the window as long as the owner lives.
    pub(crate) fn on_window(event: &str, act: Box<dyn Fn()>) {
        let listening = window_event_listener_untyped(event, move |_| act());
        on_cleanup(move || listening.remove());
    }
}
