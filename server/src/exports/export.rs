//! Finds what is to be exported, checks that it may be, and reads it row by row.

use super::attempts::send_attempts;
use super::build::{FileFormat, Reading, rows};
use super::column::{ATTEMPTS, Column, QUESTIONS, RANKING, UNITS, WINNERS};
use super::figures::{send_questions, send_units};
use super::notes::{Subject, notes};
use super::standings::{Extent, send_standings};
use super::table::Table;
use super::texts::Wording;
use crate::contests::access::RoundAccess;
use crate::contests::catalog::{LiveContest, LiveRound};
use crate::db::entities::settlement;
use crate::db::patiently;
use crate::errors::AppResult;
use crate::results::parts::Judging;
use crate::results::requirements::{
    require_all_recorded, require_closed, require_none_pending, require_not_cancelled, round_id,
};
use crate::results::settled::{attempts_of_round, newest_settlement, ranking_of, settlement_version};
use crate::results::standings::Version;
use crate::results::units::UnitPaths;
use crate::statistics::stored::Made;
use crate::statistics::units::report;
use crate::texts::{Exports, texts};
use contest_core::rounds::RoundRules;
use contest_core::wire::audit::Audited;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::figures::UnitReport;
use contest_core::wire::jobs::ExportTable;
use law_texts::fold;
use std::sync::Arc;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Attempts,
    Standings(Extent),
    Questions,
    Units,
}

/// Returns the table named by the address, e.g. `ranking.xlsx`, if the name has this format.
pub(crate) fn table_of(file: &str, format: FileFormat) -> AppResult<ExportTable> {
    let tables = [
        ExportTable::Attempts,
        ExportTable::Ranking,
        ExportTable::Winners,
        ExportTable::Questions,
        ExportTable::Units,
    ];
    let named = file
        .split_once('.')
        .filter(|(_, ending)| *ending == format.ending());
    let table = named.and_then(|(name, _)| tables.into_iter().find(|table| table.as_str() == name));
    table.ok_or_else(|| ErrorCode::NotFound.into())
}

impl From<ExportTable> for Kind {
    fn from(table: ExportTable) -> Kind {
        match table {
            ExportTable::Attempts => Kind::Attempts,
            ExportTable::Ranking => Kind::Standings(Extent::Ranking),
            ExportTable::Winners => Kind::Standings(Extent::Winners),
            ExportTable::Questions => Kind::Questions,
            ExportTable::Units => Kind::Units,
        }
    }
}

impl Kind {
    fn columns(self) -> &'static [Column] {
        match self {
            Kind::Attempts => ATTEMPTS,
            Kind::Standings(Extent::Ranking) => RANKING,
            Kind::Standings(Extent::Winners) => WINNERS,
            Kind::Questions => QUESTIONS,
            Kind::Units => UNITS,
        }
    }

    fn sheet_name(self, texts: &Exports) -> &'static str {
        match self {
            Kind::Attempts => texts.sheets.attempts,
            Kind::Standings(Extent::Ranking) => texts.sheets.ranking,
            Kind::Standings(Extent::Winners) => texts.sheets.winners,
            Kind::Questions => texts.sheets.questions,
            Kind::Units => texts.sheets.units,
        }
    }

    fn file_name(self, texts: &Exports) -> &'static str {
        match self {
            Kind::Attempts => texts.files.attempts,
            Kind::Standings(Extent::Ranking) => texts.files.ranking,
            Kind::Standings(Extent::Winners) => texts.files.winners,
            Kind::Questions => texts.files.questions,
            Kind::Units => texts.files.units,
        }
    }
}

/// Returns the version asked for, or the newest if there is one.
async fn settlement(
    parts: &Judging,
    access: &RoundAccess,
    version: Option<u32>,
) -> AppResult<Option<settlement::Model>> {
    let round = round_id(access);
    // What was settled before a round was cancelled is no result any more.
    if access.round.cancelled_at.is_some() {
        return Ok(None);
    }
    let Some(version) = version else {
        return Ok(newest_settlement(&parts.db.read, round).await?);
    };
    let found = settlement_version(&parts.db.read, round, version).await?;
    Ok(Some(found.ok_or(ErrorCode::NotSettled)?))
}

/// Figures that are exported: as long as a bank or a tree of units, so they are read at once.
enum Figures {
    None,
    Questions(Arc<Made>),
    Units(Arc<UnitReport>),
}

