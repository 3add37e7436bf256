//! Form fields with label, hint and error.
//!
//! Errors are found by path, in the same form as the API names fields (`rounds.0.rules.chain`).

use crate::texts::Text;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_kit::api::Failure;
use web_sys::HtmlElement;

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldError {
    pub(crate) path: String,
    pub(crate) message: String,
}

/// Returns what a refused request says of single fields: all of them, not only the first.
pub(crate) fn of_fields(failure: &Failure) -> Vec<FieldError> {
    let of = |path: &str, message: &str| FieldError {
        path: path.to_owned(),
        message: message.to_owned(),
    };
    match failure.problems() {
        [] => failure
            .field()
            .map(|path| of(path, &failure.message()))
            .into_iter()
            .collect(),
        several => several
            .iter()
            .map(|problem| of(&problem.field, &problem.message))
            .collect(),
    }
}

/// The errors of a form, shared with its fields by context.
#[derive(Clone, Copy)]
pub(crate) struct Errors(pub(crate) RwSignal<Vec<FieldError>>);

impl Errors {
    pub(crate) fn provide() -> Errors {
        let errors = Errors::new();
        provide_context(errors);
        errors
    }

    /// For a page with several forms: each provides its own where its fields are.
    pub(crate) fn new() -> Errors {
        Errors(RwSignal::new(Vec::new()))
    }

    /// Returns the error of a field: its own, or that of a part of it that has no field on the screen.
    fn at(self, path: &str) -> Option<String> {
        let belongs = |error: &&FieldError| {
            let rest = error.path.strip_prefix(path);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.0
            .with(|errors| errors.iter().find(belongs).map(|error| error.message.clone()))
    }

    /// Forgets the error of a field once the field is changed.
    fn forget(self, path: &str) {
        let named = |error: &FieldError| error.path == path;
        if self.0.with_untracked(|errors| errors.iter().any(named)) {
            self.0.update(|errors| errors.retain(|error| !named(error)));
        }
    }

    /// Returns the error of a group as a whole; its parts show their own.
    fn exactly(self, path: &str) -> Option<String> {
        self.0.with(|errors| {
            let own = errors.iter().find(|error| error.path == path);
            own.map(|error| error.message.clone())
        })
    }
}

/// The list of all errors of a form, named in the same way as its fields.
pub(crate) const SUMMARY: &str = "errors";

/// Returns the id of a field's element.
pub(crate) fn id_of(path: &str) -> String {
    format!("f-{}", path.replace('.', "-"))
}

/// Moves the focus to a field, or to the nearest group around it that is on the screen.
pub(crate) fn focus_on(path: &str) {
    let mut path = path;
    loop {
        let element = web_kit::document().get_element_by_id(&id_of(path));
        if let Some(element) = element.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
            // This fails only for an element that cannot be focused.
            let _ = element.focus();
            element.scroll_into_view();
            return;
        }
        match path.rsplit_once('.') {
            Some((outer, _)) => path = outer,
            // Neither the field nor a group around it is on the screen, but the list of errors is.
            None if path != SUMMARY => path = SUMMARY,
            None => return,
        }
    }
}

/// Returns the label of a field as shown on the screen.
pub(crate) fn label_of(path: &str) -> Option<String> {
    let selector = format!("label[for=\"{}\"]", id_of(path));
    let label = web_kit::document().query_selector(&selector).ok().flatten()?;
    label.text_content()
}

