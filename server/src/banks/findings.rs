//! What is weak in a version of a bank: what the lint finds, and what is in doubt about its legal bases.

use super::show::owned;
use super::upload;
use crate::auth::session::Organiser;
use crate::clock::Clock;
use crate::db::Db;
use crate::db::entities::{bank_version, contest, round};
use crate::errors::AppResult;
use crate::lang;
use crate::laws::doubts::doubts;
use crate::laws::register::{Laws, Register};
use crate::texts::say;
use actix_web::web::{self, Data, Path};
use contest_core::ids::{BankVersionId, ContestId};
use contest_core::questions::Question;
use contest_core::time::{Day, Millis};
use contest_core::wire::paths;
use contest_core::wire::workbench::{BankFinding, BankFindings, Severity};
use question_banks::Lang;
use question_banks::lint::{Finding, lint};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use std::collections::BTreeSet;

/// The most findings that are told: beyond this, a bank has a common fault to correct first.
const TOLD: usize = 5_000;

/// Returns what is weak in a version of a bank, today and on the days of the rounds that draw from it.
#[utoipa::path(get, path = paths::BANK_FINDINGS, tag = "banks",
    params(("version" = BankVersionId, Path)),
    responses((status = 200, body = BankFindings)))]
pub(crate) async fn findings(
    db: Data<Db>,
    (laws, clock): (Data<Laws>, Data<Clock>),
    Organiser(claims): Organiser,
    id: Path<BankVersionId>,
) -> AppResult<web::Json<BankFindings>> {
    let (_, version) = owned(&db, *id, claims.sub).await?;
    let now = clock.now();
    let today = Day::in_viet_nam(now);
    let days = days(&db, &version, now).await?;
    let linted = upload::in_turn(move || {
        let bank = version.bank()?;
        let found = lint(&bank, today);
        Ok::<_, sea_orm::DbErr>((bank, found))
    });
    let (bank, found) = linted.await??;
    let mut findings = of_bases(&bank.questions, &laws.register(), &days);
    let lang = lang::of_reader();
    findings.extend(found.iter().map(|finding| told(finding, lang)));
    // Stable: the lint has them in order.
    findings.sort_by_key(|finding| finding.severity);
    findings.truncate(TOLD);
    Ok(web::Json(BankFindings { findings }))
}

fn told(finding: &Finding, lang: Lang) -> BankFinding {
    let remark = &finding.remark;
    BankFinding {
        code: finding.code.clone(),
        rule: remark.tag().to_owned(),
        title: remark.title(lang).to_owned(),
        severity: remark.severity(),
        reason: remark.reason(lang),
        remedy: remark.remedy(lang),
        can_mend: remark.can_mend(),
    }
}

/// Returns today, and the first and last days of the rounds that draw from the version and have not closed. A draft that
/// names no version draws from the newest one of its bank, whichever its row has.
async fn days(db: &Db, version: &bank_version::Model, now: Millis) -> AppResult<Vec<Day>> {
    let of_bank = || {
        bank_version::Entity::find()
            .select_only()
            .column(bank_version::Column::Id)
            .filter(bank_version::Column::BankId.eq(version.bank_id))
    };
    let newest: Option<BankVersionId> = of_bank()
        .order_by_desc(bank_version::Column::Version)
        .into_tuple()
        .one(&db.read)
        .await?;
    let using = round::Entity::find()
        .filter(round::Column::BankVersionId.in_subquery(of_bank().into_query()))
        .filter(round::Column::ClosesAt.gt(now))
        .all(&db.read)
        .await?;
    let published: Vec<ContestId> = contest::Entity::find()
        .select_only()
        .column(contest::Column::Id)
        .filter(contest::Column::Id.is_in(using.iter().map(|round| round.contest_id)))
        .filter(contest::Column::PublishedAt.is_not_null())
        .into_tuple()
        .all(&db.read)
        .await?;
    let draws = |round: &&round::Model| {
        let follows = round.newest_bank && !published.contains(&round.contest_id);
        match newest {
            Some(newest) if follows => newest == version.id,
            _ => round.bank_version_id == version.id,
        }
    };
    let of_rounds = using
        .iter()
        .filter(draws)
        .flat_map(|round| [round.opens_at.max(now), round.closes_at]);
    let days: BTreeSet<Day> = of_rounds.chain([now]).map(Day::in_viet_nam).collect();
    Ok(days.into_iter().collect())
}

/// Returns what is in doubt about the legal bases, today and on the days of the rounds to come.
fn of_bases(questions: &[Question], register: &Register, days: &[Day]) -> Vec<BankFinding> {
    let mut findings = Vec::new();
    for question in questions {
        let Some(basis) = &question.legal_basis else {
            continue;
        };
        let mut known = Vec::new();
        for doubt in days.iter().flat_map(|day| doubts(register, basis, *day)) {
            // Most doubts are the same on every day.
            if !known.contains(&doubt) {
                known.push(doubt);
            }
        }
        findings.extend(known.into_iter().map(|doubt| BankFinding {
            code: Some(question.code.clone()),
            rule: "legal_basis".to_owned(),
            title: say!(banks.doubts),
            severity: Severity::Serious,
            reason: doubt.reason(),
            remedy: doubt.remedy(),
            can_mend: false,
        }));
    }
    findings
}
