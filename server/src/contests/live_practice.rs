//! The practice of a published contest in memory, and its response, which is made once.

use crate::contests::loaded_bank::LoadedBank;
use crate::errors::{AppResult, Refusal};
use crate::web::cacheable::Cacheable;
use actix_web::web::block;
use contest_core::practice::PracticeRules;
use contest_core::wire::practice::{Practice, PracticeQuestion};
use std::sync::Arc;
use tokio::sync::OnceCell;

pub(crate) struct LivePractice {
    title: String,
    rules: PracticeRules,
    pub(crate) bank: Arc<LoadedBank>,
    response: OnceCell<Cacheable>,
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
                response: OnceCell::new(),
            })
        })
    }

    /// Whoever calls this has asked whether it may be shown.
    pub(super) async fn response(self: &Arc<LivePractice>) -> AppResult<&Cacheable> {
        let make = || async {
            let practice = self.clone();
            // A large bank takes a while to compress.
            let made = block(move || Cacheable::json(&practice.told())).await;
            made.map_err(Refusal::internal)?
        };
        self.response.get_or_try_init(make).await
    }

    fn told(&self) -> Practice {
        Practice {
            title: self.title.clone(),
            bank: self.bank.version,
            time_limit_s: self.rules.time_limit_s,
            blueprint: self.rules.blueprint.clone(),
            questions: self
                .bank
                .bank
                .questions
                .iter()
                .map(PracticeQuestion::from)
                .collect(),
        }
    }
}
