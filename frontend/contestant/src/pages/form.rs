//! What the registration form and the sign-in form share: fields with a place for what is wrong with them, the summary of
//! all that, and what is shown while a form is on its way.
//!
//! A field keeps its own text, and nothing is written back into it while somebody types: input methods compose
//! Vietnamese letters there, and password managers fill it in.

use crate::texts::{self, Text, fill_n, t};
use crate::timing::effect;
use crate::ui::{click, maybe, note, truth, typing};
use crate::waiting::card::{Before, WaitingCard};
use crate::waiting::{Queue, Stage};
use leptos::prelude::*;
use web_kit::lang::{self, Lang};
use web_kit::storage;

/// The tab's key for what has been typed, except passwords: a reload must not lose it, and the phone number goes along to
/// signing in.
pub(super) const TYPED: &str = "thiluat.form";
/// Which line of it is the number.
const NUMBER: usize = 4;

/// Returns the phone number that was typed in this tab: nobody has to type it again.
pub(super) fn number_typed() -> String {
    let typed = storage::of_tab(TYPED).unwrap_or_default();
    typed.lines().nth(NUMBER).unwrap_or_default().to_owned()
}

/// Takes a phone number along to the next page.
pub(super) fn keep_number(number: &str) {
    let typed = storage::of_tab(TYPED).unwrap_or_else(|| "\n\n\n\n\n".to_owned());
    let mut kept = String::new();
    for (n, line) in typed.lines().enumerate() {
        kept.push_str(if n == NUMBER { number } else { line });
        kept.push('\n');
    }
    storage::set_in_tab(TYPED, Some(&kept));
}

/// A place of a form where something may be wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd)]
pub(super) enum Field {
    Login,
    Name,
    DateOfBirth,
    Phone,
    Password,
    Unit,
    Consent,
    GuardianName,
    Relationship,
    GuardianPhone,
    GuardianConsent,
}

/// Those that a summary links to, in the order of the screen.
const FIELDS: [Field; 10] = [
    Field::Name,
    Field::DateOfBirth,
    Field::Phone,
    Field::Password,
    Field::Unit,
    Field::Consent,
    Field::GuardianName,
    Field::Relationship,
    Field::GuardianPhone,
    Field::GuardianConsent,
];

impl Field {
    /// Returns the id of what takes the focus, and the label.
    fn place(self) -> (&'static str, Text) {
        match self {
            Field::Login => ("login", t!(sign_in.login)),
            Field::Name => ("name", t!(register.name)),
            Field::DateOfBirth => ("day", t!(register.date_of_birth)),
            Field::Phone => ("phone", t!(register.phone)),
            Field::Password => ("password", t!(register.password)),
            Field::Unit => ("unit", t!(register.unit)),
            Field::Consent => ("consent", t!(register.consent_title)),
            Field::GuardianName => ("guardian-name", t!(register.guardian_name)),
            Field::Relationship => ("father", t!(register.relationship)),
            Field::GuardianPhone => ("guardian-phone", t!(register.guardian_phone)),
            Field::GuardianConsent => ("guardian-consent", t!(register.guardian)),
        }
    }

    fn id(self) -> &'static str {
        self.place().0
    }

    pub(super) fn error_id(self) -> String {
        [self.id(), "-error"].concat()
    }
}

/// What this side finds wrong with a field.
#[derive(Clone, Copy)]
pub(super) enum Wrong {
    /// Nothing is there at all.
    Missing,
    /// A date that the calendar does not have.
    NoSuchDay,
    /// What else can be wrong with this field.
    Bad,
}

/// What is wrong with a field.
pub(super) struct Complaint {
    pub(super) field: Field,
    /// The server's sentence; empty if this side has found it. It does not follow the language: in another one, the server
    /// has to be asked again.
    said: String,
    lang: Lang,
    wrong: Wrong,
}

impl Complaint {
    /// What this side says of a field.
    pub(super) fn of(field: Field, wrong: Wrong) -> Complaint {
        Complaint {
            wrong,
            ..Complaint::said(field, String::new())
        }
    }

    pub(super) fn said(field: Field, said: String) -> Complaint {
        Complaint {
            field,
            said,
            lang: lang::peek(),
            wrong: Wrong::Bad,
        }
    }

