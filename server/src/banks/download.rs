//! One version of a bank with its key as a file, for its owner only. Each format can be loaded again and gives the same
//! questions. Every download is in the audit log, because the file tells the answers.

use super::show::owned;
use super::upload;
use crate::auth::session::Organiser;
use crate::clock::Clock;
use crate::db::Db;
use crate::db::audit::{AuditEvent, record};
use crate::db::stored::Stored;
use crate::errors::AppResult;
use crate::web::attachment::attachment;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use contest_core::ids::BankVersionId;
use contest_core::questions::Bank;
use contest_core::wire::audit::Audited;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use question_banks::{write_csv, write_docx, write_gift, write_json, write_moodle, write_qti, write_xlsx};

/// Writes a bank, and its content type.
type Format = (fn(&Bank) -> Vec<u8>, &'static str);

/// Returns how the format with this ending is written.
fn format(ending: &str) -> Option<Format> {
    const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    Some(match ending {
        "xlsx" => (write_xlsx, XLSX),
        "docx" => (write_docx, DOCX),
        "csv" => (write_csv, "text/csv; charset=utf-8"),
        "json" => (write_json, "application/json"),
        "gift" => (write_gift, "text/plain; charset=utf-8"),
        "xml" => (write_moodle, "application/xml"),
        "zip" => (write_qti, "application/zip"),
        _ => return None,
    })
}

/// Returns one version of a bank with its key as a file: `xlsx`, `docx`, `csv`, `json`, `gift`, `xml` (Moodle) or `zip`
/// (QTI 3.0).
#[utoipa::path(get, path = paths::BANK_FILE, tag = "banks",
    params(("version" = BankVersionId, Path), ("format" = String, Path)),
    responses((status = 200,
        content((crate::web::attachment::File = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (crate::web::attachment::File = "text/csv"), (serde_json::Value = "application/json"),
            (crate::web::attachment::File = "text/plain"), (crate::web::attachment::File = "application/xml"),
            (crate::web::attachment::File = "application/zip"),
            (crate::web::attachment::File = "application/vnd.openxmlformats-officedocument.wordprocessingml.document")))))]
pub(crate) async fn download(
    (db, clock): (Data<Db>, Data<Clock>),
    Organiser(claims): Organiser,
    path: Path<(BankVersionId, String)>,
) -> AppResult<HttpResponse> {
    let (id, ending) = path.into_inner();
    let (bank, version) = owned(&db, id, claims.sub).await?;
    let (write, content_type) = format(&ending).ok_or(ErrorCode::NotFound)?;
    let number: u32 = Stored::new("bank_versions", version.id).number("version", version.version)?;
    let file = upload::in_turn(move || version.bank().map(|content| write(&content))).await??;
    let event = AuditEvent {
        actor: claims.sub,
        contest: None,
        subject: bank.slug.clone(),
        what: Audited::BankDownloaded {
            version: number,
            format: ending.clone(),
        },
    };
    record(&db.write, clock.now(), event).await?;
    let name = format!("{}-v{number}.{ending}", bank.slug);
    Ok(attachment(content_type, &name).body(file))
}
