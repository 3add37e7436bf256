//! `thiluat bank`: question banks.

use clap::Subcommand;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Subcommand)]
pub(super) enum BankCommand {
    /// Report every problem in a file (XLSX, DOCX, CSV, TXT, JSON, GIFT, Moodle XML or QTI) without loading it.
    Check { file: PathBuf },
}

pub(super) fn bank(command: BankCommand) -> io::Result<ExitCode> {
    match command {
        BankCommand::Check { file } => check(&file),
    }
}

/// Prints one line per issue or warning, in Vietnamese for the organisers; fails if there are issues.
fn check(file: &Path) -> io::Result<ExitCode> {
    let bytes = std::fs::read(file)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", file.display())))?;
    match question_banks::read_with_warnings(&file.to_string_lossy(), &bytes) {
        Ok((bank, warnings)) => {
            print(&warnings);
            println!("{}: {} câu hỏi, không có lỗi", bank.title, bank.questions.len());
            Ok(ExitCode::SUCCESS)
        }
        Err(issues) => {
            print(&issues);
            Ok(ExitCode::FAILURE)
        }
    }
}

fn print(issues: &[question_banks::Issue]) {
    for issue in issues {
        let row = issue.to_wire(question_banks::Lang::Vi);
        let number = row.row.map(|row| format!("dòng {row}"));
        let location: Vec<String> = [row.sheet, number, row.column].into_iter().flatten().collect();
        println!("{}: {} {}", location.join(", "), row.reason, row.remedy);
    }
}
