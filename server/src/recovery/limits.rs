//! What a start needs to know of one contestant while the live state of the round is being built: how many attempts
//! they have used, and which one is open. It is read for them alone, so that no start waits for the boards of a
//! million.

use super::Recovery;
use super::rows::StartRow;
use crate::contests::catalog::LiveRound;
use crate::db::stored::Stored;
use crate::db::within;
use crate::errors::{AppResult, Refusal};
use contest_core::ids::{AccountId, AttemptId};
use contest_core::time::Millis;
use contest_core::wire::errors::ErrorCode;
use live::calls::LastStart;
use live::keys::Shard;
use live::known::{Known, RecordedStarts};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use std::sync::Arc;
use std::time::Duration;

/// A rebuild shorter than this is waited for. When a round opens and there is nothing to read, a crowd then asks the
/// database for one table, and not each for their own rows.
const SHORT_BUILD: Duration = Duration::from_millis(200);
/// How long the database may take for the rows of one contestant.
const LOOK_UP: Duration = Duration::from_secs(2);
/// How often Redis may be wiped during the attempt to restore them.
const TRIES: usize = 3;

/// One statement, hence one moment: a start committed between two statements would be used and not open. There is
/// always at least one row, without an id if nothing is open.
const LIMITS: &str = "SELECT u.used, r.id, r.account_id, r.unit_id, r.number, r.started_at, r.deadline, n.name \
    FROM (SELECT MAX(number) AS used FROM starts WHERE round_id = $1 AND account_id = $2) AS u \
    LEFT JOIN starts AS r ON r.round_id = $1 AND r.account_id = $2 \
    AND NOT EXISTS (SELECT 1 FROM attempts AS a WHERE a.id = r.id) \
    AND NOT EXISTS (SELECT 1 FROM set_aside AS x WHERE x.attempt_id = r.id AND x.reason <> 'late') \
    LEFT JOIN accounts AS n ON n.id = r.account_id";

/// What the pace of a contestant's starts is measured by.
const LAST_START: &str = "SELECT MAX(number) AS used, MAX(started_at) AS last, \
    COUNT(CASE WHEN started_at >= $3 THEN 1 END) AS of_day FROM starts WHERE round_id = $1 AND account_id = $2";

impl Recovery {
    /// Returns the last start of a contestant in a round, according to the database; `None` if there is none.
    pub(crate) async fn last_start(
        &self,
        round: &LiveRound,
        account: AccountId,
        today: Millis,
    ) -> AppResult<Option<LastStart>> {
        let values = [round.id.into(), account.into(), Value::from(today)];
        let statement = Statement::from_sql_and_values(self.db.backend(), LAST_START, values);
        let row = within(LOOK_UP, self.db.read.query_one_raw(statement)).await?;
        let Some(row) = row else { return Ok(None) };
        let (used, last): (Option<i32>, Option<Millis>) =
            (row.try_get("", "used")?, row.try_get("", "last")?);
        let Some((used, at)) = used.zip(last) else {
            return Ok(None);
        };
        let stored = Stored::new("starts", format!("of {account} in {}", round.id));
        Ok(Some(LastStart {
            number: stored.number("number", used)?,
            at,
            day: today,
            of_day: u16::try_from(row.try_get::<i64>("", "of_day")?).unwrap_or(u16::MAX),
        }))
    }

    /// Makes sure that Redis can decide what this contestant may start: either the shard is built, or the contestant
    /// alone was restored. Begins a rebuild if none is running.
    pub(crate) async fn make_known(
        &self,
        round: &Arc<LiveRound>,
        shard: Shard,
        account: AccountId,
    ) -> AppResult<()> {
        self.wait_for_short_build(round, SHORT_BUILD).await;
        for _ in 0..TRIES {
            let Known::No(era) = self.live.ask_known(shard, account).await? else {
                return Ok(());
            };
            let recorded = self.recorded_starts(round, account).await?;
            if self.live.set_known(shard, account, &era, &recorded).await? {
                return Ok(());
            }
        }
        Err(Refusal::new(ErrorCode::Unavailable))
    }

    async fn recorded_starts(&self, round: &LiveRound, account: AccountId) -> AppResult<RecordedStarts> {
        let values = [Value::from(round.id), Value::from(account)];
        let statement = Statement::from_sql_and_values(self.db.backend(), LIMITS, values);
        let reading = self.db.read.query_all_raw(statement);
        let mut recorded = RecordedStarts {
            used: 0,
            open: Vec::new(),
        };
        for row in within(LOOK_UP, reading).await? {
            let used: Option<i32> = row.try_get("", "used")?;
            recorded.used = Stored::new("starts", format!("of {account} in {}", round.id))
                .number("number", used.unwrap_or(0))?;
            if row.try_get::<Option<AttemptId>>("", "id")?.is_some() {
                recorded
                    .open
                    .push(StartRow::from_query_result(&row, "")?.facts()?);
            }
        }
        Ok(recorded)
    }
}
