//! The unit tree of a contest, from a spreadsheet: checked first, then loaded.

use super::head;
use crate::pages;
use crate::session::signed_in;
use crate::texts::{t, texts};
use crate::ui::file::FilePick;
use crate::ui::issues;
use crate::ui::load::{Action, Load};
use crate::ui::notice::FailureNote;
use contest_core::wire::paths;
use contest_core::wire::staff::{StaffContest, UnitsReport};
use leptos::prelude::*;
use web_kit::api;
use web_kit::format::thousands;
use web_kit::lang::fill;
use web_sys::File;

pub(crate) fn page(id: &str) -> AnyView {
    view! { <UnitsPage id=id.to_owned()/> }.into_any()
}

#[component]
fn UnitsPage(id: String) -> impl IntoView {
    pages::title(t!(units.title));
    let contest = Load::<StaffContest>::new(paths::staff_contest(&id));
    let organiser = signed_in().is_organiser();
    view! {
        {contest.draw(|contest| {
            let n = thousands(contest.units.into());
            view! {
                {head(&contest)}
                <p class="note" data-test="units-count">
                    {if contest.units == 0 { texts().units.none.to_owned() } else { fill(texts().units.some, &[("n", &n)]) }}
                </p>
            }
            .into_any()
        })}
        {organiser.then(|| view! { <UnitsUpload path=paths::staff_units(&id) contest/> })}
    }
}

#[component]
fn UnitsUpload(path: String, contest: Load<StaffContest>) -> impl IntoView {
    let file = StoredValue::new_local(None::<File>);
    let report = RwSignal::new(None::<UnitsReport>);
    let loaded = RwSignal::new(false);
    let action = Action::new();
    let path = StoredValue::new(path);
    let request = move |check: bool| {
        let file = file.get_value()?;
        let name = api::encode(&file.name());
        let path = format!("{}?filename={name}&check={check}", path.get_value());
        Some(async move { api::upload::<UnitsReport>(&path, &file).await })
    };
    let check = move |chosen: File| {
        file.set_value(Some(chosen));
        report.set(None);
        loaded.set(false);
        if let Some(request) = request(true) {
            action.run(request, move |answer| report.set(Some(answer)));
        }
    };
    let load = Callback::new(move |()| {
        if let Some(request) = request(false) {
            action.run(request, move |answer| {
                loaded.set(answer.ok);
                report.set(Some(answer));
                contest.again();
            });
        }
    });
    view! {
        <section class="card stack" style="margin-top: 16px">
            <div class="row spread">
                <h2>{t!(units.upload)}</h2>
                <div class="row">
                    <a class="btn tight" href=paths::units_template("xlsx") download data-test="units-template-xlsx">
                        {t!(units.template_xlsx)}
                    </a>
                    <a class="btn tight" href=paths::units_template("csv") download data-test="units-template-csv">
                        {t!(units.template_csv)}
                    </a>
                </div>
            </div>
            <p class="soft">{t!(units.lead)}</p>
            <FilePick id="units-file" label=t!(units.file) hint=t!(units.hint) accept=".xlsx,.xlsm,.csv" on_pick=check/>
            <Show when=move || action.busy.get()><p role="status">{t!(common.working)}</p></Show>
            {move || action.failure.get().map(failed)}
            {move || report.get().map(|answer| outcome(&answer, loaded.get(), load))}
        </section>
    }
}

fn failed(failure: api::Failure) -> impl IntoView {
    let rows = match &failure {
        api::Failure::Api(error, _) if !error.rows.is_empty() => Some(issues::table(&error.rows)),
        _ => None,
    };
    view! { <FailureNote failure/> {rows} }
}

fn outcome(report: &UnitsReport, loaded: bool, load: Callback<()>) -> AnyView {
    let t = &texts().units;
    let n = thousands(report.units.into());
    if loaded {
        return view! { <p class="note good" role="status" data-test="units-loaded">{fill(t.loaded, &[("n", &n)])}</p> }
            .into_any();
    }
    if report.ok {
        return view! {
            <div class="note good row spread" role="status" data-test="units-ok">
                <span>{fill(t.ok, &[("n", &n)])}</span>
                <button class="btn primary" data-test="units-load" on:click=move |_| load.run(())>{t.load}</button>
            </div>
        }
        .into_any();
    }
    let n = report.issues.len().to_string();
    view! {
        <div class="note bad" role="alert" data-test="units-bad">{fill(texts().issues.found, &[("n", &n)])}</div>
        {issues::table(&report.issues)}
    }
    .into_any()
}
