//! A trial paper: an organiser takes a paper of a round before anybody else can. Its seed is made up on the spot, so it says
//! nothing about the papers of contestants.

use super::drawn::{Drawn, drawn};
use crate::attempts::review::reviewed;
use crate::body::Json;
use crate::contests::access::OwnedRound;
use crate::db::Db;
use crate::errors::{AppResult, Refusal};
use crate::laws::register::Laws;
use actix_web::web::{self, Data};
use contest_core::answers::Answers;
use contest_core::ids::RoundId;
use contest_core::paper::{PaperItem, Seed};
use contest_core::questions::OptionSet;
use contest_core::scoring::{HUNDREDTHS, score};
use contest_core::wire::attempts::ReviewedQuestion;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::rehearsal::{AskTrial, TrialPaper, TrialSheet};
use rand::RngExt;

/// Draws a trial paper; with the answers to one that was drawn before, scores it and returns its key.
#[utoipa::path(post, path = paths::TRIAL, tag = "contests, for staff",
    params(("round" = RoundId, Path)),
    request_body = AskTrial,
    responses((status = 200, body = TrialPaper)))]
pub(crate) async fn trial(
    db: Data<Db>,
    laws: Data<Laws>,
    OwnedRound { access, .. }: OwnedRound,
    Json(body): Json<AskTrial>,
) -> AppResult<web::Json<TrialPaper>> {
    let drawn = drawn(&db.read, &access.round).await?;
    let paper = match body.paper {
        None => fresh(&drawn),
        Some(sheet) => scored(&drawn, &laws, &sheet)?,
    };
    Ok(web::Json(paper))
}

fn fresh(drawn: &Drawn) -> TrialPaper {
    let seed: Seed = rand::rng().random();
    let question = |item: &PaperItem| {
        let question = &drawn.bank.questions[item.question as usize];
        ReviewedQuestion {
            question: question.public(&item.order),
            topic: question.topic.clone(),
            marked: OptionSet::NONE,
            key: OptionSet::NONE,
            points: 0,
            max_points: u32::from(item.points) * HUNDREDTHS,
            explanation: String::new(),
            legal_basis: None,
            law_page: None,
            law_title: None,
        }
    };
    let paper = drawn.plan.paper(seed);
    TrialPaper {
        seed: hex::encode(seed),
        bank: drawn.version.id,
        time_limit_s: drawn.rules.time_limit_s,
        score: None,
        questions: paper.items.iter().map(question).collect(),
    }
}

fn scored(drawn: &Drawn, laws: &Laws, sheet: &TrialSheet) -> AppResult<TrialPaper> {
    let invalid = |field: &'static str| Refusal::new(ErrorCode::InvalidField).field(field);
    if sheet.bank != drawn.version.id {
        // Another version was loaded meanwhile: the same seed gives another paper.
        return Err(ErrorCode::DraftChanged.into());
    }
    let mut seed = Seed::default();
    hex::decode_to_slice(&sheet.seed, &mut seed).map_err(|_not_a_seed| invalid("paper.seed"))?;
    let answers = Answers::parse(&sheet.answers).map_err(|_where| invalid("paper.answers"))?;
    let paper = drawn.plan.paper(seed);
    let score = score(&drawn.bank, &paper, &answers).map_err(|_mismatch| invalid("paper.answers"))?;
    let register = laws.register();
    let question = |(item, marked): (&PaperItem, &OptionSet)| reviewed(&drawn.bank, &register, item, *marked);
    Ok(TrialPaper {
        seed: sheet.seed.clone(),
        bank: sheet.bank,
        time_limit_s: drawn.rules.time_limit_s,
        score: Some(score),
        questions: paper.items.iter().zip(&answers.0).map(question).collect(),
    })
}
