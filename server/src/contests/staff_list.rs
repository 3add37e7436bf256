//! The contests of an organiser or a judge.

use crate::auth::session::Staff;
use crate::clock::Clock;
use crate::contests::counts::Counts;
use crate::contests::staff_show;
use crate::db::Db;
use crate::db::entities::{contest, contest_judge};
use crate::errors::AppResult;
use actix_web::web::{self, Data};
use contest_core::wire::accounts::Role;
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContestList;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// Returns the contests that the organiser owns or the judge is appointed to, newest first.
#[utoipa::path(get, path = paths::STAFF_CONTESTS, tag = "contests, for staff",
    responses((status = 200, body = StaffContestList)))]
pub(crate) async fn list(
    db: Data<Db>,
    counts: Data<Counts>,
    clock: Data<Clock>,
    Staff(claims): Staff,
) -> AppResult<web::Json<StaffContestList>> {
    let mut query = contest::Entity::find().order_by_desc(contest::Column::CreatedAt);
    if claims.role == Role::Organiser {
        query = query.filter(contest::Column::OwnerId.eq(claims.sub));
    } else {
        let appointed = contest_judge::Entity::find().filter(contest_judge::Column::AccountId.eq(claims.sub));
        let ids = appointed
            .all(&db.read)
            .await?
            .into_iter()
            .map(|row| row.contest_id);
        query = query.filter(contest::Column::Id.is_in(ids));
    }
    let now = clock.now();
    let mut contests = Vec::new();
    for row in query.all(&db.read).await? {
        contests.push(staff_show::view(&counts, row, now).await?);
    }
    Ok(web::Json(StaffContestList { now, contests }))
}