    /// Returns the sentence in the chosen language; tracked.
    fn text(&self) -> String {
        let t = texts::register();
        let text = match (self.wrong, self.field) {
            _ if !self.said.is_empty() && self.lang == lang::peek() => &self.said,
            _ if !self.said.is_empty() => t.ask_again(),
            (Wrong::Missing, _) => t.required(),
            (Wrong::NoSuchDay, _) => t.no_such_day(),
            (_, Field::DateOfBirth) => t.bad_date(),
            (_, Field::Phone | Field::GuardianPhone) => t.bad_phone(),
            (_, Field::Password) => t.short_password(),
            (_, Field::Unit) => t.unit_required(),
            (_, Field::Consent) => t.consent_required(),
            (_, Field::GuardianConsent) => t.guardian_required(),
            _ => t.required(),
        };
        text.to_owned()
    }
}

/// What is wrong with a form, field by field.
#[derive(Clone, Copy)]
pub(super) struct Complaints(RwSignal<Vec<Complaint>>);

impl Complaints {
    pub(super) fn none() -> Complaints {
        Complaints(RwSignal::new(Vec::new()))
    }

    /// Shows what is wrong, instead of what was.
    pub(super) fn set(self, found: Vec<Complaint>) {
        self.0.set(found);
    }

    pub(super) fn has(self, field: Field) -> bool {
        self.0.with(|all| all.iter().any(|one| one.field == field))
    }

    pub(super) fn invalid(self, field: Field) -> impl Fn() -> &'static str + Clone + Send + 'static {
        move || truth(self.has(field))
    }

    /// Removes the error of a field as soon as the field is changed. The first call of `changed` only says what to follow.
    pub(super) fn take_back(self, field: Field, changed: Box<dyn Fn()>) {
        let mut follows = false;
        effect(Box::new(move || {
            changed();
            if !std::mem::replace(&mut follows, true) {
                return;
            }
            if untrack(|| self.has(field)) {
                self.0.update(|all| all.retain(|one| one.field != field));
            }
        }));
    }

    /// The place for the error of a field.
    pub(super) fn shown(self, field: Field) -> AnyView {
        let id = field.error_id();
        view! {
            <p class="error" id=id.clone() data-test=id>
                {move || self.0.with(|all| {
                    let own = all.iter().find(|one| one.field == field);
                    own.map(Complaint::text).unwrap_or_default()
                })}
            </p>
        }
        .into_any()
    }

    /// How many places of the form must be corrected, with a link to each. Whoever sends the form gets here first.
    pub(super) fn summary(self) -> AnyView {
        view! {
            {move || {
                let mut links = Vec::new();
                for field in FIELDS {
                    if self.has(field) {
                        let (id, label) = field.place();
                        // The router moves the focus there, where the error is read.
                        links.push(view! { <li><a class="plain" href=["#", id].concat()>{label}</a></li> }.into_any());
                    }
                }
                let count = links.len();
                maybe((count > 0).then(|| view! {
                    <div
                        class="note bad"
                        id="problems"
                        role="group"
                        tabindex="-1"
                        aria-labelledby="problems-title"
                        data-test="form-error"
                    >
                        <strong id="problems-title">{fill_n(texts::register().to_correct(), count)}</strong>
                        <ul class="told">{links}</ul>
                    </div>
                }
                .into_any()))
            }}
        }
        .into_any()
    }
}

/// Several fields with one name.
pub(super) fn group(name: Text, fields: AnyView) -> AnyView {
    view! { <fieldset class="field"><legend>{name}</legend>{fields}</fieldset> }.into_any()
}

/// One line of text. The keyboard follows from the kind.
pub(super) fn text_field(
    complaints: Complaints,
    field: Field,
    [kind, autocomplete]: [&'static str; 2],
    value: RwSignal<String>,
    hint: Option<Text>,
) -> AnyView {
    complaints.take_back(field, Box::new(move || value.track()));
    let id = field.id();
    let hint_id = [id, "-hint"].concat();
    let described_by = match hint {
        Some(_) => [&field.error_id(), " ", &hint_id].concat(),
        None => field.error_id(),
    };
    view! {
        <div class="field">
            <label for=id>{field.place().1}</label>
            {line(complaints, field, [id, kind, autocomplete], described_by, value)}
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> }.into_any())}
            {complaints.shown(field)}
        </div>
    }
    .into_any()
}

