//! A small contest put straight into the database, and people to play it, for tests of what comes after.

use super::{Reply, TestApp, Visitor};
use contest_core::ids::{AccountId, AttemptId, BankId, BankVersionId, ContestId, RoundId, UnitId};
use contest_core::questions::{Bank, Credit, Difficulty, OptionSet, Question, QuestionKind};
use contest_core::ranking::{Counted, TieBreak};
use contest_core::rounds::RoundRules;
use contest_core::time::{Day, Millis};
use contest_core::winners::Prize;
use contest_core::wire::accounts::{Consent, Entry, Register, SignIn};
use contest_core::wire::attempts::{OpenAttempt, SendSheet, Submitted};
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContest;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveEnum, ActiveModelTrait, EntityTrait};
use thiluat::db::entities::{account, bank, bank_version, contest, contest_judge, round, unit};
use uuid::Uuid;

pub(crate) const PASSWORD: &str = "mật khẩu thử nghiệm 9";
pub(crate) const MINUTE: i64 = 60_000;

/// A published contest with one round that is open now for an hour.
pub(crate) struct Arranged {
    pub(crate) contest: ContestId,
    pub(crate) slug: String,
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

impl TestApp {
    /// Creates an account in the database and returns its id. Signing in goes through the API.
    pub(crate) async fn staff_account(&self, role: &str, login: &str) -> AccountId {
        let hash = self.state.passwords.hash(PASSWORD.into()).await.expect("a hash");
        let id = AccountId(Uuid::now_v7());
        let account = account::ActiveModel {
            id: Set(id),
            role: Set(account::Role::try_from_value(&role.to_owned()).expect("a role")),
            login: Set(login.into()),
            password_hash: Set(hash),
            session_version: Set(0),
            name: Set(format!("Cán bộ {login}")),
            date_of_birth: Set(None),
            consent_version: Set(None),
            created_at: Set(self.clock.now()),
        };
        account.insert(&self.state.db.write).await.expect("an account");
        id
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
        let db = &self.state.db.write;
        let now = self.clock.now();
        let (opens_at, closes_at) = (now - MINUTE, now + 60 * MINUTE);
        let bank_row = bank::ActiveModel {
            id: Set(BankId(Uuid::now_v7())),
            slug: Set(format!("{slug}-bank")),
            owner_id: Set(organiser),
            created_at: Set(now),
        };
        let bank_row = bank_row.insert(db).await.expect("a bank");
        let version = bank_version::ActiveModel {
            id: Set(BankVersionId(Uuid::now_v7())),
            bank_id: Set(bank_row.id),
            version: Set(1),
            title: Set("Ngân hàng thử".into()),
            content: Set(serde_json::to_string(&sample_bank()).expect("JSON")),
            questions: Set(10),
            hash: Set("00".repeat(32)),
            loaded_by: Set(organiser),
            loaded_at: Set(now),
        };
        let version = version.insert(db).await.expect("a version");
        let contest_id = ContestId(Uuid::now_v7());
        let contest_row = contest::ActiveModel {
            id: Set(contest_id),
            slug: Set(slug.into()),
            owner_id: Set(organiser),
            title: Set("Cuộc thi thử nghiệm".into()),
            organiser: Set("Sở Tư pháp tỉnh thử nghiệm".into()),
            summary: Set(String::new()),
            min_age: Set(Some(14)),
            consent_controller: Set(String::new()),
            consent_text: Set(String::new()),
            consent_version: Set("thu-1".into()),
            published_at: Set(Some(now)),
            created_at: Set(now),
        };
        contest_row.insert(db).await.expect("a contest");
        let appointed = contest_judge::ActiveModel {
            contest_id: Set(contest_id),
            account_id: Set(judge),
        };
        contest_judge::Entity::insert(appointed)
            .exec_without_returning(db)
            .await
            .expect("a judge");
        let round_id = RoundId(Uuid::now_v7());
        let round_row = round::ActiveModel {
            id: Set(round_id),
            contest_id: Set(contest_id),
            number: Set(1),
            title: Set("Vòng 1".into()),
            opens_at: Set(opens_at),
            closes_at: Set(closes_at),
            bank_version_id: Set(version.id),
            newest_bank: Set(false),
            rules: Set(serde_json::to_string(&rules).expect("JSON")),
            secret: Set(vec![7; 32]),
            commitment: Set("ab".repeat(32)),
            finalised_at: Set(None),
        };
        round_row.insert(db).await.expect("a round");
        let mut units = [UnitId(Uuid::now_v7()), UnitId(Uuid::now_v7())];
        units.sort();
        for (position, (unit_id, name)) in units.iter().zip(["Tỉnh Thử Nghiệm", "Xã Bình Minh"]).enumerate()
        {
            let row = unit::ActiveModel {
                id: Set(*unit_id),
                contest_id: Set(contest_id),
                parent_id: Set((position > 0).then_some(units[0])),
                code: Set(format!("DV{position}")),
                name: Set(name.into()),
                headcount: Set(None),
                position: Set(position as i32),
            };
            row.insert(db).await.expect("a unit");
        }
        self.state.reload().await.expect("the catalog");
        Arranged {
            contest: contest_id,
            slug: slug.into(),
            round: round_id,
            units,
            organiser,
            judge,
        }
    }

