//! A contestant's certificate: of the attempt that counted, once the result is final.

use super::own_result::OwnAttempt;
use super::parts::Printing;
use super::words::{check_address, day, points, thousands};
use crate::admission::class::READ;
use crate::admission::turn::Turn;
use crate::attempts::parts::Attempts;
use crate::auth::session::Contestant;
use crate::config::Config;
use crate::contests::title;
use crate::errors::AppResult;
use crate::lang;
use crate::results::final_board::FinalStanding;
use crate::results::people::{name_of, people};
use crate::texts::{say, texts};
use crate::web::attachment::{File, attachment};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use contest_core::ids::AttemptId;
use contest_core::receipts::ReceiptCode;
use contest_core::time::Millis;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_documents::{Cell, Certificate, Document};

/// Returns the certificate of the contestant's own attempt as a PDF.
#[utoipa::path(get, path = paths::CERTIFICATE, tag = "documents",
    params(("attempt" = AttemptId, Path)),
    responses((status = 200, body = File, content_type = "application/pdf")))]
pub(crate) async fn certificate(
    _turn: Turn<READ>,
    parts: Data<Attempts>,
    printing: Data<Printing>,
    attempt: Path<AttemptId>,
    Contestant(claims): Contestant,
) -> AppResult<HttpResponse> {
    let own = OwnAttempt::load(&parts, &claims, *attempt).await?;
    let (standing, finalised_at) = own.result(&parts).await?.ok_or(ErrorCode::CertificateNotReady)?;
    if standing.attempt != Some(own.record.attempt) {
        return Err(ErrorCode::OtherAttemptCounts.into());
    }
    // The session's name may be older than a correction.
    let names = people(&parts.db, [claims.sub]).await?;
    let name = name_of(&names, claims.sub);
    let words = lang::in_vietnamese(|| of(&own, &standing, finalised_at, name, &printing.config));
    let code = ReceiptCode::of(own.record.attempt).to_string();
    let printed = printing.press.print(Document::Certificate(words)).await?;
    Ok(attachment("application/pdf", &format!("giay-chung-nhan-{code}.pdf")).body(printed))
}

fn of(
    own: &OwnAttempt,
    standing: &FinalStanding,
    finalised_at: Millis,
    name: String,
    config: &Config,
) -> Certificate {
    let t = &texts().documents;
    let code = ReceiptCode::of(own.record.attempt).to_string();
    let score = own.record.score;
    let cell = |label: &str, value: String| Cell {
        label: label.to_owned(),
        value,
    };
    let of = |part: String, all: String| [part.as_str(), "/", &all].concat();
    let mut results = vec![cell(t.score, of(points(score.points), points(score.max_points)))];
    if let Some(rank) = standing.rank {
        let place = of(thousands(rank), thousands(standing.people));
        results.push(cell(t.place, place));
    }
    if let Some(prize) = &standing.prize {
        results.push(cell(t.prize, prize.clone()));
    }
    Certificate {
        organiser: own.contest.organiser.clone(),
        heading: t.certificate.to_owned(),
        certifies: t.certifies.to_owned(),
        name,
        deed: match title::says_what_it_is(&own.contest.title) {
            true => say!(documents.deed_of, round = own.round.title),
            false => say!(documents.deed, round = own.round.title),
        },
        contest: own.contest.title.clone(),
        results,
        date: day(finalised_at),
        issued_by: t.issued_by.to_owned(),
        check: t.check.to_owned(),
        receipt: say!(documents.receipt, code = code),
        address: check_address(config, &code),
    }
}