/// The element of a line of text, or of a part of one.
pub(super) fn line(
    complaints: Complaints,
    field: Field,
    [id, kind, autocomplete]: [&'static str; 3],
    described_by: String,
    value: RwSignal<String>,
) -> AnyView {
    view! {
        <input
            id=id
            name=id
            inputmode=kind
            autocomplete=autocomplete
            aria-describedby=described_by
            aria-invalid=complaints.invalid(field)
            value=value.get_untracked()
            on:input=typing(value)
        />
    }
    .into_any()
}

/// A password field with a button that shows the password: mistyping on a phone is the usual way to fail.
pub(super) fn password_field(
    complaints: Complaints,
    autocomplete: &'static str,
    value: RwSignal<String>,
    hint: Option<Text>,
) -> AnyView {
    complaints.take_back(Field::Password, Box::new(move || value.track()));
    let shown = RwSignal::new(false);
    view! {
        <div class="field">
            <label for="password">{t!(register.password)}</label>
            <div class="joined">
                <input
                    id="password"
                    name="password"
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    aria-describedby=if hint.is_some() { "password-error password-hint" } else { "password-error" }
                    aria-invalid=complaints.invalid(Field::Password)
                    type=move || if shown.get() { "text" } else { "password" }
                    on:input=typing(value)
                />
                <button
                    type="button"
                    class="button second"
                    data-test="show-password"
                    aria-label=t!(register.show_password)
                    aria-pressed=move || truth(shown.get())
                    on:click=click(Box::new(move || shown.set(!shown.get_untracked())))
                >
                    {move || if shown.get() { texts::register().hide() } else { texts::register().show() }}
                </button>
            </div>
            {hint.map(|hint| view! { <p class="hint" id="password-hint">{hint}</p> }.into_any())}
            {complaints.shown(Field::Password)}
        </div>
    }
    .into_any()
}

/// A consent, never ticked beforehand.
pub(super) fn consent_field(
    complaints: Complaints,
    field: Field,
    value: RwSignal<bool>,
    label: Text,
) -> AnyView {
    complaints.take_back(field, Box::new(move || value.track()));
    let id = field.id();
    let changed: Box<dyn Fn(bool)> = Box::new(move |ticked| value.set(ticked));
    let ticked = value.get_untracked();
    view! {
        {tick(complaints, field, ["checkbox", id, id], (ticked, changed), label)}
        {complaints.shown(field)}
    }
    .into_any()
}

/// A box to tick, or one of several.
pub(super) fn tick(
    complaints: Complaints,
    field: Field,
    [kind, name, id]: [&'static str; 3],
    (ticked, changed): (bool, Box<dyn Fn(bool)>),
    label: Text,
) -> AnyView {
    view! {
        <label class="option">
            <input
                type=kind
                id=id
                name=name
                aria-describedby=field.error_id()
                aria-invalid=complaints.invalid(field)
                prop:checked=ticked
                on:change=move |event| changed(event_target_checked(&event))
            />
            <span>{label}</span>
        </label>
    }
    .into_any()
}

/// Shows what is wrong with the form as a whole, or with the way to the server.
#[component]
pub(super) fn Problem(problem: RwSignal<Option<String>>) -> impl IntoView {
    view! {
        {move || maybe(problem.get().map(|problem| {
            view! { <p class="note bad" role="alert" data-test="form-problem">{problem}</p> }.into_any()
        }))}
    }
}

/// Shows what the page waits for after the form has been sent.
#[component]
pub(super) fn QueueState(queue: Queue) -> impl IntoView {
    view! {
        <div>
            <div role="status">
                {move || match queue.stage() {
                    Stage::Busy(seconds) => {
                        note("note", "busy", fill_n(texts::waiting().busy(), seconds).into_any())
                    }
                    _ => ().into_any(),
                }}
            </div>
            <WaitingCard queue before=Before::SignIn/>
        </div>
    }
}

/// The button that sends the form.
#[component]
pub(super) fn Submit(queue: Queue, test: &'static str, idle: Text, sending: Text) -> impl IntoView {
    view! {
        <button
            class="button wide"
            type="submit"
            data-test=test
            disabled=move || queue.stage().is_busy()
        >
            {move || match queue.stage() {
                Stage::Out | Stage::Away => idle(),
                Stage::Asking | Stage::Busy(_) => sending(),
                Stage::Waiting | Stage::CutOff => texts::waiting().button(),
            }}
        </button>
    }
}
