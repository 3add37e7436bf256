//! `thiluat doctor`: reports what is wrong, and how to fix it.

use std::io;
use std::process::ExitCode;
use thiluat::clock::Clock;
use thiluat::config::Config;
use thiluat::doctor::{Finding, Kind, Report, examine};

pub(super) async fn doctor(config: Config, json: bool) -> io::Result<ExitCode> {
    let report = Box::pin(examine(&config, &Clock::default())).await;
    if json {
        let json = serde_json::json!({ "well": report.is_well(), "findings": report.findings });
        println!("{json:#}");
    } else {
        print(&report);
    }
    Ok(if report.is_well() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn print(report: &Report) {
    for Finding {
        kind, says, remedy, ..
    } in &report.findings
    {
        let label = match kind {
            Kind::Well => "well   ",
            Kind::Note => "note   ",
            Kind::Problem => "PROBLEM",
        };
        println!("{label}  {says}");
        if let Some(remedy) = remedy {
            println!("         → {remedy}");
        }
    }
    match report.problems().count() {
        0 => println!("All is well."),
        1 => println!("1 problem."),
        several => println!("{several} problems."),
    }
}
