//! A small contest, made by the functions behind the console, for tests of what comes after.

use super::{Reply, TestApp, Visitor};
use contest_core::ids::{AccountId, ContestId, RoundId, UnitId};
use contest_core::questions::{Bank, Credit, Difficulty, OptionSet, Question, QuestionKind};
use contest_core::ranking::{Counted, TieBreak};
use contest_core::rounds::{Disclosure, RoundRules};
use contest_core::time::Millis;
use contest_core::winners::Prize;
use contest_core::wire::accounts::{Role, SignIn};
use contest_core::wire::paths;
use contest_core::wire::staff::{ConsentDraft, ContactDraft, ContestDraft, RoundDraft, StaffContest};
use question_banks::units;
use sea_orm::EntityTrait;
use thiluat::auth::session::Claims;
use thiluat::auth::staff::{self, NewStaff};
use thiluat::banks::load;
use thiluat::contests::{create, load_units, publish, staff_show};
use thiluat::db::entities::{account, contest};
use thiluat::state::State;
use tokio::sync::OnceCell;

pub(crate) const PASSWORD: &str = "mật khẩu thử nghiệm 9";
pub(crate) const MINUTE: i64 = 60_000;

const UNITS: &str = "Mã đơn vị,Tên đơn vị,Mã đơn vị cấp trên,Số người\n\
    DV0,Tỉnh Thử Nghiệm,,\nDV1,Xã Bình Minh,DV0,\n";

/// A published contest with one round that is open now for an hour.
pub(crate) struct Arranged {
    pub(crate) contest: ContestId,
    pub(crate) slug: String,
    /// The version of the text to which contestants consent.
    pub(crate) consent: String,
    pub(crate) round: RoundId,
    /// A unit, and another one below it.
    pub(crate) units: [UnitId; 2],
    pub(crate) organiser: AccountId,
    pub(crate) judge: AccountId,
}

/// Returns ten questions: eight with one right answer (the first option), one with two, and one true/false.
pub(crate) fn sample_bank() -> Bank {
    let question = |n: usize| {
        let (kind, options, key) = match n {
            8 => (QuestionKind::Multiple, 4, OptionSet(0b0011)),
            9 => (QuestionKind::TrueFalse, 0, OptionSet(0b01)),
            _ => (QuestionKind::Single, 4, OptionSet(0b0001)),
        };
        Question {
            code: format!("C{n:03}"),
            topic: if n.is_multiple_of(2) {
                "Chủ đề A".into()
            } else {
                "Chủ đề B".into()
            },
            difficulty: if n < 5 { Difficulty::Easy } else { Difficulty::Hard },
            kind,
            credit: Credit::Exact,
            stem: format!("Câu hỏi số {n} về pháp luật?"),
            options: if n == 9 {
                vec!["Đúng".into(), "Sai".into()]
            } else {
                (0..options).map(|o| format!("Phương án {n}-{o}")).collect()
            },
            key,
            keep_order: false,
            explanation: format!("Giải thích bí mật {n}"),
            legal_basis: None,
        }
    };
    Bank {
        title: "Ngân hàng thử".into(),
        language: "vi".into(),
        questions: (0..10).map(question).collect(),
    }
}

pub(crate) fn rules() -> RoundRules {
    RoundRules {
        time_limit_s: 600,
        attempts: Some(3),
        attempts_per_day: None,
        rest_s: None,
        counted: Counted::Best,
        answer_all: false,
        blueprint: contest_core::blueprint::Blueprint {
            sections: vec![contest_core::blueprint::Section {
                topic: None,
                difficulty: None,
                count: 10,
                points: 1,
            }],
            mix_sections: false,
        },
        chain: vec![
            TieBreak::MostPoints,
            TieBreak::ShortestDuration,
            TieBreak::EarliestSubmission,
        ],
        prediction: None,
        prizes: vec![
            Prize {
                name: "Giải Nhất".into(),
                quota: 1,
                amount_vnd: 2_000_000,
            },
            Prize {
                name: "Giải Nhì".into(),
                quota: 2,
                amount_vnd: 1_000_000,
            },
        ],
        disclosure: Disclosure::default(),
    }
}

/// Returns the n-th contestant's name; names contain no digits.
pub(crate) fn name_of(n: u32) -> String {
    const DIGITS: [&str; 10] = [
        "Không", "Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín",
    ];
    let words: Vec<&str> = n
        .to_string()
        .bytes()
        .map(|digit| DIGITS[usize::from(digit - b'0')])
        .collect();
    format!("Nguyễn Thị {}", words.join(" "))
}

