//! The review of an attempt after the close: its paper with the key and explanations.

use super::parts::Attempts;
use super::receipt::receipt_of;
use crate::admission::class::READ;
use crate::admission::turn::Turn;
use crate::auth::session::Contestant;
use crate::contests::reveal::Reveal;
use crate::errors::{AppResult, Refusal};
use crate::laws::basis;
use crate::laws::register::{Laws, Register};
use crate::recording::rows::recorded_attempt;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use contest_core::answers::Answers;
use contest_core::ids::AttemptId;
use contest_core::paper::PaperItem;
use contest_core::questions::{Bank, OptionSet};
use contest_core::scoring::{HUNDREDTHS, question_points};
use contest_core::wire::attempts::{Review, ReviewedQuestion};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;

/// Returns every question of the contestant's own attempt, with the marked options and the key.
#[utoipa::path(get, path = paths::REVIEW, tag = "attempts",
    params(("attempt" = AttemptId, Path)),
    responses((status = 200, body = Review)))]
pub(crate) async fn review(
    _turn: Turn<READ>,
    parts: Data<Attempts>,
    (reveal, laws): (Data<Reveal>, Data<Laws>),
    attempt: Path<AttemptId>,
    Contestant(claims): Contestant,
) -> AppResult<HttpResponse> {
    let record = recorded_attempt(&parts.db, *attempt)
        .await?
        .ok_or(ErrorCode::NotFound)?;
    if record.account != claims.sub {
        return Err(Refusal::attempt_of_another());
    }
    let round = parts.contests.round(record.round)?;
    reveal.require_keys_public(round.id).await?;
    let contest = parts.contests.contest(round.contest)?;
    let answers = Answers::parse(&record.sheet.answers).map_err(Refusal::internal)?;
    let paper = round.paper(record.attempt);
    let register = laws.register();
    let reviewed =
        |(item, marked): (&PaperItem, &OptionSet)| reviewed(&round.bank.bank, &register, item, *marked);
    let submitted = receipt_of(&parts, &record);
    let review = Review {
        receipt: submitted
            .receipt
            .ok_or_else(|| Refusal::internal("a record without receipt"))?,
        contest_slug: contest.slug.clone(),
        round_title: round.title.clone(),
        questions: paper.items.iter().zip(&answers.0).map(reviewed).collect(),
    };
    Ok(HttpResponse::Ok().json(review))
}

/// Returns one question of a paper with its key, and what was marked.
pub(crate) fn reviewed(
    bank: &Bank,
    register: &Register,
    item: &PaperItem,
    marked: OptionSet,
) -> ReviewedQuestion {
    let question = &bank.questions[item.question as usize];
    let worth = u32::from(item.points) * HUNDREDTHS;
    let cited = basis::cited(register, question.legal_basis.as_ref());
    ReviewedQuestion {
        question: question.public(&item.order),
        topic: question.topic.clone(),
        marked,
        key: item.to_shown(question.key),
        points: question_points(question, item.to_bank(marked), worth),
        max_points: worth,
        explanation: question.explanation.clone(),
        legal_basis: question.legal_basis.clone(),
        law_page: cited.page,
        law_title: cited.title,
    }
}
