//! Lets staff download a table of a round as CSV, sent while it is read; XLSX is made by a job. Every download is in
//! the audit log, because the tables are full of personal data.

use super::build::{FileFormat, csv_stream};
use super::export::{Export, Kind, table_of};
use crate::auth::session::Claims;
use crate::contests::access::{RoundAccess, RoundForStaff};
use crate::contests::reveal::Reveal;
use crate::db::audit::{AuditEvent, record};
use crate::errors::AppResult;
use crate::jobs::show::accepted;
use crate::jobs::task::Task;
use crate::lang;
use crate::results::parts::Judging;
use crate::statistics::may_see;
use crate::web::attachment::attachment;
use crate::web::head::IsHead;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use contest_core::ids::RoundId;
use contest_core::wire::jobs::{ExportTable, Job};
use contest_core::wire::paths;
use serde::Deserialize;

/// The version of the settlement to export.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    version: Option<u32>,
}

#[utoipa::path(get, path = paths::EXPORT, tag = "results",
    params(("round" = RoundId, Path), ("file" = String, Path,
        description = "`attempts.csv`, `ranking.csv`, `winners.csv`, `questions.csv` or `units.csv`"),
        ("version" = Option<u32>, Query, description = "of the settlement; without it, the newest")),
    responses((status = 200, body = crate::web::attachment::File, content_type = "text/csv")))]
pub(crate) async fn download(
    (parts, reveal): (Data<Judging>, Data<Reveal>),
    path: Path<(RoundId, String)>,
    wanted: Query<Wanted>,
    RoundForStaff { claims, access }: RoundForStaff,
    IsHead(is_head): IsHead,
) -> AppResult<HttpResponse> {
    let (round, file) = path.into_inner();
    let table = table_of(&file, FileFormat::Csv)?;
    require_visible(&parts, &reveal, &claims, (&access, table)).await?;
    let what = (Kind::from(table), FileFormat::Csv);
    let export = Export::find(&parts, access, what, wanted.version).await?;
    let file = csv_stream(&export.table(&parts, &claims.name), export.read(&parts)).await?;
    let response = attachment(FileFormat::Csv.content_type(), &export.file_name()).streaming(file);
    if is_head {
        return Ok(response);
    }
    // The audit event comes before the first byte.
    let event = AuditEvent {
        actor: claims.sub,
        contest: Some(export.contest.id),
        subject: round.to_string(),
        what: export.audited(table)?,
    };
    record(&parts.db.write, parts.clock.now(), event).await?;
    Ok(response)
}

#[utoipa::path(post, path = paths::EXPORT, tag = "results",
    params(("round" = RoundId, Path), ("file" = String, Path,
        description = "`attempts.xlsx`, `ranking.xlsx`, `winners.xlsx`, `questions.xlsx` or `units.xlsx`"),
        ("version" = Option<u32>, Query, description = "of the settlement; without it, the newest")),
    responses((status = 202, body = Job)))]
pub(crate) async fn ask(
    (parts, reveal): (Data<Judging>, Data<Reveal>),
    path: Path<(RoundId, String)>,
    wanted: Query<Wanted>,
    RoundForStaff { claims, access }: RoundForStaff,
) -> AppResult<HttpResponse> {
    let (round, file) = path.into_inner();
    let table = table_of(&file, FileFormat::Xlsx)?;
    require_visible(&parts, &reveal, &claims, (&access, table)).await?;
    Export::require_possible(&parts, &access, table, wanted.version).await?;
    let task = Task::Export {
        table,
        version: wanted.version,
        lang: lang::of_reader(),
    };
    let job = parts.jobs.ask(round, claims.sub, &task).await?;
    accepted(&parts, job).await
}

/// Refuses the table of questions, which shows the keys, to those who may not see them yet.
async fn require_visible(
    parts: &Judging,
    reveal: &Reveal,
    claims: &Claims,
    (access, table): (&RoundAccess, ExportTable),
) -> AppResult<()> {
    match table {
        ExportTable::Questions => may_see::require(parts, reveal, claims, access).await,
        _ => Ok(()),
    }
}
