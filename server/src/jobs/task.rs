//! What a job does.

use crate::db::entities::job::Kind;
use contest_core::ids::{AccountId, RoundId};
use contest_core::wire::jobs::ExportTable;
use contest_texts::Lang;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Task {
    Settle,
    /// Publishes the version that the judge has seen.
    Finalise {
        version: u32,
    },
    Disqualify {
        accounts: Vec<AccountId>,
        reason: String,
    },
    /// Makes an XLSX file of a version of the settlement, or of the newest.
    Export {
        table: ExportTable,
        version: Option<u32>,
        lang: Lang,
    },
    /// Makes the statistics of the round.
    Statistics,
}

impl Task {
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Task::Settle => Kind::Settle,
            Task::Finalise { .. } => Kind::Finalise,
            Task::Disqualify { .. } => Kind::Disqualify,
            Task::Export { .. } => Kind::Export,
            Task::Statistics => Kind::Statistics,
        }
    }

    /// Returns the scope of the job; of each scope, one job is at work at a time. Everything that changes the results
    /// of a round shares one scope. An export has its own for whoever asks for it, since it names that person.
    pub(crate) fn scope(&self, round: RoundId, by: AccountId) -> String {
        match self {
            Task::Settle | Task::Finalise { .. } | Task::Disqualify { .. } => format!("results:{round}"),
            Task::Statistics => format!("statistics:{round}"),
            Task::Export { table, version, lang } => {
                let version = version.map_or("newest".to_owned(), |version| version.to_string());
                format!("export:{round}:{by}:{}:{version}:{lang:?}", table.as_str())
            }
        }
    }
}