#[component]
pub(crate) fn TextField(
    path: String,
    label: Text,
    value: RwSignal<String>,
    #[prop(optional)] hint: Option<Text>,
    /// The `type` of the input, or `area` for several lines.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(default = "")] class: &'static str,
    #[prop(default = "")] placeholder: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
    /// The label is for screen readers only, because a table's heading already says it.
    #[prop(optional)]
    bare: bool,
) -> impl IntoView {
    let errors = expect_context::<Errors>();
    let id = id_of(&path);
    let note = format!("{id}-note");
    let error = {
        let path = path.clone();
        Signal::derive(move || errors.at(&path))
    };
    let invalid = move || error.with(|error| error.is_some().then_some("true"));
    let changed = {
        let path = path.clone();
        move |_| errors.forget(&path)
    };
    let numeric = matches!(kind, "number").then_some("numeric");
    let input_kind = if kind == "number" { "text" } else { kind };
    let control = if kind == "area" {
        view! {
            <textarea
                id=id.clone()
                name=path.clone()
                data-test=path.clone()
                aria-invalid=invalid
                aria-describedby=note.clone()
                bind:value=value
            ></textarea>
        }
        .into_any()
    } else {
        view! {
            <input
                id=id.clone()
                name=path.clone()
                type=input_kind
                inputmode=numeric
                autocomplete=autocomplete
                placeholder=placeholder
                data-test=path.clone()
                aria-invalid=invalid
                aria-describedby=note.clone()
                bind:value=value
            />
        }
        .into_any()
    };
    view! {
        <div class=format!("field {class}") on:input=changed>
            <label for=id class:sr=bare>{label}</label>
            {control}
            <div id=note>
                <FieldNote hint error path/>
            </div>
        </div>
    }
}

/// Hint and error below a field.
#[component]
fn FieldNote(hint: Option<Text>, error: Signal<Option<String>>, path: String) -> impl IntoView {
    view! {
        {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
        {move || {
            let path = path.clone();
            error.get().map(|error| view! { <p class="error" data-test=format!("error:{path}")>{error}</p> })
        }}
    }
}

/// One choice of a select: its value and its text.
pub(crate) type Choice = (String, String);

#[component]
pub(crate) fn SelectField(
    path: String,
    label: Text,
    value: RwSignal<String>,
    /// The choices; tracked, since they may depend on other fields and on the language.
    choices: Signal<Vec<Choice>>,
    #[prop(optional)] hint: Option<Text>,
    #[prop(default = "")] class: &'static str,
    #[prop(optional)] bare: bool,
) -> impl IntoView {
    let errors = expect_context::<Errors>();
    let id = id_of(&path);
    let note = format!("{id}-note");
    let error = {
        let path = path.clone();
        Signal::derive(move || errors.at(&path))
    };
    let changed = {
        let path = path.clone();
        move |event| {
            value.set(event_target_value(&event));
            errors.forget(&path);
        }
    };
    let options = move || {
        let option = |(key, text): Choice| {
            let chosen = {
                let key = key.clone();
                move || value.with(|value| *value == key)
            };
            view! { <option value=key selected=chosen>{text}</option> }
        };
        choices.get().into_iter().map(option).collect_view()
    };
    view! {
        <div class=format!("field {class}")>
            <label for=id.clone() class:sr=bare>{label}</label>
            <select
                id=id
                name=path.clone()
                data-test=path.clone()
                aria-invalid=move || error.with(|error| error.is_some().then_some("true"))
                aria-describedby=note.clone()
                on:change=changed
            >
                {options}
            </select>
            <div id=note>
                <FieldNote hint error path/>
            </div>
        </div>
    }
}

#[component]
pub(crate) fn CheckField(
    path: String,
    label: Text,
    value: RwSignal<bool>,
    #[prop(optional)] hint: Option<Text>,
) -> impl IntoView {
    let id = id_of(&path);
    view! {
        <div class="check">
            <input id=id.clone() type="checkbox" data-test=path bind:checked=value/>
            <label for=id>
                {label}
                {hint.map(|hint| view! { <span class="hint">{hint}</span> })}
            </label>
        </div>
    }
}

/// The error of a group of fields as a whole.
#[component]
pub(crate) fn GroupError(path: String) -> impl IntoView {
    let errors = expect_context::<Errors>();
    move || {
        let error = errors.exactly(&path);
        error.map(
            |error| view! { <p class="error" role="alert" data-test=format!("error:{path}")>{error}</p> },
        )
    }
}
