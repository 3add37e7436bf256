//! One question with its figures, its text, its key and its basis: what a judge looks at who doubts a key.

use super::may_see;
use super::show::{Wanted, of_question, sums_of};
use super::stored::Made;
use crate::contests::access::RoundForStaff;
use crate::contests::reveal::Reveal;
use crate::errors::AppResult;
use crate::laws::basis::cited;
use crate::laws::register::Laws;
use crate::results::parts::Judging;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use contest_core::ids::RoundId;
use contest_core::statistics::cells::FEWEST;
use contest_core::statistics::sums::OptionSums;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::figures::{OptionFigures, QuestionDetails, Which};
use contest_core::wire::paths;

#[utoipa::path(get, path = paths::QUESTION_STATISTICS, tag = "figures",
    params(("round" = RoundId, Path), ("question" = u32, Path, description = "its index in the bank"),
        ("attempts" = Option<Which>, Query, description = "which attempts; without it, those that count")),
    responses((status = 200, body = QuestionDetails)))]
pub(crate) async fn show(
    parts: Data<Judging>,
    (reveal, laws): (Data<Reveal>, Data<Laws>),
    RoundForStaff { claims, access }: RoundForStaff,
    path: Path<(RoundId, u32)>,
    wanted: Query<Wanted>,
) -> AppResult<HttpResponse> {
    may_see::require(&parts, &reveal, &claims, &access).await?;
    let (id, at) = path.into_inner();
    let made = Made::find(&parts.db, id).await?.ok_or(ErrorCode::NotFound)?;
    let round = parts.contests.round(id)?;
    let question = round.bank.bank.questions.get(at as usize);
    let sums = sums_of(&made, wanted.attempts).questions.get(at as usize);
    let (question, sums) = question.zip(sums).ok_or(ErrorCode::NotFound)?;
    let counted = made.sums.counted.questions.get(at as usize);
    let counted = counted.ok_or(ErrorCode::NotFound)?;
    let options = question
        .options
        .iter()
        .zip(sums.options.iter().zip(&counted.options));
    let option = |(text, (sums, counted)): (&String, (&OptionSums, &OptionSums))| OptionFigures {
        text: text.clone(),
        chosen: sums.chosen,
        // See `of_question`.
        mean_rest: sums.mean_rest().filter(|_| counted.chosen >= FEWEST),
    };
    Ok(HttpResponse::Ok().json(QuestionDetails {
        figures: of_question(at, question, (sums, counted)),
        kind: question.kind,
        stem: question.stem.clone(),
        options: options.map(option).collect(),
        key: question.key,
        explanation: question.explanation.clone(),
        law_page: cited(&laws.register(), question.legal_basis.as_ref()).page,
        legal_basis: question.legal_basis.clone(),
    }))
}
