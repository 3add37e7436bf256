//! Staff download a table of a round. Every download is in the minutes: the tables are full of personal data.

use super::attempts::send_attempts;
use super::build::{FileFormat, Reading, csv_stream, rows, write_xlsx};
use super::cell::Row;
use super::column::{ATTEMPTS, Column, RANKING, WINNERS};
use super::notes::{Subject, notes};
use super::standings::{Extent, send_standings};
use super::table::Table;
use super::texts::Texts;
use crate::auth::session::{Claims, Staff};
use crate::config::Config;
use crate::contests::access::{RoundAccess, round_for_staff};
use crate::contests::catalog::LiveContest;
use crate::db::audit::{Deed, record};
use crate::db::entities::settlement;
use crate::db::patiently;
use crate::errors::{Answer, Refusal};
use crate::lang::Lang;
use crate::results::freeze::{require_all_recorded, require_closed, round_id};
use crate::results::parts::Judging;
use crate::results::settled::newest_settlement;
use crate::results::units::UnitPaths;
use actix_web::body::SizedStream;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use actix_web::web::{Bytes, Data, Path};
use actix_web::{HttpResponse, HttpResponseBuilder};
use contest_core::ids::{ContestId, RoundId};
use contest_core::rounds::RoundRules;
use contest_core::wire::errors::{ApiError, ErrorCode};
use futures_util::stream::try_unfold;
use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;

/// An XLSX file takes much of the disk while it is written: few at once.
static BUILDING: Semaphore = Semaphore::const_new(2);

const CHUNK: usize = 64 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Attempts,
    Standings(Extent),
}

impl Kind {
    /// From the name in the address, e.g. `ranking.xlsx`.
    fn parse(file: &str) -> Option<(Kind, FileFormat)> {
        let (kind, format) = file.split_once('.')?;
        let kind = match kind {
            "attempts" => Kind::Attempts,
            "ranking" => Kind::Standings(Extent::Ranking),
            "winners" => Kind::Standings(Extent::Winners),
            _ => return None,
        };
        let format = match format {
            "xlsx" => FileFormat::Xlsx,
            "csv" => FileFormat::Csv,
            _ => return None,
        };
        Some((kind, format))
    }

    fn columns(self) -> &'static [Column] {
        match self {
            Kind::Attempts => ATTEMPTS,
            Kind::Standings(Extent::Ranking) => RANKING,
            Kind::Standings(Extent::Winners) => WINNERS,
        }
    }

    fn sheet_name(self, texts: &Texts) -> &str {
        match self {
            Kind::Attempts => &texts.sheets.attempts,
            Kind::Standings(Extent::Ranking) => &texts.sheets.ranking,
            Kind::Standings(Extent::Winners) => &texts.sheets.winners,
        }
    }

    fn file_name(self, texts: &Texts) -> &str {
        match self {
            Kind::Attempts => &texts.files.attempts,
            Kind::Standings(Extent::Ranking) => &texts.files.ranking,
            Kind::Standings(Extent::Winners) => &texts.files.winners,
        }
    }
}

/// What is exported, found and allowed.
struct Export {
    kind: Kind,
    format: FileFormat,
    access: RoundAccess,
    contest: Arc<LiveContest>,
    rules: RoundRules,
    settlement: Option<settlement::Model>,
    texts: &'static Texts,
}

#[utoipa::path(get, path = "/api/v1/staff/rounds/{round}/exports/{file}", tag = "results",
    params(("round" = RoundId, Path), ("file" = String, Path,
        description = "`attempts`, `ranking` or `winners`, with `.xlsx` or `.csv`")),
    responses((status = 200, description = "the file"), (status = "4XX", body = ApiError)))]
pub async fn download(
    parts: Data<Judging>,
    config: Data<Config>,
    path: Path<(RoundId, String)>,
    Staff(claims): Staff,
) -> Answer<HttpResponse> {
    let (round, file) = path.into_inner();
    let (kind, format) = Kind::parse(&file).ok_or(ErrorCode::NotFound)?;
    let access = round_for_staff(&parts.db, &claims, round).await?;
    let export = Export::find(&parts, access, kind, format).await?;
    match format {
        FileFormat::Csv => export.send_csv(&parts, &claims).await,
        FileFormat::Xlsx => export.send_xlsx(&parts, &config.data_dir, &claims).await,
    }
}

impl Export {
    async fn find(parts: &Judging, access: RoundAccess, kind: Kind, format: FileFormat) -> Answer<Export> {
        require_closed(parts, &access)?;
        let settlement = newest_settlement(&parts.db.read, round_id(&access)).await?;
        match (kind, &settlement) {
            (Kind::Standings(_), None) => return Err(ErrorCode::NotSettled.into()),
            // A list of attempts that is not complete must not look as if it were.
            (Kind::Attempts, _) if access.round.finalised_at.is_none() => {
                require_all_recorded(parts, &access).await?;
            }
            _ => {}
        }
        let contest = parts.contests.contest(ContestId(access.contest.id))?;
        let rules = serde_json::from_str(&access.round.rules)?;
        let texts = Texts::of(Lang::of_reader());
        Ok(Export {
            kind,
            format,
            access,
            contest,
            rules,
            settlement,
            texts,
        })
    }

