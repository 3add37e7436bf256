//! Gives extra time in a round: to one person, or to everybody who was answering during a disturbance.

use crate::forms::moments;
use crate::pages::contests::desk::reason::{self, ReasonField};
use crate::texts::{t, texts};
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::field::{CheckField, Errors, FieldError, TextField, of_fields};
use crate::ui::load::Action;
use crate::ui::notice::FailureNote;
use contest_core::ids::{AccountId, RoundId, Uuid};
use contest_core::wire::paths;
use contest_core::wire::staff::{ExtraTimes, GiveExtraTime};
use leptos::prelude::*;
use web_kit::{api, clock};

/// Whom time is given.
#[derive(Clone)]
pub(crate) struct Giving {
    pub(crate) round: RoundId,
    pub(crate) title: String,
    /// Otherwise: whoever was answering.
    pub(crate) person: Option<AccountId>,
}

/// The dialog is open while `giving` names a round.
#[component]
pub(crate) fn ExtraTimeDialog(giving: RwSignal<Option<Giving>>, done: Callback<()>) -> impl IntoView {
    let errors = Errors::new();
    let open = RwSignal::new(false);
    let action = Action::new();
    // The same for every try: whatever became of the last reply, time is given once.
    let id = StoredValue::new(Uuid::nil());
    let (from, to) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (minutes, why) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let move_close = RwSignal::new(false);
    Effect::new(move || {
        if giving.with(Option::is_none) {
            return;
        }
        id.set_value(new_id());
        let now = moments::to_input(clock::now());
        from.set(now.clone());
        to.set(now);
        minutes.set(String::new());
        why.set(String::new());
        move_close.set(false);
        errors.0.set(Vec::new());
        action.failure.set(None);
        open.set(true);
    });
    Effect::new(move || {
        if !open.get() {
            giving.set(None);
        }
    });
    Effect::new(move || {
        if let Some(failure) = action.failure.get() {
            errors.0.set(of_fields(&failure));
        }
    });
    let is_for_all =
        move || giving.with(|giving| giving.as_ref().is_some_and(|giving| giving.person.is_none()));
    let give = Callback::new(move |()| {
        let Some(Giving { round, person, .. }) = giving.get_untracked() else {
            return;
        };
        let Some(reason) = reason::read(why, errors) else {
            return;
        };
        let Some(seconds) = seconds(&minutes.get_untracked()) else {
            return errors.0.set(vec![FieldError {
                path: "seconds".to_owned(),
                message: texts().extra_time.minutes_wrong.to_owned(),
            }]);
        };
        let moment = |text: RwSignal<String>| text.with_untracked(|text| moments::from_input(text));
        let body = GiveExtraTime {
            id: id.get_value(),
            account: person,
            from: moment(from).filter(|_| person.is_none()),
            // The whole minute that is shown.
            to: moment(to)
                .filter(|_| person.is_none())
                .map(|to| to.replacen(":00+", ":59+", 1)),
            seconds,
            move_close: person.is_none() && move_close.get_untracked(),
            reason,
        };
        let request = async move { api::post::<ExtraTimes>(&paths::extra_times(round), &body).await };
        action.run(request, move |_| {
            open.set(false);
            done.run(());
        });
    });
    let title = move || giving.with(|giving| giving.as_ref().map(|giving| giving.title.clone()));
    let failure = move || action.failure.get().filter(|failure| failure.field().is_none());
    view! {
        <Dialog open title=t!(extra_time.title) test="extra-time-dialog">
            {provide_context(errors)}
            <p class="soft">{title}</p>
            <Show
                when=is_for_all
                fallback=|| view! { <p>{t!(extra_time.for_person)}</p> }
            >
                <p>{t!(extra_time.for_all)}</p>
                <TextField path="from".to_owned() label=t!(extra_time.from) hint=t!(round.clock) value=from kind="datetime-local"/>
                <TextField path="to".to_owned() label=t!(extra_time.to) value=to kind="datetime-local"/>
            </Show>
            <TextField path="seconds".to_owned() label=t!(extra_time.minutes) value=minutes kind="number"/>
            <Show when=is_for_all>
                <CheckField
                    path="move_close".to_owned()
                    label=t!(extra_time.move_close)
                    hint=t!(extra_time.move_close_why)
                    value=move_close
                />
            </Show>
            <ReasonField reason=why/>
            <p class="note warn">{t!(extra_time.rules)}</p>
            {move || failure().map(|failure| view! { <FailureNote failure/> })}
            <DialogButtons open busy=action.busy confirm=t!(extra_time.give) test="extra-time" on_confirm=give/>
        </Dialog>
    }
}

/// Reads minutes, also with a fraction: `1`, `2,5`.
fn seconds(minutes: &str) -> Option<u32> {
    let minutes: f64 = minutes.trim().replace(',', ".").parse().ok()?;
    let seconds = (minutes * 60.0).round();
    (10.0..=14_400.0).contains(&seconds).then_some(seconds as u32)
}

fn new_id() -> Uuid {
    let part = || (js_sys::Math::random() * f64::from(u32::MAX)) as u128;
    Uuid::from_u128(part() << 96 | part() << 64 | part() << 32 | part())
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn minutes_may_have_a_fraction() {
        assert_eq!(seconds("5"), Some(300));
        assert_eq!(seconds(" 2,5 "), Some(150));
        assert_eq!((seconds("0"), seconds("241"), seconds("x")), (None, None, None));
    }
}
