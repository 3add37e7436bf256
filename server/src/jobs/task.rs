//! What a job is to do.

use crate::db::entities::job::Kind;
use crate::lang::Lang;
use contest_core::ids::{AccountId, RoundId};
use contest_core::wire::jobs::ExportTable;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Task {
    Settle,
    /// The version that the judge has seen.
    Finalise {
        version: u32,
    },
    Disqualify {
        accounts: Vec<AccountId>,
        reason: String,
    },
    /// An XLSX file, of a version of the settlement or of the newest.
    Export {
        table: ExportTable,
        version: Option<u32>,
        lang: Lang,
    },
}

impl Task {
    pub fn kind(&self) -> Kind {
        match self {
            Task::Settle => Kind::Settle,
            Task::Finalise { .. } => Kind::Finalise,
            Task::Disqualify { .. } => Kind::Disqualify,
            Task::Export { .. } => Kind::Export,
        }
    }

    /// Of jobs with one scope, one is at work. What changes the results of a round has one scope; an export is a matter
    /// of whoever asks for it, since it says who that was.
    pub fn scope(&self, round: RoundId, by: AccountId) -> String {
        match self {
            Task::Settle | Task::Finalise { .. } | Task::Disqualify { .. } => format!("results:{round}"),
            Task::Export { table, version, lang } => {
                let version = version.map_or("newest".to_owned(), |version| version.to_string());
                format!("export:{round}:{by}:{}:{version}:{lang:?}", table.as_str())
            }
        }
    }
}
