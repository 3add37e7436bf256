//! Published contests in memory: starts, saves and submissions read contests from nowhere else.

use crate::contests::live_practice::LivePractice;
use crate::contests::loaded_bank::LoadedBank;
use crate::contests::shared_questions::{Draws, Shared, Sharing};
use crate::contests::while_running::{self, Notice};
use crate::contests::{consent, contact, practice_rows};
use crate::db::Db;
use crate::db::entities::{account, bank_version, contest, round, unit};
use crate::errors::{AppResult, Refusal};
use contest_core::attempts::{AttemptFacts, AttemptRecord, Frozen, Scoring, Unscorable, record};
use contest_core::extra_time::{Began, ExtraTime, most_for};
use contest_core::ids::{AccountId, AttemptId, BankVersionId, ContestId, RoundId, UnitId};
use contest_core::paper::{Paper, PaperPlan, Seed};
use contest_core::ranking::{SortKey, choice_key};
use contest_core::rounds::{Phase, RoundRules, Window, phase};
use contest_core::scoring::MultipleChoice;
use contest_core::time::Millis;
use contest_core::wire::contests::{ConsentText, Unit};
use contest_core::wire::staff::{ConsentDraft, ContactDraft};
use hmac::{Hmac, KeyInit, Mac};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};
use sha2::Sha256;
use std::collections::HashMap;
use std::sync::Arc;

/// All published contests. Its parts are shared, so a clone is cheap.
#[derive(Clone, Default)]
pub struct Catalog {
    contests: HashMap<ContestId, Arc<LiveContest>>,
    slugs: HashMap<String, ContestId>,
    rounds: HashMap<RoundId, Arc<LiveRound>>,
    /// Reused from one load to the next: versions never change.
    banks: HashMap<BankVersionId, Arc<LoadedBank>>,
    sharing: HashMap<RoundId, Arc<Sharing>>,
    /// What shares questions with the practice of a contest.
    sharing_with_practice: HashMap<ContestId, Arc<Sharing>>,
    /// The count of changes to contests when this load began, see [`counted`].
    pub version: i64,
    /// How many people have had their data erased. What shows names is made again when this has grown.
    pub(crate) erasures: u64,
}

/// A published contest.
pub struct LiveContest {
    pub id: ContestId,
    pub slug: String,
    pub owner: AccountId,
    pub title: String,
    pub organiser: String,
    pub summary: String,
    pub min_age: Option<u8>,
    pub guardian_below: Option<u8>,
    pub consent: ConsentText,
    pub(crate) contact: ContactDraft,
    pub rounds: Vec<Arc<LiveRound>>,
    pub(crate) practice: Option<Arc<LivePractice>>,
    /// What stands on all its screens.
    pub(crate) notice: Option<Arc<Notice>>,
    /// In the order of the uploaded file, parents before children.
    pub units: Vec<Unit>,
    unit_index: HashMap<UnitId, usize>,
}

impl LiveContest {
    /// Returns what stands on all its screens.
    pub(crate) fn notice(&self, now: Millis) -> Option<String> {
        self.notice.as_ref()?.at(now).map(str::to_owned)
    }

    pub(crate) fn unit(&self, id: UnitId) -> Option<&Unit> {
        self.unit_index.get(&id).map(|index| &self.units[*index])
    }
}

/// A round of a published contest, with everything needed to draw and score papers.
pub struct LiveRound {
    pub id: RoundId,
    pub contest: ContestId,
    pub number: u32,
    pub title: String,
    pub window: Window,
    pub rules: RoundRules,
    pub multiple_choice: MultipleChoice,
    pub min_age: Option<u8>,
    pub commitment: String,
    pub bank: Arc<LoadedBank>,
    pub secret: [u8; 32],
    /// Why it was cancelled, if it was.
    pub(crate) cancelled_for: Option<String>,
    pub(crate) extra_times: Vec<ExtraTime>,
    /// That of its contest: a save finds it here.
    pub(crate) notice: Option<Arc<Notice>>,
    plan: PaperPlan,
}