async fn made(parts: &Judging, access: &RoundAccess) -> AppResult<Arc<Made>> {
    let made = Made::find(&parts.db, round_id(access)).await?;
    Ok(Arc::new(made.ok_or(ErrorCode::NotFound)?))
}

/// An export that was found and is allowed.
pub(crate) struct Export {
    kind: Kind,
    format: FileFormat,
    access: RoundAccess,
    pub(crate) contest: Arc<LiveContest>,
    rules: RoundRules,
    settled: Option<Version>,
    figures: Figures,
    of_earlier_release: bool,
    texts: &'static Exports,
}

impl Export {
    /// Finds what to export, of the newest settlement or of an earlier version.
    pub(crate) async fn find(
        parts: &Judging,
        access: RoundAccess,
        (kind, format): (Kind, FileFormat),
        version: Option<u32>,
    ) -> AppResult<Export> {
        require_closed(parts, &access)?;
        if matches!(kind, Kind::Standings(_)) {
            require_not_cancelled(&access.round)?;
        }
        let settlement = settlement(parts, &access, version).await?;
        match (kind, &settlement) {
            (Kind::Standings(_), None) => return Err(ErrorCode::NotSettled.into()),
            // An incomplete list of attempts must not look complete.
            (Kind::Attempts, _) if access.round.finalised_at.is_none() => {
                require_all_recorded(parts, &access).await?;
            }
            _ => {}
        }
        let figures = match kind {
            Kind::Questions => Figures::Questions(made(parts, &access).await?),
            Kind::Units => {
                made(parts, &access).await?;
                Figures::Units(Arc::new(report(parts, &access).await?))
            }
            _ => Figures::None,
        };
        let (mut settled, mut of_earlier_release) = (None, false);
        if let Some(settlement) = settlement {
            of_earlier_release = ranking_of(&parts.db.read, &settlement).await?.hash.is_empty();
            settled = Some(Version::read(&parts.db.read, settlement).await?);
        }
        Ok(Export {
            kind,
            format,
            contest: parts.contests.contest(access.contest.id)?,
            rules: access.round.rules()?,
            figures,
            access,
            settled,
            of_earlier_release,
            texts: &texts().exports,
        })
    }

    /// Refuses whatever can be refused cheaply before the job begins.
    pub(crate) async fn require_possible(
        parts: &Judging,
        access: &RoundAccess,
        table: ExportTable,
        version: Option<u32>,
    ) -> AppResult<()> {
        require_closed(parts, access)?;
        if matches!(table, ExportTable::Ranking | ExportTable::Winners) {
            require_not_cancelled(&access.round)?;
        }
        let settlement = settlement(parts, access, version).await?;
        match (table, settlement) {
            (ExportTable::Ranking | ExportTable::Winners, None) => Err(ErrorCode::NotSettled.into()),
            (ExportTable::Questions | ExportTable::Units, _) => {
                let made = Made::find(&parts.db, round_id(access)).await?;
                made.map(drop).ok_or_else(|| ErrorCode::NotFound.into())
            }
            (ExportTable::Attempts, _) if access.round.finalised_at.is_none() => {
                require_none_pending(parts, access).await
            }
            _ => Ok(()),
        }
    }

    fn is_final(&self) -> bool {
        let settlement = self.settled.as_ref().map(|settled| &settled.settlement);
        settlement.is_some_and(|settlement| settlement.finalised_at.is_some())
    }

    fn round(&self, parts: &Judging) -> AppResult<Arc<LiveRound>> {
        parts.contests.round(round_id(&self.access))
    }

    /// Returns the number of rows.
    pub(crate) async fn rows(&self, parts: &Judging) -> AppResult<u64> {
        match (self.kind, &self.settled) {
            (Kind::Questions, _) => Ok(self.round(parts)?.bank.bank.questions.len() as u64),
            (Kind::Units, _) => Ok(self.contest.units.len() as u64),
            (Kind::Standings(Extent::Winners), Some(settled)) => Ok(settled.winners_count()),
            (Kind::Standings(_), Some(settled)) => Ok(settled.people),
            _ => Ok(attempts_of_round(&parts.db.read, round_id(&self.access)).await?),
        }
    }

