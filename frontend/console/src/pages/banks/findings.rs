//! What is weak in a version, by severity and rule, with the remedies that a machine can apply.

use super::change::Pending;
use crate::texts::texts;
use crate::ui::load::Load;
use contest_core::wire::workbench::{BankChange, BankFinding, BankFindings, Severity};
use leptos::prelude::*;
use web_kit::lang::fill;

/// How many findings of one rule are listed.
const LISTED: usize = 200;

/// `changing`: remedies can be applied.
pub(super) fn panel(found: Load<BankFindings>, changing: Option<Pending>) -> impl IntoView {
    let t = &texts().workbench;
    view! {
        <section class="card stack" data-test="findings">
            <h2>{t.findings}</h2>
            <p class="soft">{t.findings_why}</p>
            {found.draw(move |found| {
                let t = &texts().workbench;
                if found.findings.is_empty() {
                    return view! { <p data-test="no-findings">{t.none}</p> }.into_any();
                }
                let of = |severity, title| of_severity(&found.findings, severity, title, changing);
                view! {
                    {of(Severity::Serious, t.serious)}
                    {of(Severity::Hint, t.hints)}
                }
                .into_any()
            })}
        </section>
    }
}

fn of_severity(
    all: &[BankFinding],
    severity: Severity,
    title: &str,
    changing: Option<Pending>,
) -> Option<AnyView> {
    let of_severity: Vec<&BankFinding> = all
        .iter()
        .filter(|finding| finding.severity == severity)
        .collect();
    let mut rules: Vec<&str> = Vec::new();
    for finding in &of_severity {
        if !rules.contains(&finding.rule.as_str()) {
            rules.push(&finding.rule);
        }
    }
    let rules = rules.into_iter().map(|rule| {
        let of_rule: Vec<&BankFinding> = of_severity
            .iter()
            .copied()
            .filter(|finding| finding.rule == rule)
            .collect();
        of_one_rule(rule, &of_rule, changing)
    });
    let rules = rules.collect_view();
    let title = fill(title, &[("n", &of_severity.len().to_string())]);
    let test = match severity {
        Severity::Serious => "findings-serious",
        Severity::Hint => "findings-hints",
    };
    (!of_severity.is_empty())
        .then(|| view! { <div class="stack" data-test=test><h3>{title}</h3>{rules}</div> }.into_any())
}

fn of_one_rule(rule: &str, found: &[&BankFinding], changing: Option<Pending>) -> impl IntoView + use<> {
    let t = &texts().workbench;
    let count = found.len().to_string();
    let title = found
        .first()
        .map(|finding| finding.title.clone())
        .unwrap_or_default();
    let title = fill(t.rule, &[("title", &title), ("n", &count)]);
    let can_mend = changing.filter(|_| found.iter().any(|finding| finding.can_mend));
    let mend_all = can_mend.map(|pending| {
        let all = mend(pending, rule.to_owned(), None);
        let text = fill(t.mend_all, &[("n", &count)]);
        view! {
            <button type="button" class="btn tight" data-test=format!("mend-all:{rule}") on:click=move |_| all()>{text}</button>
        }
    });
    let items = found.iter().take(LISTED).map(|finding| {
        let one = can_mend.filter(|_| finding.can_mend).map(|pending| {
            let one = mend(pending, rule.to_owned(), finding.code.clone());
            view! {
                " "
                <button type="button" class="link" data-test="mend" on:click=move |_| one()>{t.mend}</button>
            }
        });
        let of = finding.code.clone().unwrap_or_else(|| t.whole.to_owned());
        view! {
            <li data-test="finding" data-rule=finding.rule.clone()>
                <strong>{of}</strong> ": " {finding.reason.clone()} " " <span class="soft">{finding.remedy.clone()}</span>
                {one}
            </li>
        }
    });
    let items = items.collect_view();
    view! {
        <details class="finding" data-test=format!("rule:{rule}")>
            <summary>{title}</summary>
            {mend_all}
            <ul class="listed">{items}</ul>
        </details>
    }
}

fn mend(pending: Pending, rule: String, code: Option<String>) -> impl Fn() {
    move || {
        pending.ask(BankChange::Mend {
            rule: rule.clone(),
            code: code.clone(),
        });
    }
}
