//! The prizes of a round, in the order in which they are awarded.

use super::parts::PrizeForm;
use super::round::RoundForm;
use crate::texts::{t, texts};
use crate::ui::field::{GroupError, TextField, id_of};
use leptos::prelude::*;
use web_kit::format::{dong, read_whole, thousands};
use web_kit::lang::fill;

#[component]
pub(crate) fn PrizeFields(path: String, round: RoundForm) -> impl IntoView {
    let prizes = round.prizes;
    let rows = {
        let path = path.clone();
        move || {
            let row = |(n, prize)| prize_row(format!("{path}.{n}"), n, prize, prizes);
            prizes.get().into_iter().enumerate().map(row).collect_view()
        }
    };
    let total = move || {
        let whole = |text: RwSignal<String>| read_whole(&text.get()).unwrap_or(0);
        let sums = prizes
            .get()
            .into_iter()
            .fold((0_u64, 0_u64), |(people, money), prize| {
                let quota = whole(prize.quota);
                let amount = quota.saturating_mul(whole(prize.amount));
                (people.saturating_add(quota), money.saturating_add(amount))
            });
        fill(
            texts().prizes.total,
            &[("n", &thousands(sums.0)), ("amount", &dong(sums.1))],
        )
    };
    view! {
        <fieldset class="group stack">
            <legend id=id_of(&path) tabindex="-1">{t!(prizes.title)}</legend>
            <p class="hint">{t!(prizes.why)}</p>
            <div class="scroll">
                <table class="cards">
                    <thead>
                        <tr>
                            <th scope="col">{t!(prizes.name)}</th>
                            <th scope="col">{t!(prizes.quota)}</th>
                            <th scope="col">{t!(prizes.amount)}</th>
                            <th scope="col"><span class="sr">{t!(common.remove)}</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <GroupError path=path.clone()/>
            <div class="row spread">
                <button
                    type="button"
                    class="btn tight"
                    data-test=format!("{path}.add")
                    on:click=move |_| prizes.update(|all| all.push(PrizeForm::blank()))
                >
                    {t!(prizes.add)}
                </button>
                <p role="status"><strong>{total}</strong></p>
            </div>
        </fieldset>
    }
}

fn prize_row(path: String, n: usize, prize: PrizeForm, prizes: RwSignal<Vec<PrizeForm>>) -> impl IntoView {
    view! {
        <tr>
            <td data-label=t!(prizes.name)>
                <TextField path=format!("{path}.name") label=t!(prizes.name) value=prize.name bare=true/>
            </td>
            <td data-label=t!(prizes.quota)>
                <TextField path=format!("{path}.quota") label=t!(prizes.quota) value=prize.quota kind="number" bare=true/>
            </td>
            <td data-label=t!(prizes.amount)>
                <TextField path=format!("{path}.amount_vnd") label=t!(prizes.amount) value=prize.amount kind="number" bare=true/>
            </td>
            <td>
                <button
                    type="button"
                    class="btn tight icon"
                    aria-label=move || fill(texts().prizes.remove, &[("n", &(n + 1).to_string())])
                    on:click=move |_| prizes.update(|all| { all.remove(n); })
                >
                    "✕"
                </button>
            </td>
        </tr>
    }
}