    /// Registers the n-th contestant through the API and enters the contest.
    pub(crate) async fn contestant(&self, arranged: &Arranged, n: u32) -> Visitor {
        let visitor = self.visitor();
        let register = Register {
            name: name_of(n),
            date_of_birth: Day::new(1990, 5, 19).expect("a day"),
            phone: format!("09{n:08}"),
            password: PASSWORD.into(),
            consent: Consent {
                accepted: true,
                version: "thu-1".into(),
            },
            entry: Some(Entry {
                contest: arranged.contest,
                unit: Some(arranged.units[1]),
            }),
        };
        let reply = visitor.post(paths::ACCOUNTS, &register).await;
        assert!(reply.status.is_success(), "{}", reply.text());
        visitor
    }

    /// Returns answers that earn this many points: the key for the first `right` questions, blanks for the rest.
    pub(crate) fn sheet_with(
        &self,
        round: RoundId,
        attempt: AttemptId,
        right: usize,
        revision: u32,
    ) -> contest_core::answers::AnswerSheet {
        let live = self.state.round(round).expect("the round");
        let paper = live.paper(attempt);
        let marks = paper.items.iter().enumerate().map(|(n, item)| {
            let key = live.bank.bank.questions[item.question as usize].key;
            if n < right {
                item.to_shown(key)
            } else {
                OptionSet::NONE
            }
        });
        let answers = contest_core::answers::Answers(marks.collect()).encode();
        contest_core::answers::AnswerSheet {
            revision,
            answers,
            prediction: None,
        }
    }

    /// Closes the round by moving the time past its close and the grace.
    pub(crate) async fn close_round(&self, round: RoundId) {
        let closes = self.state.round(round).expect("the round").window.closes_at;
        let ahead = closes.0 + 5_500 - self.clock.now().0;
        if ahead > 0 {
            self.clock.advance(ahead);
        }
        // The server sweeps by itself twice a second.
        self.state
            .recovery
            .sweep(true)
            .await
            .expect("overdue attempts are closed");
    }
}

impl Visitor {
    /// Publishes a draft as it was seen.
    pub(crate) async fn publish_contest(&self, seen: &StaffContest) -> Reply {
        self.post(&paths::publish(seen.id), &seen.seen()).await
    }

    pub(crate) async fn start(&self, round: RoundId) -> OpenAttempt {
        self.post(&paths::attempts(round), &()).await.ok()
    }

    pub(crate) async fn submit(
        &self,
        open: &OpenAttempt,
        sheet: contest_core::answers::AnswerSheet,
    ) -> Submitted {
        let body = SendSheet {
            ticket: open.ticket.clone(),
            sheet,
            acknowledged: None,
        };
        self.post(&paths::submission(open.attempt), &body).await.ok()
    }
}

impl TestApp {
    /// Starts an attempt and submits it with so many right answers.
    pub(crate) async fn play(&self, visitor: &Visitor, round: RoundId, right: usize) -> Submitted {
        let open = visitor.start(round).await;
        visitor
            .submit(&open, self.sheet_with(round, open.attempt, right, 1))
            .await
    }

    pub(crate) fn now(&self) -> Millis {
        self.clock.now()
    }
}
