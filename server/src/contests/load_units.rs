//! Loading the unit tree of a contest from a file. It replaces the whole tree, as long as nobody has entered.

use crate::auth::session::Organiser;
use crate::banks::template::send_template;
use crate::banks::upload;
use crate::contests::access::OwnedContest;
use crate::contests::parts::Organising;
use crate::contests::{access, rounds};
use crate::db::audit::{self, AuditEvent};
use crate::db::entities::{entry, unit};
use crate::errors::{AppResult, Refusal};
use crate::texts::say;
use actix_web::HttpResponse;
use actix_web::web::{self, Data, Path, Payload, Query};
use contest_core::ids::{AccountId, ContestId, UnitId};
use contest_core::wire::audit::Audited;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff::UnitsReport;
use question_banks::units::{self, UnitRow};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, SqlErr,
    TransactionTrait,
};
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

/// Rows in one statement: they have 7 columns, and SQLite binds at most 32,766 values.
const CHUNK: usize = 4_000;

#[derive(Deserialize)]
pub(crate) struct Load {
    filename: String,
    /// Whether to only check the file.
    #[serde(default)]
    check: bool,
}

/// Returns a template for a unit tree, as `xlsx` or `csv`.
#[utoipa::path(get, path = paths::UNITS_TEMPLATE, tag = "contests, for staff",
    params(("format" = String, Path)),
    responses((status = 200,
        content((crate::web::attachment::File = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (crate::web::attachment::File = "text/csv")))))]
pub(crate) async fn template(Organiser(_): Organiser, format: Path<String>) -> AppResult<HttpResponse> {
    send_template(
        &format,
        "mau-danh-sach-don-vi",
        units::template_xlsx,
        units::template_csv,
    )
}

/// Replaces the unit tree of a contest with the one in a file (XLSX, CSV), as long as nobody has entered.
#[utoipa::path(post, path = paths::STAFF_UNITS, tag = "contests, for staff",
    params(("contest" = ContestId, Path), ("filename" = String, Query), ("check" = Option<bool>, Query)),
    request_body(content = crate::web::attachment::File, content_type = "application/octet-stream"),
    responses((status = 200, body = UnitsReport)))]
pub(crate) async fn load(
    parts: Data<Organising>,
    OwnedContest { claims, contest }: OwnedContest,
    Query(load): Query<Load>,
    payload: Payload,
) -> AppResult<web::Json<UnitsReport>> {
    let file = upload::receive(payload).await?;
    let read = upload::in_turn(move || units::read(&load.filename, &file)).await?;
    let rows = match read {
        Ok(rows) => rows,
        Err(issues) if load.check => {
            return Ok(web::Json(UnitsReport {
                ok: false,
                units: 0,
                issues: upload::rows(&issues),
            }));
        }
        Err(issues) => {
            return Err(Refusal::new(ErrorCode::UnitsRejected).rows(upload::rows(&issues)));
        }
    };
    let report = UnitsReport {
        ok: true,
        units: u32::try_from(rows.len()).unwrap_or(u32::MAX),
        issues: Vec::new(),
    };
    if !load.check {
        replace(&parts, claims.sub, contest.id, &rows).await?;
    }
    Ok(web::Json(report))
}

/// Replaces the tree of a contest. In `rows`, parents come before their children.
pub async fn replace(
    parts: &Organising,
    actor: AccountId,
    contest: ContestId,
    rows: &[UnitRow],
) -> AppResult<()> {
    let transaction = parts.db.write.begin().await?;
    let published = access::locked_contest(&transaction, contest)
        .await?
        .published_at
        .is_some();
    let entered = entry::Entity::find()
        .filter(entry::Column::ContestId.eq(contest))
        .limit(1);
    if entered.one(&transaction).await?.is_some() {
        return Err(in_use());
    }
    let old = unit::Entity::delete_many().filter(unit::Column::ContestId.eq(contest));
    old.exec(&transaction)
        .await
        .map_err(|error| match error.sql_err() {
            // Somebody entered at this moment.
            Some(SqlErr::ForeignKeyConstraintViolation(_)) => in_use(),
            _ => error.into(),
        })?;
    insert(&transaction, contest, rows).await?;
    let event = AuditEvent {
        actor,
        contest: Some(contest),
        subject: contest.to_string(),
        what: Audited::UnitsLoaded {
            units: u32::try_from(rows.len()).unwrap_or(u32::MAX),
        },
    };
    audit::record(&transaction, parts.clock.now(), event).await?;
    transaction.commit().await?;
    if published {
        rounds::announce(&parts.changes).await;
    }
    Ok(())
}

fn in_use() -> Refusal {
    Refusal::new(ErrorCode::AlreadyPublished).message(say!(contests.units_in_use))
}

async fn insert(db: &impl ConnectionTrait, contest: ContestId, rows: &[UnitRow]) -> AppResult<()> {
    let ids: HashMap<&str, UnitId> = rows
        .iter()
        .map(|row| (row.code.as_str(), UnitId(Uuid::now_v7())))
        .collect();
    let row = |(position, row): (i32, &UnitRow)| unit::ActiveModel {
        id: Set(ids[row.code.as_str()]),
        contest_id: Set(contest),
        parent_id: Set(row.parent.as_deref().and_then(|parent| ids.get(parent)).copied()),
        code: Set(row.code.clone()),
        name: Set(row.name.clone()),
        headcount: Set(row
            .headcount
            .map(|people| i32::try_from(people).unwrap_or(i32::MAX))),
        position: Set(position),
    };
    let rows: Vec<unit::ActiveModel> = (0..).zip(rows).map(row).collect();
    for chunk in rows.chunks(CHUNK) {
        unit::Entity::insert_many(chunk.to_vec())
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}
