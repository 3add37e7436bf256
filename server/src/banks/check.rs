//! A dry run of loading a bank: what it would do, and everything that is wrong with the file.

use crate::auth::session::Organiser;
use crate::banks::summary::counts;
use crate::banks::upload::{self, Upload};
use crate::errors::AppResult;
use actix_web::web::{self, Payload, Query};
use contest_core::wire::banks::BankReport;
use contest_core::wire::paths;

/// Returns what loading a file (XLSX, CSV, JSON) would do, and everything that is wrong with the file.
#[utoipa::path(post, path = paths::BANK_CHECK, tag = "banks",
    params(("filename" = String, Query)),
    request_body(content = crate::web::attachment::File, content_type = "application/octet-stream"),
    responses((status = 200, body = BankReport)))]
pub(crate) async fn check(
    Organiser(_): Organiser,
    Query(upload): Query<Upload>,
    payload: Payload,
) -> AppResult<web::Json<BankReport>> {
    let file = upload::receive(payload).await?;
    let read = upload::reading(move || question_banks::read_with_warnings(&upload.filename, &file)).await?;
    let report = match read {
        Ok((bank, warnings)) => BankReport {
            ok: true,
            questions: u32::try_from(bank.questions.len()).unwrap_or(u32::MAX),
            counts: counts(&bank.questions),
            title: bank.title,
            issues: Vec::new(),
            warnings: upload::rows(&warnings),
        },
        Err(issues) => BankReport {
            ok: false,
            title: String::new(),
            questions: 0,
            counts: Vec::new(),
            issues: upload::rows(&issues),
            warnings: Vec::new(),
        },
    };
    Ok(web::Json(report))
}