impl LiveRound {
    pub(crate) fn phase(&self, now: Millis) -> Phase {
        phase(&self.window, now)
    }

    /// Returns the facts of an attempt with the deadline that holds now: with its extra time, and cut by the close of the
    /// round, so that nobody answers when the key is public. Takes the facts with which it began, never what this or
    /// [`LiveRound::extended`] has returned.
    pub(crate) fn bounded(&self, facts: AttemptFacts) -> AttemptFacts {
        let extended = self.extended(facts);
        AttemptFacts {
            deadline: extended.deadline.min(self.window.closes_at),
            ..extended
        }
    }

    /// Returns the facts of an attempt with its extra time, as if the round had no close.
    pub(crate) fn extended(&self, facts: AttemptFacts) -> AttemptFacts {
        AttemptFacts {
            deadline: self.deadline_of(Began {
                account: facts.account,
                started_at: facts.started_at,
                deadline: facts.deadline,
            }),
            ..facts
        }
    }

    /// The same for whoever has no more of an attempt than this.
    pub(crate) fn deadline_of(&self, began: Began) -> Millis {
        began.deadline_with(&self.extra_times)
    }

    /// Returns how long after the deadline with which it began an attempt of this person may still run, in milliseconds.
    pub(crate) fn leeway(&self, account: AccountId) -> i64 {
        most_for(account, &self.extra_times)
    }

    /// Returns what stands on all screens of its contest.
    pub(crate) fn notice(&self, now: Millis) -> Option<&str> {
        self.notice.as_ref()?.at(now)
    }

    /// Draws the paper of an attempt, which is the same each time.
    pub fn paper(&self, attempt: AttemptId) -> Paper {
        self.plan.paper(seed(&self.secret, attempt))
    }

    /// Returns the attempt's number in the draw of lots.
    pub fn lot(&self, attempt: AttemptId) -> u64 {
        let digest = mac(&self.secret, b"lot", attempt);
        u64::from_be_bytes(digest[..8].try_into().unwrap_or_default())
    }

    /// Returns the record of a frozen attempt, which is the same on every server.
    pub fn record(&self, frozen: &Frozen) -> Result<AttemptRecord, Unscorable> {
        let attempt = frozen.facts.attempt;
        let scoring = Scoring {
            round: self.id,
            bank: &self.bank.bank,
            chain: &self.rules.chain,
            paper: &self.paper(attempt),
            lot: self.lot(attempt),
        };
        record(&scoring, frozen)
    }

    /// Returns the key that decides which of a contestant's recorded attempts counts; the smallest wins.
    pub(crate) fn choice(&self, sort_key: &[u8], attempt: AttemptId, closed_at: Millis) -> Vec<u8> {
        choice_key(
            self.rules.counted,
            &SortKey(sort_key.to_vec()),
            attempt,
            closed_at,
        )
    }

    /// Returns how many attempts a contestant has; 0 means no limit.
    pub fn limit(&self) -> u16 {
        self.rules.attempts.unwrap_or(0)
    }

    /// Returns whether the best attempt counts. The board then needs no separate key for the choice.
    pub fn best_counts(&self) -> bool {
        self.rules.counted == contest_core::ranking::Counted::Best
    }

    pub(crate) fn question_count(&self) -> usize {
        self.plan.question_count()
    }

    fn draws(&self) -> Draws<'_> {
        Draws {
            round: self.id,
            version: self.bank.version,
            bank: self.bank.of,
            fingerprints: &self.bank.fingerprints,
        }
    }
}

/// Returns the seed of an attempt's paper: HMAC-SHA256(round secret, "paper" ‖ attempt id).
pub(crate) fn seed(secret: &[u8; 32], attempt: AttemptId) -> Seed {
    mac(secret, b"paper", attempt)
}

fn mac(secret: &[u8; 32], purpose: &[u8], attempt: AttemptId) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of every length");
    mac.update(purpose);
    mac.update(attempt.0.as_bytes());
    mac.finalize().into_bytes().into()
}

/// How many changes to what servers keep in memory the database has counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// To the content of a [`Catalog`].
    pub contests: i64,
    /// To accounts, each of which ended sessions.
    pub sessions: i64,
    /// To the register of laws.
    pub laws: i64,
}

