//! Two servers with their stores and the people who play there. They are created once and used for one contest after
//! the other.

use crate::common::TestApp;
use crate::common::contest::{Arranged, name_of, rules};
use crate::line::Servers;
use crate::people::{account, enter};
use crate::schedule::{Fault, Schedule};
use crate::servers::Pair;
use crate::stores::Stores;
use contest_core::ids::AccountId;
use contest_core::rounds::{Prediction, PredictionTarget, RoundRules};
use contest_core::time::Millis;
use contest_core::wire::accounts::Role;
use contest_core::wire::paths;
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::Set;
use serde_json::json;
use std::sync::Mutex;
use std::time::Duration;
use thiluat::application::open;
use thiluat::boards::mask::masked;
use thiluat::clock::Clock;
use thiluat::config::Config;
use thiluat::db::entities::round;

/// The most people a schedule may ask for.
const PEOPLE: u32 = 8;
const MINUTE: i64 = 60_000;

pub(crate) struct World {
    /// Arranges, and looks at what the API does not show, without the gate to the database.
    pub(crate) observer: TestApp,
    pub(crate) pair: Pair,
    stores: Stores,
    pub(crate) clocks: [Clock; 2],
    /// How far each clock has been moved.
    ahead: Mutex<[i64; 2]>,
    pub(crate) processes: bool,
    staff: [AccountId; 2],
    pub(crate) organiser: String,
    people: Vec<Person>,
}

#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) account: AccountId,
    pub(crate) masked_name: String,
    pub(crate) cookie: String,
}

/// The contest of one schedule.
pub(crate) struct Game {
    pub(crate) arranged: Arranged,
    pub(crate) people: Vec<Person>,
    /// What the servers wrongly said to the organiser.
    pub(crate) wrong: Mutex<Vec<String>>,
}

impl World {
    pub(crate) async fn new(schedule: &Schedule) -> World {
        let folder = tempfile::tempdir().expect("a folder");
        let stores = Stores::start(schedule.store, folder.path()).await;
        let settings = folder.path().join("thiluat.toml");
        std::fs::write(&settings, "").expect("settings");
        let mut config = Config::load(Some(&settings)).expect("settings");
        config.listen = "127.0.0.1:0".into();
        config.redis_url.clone_from(&stores.redis_url);
        config.database_url.clone_from(&stores.database_url);
        config.shards = if schedule.seed % 4 < 2 { 1 } else { 3 };
        config.secret = "bí mật của hai máy chủ, dài hơn 32 ký tự".into();
        config.data_dir = folder.path().join("data");
        (config.workers, config.password_workers) = (2, 1);
        let clocks = [Clock::default(), Clock::default()];
        // Opening the state runs the migrations, so the servers find the schema in place.
        let state = open(config.clone(), clocks[0].clone()).await.expect("the stores");
        let pair = Pair::new(&config, clocks.clone(), schedule.processes);
        for server in 0..2 {
            pair.launch(server, &stores).await;
        }
        let observer = TestApp::elsewhere(pair.url(0), state, folder);
        let (organiser, organiser_cookie) = account(&observer, Role::Organiser, 0).await;
        let (judge, _) = account(&observer, Role::Judge, 0).await;
        let mut people = Vec::new();
        for n in 1..=PEOPLE {
            let (account, cookie) = account(&observer, Role::Contestant, n).await;
            people.push(Person {
                account,
                masked_name: masked(&name_of(n)),
                cookie,
            });
        }
        World {
            observer,
            pair,
            stores,
            clocks,
            ahead: Mutex::default(),
            processes: schedule.processes,
            staff: [organiser, judge],
            organiser: organiser_cookie,
            people,
        }
    }

    /// Creates a contest that both servers know and that all its people have entered.
    pub(crate) async fn arrange(&self, schedule: &Schedule) -> Game {
        let slug = format!("cuoc-thi-{}", schedule.seed);
        let rules = rules_of(schedule);
        let arranged = self
            .observer
            .arrange_for(self.staff[0], self.staff[1], &slug, rules)
            .await;
        // Some minutes are enough.
        let closes_at = Millis(self.clocks[0].now().0 / 1_000 * 1_000) + 12 * MINUTE;
        let window = round::ActiveModel {
            id: Set(arranged.round),
            closes_at: Set(closes_at),
            ..Default::default()
        };
        window
            .update(&self.observer.state.db.write)
            .await
            .expect("the window");
        self.await_close(&arranged, closes_at).await;
        let mut people = self.people[..schedule.people.len()].to_vec();
        for (n, person) in people.iter_mut().enumerate() {
            let entry = json!({ "unit": arranged.units[n % 2], "consent": { "accepted": true, "version": arranged.consent } });
            let path = paths::entry(arranged.contest);
            person.cookie = enter(&self.pair, &path, &person.cookie, &entry).await;
        }
        Game {
            arranged,
            people,
            wrong: Mutex::default(),
        }
    }

    pub(crate) async fn inflict(&self, game: &Game, fault: Fault) {
        match fault {
            Fault::Wipe => self.stores.wipe_redis().await,
            Fault::KillRedis { lost } => self.stores.kill_redis(lost).await,
            Fault::Cut(ms) => self.stores.cut_database(ms).await,
            Fault::Hold(ms) => self.stores.hold_database(ms).await,
            Fault::KillServer(server, ms) => {
                self.stores.end_way_of(server);
                self.pair.kill(server).await;
                tokio::time::sleep(Duration::from_millis(ms)).await;
                self.pair.launch(server, &self.stores).await;
            }
            Fault::Step(by) => self.advance([by, by]),
            Fault::Skew(0, by) => self.advance([by, 0]),
            Fault::Skew(_, by) => self.advance([0, by]),
            Fault::MoveClose(server, by) => self.move_close(game, server, by).await,
        }
    }

    pub(crate) fn advance(&self, by: [i64; 2]) {
        let mut ahead = self.ahead.lock().expect("the clocks");
        for server in 0..2 {
            self.clocks[server].advance(by[server]);
            ahead[server] += by[server];
        }
    }

    /// Makes both clocks agree again.
    pub(crate) fn align_clocks(&self) {
        let [first, second] = *self.ahead.lock().expect("the clocks");
        let most = first.max(second);
        self.advance([most - first, most - second]);
    }

    /// Makes what is waited for come sooner.
    pub(crate) fn hurry(&self) {
        if !self.processes {
            self.advance([1_000, 1_000]);
        }
    }
}

fn rules_of(schedule: &Schedule) -> RoundRules {
    RoundRules {
        time_limit_s: schedule.time_limit_s,
        attempts: Some(schedule.limit),
        counted: schedule.counted,
        chain: schedule.chain.clone(),
        prediction: schedule.prediction.then(|| Prediction {
            question: "Có bao nhiêu người dự thi?".into(),
            target: PredictionTarget::People,
            before_disqualification: false,
        }),
        ..rules()
    }
}
