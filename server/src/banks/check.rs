//! A dry run of loading a bank: what it would do, and everything that is wrong with the file.

use crate::auth::session::Organiser;
use crate::banks::summary::counts;
use crate::banks::upload::{self, Upload};
use crate::clock::Clock;
use crate::errors::AppResult;
use crate::laws::doubts::doubts;
use crate::laws::register::{Laws, Register};
use actix_web::web::{self, Data, Payload, Query};
use contest_core::questions::Bank;
use contest_core::time::Day;
use contest_core::wire::banks::{BankReport, RowIssue};
use contest_core::wire::paths;
use question_banks::BasisPlace;

/// The most warnings in a report.
const WARNINGS: usize = 1_000;

/// Returns what loading a file (XLSX, DOCX, CSV, TXT, JSON, GIFT, Moodle XML, QTI) would do, and everything that is wrong
/// with it.
#[utoipa::path(post, path = paths::BANK_CHECK, tag = "banks",
    params(("filename" = String, Query)),
    request_body(content = crate::web::attachment::File, content_type = "application/octet-stream"),
    responses((status = 200, body = BankReport)))]
pub(crate) async fn check(
    Organiser(_): Organiser,
    Query(upload): Query<Upload>,
    (laws, clock): (Data<Laws>, Data<Clock>),
    payload: Payload,
) -> AppResult<web::Json<BankReport>> {
    let file = upload::receive(payload).await?;
    let read = upload::in_turn(move || question_banks::read_whole(&upload.filename, &file)).await?;
    let today = Day::in_viet_nam(clock.now());
    let report = match read {
        Ok((bank, places, told)) => BankReport {
            ok: true,
            questions: u32::try_from(bank.questions.len()).unwrap_or(u32::MAX),
            counts: counts(&bank.questions),
            warnings: [
                upload::rows(&told),
                warnings(&bank, places, &laws.register(), today),
            ]
            .concat(),
            title: bank.title,
            issues: Vec::new(),
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

/// Returns the doubts about the legal bases today, each with its place in the file. The contest's day is not known
/// yet; the page of the loaded bank knows it.
fn warnings(bank: &Bank, places: Vec<BasisPlace>, register: &Register, today: Day) -> Vec<RowIssue> {
    let mut warnings = Vec::new();
    for (question, place) in bank.questions.iter().zip(places) {
        let basis = question.legal_basis.iter();
        for doubt in basis.flat_map(|basis| doubts(register, basis, today)) {
            let column = if doubt.is_of_article() {
                &place.article
            } else {
                &place.law
            };
            warnings.push(RowIssue {
                sheet: place.sheet.clone(),
                row: Some(place.row),
                column: Some(column.clone()),
                reason: doubt.reason(),
                remedy: doubt.remedy(),
            });
        }
        if warnings.len() >= WARNINGS {
            break;
        }
    }
    warnings
}