    fn is_final(&self) -> bool {
        self.settlement
            .as_ref()
            .is_some_and(|settlement| settlement.finalised_at.is_some())
    }

    /// Sent while it is read. It is in the minutes before its first byte leaves.
    async fn send_csv(&self, parts: &Judging, claims: &Claims) -> Answer<HttpResponse> {
        let table = self.table(parts, claims);
        let (sending, arrivals) = self.read(parts);
        let reading = Reading {
            arrivals,
            sending: Some(sending),
        };
        let file = csv_stream(&table, reading).await?;
        self.minute(parts, claims).await?;
        Ok(self.response().streaming(file))
    }

    async fn send_xlsx(
        &self,
        parts: &Judging,
        folder: &std::path::Path,
        claims: &Claims,
    ) -> Answer<HttpResponse> {
        let _turn = BUILDING.acquire().await.map_err(Refusal::internal)?;
        let (sending, arrivals) = self.read(parts);
        let written = write_xlsx(self.table(parts, claims), arrivals, folder).await;
        let sent = sending.await.map_err(Refusal::internal)?;
        // If the writer failed, the sender only noticed that nobody takes its rows.
        let (file, length) = written?;
        sent?;
        self.minute(parts, claims).await?;
        Ok(self.response().body(SizedStream::new(length, chunks(file))))
    }

    fn table(&self, parts: &Judging, claims: &Claims) -> Table {
        let subject = Subject {
            contest: &self.contest,
            round: &self.access.round,
            rules: &self.rules,
            settlement: self.settlement.as_ref(),
            exported_by: &claims.name,
            now: parts.clock.now(),
        };
        let columns = self.kind.columns();
        Table {
            columns,
            headings: columns.iter().map(|column| self.texts.heading(*column)).collect(),
            banner: (!self.is_final()).then(|| self.texts.provisional_banner.clone()),
            sheet_name: self.kind.sheet_name(self.texts).to_owned(),
            notes_name: self.texts.sheets.notes.clone(),
            notes: notes(&subject, self.texts),
        }
    }

    /// Reads the rows, in a task that ends when nobody takes them any more.
    fn read(&self, parts: &Judging) -> (JoinHandle<Answer<()>>, mpsc::Receiver<Vec<Row>>) {
        let (sender, arrivals) = rows();
        let (db, units) = (parts.db.clone(), UnitPaths::of(&self.contest));
        let (round, counted, texts) = (round_id(&self.access), self.rules.counted, self.texts);
        let standings = match (self.kind, &self.settlement) {
            (Kind::Standings(extent), Some(settlement)) => Some((extent, settlement.id)),
            _ => None,
        };
        let reading = async move {
            match standings {
                Some((extent, settlement)) => {
                    send_standings(&db, settlement, extent, &units, texts, sender).await
                }
                None => send_attempts(&db, round, counted, &units, texts, sender).await,
            }
        };
        (tokio::spawn(patiently(reading)), arrivals)
    }

    async fn minute(&self, parts: &Judging, claims: &Claims) -> Answer<()> {
        let version = self
            .settlement
            .as_ref()
            .map_or(0, |settlement| settlement.version);
        let deed = Deed {
            actor: claims.sub,
            action: "results.exported",
            contest: Some(self.contest.id),
            subject: round_id(&self.access).to_string(),
            detail: format!("{:?} {:?}, settlement version {version}", self.kind, self.format),
        };
        Ok(record(&parts.db.write, parts.clock.now(), deed).await?)
    }

    /// The head of the answer.
    fn response(&self) -> HttpResponseBuilder {
        let (content_type, ending) = match self.format {
            FileFormat::Xlsx => (
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "xlsx",
            ),
            FileFormat::Csv => ("text/csv; charset=utf-8", "csv"),
        };
        let names = &self.texts.files;
        let state = if self.is_final() {
            String::new()
        } else {
            format!("-{}", names.provisional)
        };
        // All parts are of letters, digits and hyphens.
        let name = format!(
            "{}-{}-{}-{}{state}.{ending}",
            self.kind.file_name(self.texts),
            self.contest.slug,
            names.round,
            self.access.round.number
        );
        let mut response: HttpResponseBuilder = HttpResponse::Ok();
        response
            .content_type(content_type)
            .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
            .insert_header((CACHE_CONTROL, "no-store"));
        response
    }
}

fn chunks(file: File) -> impl futures_util::Stream<Item = io::Result<Bytes>> {
    try_unfold(file, |mut file| async move {
        let reading = tokio::task::spawn_blocking(move || {
            let mut chunk = vec![0; CHUNK];
            let read = file.read(&mut chunk)?;
            chunk.truncate(read);
            io::Result::Ok((chunk, file))
        });
        let (chunk, file) = reading.await.map_err(io::Error::other)??;
        Ok(if chunk.is_empty() {
            None
        } else {
            Some((Bytes::from(chunk), file))
        })
    })
}
