//! The page of an attempt as a browser first gets it: the paper of the person who asks, so that the first question can be
//! read before the program has arrived, and is not asked for. Whatever stands in its way, the page is then the
//! shell alone, and the program asks for itself.

use super::paper::open_attempt_json;
use super::parts::Attempts;
use crate::admission::class::READ;
use crate::admission::turn::Turn;
use crate::auth::session::{Claims, Contestant};
use crate::contests::catalog::LiveRound;
use crate::errors::AppResult;
use crate::lang;
use crate::texts::{say, texts};
use crate::web::cacheable::Document;
use crate::web::files::page_or_asset;
use crate::web::shell::{App, around, first_answer};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use contest_core::answers::Answers;
use contest_core::attempts::AttemptFacts;
use contest_core::changes::TimedSheet;
use contest_core::ids::RoundId;
use contest_core::questions::{OptionSet, QuestionKind};
use contest_core::wire::paths;
use html_escape::encode_text;
use std::fmt::Write;
use std::time::Duration;

/// How long the page waits for the paper. A page without it is not wrong, only slower to show a question.
const PATIENCE: Duration = Duration::from_millis(300);

/// The page on which a contestant works. It never starts an attempt.
pub(crate) async fn page(
    request: HttpRequest,
    address: Path<(String, String)>,
    parts: Data<Attempts>,
    who: Option<Contestant>,
) -> AppResult<HttpResponse> {
    if let Some(Contestant(claims)) = who {
        let making = with_paper(&parts, &request, &address, &claims);
        match tokio::time::timeout(PATIENCE, making).await {
            // It is one person's, and another may press "back" on the same phone.
            Ok(Ok(Some(page))) => {
                return Ok(page.respond_once(&request));
            }
            Ok(Ok(None)) => {}
            Ok(Err(refusal)) => tracing::debug!(?refusal, "a page is sent without its paper"),
            Err(_late) => tracing::debug!("a page is sent without its paper, which came too late"),
        }
    }
    page_or_asset(request).await
}

/// Returns the page with the paper of the open attempt, if there is one.
async fn with_paper(
    parts: &Attempts,
    request: &HttpRequest,
    (slug, round): &(String, String),
    claims: &Claims,
) -> AppResult<Option<Document>> {
    let Ok(round) = round.parse::<RoundId>() else {
        return Ok(None);
    };
    let _turn = Turn::<READ>::take(request)?;
    let round = parts.contests.round(round)?;
    let contest = parts.contests.contest(round.contest)?;
    if contest.slug != *slug {
        return Ok(None);
    }
    let shard = parts.live.shard_of(round.id, claims.sub);
    let Some(attempt) = parts.live.mine(shard, claims.sub).await?.open else {
        return Ok(None);
    };
    let Some((facts, sheet)) = parts.live.attempt(shard, attempt).await? else {
        return Ok(None);
    };
    // After the time the program has to say what became of the attempt.
    if parts.clock.now() >= parts.contests.certainly_bounded(&round, facts.clone()).deadline {
        return Ok(None);
    }
    let first = first_marks(&sheet);
    let json = open_attempt_json(parts, &round, &facts, sheet)?;
    let page = lang::in_vietnamese(|| {
        let title = say!(page.paper_title, contest = contest.title);
        let head = format!(
            "<title>{}</title>\n    <meta name=\"robots\" content=\"noindex\">\n    {}\n",
            encode_text(&title),
            first_answer(&paths::attempts(round.id), &json, Some(claims.sub)),
        );
        around(App::Contests, &head, &first_question(&round, &facts, first))
    })?;
    Document::html(page).map(Some)
}

/// Returns what the server has as the answer to the first question.
fn first_marks(held: &TimedSheet) -> OptionSet {
    let answers = Answers::parse(&held.sheet.answers).unwrap_or_default();
    answers.0.first().copied().unwrap_or_default()
}

/// Returns the first question in the elements that the app will use. Nothing can be marked before it runs.
fn first_question(round: &LiveRound, facts: &AttemptFacts, marks: OptionSet) -> String {
    let paper = round.paper(facts.attempt);
    let t = &texts().page;
    let mut html = format!(
        "<h1 class=\"sr\">{}</h1><div class=\"bar\"><div><p class=\"answered\" role=\"status\">{}</p>\
         <p class=\"save\"></p></div></div>",
        t.paper, t.paper_opens
    );
    let Some(item) = paper.items.first() else {
        return html;
    };
    let question = &round.bank.bank.questions[item.question as usize];
    let (input, hint) = match question.kind {
        QuestionKind::Multiple => ("checkbox", t.choose_many),
        QuestionKind::Single | QuestionKind::TrueFalse => ("radio", t.choose_one),
    };
    let place = say!(page.question, n = 1, total = paper.items.len());
    // Writing to a `String` never fails.
    let _written = write!(
        html,
        "<fieldset class=\"question\" disabled><legend><span class=\"over\">{place}</span>\
         <span class=\"stem\">{}</span></legend><p class=\"quiet\">{hint}</p>",
        encode_text(&question.stem),
    );
    for (position, option) in item.order.iter().enumerate() {
        let letter = char::from(b'A' + position as u8);
        let checked = if marks.contains(position) { " checked" } else { "" };
        let text = encode_text(&question.options[usize::from(*option)]);
        let _written = write!(
            html,
            "<label class=\"option\"><input type=\"{input}\" disabled{checked}>\
             <span class=\"letter\" aria-hidden=\"true\">{letter}</span><span>{text}</span></label>"
        );
    }
    html.push_str("</fieldset>");
    html
}