pub async fn counted(db: &Db) -> Result<Counted, DbErr> {
    let query = "SELECT version, sessions, laws FROM catalog_version";
    let query = Statement::from_string(db.backend(), query);
    let row = db.read.query_one_raw(query).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound("catalog_version".into()))?;
    let all: i64 = row.try_get_by_index(0)?;
    let (sessions, laws): (i64, i64) = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
    Ok(Counted {
        contests: all - sessions - laws,
        sessions,
        laws,
    })
}

pub(crate) async fn erasures(db: &Db) -> Result<u64, DbErr> {
    account::Entity::find()
        .select_only()
        .column(account::Column::Id)
        // Written as in the partial index: otherwise it would not be used, and every account would be read.
        .filter(Expr::cust("erased_at > 0"))
        .count(&db.read)
        .await
}

impl Catalog {
    pub fn contest(&self, id: ContestId) -> Option<Arc<LiveContest>> {
        self.contests.get(&id).cloned()
    }

    pub(crate) fn by_slug(&self, slug: &str) -> Option<Arc<LiveContest>> {
        self.slugs.get(slug).and_then(|id| self.contest(*id))
    }

    pub(crate) fn round(&self, id: RoundId) -> Option<Arc<LiveRound>> {
        self.rounds.get(&id).cloned()
    }

    pub(crate) fn contests(&self) -> impl Iterator<Item = &Arc<LiveContest>> {
        self.contests.values()
    }

    pub fn rounds(&self) -> impl Iterator<Item = &Arc<LiveRound>> {
        self.rounds.values()
    }

    /// Returns the rounds and banks that share questions with a round, including the round and its bank.
    pub(crate) fn sharing(&self, id: RoundId) -> Option<Arc<Sharing>> {
        self.sharing.get(&id).cloned()
    }

    /// Returns the rounds and banks that share questions with the practice of a contest, including its bank.
    pub(crate) fn sharing_with_practice(&self, contest: ContestId) -> Option<Arc<Sharing>> {
        self.sharing_with_practice.get(&contest).cloned()
    }

    /// Returns the same contests with another count of the people who have had their data erased.
    pub(super) fn with_erasures(&self, erasures: u64) -> Catalog {
        Catalog {
            erasures,
            ..self.clone()
        }
    }

    /// Reads all published contests; banks already in `earlier` are not read again.
    pub(crate) async fn load(db: &Db, earlier: Option<&Catalog>) -> AppResult<Catalog> {
        let mut catalog = Catalog {
            // Read first: a change during the load then gives another version, and causes another load.
            version: counted(db).await?.contests,
            erasures: erasures(db).await?,
            ..Catalog::default()
        };
        let published = contest::Entity::find().filter(contest::Column::PublishedAt.is_not_null());
        for row in published.all(&db.read).await? {
            catalog.add(db, earlier, row).await?;
        }
        let rounds: Vec<Draws> = catalog.rounds.values().map(|round| round.draws()).collect();
        let shared = Shared::of(&rounds);
        let sharing = shared.by_round();
        let practices = catalog
            .contests
            .values()
            .filter_map(|contest| Some((contest.id, &contest.practice.as_ref()?.bank)));
        let sharing_with_practice = practices
            .map(|(id, bank)| (id, Arc::new(shared.with(bank.of, &bank.fingerprints))))
            .collect();
        catalog.sharing = sharing;
        catalog.sharing_with_practice = sharing_with_practice;
        Ok(catalog)
    }