    /// Returns everything but the rows. `exported_by` is the name of whoever asked for the export.
    pub(crate) fn table(&self, parts: &Judging, exported_by: &str) -> Table {
        let subject = Subject {
            contest: &self.contest,
            round: &self.access.round,
            rules: &self.rules,
            settlement: self.settled.as_ref().map(|settled| &settled.settlement),
            of_earlier_release: self.of_earlier_release,
            exported_by,
            now: parts.clock.now(),
        };
        let columns = self.kind.columns();
        let headings = columns.iter().map(|column| column.heading(&self.texts.columns));
        Table {
            columns,
            headings: headings.map(str::to_owned).collect(),
            banner: (!self.is_final()).then(|| self.texts.provisional_banner.to_owned()),
            sheet_name: self.kind.sheet_name(self.texts).to_owned(),
            notes_name: self.texts.sheets.notes.to_owned(),
            notes: notes(&subject, self.texts),
        }
    }

    /// Reads the rows in a task that ends when nobody takes them any more.
    pub(crate) fn read(&self, parts: &Judging) -> Reading {
        let (sender, arrivals) = rows();
        let wording = Wording {
            texts: self.texts,
            units: UnitPaths::of(&self.contest),
        };
        let (db, round, counted) = (parts.db.clone(), round_id(&self.access), self.rules.counted);
        let standings = match (self.kind, &self.settled) {
            (Kind::Standings(extent), Some(settled)) => Some((extent, settled.clone())),
            _ => None,
        };
        let (made, units) = match &self.figures {
            Figures::None => (None, None),
            Figures::Questions(made) => (Some((self.round(parts), made.clone())), None),
            Figures::Units(report) => (None, Some(report.clone())),
        };
        let reading = async move {
            if let Some((round, made)) = made {
                return send_questions(&round?.bank.bank, &made, wording.texts, sender).await;
            }
            if let Some(report) = units {
                return send_units(&report, &wording, sender).await;
            }
            match standings {
                Some((extent, settled)) => send_standings(&db, &settled, extent, &wording, sender).await,
                None => send_attempts(&db, round, counted, &wording, sender).await,
            }
        };
        Reading {
            arrivals,
            sending: Some(tokio::spawn(patiently(reading))),
        }
    }

    /// Returns what the audit event says.
    pub(crate) fn audited(&self, table: ExportTable) -> AppResult<Audited> {
        let version = self.settled.as_ref().map(|settled| settled.settlement.version());
        Ok(Audited::ResultsExported {
            round: self.access.round.title.clone(),
            table,
            file: self.file_name(),
            version: version.transpose()?,
        })
    }

    /// Returns the name of the file. All its parts consist of letters, digits and hyphens.
    pub(crate) fn file_name(&self) -> String {
        let names = &self.texts.files;
        let state = match self.is_final() {
            true => String::new(),
            false => format!("-{}", names.provisional),
        };
        let ending = self.format.ending();
        let round = &self.access.round;
        let title = in_a_file_name(&round.title);
        let round = match title.as_str() {
            "" => format!("{}-{}", names.round, round.number),
            _ => title,
        };
        format!(
            "{}-{}-{round}{state}.{ending}",
            self.kind.file_name(self.texts),
            self.contest.slug
        )
    }
}

/// The longest part of a file name that a title makes; ASCII characters.
const LONGEST: usize = 60;

/// Returns a title as every file system takes it: `Vòng 1 – Cấp tỉnh` → `vong-1-cap-tinh`; empty if nothing is left.
fn in_a_file_name(title: &str) -> String {
    let between = |c: char| c.is_whitespace() || c.is_ascii_punctuation() || matches!(c, '–' | '—' | '…');
    let mut name = String::new();
    for word in title.split(between) {
        let mut word = fold(word);
        word.retain(|c| c.is_ascii_alphanumeric());
        if name.len() + word.len() >= LONGEST {
            break;
        }
        if !word.is_empty() && !name.is_empty() {
            name.push('-');
        }
        name.push_str(&word);
    }
    name
}

#[cfg(test)]
mod tests {
    use super::in_a_file_name;

    #[test]
    fn titles_become_names_that_every_system_takes() {
        for (title, name) in [
            ("Vòng 1", "vong-1"),
            ("Vòng loại – Cấp tỉnh (đợt 2/3)", "vong-loai-cap-tinh-dot-2-3"),
            ("../..\\\"x\r\n", "x"),
            ("第一", ""),
        ] {
            assert_eq!(in_a_file_name(title), name, "{title}");
        }
        let long = in_a_file_name(&"chung kết ".repeat(30));
        assert!(long.len() < super::LONGEST && long.ends_with("-ket"), "{long}");
    }
}
