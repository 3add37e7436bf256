//! The report by unit, to be printed: a unit with the units below it, or all units of the first level.

use super::statistics::Make;
use super::{head_of, tabs};
use crate::pages;
use crate::pages::rounds::excel::Excel;
use crate::pages::rounds::jobs::Jobs;
use crate::pages::rounds::work::News;
use crate::texts::{t, texts};
use crate::ui::load::Load;
use contest_core::ids::UnitId;
use contest_core::wire::figures::{UnitLine, UnitReport, UnitReportLine};
use contest_core::wire::jobs::{ExportTable, JobKind};
use contest_core::wire::paths;
use contest_core::wire::results::RoundResults;
use leptos::prelude::*;
use web_kit::format::{moment, points, thousands};
use web_kit::lang::fill;

pub(crate) fn page(id: &str, unit: Option<&str>) -> AnyView {
    view! { <UnitsPage id=id.to_owned() unit=unit.map(str::to_owned)/> }.into_any()
}

#[component]
fn UnitsPage(id: String, unit: Option<String>) -> impl IntoView {
    pages::title(t!(unit_report.title));
    let results = Load::<RoundResults>::new(paths::settlement(&id));
    let jobs = Jobs::new(id.clone(), results);
    let report = Load::<UnitReport>::new(paths::unit_report(&id));
    Effect::new(move || {
        if jobs
            .news()
            .is_some_and(|job| job.kind == JobKind::Statistics && job.state.is_over())
        {
            report.refresh();
        }
    });
    let tabs = tabs(&id);
    view! {
        {results.draw(|results| head_of(&results, texts().unit_report.of))}
        {tabs}
        {report.draw(move |loaded| draw(&loaded, &id, (unit.as_deref(), jobs)))}
        <News jobs/>
    }
}

fn draw(report: &UnitReport, id: &str, (unit, jobs): (Option<&str>, Jobs)) -> AnyView {
    web_kit::clock::learn(report.now);
    let t = &texts().unit_report;
    let base = format!("/console/rounds/{id}/units");
    let chosen = unit.and_then(|unit| report.units.iter().find(|line| line.unit.to_string() == unit));
    let (title, total) = match chosen {
        Some(line) => (line.name.clone(), line.line),
        None => (t.all.to_owned(), report.total),
    };
    let parent = chosen.map(|line| line.unit);
    let below = report.units.iter().filter(|line| line.parent == parent);
    let rows = below.map(|line| row(line, &base, report)).collect::<Vec<_>>();
    let has_rows = !rows.is_empty();
    let up = chosen.map(|line| {
        let above = line
            .parent
            .and_then(|parent| report.units.iter().find(|line| line.unit == parent));
        let (to, text) = match above {
            Some(above) => (format!("{base}/{}", above.unit), above.name.clone()),
            None => (base.clone(), t.all.to_owned()),
        };
        view! { <p class="crumbs"><a href=to data-test="unit-up">{text}</a></p> }
    });
    let round = report.round;
    let csv = move || {
        let address = paths::export(round, "units.csv");
        view! { <a class="btn tight" href=address download data-test="export-units-csv">{t!(downloads.csv)}</a> }
    };
    let made_at = report.made_at.map(moment);
    view! {
        <div class="stack">
            <Make id=id.to_owned() made_at=made_at.clone() outdated=report.outdated jobs/>
            <div class="row no-print">
                <button class="btn" data-test="print" on:click=move |_| drop(web_kit::window().print())>{t.print}</button>
                {made_at.is_some().then(|| view! {
                    <Excel jobs round table=ExportTable::Units name=t!(downloads.units) beside=csv.into()/>
                })}
            </div>
            {up}
            <section class="stack report" data-test="unit-report">
                <div>
                    <p class="soft">{report.organiser.clone()}</p>
                    <h2 data-test="unit-name">{title}</h2>
                    <p class="soft">{as_of(report)}</p>
                </div>
                <dl class="facts">{facts(&total, report)}</dl>
                {has_rows.then(|| table(rows))}
                <p class="soft small">{t.withheld}</p>
            </section>
        </div>
    }
    .into_any()
}

/// Says what state the numbers have.
fn as_of(report: &UnitReport) -> String {
    let t = &texts().unit_report;
    let counted = match report.made_at {
        Some(at) => fill(t.counted, &[("at", &moment(at))]),
        None => t.not_counted.to_owned(),
    };
    let prizes = match report.is_final {
        Some(true) => t.prizes_final,
        Some(false) => t.prizes_provisional,
        None => t.prizes_none,
    };
    format!("{counted} {prizes}")
}

fn mean(line: &UnitLine, report: &UnitReport) -> String {
    let mean = line.mean_points.map(points);
    mean.map_or("–".to_owned(), |mean| {
        format!("{mean}/{}", points(report.max_points))
    })
}

fn facts(line: &UnitLine, report: &UnitReport) -> impl IntoView + use<> {
    let t = &texts().unit_report;
    let fact = |name: &'static str, value: String, test: &'static str| {
        view! { <div data-test=test><dt>{name}</dt><dd>{value}</dd></div> }
    };
    view! {
        {fact(t.entrants, thousands(line.entrants), "unit-entrants")}
        {fact(t.people, thousands(line.people), "unit-people")}
        {fact(t.attempts, thousands(line.attempts), "unit-attempts")}
        {fact(t.mean, mean(line, report), "unit-mean")}
        {fact(t.prizes, thousands(line.prizes), "unit-prizes")}
    }
}

fn row(line: &UnitReportLine, base: &str, report: &UnitReport) -> AnyView {
    let t = &texts().unit_report;
    let to = format!("{base}/{}", line.unit);
    let of = &line.line;
    let is_above = |other: &UnitReportLine, unit: UnitId| other.parent == Some(unit);
    let has_below = report.units.iter().any(|other| is_above(other, line.unit));
    let name = match has_below {
        true => format!("{} ›", line.name),
        false => line.name.clone(),
    };
    view! {
        <tr data-test="unit-line">
            <th scope="row"><a href=to>{name}</a></th>
            <td class="num" data-label=t.entrants>{thousands(of.entrants)}</td>
            <td class="num" data-label=t.people>{thousands(of.people)}</td>
            <td class="num" data-label=t.attempts>{thousands(of.attempts)}</td>
            <td class="num" data-label=t.mean>{mean(of, report)}</td>
            <td class="num" data-label=t.prizes>{thousands(of.prizes)}</td>
        </tr>
    }
    .into_any()
}

fn table(rows: Vec<AnyView>) -> impl IntoView {
    let t = &texts().unit_report;
    view! {
        <div class="scroll">
            <table class="cards">
                <thead>
                    <tr>
                        <th scope="col">{t.unit}</th>
                        <th scope="col" class="num">{t.entrants}</th>
                        <th scope="col" class="num">{t.people}</th>
                        <th scope="col" class="num">{t.attempts}</th>
                        <th scope="col" class="num">{t.mean}</th>
                        <th scope="col" class="num">{t.prizes}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