    async fn add(&mut self, db: &Db, earlier: Option<&Catalog>, row: contest::Model) -> AppResult<()> {
        let min_age = row.min_age()?;
        let guardian_below = row.guardian_below()?;
        let contact = contact::stored(&row);
        let own = ConsentDraft {
            controller: row.consent_controller,
            text: row.consent_text,
        };
        let asked = consent::Asked {
            consent: &own,
            organiser: &row.organiser,
            title: &row.title,
            contact: &contact,
            guardian_below,
        };
        // Entering checks the version that is stored with the contest.
        let consent = consent::of_version(&asked, row.consent_version);
        let id = row.id;
        let of_contest = round::Entity::find().filter(round::Column::ContestId.eq(row.id));
        let mut rounds = Vec::new();
        let notice = while_running::notice(&db.read, id).await?;
        let mut extra_times = while_running::extra_times(&db.read, id).await?;
        for r in of_contest
            .order_by_asc(round::Column::Number)
            .all(&db.read)
            .await?
        {
            let bank = self.bank(db, earlier, r.bank_version_id).await?;
            let given = Given {
                extra_times: extra_times.remove(&r.id).unwrap_or_default(),
                notice: notice.clone(),
            };
            let round = Arc::new(live_round(r, min_age, bank, given)?);
            self.rounds.insert(round.id, round.clone());
            rounds.push(round);
        }
        let practice = match practice_rows::of(&db.read, id).await? {
            Some(of_contest) => {
                let bank = self.bank(db, earlier, of_contest.bank_version_id).await?;
                let known = earlier.and_then(|catalog| catalog.contest(id)?.practice.clone());
                Some(LivePractice::kept_or_made(
                    known,
                    &row.title,
                    of_contest.rules()?,
                    bank,
                ))
            }
            None => None,
        };
        let of_contest = unit::Entity::find().filter(unit::Column::ContestId.eq(row.id));
        let units = of_contest
            .order_by_asc(unit::Column::Position)
            .all(&db.read)
            .await?;
        let units: Vec<Unit> = units
            .into_iter()
            .map(|u| Unit {
                id: u.id,
                parent: u.parent_id,
                name: u.name,
            })
            .collect();
        let unit_index = units
            .iter()
            .enumerate()
            .map(|(index, unit)| (unit.id, index))
            .collect();
        self.slugs.insert(row.slug.clone(), id);
        let contest = LiveContest {
            id,
            slug: row.slug,
            owner: row.owner_id,
            title: row.title,
            organiser: row.organiser,
            summary: row.summary,
            min_age,
            guardian_below,
            consent,
            contact,
            rounds,
            practice,
            notice,
            units,
            unit_index,
        };
        self.contests.insert(id, Arc::new(contest));
        Ok(())
    }

    async fn bank(
        &mut self,
        db: &Db,
        earlier: Option<&Catalog>,
        id: BankVersionId,
    ) -> AppResult<Arc<LoadedBank>> {
        let known = self
            .banks
            .get(&id)
            .or_else(|| earlier.and_then(|catalog| catalog.banks.get(&id)));
        let bank = match known {
            Some(bank) => bank.clone(),
            None => {
                let row = bank_version::Entity::find_by_id(id).one(&db.read).await?;
                let row = row.ok_or_else(|| Refusal::internal(format!("bank version {id} is missing")))?;
                Arc::new(LoadedBank::of(row)?)
            }
        };
        self.banks.insert(id, bank.clone());
        Ok(bank)
    }
}

/// What the organisers have added to a round since it was published.
struct Given {
    extra_times: Vec<ExtraTime>,
    notice: Option<Arc<Notice>>,
}

fn live_round(
    row: round::Model,
    min_age: Option<u8>,
    bank: Arc<LoadedBank>,
    given: Given,
) -> AppResult<LiveRound> {
    let rules = row.rules()?;
    let draw = rules.blueprint.plan(&bank.bank).map_err(Refusal::internal)?;
    Ok(LiveRound {
        id: row.id,
        contest: row.contest_id,
        number: row.number()?,
        window: row.window(),
        cancelled_for: row.cancelled_for,
        extra_times: given.extra_times,
        notice: given.notice,
        title: row.title,
        plan: PaperPlan::new(draw, &bank.bank),
        multiple_choice: MultipleChoice::of(&rules.blueprint, &bank.bank),
        rules,
        min_age,
        commitment: row.commitment,
        bank,
        secret: row
            .secret
            .try_into()
            .map_err(|_bytes| Refusal::internal(format!("rounds {}: secret: not 32 bytes", row.id)))?,
    })
}
