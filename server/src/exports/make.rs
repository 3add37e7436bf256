//! The job that makes an XLSX file.

use super::build::{FileFormat, write_xlsx};
use super::export::{Export, Kind};
use crate::contests::access::RoundAccess;
use crate::errors::AppResult;
use crate::jobs::file::keep;
use crate::jobs::running::Running;
use crate::results::parts::Judging;
use crate::results::people::{name_of, people};
use contest_core::wire::jobs::ExportTable;

/// Disk space per cell while the file is written, as uncompressed XML: 67 bytes on average were measured.
const CELL_BYTES: u64 = 80;

pub(crate) async fn run(
    parts: &Judging,
    access: RoundAccess,
    table: ExportTable,
    version: Option<u32>,
    running: &Running,
) -> AppResult<()> {
    let what = (Kind::from(table), FileFormat::Xlsx);
    let export = Export::find(parts, access, what, version).await?;
    let rows = export.rows(parts).await?;
    let asked_by = people(&parts.db, [running.job.asked_by]).await?;
    let table = export.table(parts, &name_of(&asked_by, running.job.asked_by));
    parts.require_room(rows * table.columns.len() as u64 * CELL_BYTES)?;
    let folder = parts.work_folder()?;
    let progress = {
        let running = running.clone();
        // Reading and writing take 70 %; compressing and storing the file take the rest.
        move |written: u64| running.at(written * 70 / rows.max(1))
    };
    let (made, size) = write_xlsx(table, export.read(parts), folder.path(), progress).await?;
    running.at(85);
    keep(running, made, size, export.file_name(), parts.clock.now()).await
}
