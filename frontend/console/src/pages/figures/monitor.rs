//! How a round is going. The page reads the numbers again by itself while somebody looks at it; when the server does not
//! reply, the last ones stay, with the time they are from.

use super::minutes;
use super::unit_search::UnitSearch;
use super::{head, tabs};
use crate::names;
use crate::pages;
use crate::session::{self, SignedIn};
use crate::texts::{t, texts};
use crate::ui::notice::FailureNote;
use contest_core::rounds::Phase;
use contest_core::wire::figures::{LiveFigures, Monitor};
use contest_core::wire::paths;
use leptos::prelude::*;
use std::time::Duration;
use web_kit::api::{self, Failure};
use web_kit::format::{moment, thousands, time};
use web_kit::lang::fill;

const EVERY: Duration = Duration::from_secs(5);

pub(crate) fn page(id: &str) -> AnyView {
    view! { <MonitorPage id=id.to_owned()/> }.into_any()
}

/// What the page knows.
#[derive(Clone, Copy)]
struct Watch {
    path: StoredValue<String>,
    last: RwSignal<Option<Monitor>>,
    /// Why the last request brought nothing.
    failure: RwSignal<Option<Failure>>,
    signed_in: SignedIn,
}

impl Watch {
    /// Reads the numbers now, and again after a while unless the page was left.
    fn go_on(self) {
        if self.last.is_disposed() {
            return;
        }
        if web_kit::document().hidden() {
            set_timeout(move || self.go_on(), EVERY);
            return;
        }
        leptos::task::spawn_local(async move {
            let Some(path) = self.path.try_get_value() else {
                return;
            };
            match api::get::<Monitor>(&path).await {
                Ok(monitor) => {
                    web_kit::clock::learn(monitor.at);
                    let _ = self.last.try_set(Some(monitor));
                    let _ = self.failure.try_set(None);
                }
                Err(failure) => {
                    session::notice(self.signed_in, &failure);
                    let passes = failure.passes();
                    let _ = self.failure.try_set(Some(failure));
                    if !passes {
                        return;
                    }
                }
            }
            set_timeout(move || self.go_on(), EVERY);
        });
    }
}

#[component]
fn MonitorPage(id: String) -> impl IntoView {
    pages::title(t!(monitor.title));
    let watch = Watch {
        path: StoredValue::new(paths::monitor(&id)),
        last: RwSignal::new(None),
        failure: RwSignal::new(None),
        signed_in: session::signed_in(),
    };
    watch.go_on();
    let about = Memo::new(move |_| {
        watch.last.with(|last| {
            let monitor = last.as_ref()?;
            Some((
                monitor.contest.to_string(),
                monitor.contest_title.clone(),
                monitor.round_title.clone(),
            ))
        })
    });
    let round = id.clone();
    view! {
        {move || about.get().map(|(contest, contest_title, round)| {
            head(&contest, &contest_title, fill(texts().monitor.of, &[("round", &round)]))
        })}
        {tabs(&id)}
        <div class="stack">
            {move || state(watch)}
            {move || watch.last.with(|last| last.as_ref().map(numbers))}
            <UnitSearch round/>
        </div>
    }
}

/// Says when the numbers are from, and what keeps newer ones away.
fn state(watch: Watch) -> AnyView {
    let t = &texts().monitor;
    let at = watch.last.with(|last| last.as_ref().map(|monitor| monitor.at));
    match (at, watch.failure.get()) {
        (None, None) => view! { <p class="starting" role="status">{texts().common.loading}</p> }.into_any(),
        (None, Some(failure)) => view! { <FailureNote failure/> }.into_any(),
        (Some(at), None) => {
            let text = fill(t.as_of, &[("at", &time(at))]);
            view! { <p class="soft" data-test="as-of">{text}</p> }.into_any()
        }
        (Some(at), Some(_)) => {
            let text = fill(t.stale, &[("at", &time(at))]);
            view! { <p class="note warn" role="status" data-test="stale">{text}</p> }.into_any()
        }
    }
}

fn numbers(monitor: &Monitor) -> AnyView {
    let t = &texts().monitor;
    let window = format!("{} – {}", moment(monitor.opens_at), moment(monitor.closes_at));
    let entrants = monitor.entrants.map_or("–".to_owned(), thousands);
    view! {
        <p class="row">
            <span class=names::phase_class(monitor.phase) data-test="phase">{names::phase(monitor.phase)}</span>
            <span>{window}</span>
        </p>
        {(monitor.phase == Phase::Final).then(|| view! { <p class="note">{t.is_final}</p> })}
        <dl class="facts big" data-test="monitor">
            {fact(t.entrants, entrants, "entrants")}
            {monitor.live.as_ref().map(live)}
        </dl>
        {monitor.live.filter(|live| live.rebuilding).map(|_| view! { <p class="note warn">{t.rebuilding}</p> })}
        {minutes::charts(&monitor.minutes)}
        {health(monitor)}
    }
    .into_any()
}

fn fact(name: &'static str, value: String, test: &'static str) -> impl IntoView + use<> {
    view! { <div data-test=test><dt>{name}</dt><dd>{value}</dd></div> }
}

fn live(live: &LiveFigures) -> impl IntoView + use<> {
    let t = &texts().monitor;
    view! {
        {fact(t.open, thousands(live.open), "open")}
        {fact(t.starts, thousands(live.starts), "starts")}
        {fact(t.submissions, thousands(live.submissions), "submissions")}
        {fact(t.people, thousands(live.people), "people")}
    }
}

/// What should be nothing, and whether the stores are there.
fn health(monitor: &Monitor) -> impl IntoView + use<> {
    let t = &texts().monitor;
    let there = |is_there: bool| if is_there { t.there } else { t.away };
    let row = |name: &'static str, value: String, is_well: bool, test: &'static str| {
        let class = if is_well { "badge final" } else { "badge closed" };
        view! {
            <tr data-test=test>
                <th scope="row">{name}</th>
                <td><span class=class>{value}</span></td>
            </tr>
        }
    };
    let count = |name, n: u64, test| row(name, thousands(n), n == 0, test);
    let of_round = monitor.live.map(|live| {
        view! {
            {count(t.pending, live.pending + live.starting, "pending")}
            {count(t.overdue, live.overdue, "overdue")}
            {count(t.stuck, live.stuck, "stuck")}
        }
    });
    let since = fill(t.server_why, &[("at", &moment(monitor.server.since))]);
    view! {
        <section class="card stack" data-test="health">
            <h2>{t.health}</h2>
            <table class="plain">
                <tbody>
                    {row(t.database, there(monitor.database).to_owned(), monitor.database, "database")}
                    {row(t.redis, there(monitor.redis).to_owned(), monitor.redis, "redis")}
                    {of_round}
                    {count(t.shed, monitor.server.shed, "shed")}
                    {count(t.failed, monitor.server.failed, "failed")}
                </tbody>
            </table>
            <p class="soft small">{since}</p>
        </section>
    }
}
