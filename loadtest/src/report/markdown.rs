//! Several runs in one Markdown table for a document.

use super::json::{Latency, Report};
use crate::redis_cost::Cost;

/// Formats one row per run.
pub fn runs(reports: &[Report]) -> String {
    let mut text = String::from(
        "| run | store | attempts/s | requests/s | save p99 ms | submit p99 ms | board p99 ms | rank p99 ms | turned away \
         | server us/request | server MiB | errors | audit |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|\n",
    );
    for report in reports {
        let p99 = |name: &str| {
            let latency: Option<&Latency> = report.operations.get(name);
            latency.map_or("–".into(), |latency| {
                format!("{:.1}", latency.p99_us as f64 / 1e3)
            })
        };
        let server = report.server.clone().unwrap_or_default();
        let audit = match &report.audit {
            None => "–".to_owned(),
            Some(audit) if audit.passed => format!("passed, {} receipts", audit.receipts),
            Some(audit) => format!("FAILED, {} complaints", audit.complaint_count),
        };
        text.push_str(&format!(
            "| {} | {} | {:.0} | {:.0} | {} | {} | {} | {} | {} | {:.1} | {:.0} | {} | {audit} |\n",
            report.mode,
            report.store.as_deref().unwrap_or("–"),
            report.attempts_per_s,
            report.requests_per_s,
            p99("save"),
            p99("submit"),
            p99("board"),
            p99("me"),
            report.shed.values().sum::<u64>(),
            server.cpu_us_per_request,
            server.peak_rss_bytes as f64 / 1_048_576.0,
            report.errors.values().sum::<u64>(),
        ));
    }
    text
}

/// Formats one row per size.
pub fn costs(costs: &[Cost]) -> String {
    let mut text = String::from(
        "| standings | bytes per standing | bytes per person in all | bytes per open attempt | save us | start us | close us | recorded us, alone | recorded us, of hundreds | rank us | top 100 us \
         |\n|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for cost in costs {
        let usec = |name: &str| cost.usec_per_call.get(name).copied().unwrap_or(0.0);
        text.push_str(&format!(
            "| {} | {:.0} | {:.0} | {:.0} | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} |\n",
            cost.standings,
            cost.bytes_per_standing,
            cost.bytes_per_person,
            cost.bytes_per_open_attempt,
            usec("save"),
            usec("start"),
            usec("close"),
            usec("restore"),
            usec("restore_many"),
            usec("rank"),
            usec("top100"),
        ));
    }
    text
}
