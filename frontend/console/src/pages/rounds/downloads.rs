//! The exports of a round, as Excel and CSV.

use crate::texts::texts;
use contest_core::wire::results::RoundResults;
use leptos::prelude::*;

pub(crate) fn panel(results: &RoundResults) -> impl IntoView + use<> {
    let t = &texts().downloads;
    let round = results.round;
    let settled = results.settlement.is_some();
    let is_final = results.settlement.as_ref().is_some_and(|s| s.is_final);
    let row = |what: &'static str, name: &'static str, why: &'static str, there: bool| {
        let link = |format: &'static str, text: &'static str| {
            let address = format!("/api/v1/staff/rounds/{round}/exports/{what}.{format}");
            view! { <a class="btn tight" href=address download data-test=format!("export-{what}-{format}")>{text}</a> }
        };
        let links = match there {
            true => view! { <span class="row">{link("xlsx", t.xlsx)} {link("csv", t.csv)}</span> }.into_any(),
            false => view! { <span class="soft">{t.after_settling}</span> }.into_any(),
        };
        view! {
            <tr>
                <th scope="row">{name}<div class="soft small">{why}</div></th>
                <td>{links}</td>
            </tr>
        }
    };
    view! {
        <section class="stack" data-test="downloads">
            <div>
                <h2>{t.title}</h2>
                {(!is_final).then(|| view! { <p class="soft">{t.not_final}</p> })}
            </div>
            <div class="scroll">
                <table class="cards">
                    <tbody>
                        {row("winners", t.winners, t.winners_why, settled)}
                        {row("ranking", t.ranking, t.ranking_why, settled)}
                        {row("attempts", t.attempts, t.attempts_why, true)}
                    </tbody>
                </table>
            </div>
        </section>
    }
}
