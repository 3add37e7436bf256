//! The judges of a contest, for its owner, before and after publication: appointed by user name, invited by a link, removed.

use crate::accounts::invite;
use crate::accounts::links::{self, Wanted};
use crate::accounts::list::told;
use crate::auth::name;
use crate::auth::staff::is_user_name;
use crate::body::Json;
use crate::clock::Clock;
use crate::contests::access::{self, OwnedContest};
use crate::contests::draft::MAX_JUDGES;
use crate::contests::draft_text::invalid;
use crate::db::audit::{self, AuditEvent};
use crate::db::entities::{account, contest_judge, staff_link};
use crate::db::{Db, Transaction};
use crate::errors::AppResult;
use crate::texts::say;
use actix_web::HttpResponse;
use actix_web::web::{self, Data, Path};
use contest_core::ids::{AccountId, ContestId};
use contest_core::time::Millis;
use contest_core::wire::audit::Audited;
use contest_core::wire::paths;
use contest_core::wire::staff_accounts::{Invite, Judges, MadeLink};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, TransactionTrait,
};

/// Returns the judges and the invitations that can still be used.
#[utoipa::path(get, path = paths::JUDGES, tag = "contests, for staff",
    params(("contest" = ContestId, Path)),
    responses((status = 200, body = Judges)))]
pub(crate) async fn list(
    db: Data<Db>,
    clock: Data<Clock>,
    OwnedContest { contest, .. }: OwnedContest,
) -> AppResult<web::Json<Judges>> {
    all(&db, contest.id, clock.now()).await.map(web::Json)
}

/// Makes a link with which somebody becomes a judge of this contest.
#[utoipa::path(post, path = paths::JUDGES, tag = "contests, for staff",
    params(("contest" = ContestId, Path)),
    request_body = Invite,
    responses((status = 201, body = MadeLink)))]
pub(crate) async fn invite(
    db: Data<Db>,
    clock: Data<Clock>,
    OwnedContest { claims, contest }: OwnedContest,
    Json(body): Json<Invite>,
) -> AppResult<HttpResponse> {
    let wanted = Wanted {
        role: account::Role::Judge,
        name: name::read(&body.name, "name")?,
        contest: Some(contest.id),
        account: None,
    };
    let now = clock.now();
    let there = all(&db, contest.id, now).await?;
    if there.judges.len() + there.links.len() >= MAX_JUDGES {
        return Err(invalid("name", say!(contests.too_many_judges)));
    }
    let made = invite::of(&db, claims.sub, wanted, now).await?;
    Ok(HttpResponse::Created().json(made))
}

/// Appoints somebody who is a judge already. Doing it again changes nothing.
#[utoipa::path(put, path = paths::JUDGE, tag = "contests, for staff",
    params(("contest" = ContestId, Path), ("login" = String, Path, description = "user name")),
    responses((status = 200, body = Judges)))]
pub(crate) async fn appoint(
    db: Data<Db>,
    clock: Data<Clock>,
    OwnedContest { claims, contest }: OwnedContest,
    path: Path<(ContestId, String)>,
) -> AppResult<web::Json<Judges>> {
    let login = path.into_inner().1.trim().to_lowercase();
    let judge = account(&db, &login).await?;
    let judge = judge.ok_or_else(|| invalid("login", say!(contests.judge, login = login)))?;
    let now = clock.now();
    let transaction = db.write.begin().await?;
    access::locked_contest(&transaction, contest.id).await?;
    if !access::is_appointed(&transaction, contest.id, judge.id).await? {
        let judges = contest_judge::Entity::find().filter(contest_judge::Column::ContestId.eq(contest.id));
        if judges.count(&transaction).await? >= MAX_JUDGES as u64 {
            return Err(invalid("login", say!(contests.too_many_judges)));
        }
        let row = contest_judge::ActiveModel {
            contest_id: Set(contest.id),
            account_id: Set(judge.id),
        };
        row.insert(&transaction).await?;
        let changed = (contest.id, judge.id, Audited::JudgeAppointed {});
        record(&transaction, claims.sub, changed, now).await?;
        transaction.commit().await?;
    }
    all(&db, contest.id, now).await.map(web::Json)
}

/// Removes a judge. What they have done stays; from now on, they see nothing of the contest. Doing it again changes nothing.
#[utoipa::path(delete, path = paths::JUDGE, tag = "contests, for staff",
    params(("contest" = ContestId, Path), ("login" = String, Path, description = "user name")),
    responses((status = 200, body = Judges)))]
pub(crate) async fn remove(
    db: Data<Db>,
    clock: Data<Clock>,
    OwnedContest { claims, contest }: OwnedContest,
    path: Path<(ContestId, String)>,
) -> AppResult<web::Json<Judges>> {
    let login = path.into_inner().1.trim().to_lowercase();
    let now = clock.now();
    if let Some(judge) = account(&db, &login).await? {
        let transaction = db.write.begin().await?;
        access::locked_contest(&transaction, contest.id).await?;
        let removed = contest_judge::Entity::delete_by_id((contest.id, judge.id))
            .exec(&transaction)
            .await?;
        if removed.rows_affected > 0 {
            let changed = (contest.id, judge.id, Audited::JudgeRemoved {});
            record(&transaction, claims.sub, changed, now).await?;
            transaction.commit().await?;
        }
    }
    all(&db, contest.id, now).await.map(web::Json)
}

async fn account(db: &Db, login: &str) -> AppResult<Option<account::Model>> {
    // PostgreSQL refuses some control characters, which no user name has.
    if !is_user_name(login) {
        return Ok(None);
    }
    let query = account::Entity::find().filter(account::Column::Login.eq(login));
    let judge = query.filter(account::Column::Role.eq(account::Role::Judge));
    Ok(judge.one(&db.read).await?)
}

async fn record(
    transaction: &Transaction,
    actor: AccountId,
    (contest, judge, what): (ContestId, AccountId, Audited),
    now: Millis,
) -> AppResult<()> {
    let event = AuditEvent {
        actor,
        contest: Some(contest),
        subject: judge.to_string(),
        what,
    };
    Ok(audit::record(transaction, now, event).await?)
}

async fn all(db: &Db, contest: ContestId, now: Millis) -> AppResult<Judges> {
    let appointed = contest_judge::Entity::find()
        .select_only()
        .column(contest_judge::Column::AccountId)
        .filter(contest_judge::Column::ContestId.eq(contest));
    let judges = account::Entity::find()
        .filter(account::Column::Id.in_subquery(appointed.into_query()))
        .order_by_asc(account::Column::Login)
        .all(&db.read)
        .await?;
    let links = links::open(now).filter(staff_link::Column::ContestId.eq(contest));
    let links = links.all(&db.read).await?;
    Ok(Judges {
        judges: judges.iter().map(told).collect(),
        links: links.iter().map(|link| link.to_wire()).collect(),
    })
}
