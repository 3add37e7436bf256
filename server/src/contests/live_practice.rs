//! The practice of a published contest in memory, and its response, which is made once for a register of laws.

use crate::contests::loaded_bank::LoadedBank;
use crate::errors::{AppResult, Refusal};
use crate::laws::basis;
use crate::laws::register::Register;
use crate::web::cacheable::Cacheable;
use actix_web::web::block;
use contest_core::practice::PracticeRules;
use contest_core::questions::Question;
use contest_core::wire::practice::{Practice, PracticeQuestion};
use std::sync::Arc;
use tokio::sync::Mutex;

pub(crate) struct LivePractice {
    title: String,
    rules: PracticeRules,
    pub(crate) bank: Arc<LoadedBank>,
    /// The last response, and the register whose pages it names.
    response: Mutex<Option<(Arc<Register>, Arc<Cacheable>)>>,
}

impl LivePractice {
    /// Returns the one that is known, if it is the same; so its response is not made again whenever contests are reloaded.
    pub(super) fn kept_or_made(
        known: Option<Arc<LivePractice>>,
        title: &str,
        rules: PracticeRules,
        bank: Arc<LoadedBank>,
    ) -> Arc<LivePractice> {
        let is_same = |known: &Arc<LivePractice>| {
            known.title == title && known.rules == rules && known.bank.version == bank.version
        };
        known.filter(is_same).unwrap_or_else(|| {
            Arc::new(LivePractice {
                title: title.to_owned(),
                rules,
                bank,
                response: Mutex::default(),
            })
        })
    }

    /// Whoever calls this has asked whether it may be shown.
    pub(super) async fn response(
        self: &Arc<LivePractice>,
        register: Arc<Register>,
    ) -> AppResult<Arc<Cacheable>> {
        let mut response = self.response.lock().await;
        if let Some((of, made)) = &*response
            && Arc::ptr_eq(of, &register)
        {
            return Ok(made.clone());
        }
        let (practice, pages) = (self.clone(), register.clone());
        // A large bank takes a while to compress.
        let made = block(move || Cacheable::json(&practice.told(&pages))).await;
        let made = Arc::new(made.map_err(Refusal::internal)??);
        *response = Some((register, made.clone()));
        Ok(made)
    }

    fn told(&self, register: &Register) -> Practice {
        let told = |question: &Question| {
            let cited = basis::cited(register, question.legal_basis.as_ref());
            PracticeQuestion {
                law_page: cited.page,
                law_title: cited.title,
                ..PracticeQuestion::from(question)
            }
        };
        Practice {
            title: self.title.clone(),
            bank: self.bank.version,
            time_limit_s: self.rules.time_limit_s,
            blueprint: self.rules.blueprint.clone(),
            questions: self.bank.bank.questions.iter().map(told).collect(),
        }
    }
}
