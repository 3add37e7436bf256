//! Templates for new banks: headings, an example of every kind of question, and a guide.

use crate::auth::session::Organiser;
use crate::errors::AppResult;
use crate::web::attachment::attachment;
use actix_web::HttpResponse;
use actix_web::web::Path;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use question_banks::{template_csv, template_docx, template_xlsx};

/// Returns a template for a new bank, as `xlsx`, `docx` or `csv`.
#[utoipa::path(get, path = paths::BANK_TEMPLATE, tag = "banks",
    params(("format" = String, Path)),
    responses((status = 200,
        content((crate::web::attachment::File = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (crate::web::attachment::File = "text/csv"),
            (crate::web::attachment::File = "application/vnd.openxmlformats-officedocument.wordprocessingml.document")))))]
pub(crate) async fn template(Organiser(_): Organiser, format: Path<String>) -> AppResult<HttpResponse> {
    const NAME: &str = "mau-ngan-hang-cau-hoi";
    const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    if *format == "docx" {
        return Ok(attachment(DOCX, &format!("{NAME}.docx")).body(template_docx()));
    }
    send_template(&format, NAME, template_xlsx, template_csv)
}

/// Returns a template as a download in the requested format.
pub(crate) fn send_template(
    format: &str,
    name: &str,
    xlsx: fn() -> Vec<u8>,
    csv: fn() -> Vec<u8>,
) -> AppResult<HttpResponse> {
    let (kind, file) = match format {
        "xlsx" => (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            xlsx(),
        ),
        "csv" => ("text/csv; charset=utf-8", csv()),
        _ => return Err(ErrorCode::NotFound.into()),
    };
    Ok(attachment(kind, &format!("{name}.{format}")).body(file))
}