/// Returns the hash of a password that nobody knows, for accounts whose sessions are made by the test. It is made
/// once, because hashing takes longer than everything else about an account.
pub(crate) async fn nobodys_hash(state: &State) -> String {
    static HASH: OnceCell<String> = OnceCell::const_new();
    let hash = HASH.get_or_init(async || {
        let hashed = state.passwords.hash(staff::generated_password()).await;
        hashed.expect("a hash")
    });
    hash.await.clone()
}

impl TestApp {
    /// Creates a staff account as the command line does. Signing in goes through the API.
    pub(crate) async fn staff_account(&self, role: &str, login: &str) -> AccountId {
        let new = NewStaff {
            role: match role {
                "organiser" => Role::Organiser,
                "judge" => Role::Judge,
                "administrator" => Role::Administrator,
                other => panic!("{other} is no role of staff"),
            },
            login,
            name: &format!("Cán bộ {login}"),
            password: PASSWORD,
        };
        let (db, passwords) = (&self.state.db.write, &self.state.passwords);
        let made = staff::create(db, passwords, new, self.now()).await;
        made.expect("an account")
    }

    pub(crate) async fn sign_in(&self, login: &str) -> Visitor {
        let visitor = self.visitor();
        let sign_in = SignIn {
            login: login.into(),
            password: PASSWORD.into(),
        };
        let reply = visitor.post(paths::SESSION, &sign_in).await;
        assert!(reply.status.is_success(), "{}", reply.text());
        visitor
    }

    /// Arranges a published contest with these rules, one round that is open for an hour, an organiser `tochuc` and a
    /// judge `giamkhao`.
    pub(crate) async fn arrange(&self, rules: RoundRules) -> Arranged {
        let organiser = self.staff_account("organiser", "tochuc").await;
        let judge = self.staff_account("judge", "giamkhao").await;
        self.arrange_for(organiser, judge, "cuoc-thi-thu", rules).await
    }

    pub(crate) async fn arrange_for(
        &self,
        organiser: AccountId,
        judge: AccountId,
        slug: &str,
        rules: RoundRules,
    ) -> Arranged {
        let state = &self.state;
        let now = self.now();
        let moment = |at: Millis| {
            jiff::Timestamp::from_millisecond(at.0)
                .expect("a moment")
                .to_string()
        };
        let owner = Claims::new(organiser, Role::Organiser, now);
        let bank = format!("{slug}-bank");
        let stored = load::store(&state.db, &owner, &bank, sample_bank(), now).await;
        stored.expect("a bank");
        let judge_row = account::Entity::find_by_id(judge).one(&state.db.read).await;
        let draft = ContestDraft {
            slug: slug.into(),
            title: "Cuộc thi thử nghiệm".into(),
            organiser: "Sở Tư pháp tỉnh thử nghiệm".into(),
            summary: String::new(),
            min_age: Some(14),
            guardian_below: None,
            consent: ConsentDraft::default(),
            contact: ContactDraft {
                phone: "0200 3000 000".into(),
                ..ContactDraft::default()
            },
            judges: vec![judge_row.expect("accounts").expect("the judge").login],
            rounds: vec![RoundDraft {
                title: "Vòng 1".into(),
                opens_at: moment(now - MINUTE),
                closes_at: moment(now + 60 * MINUTE),
                bank,
                bank_version: Some(1),
                rules,
            }],
            practice: None,
        };
        let id = create::insert(&state.db, &owner, draft, now)
            .await
            .expect("a contest");
        let rows = units::read("don-vi.csv", UNITS.as_bytes()).expect("units");
        let parts = state.organising();
        let loaded = load_units::replace(&parts, organiser, id, &rows);
        loaded.await.expect("units");
        let seen = self.staff_contest(id).await.seen();
        let published = publish::make_public(&parts, &owner, id, &seen).await;
        published.expect("it is published");
        state.reload().await.expect("the catalog");
        let live = state.contests.catalog().contest(id).expect("the contest").clone();
        Arranged {
            contest: id,
            slug: slug.into(),
            consent: live.consent.version.clone(),
            round: live.rounds[0].id,
            units: [live.units[0].id, live.units[1].id],
            organiser,
            judge,
        }
    }

    /// Returns a contest as its organiser sees it.
    pub(crate) async fn staff_contest(&self, id: ContestId) -> StaffContest {
        let row = contest::Entity::find_by_id(id).one(&self.state.db.read).await;
        let row = row.expect("contests").expect("the contest");
        let view = staff_show::view(&self.state.counts, row, self.now()).await;
        view.expect("a view")
    }

    pub(crate) fn now(&self) -> Millis {
        self.clock.now()
    }
}

impl Visitor {
    /// Publishes a draft as it was seen.
    pub(crate) async fn publish_contest(&self, seen: &StaffContest) -> Reply {
        self.post(&paths::publish(seen.id), &seen.seen()).await
    }
}
