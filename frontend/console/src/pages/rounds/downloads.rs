//! The exports of a round: CSV is written while it is downloaded, Excel is a file that is made first.

use super::excel::Excel;
use super::jobs::Jobs;
use crate::texts::{Text, t, texts};
use contest_core::rounds::Phase;
use contest_core::wire::jobs::ExportTable;
use contest_core::wire::paths;
use contest_core::wire::results::RoundResults;
use leptos::prelude::*;

pub(crate) fn panel(results: &RoundResults, jobs: Jobs) -> impl IntoView + use<> {
    let t = &texts().downloads;
    let round = results.round;
    let settled = results.settlement.is_some();
    let is_final = results.settlement.as_ref().is_some_and(|s| s.is_final);
    let closed = matches!(results.phase, Phase::Closed | Phase::Final);
    let row = |table: ExportTable, name: Text, why: &'static str, there: bool, when: &'static str| {
        let csv = move || {
            let address = paths::export(round, &format!("{}.csv", table.as_str()));
            let test = format!("export-{}-csv", table.as_str());
            view! { <a class="btn tight" href=address download data-test=test>{t.csv}</a> }
        };
        let files = match there {
            true => view! { <Excel jobs round table name beside=csv.into()/> }.into_any(),
            false => view! { <span class="soft">{when}</span> }.into_any(),
        };
        view! {
            <tr>
                <th scope="row">{name()}<div class="soft small">{why}</div></th>
                <td>{files}</td>
            </tr>
        }
    };
    view! {
        <section class="stack" data-test="downloads">
            <div>
                <h2>{t.title}</h2>
                {(closed && !is_final).then(|| view! { <p class="soft">{t.not_final}</p> })}
            </div>
            <div class="scroll">
                <table class="cards files">
                    <tbody>
                        {row(ExportTable::Winners, t!(downloads.winners), t.winners_why, settled, t.after_settling)}
                        {row(ExportTable::Ranking, t!(downloads.ranking), t.ranking_why, settled, t.after_settling)}
                        {row(ExportTable::Attempts, t!(downloads.attempts), t.attempts_why, closed, t.after_close)}
                    </tbody>
                </table>
            </div>
        </section>
    }
}
