//! The report as text for a terminal.

use super::json::{Report, Usage};
use std::fmt::Write;

/// Returns figures, shares of the processors, errors and the verdict.
pub fn table(report: &Report) -> String {
    let mut text = String::new();
    // Writing to a `String` never fails.
    let _ = write_all(&mut text, report);
    text
}

fn write_all(text: &mut String, report: &Report) -> std::fmt::Result {
    let store = report.store.as_deref().unwrap_or("a running server");
    writeln!(
        text,
        "{} on {store}, {:.1} s measured",
        report.mode, report.duration_s
    )?;
    writeln!(
        text,
        "{:.0} attempts/s, {:.0} requests/s ({} attempts)",
        report.attempts_per_s, report.requests_per_s, report.attempts
    )?;
    writeln!(text)?;
    writeln!(
        text,
        "{:<10} {:>10} {:>9} {:>9} {:>9} {:>9} {:>9}",
        "ms", "count", "p50", "p90", "p99", "p99.9", "max"
    )?;
    let ms = |us: u64| format!("{:.2}", us as f64 / 1e3);
    for (name, latency) in &report.operations {
        writeln!(
            text,
            "{name:<10} {:>10} {:>9} {:>9} {:>9} {:>9} {:>9}",
            latency.count,
            ms(latency.p50_us),
            ms(latency.p90_us),
            ms(latency.p99_us),
            ms(latency.p999_us),
            ms(latency.max_us)
        )?;
    }
    writeln!(text)?;
    writeln!(
        text,
        "{:<10} {:>10} {:>14} {:>12}",
        "", "CPU s", "CPU us/request", "peak MiB"
    )?;
    let mut usage = |name: &str, usage: &Usage| {
        writeln!(
            text,
            "{name:<10} {:>10.2} {:>14.1} {:>12.1}",
            usage.cpu_s,
            usage.cpu_us_per_request,
            usage.peak_rss_bytes as f64 / 1_048_576.0
        )
    };
    let stores = [
        ("server", &report.server),
        ("redis", &report.redis),
        ("postgres", &report.postgres),
    ];
    for (name, used) in stores {
        if let Some(used) = used {
            usage(name, used)?;
        }
    }
    usage("loadtest", &report.client)?;
    writeln!(text)?;
    if report.generator_lateness.count > 0 {
        writeln!(
            text,
            "requests sent late by the generator: p50 {} ms, p99 {} ms",
            ms(report.generator_lateness.p50_us),
            ms(report.generator_lateness.p99_us)
        )?;
    }
    for (name, count) in &report.shed {
        writeln!(text, "turned away: {name} {count}")?;
    }
    if report.waiting.people > 0 {
        let waiting = &report.waiting;
        writeln!(
            text,
            "waited: {} people, p50 {:.1} s, p90 {:.1} s, max {:.1} s; estimate off by p50 {:.0} %, p90 {:.0} %",
            waiting.people,
            waiting.p50_s,
            waiting.p90_s,
            waiting.max_s,
            waiting.estimate_error_p50 * 100.0,
            waiting.estimate_error_p90 * 100.0
        )?;
    }
    if report.nobody_free > 0 {
        writeln!(
            text,
            "arrivals skipped because everyone registered was busy: {}",
            report.nobody_free
        )?;
    }
    for (name, count) in &report.errors {
        writeln!(text, "error: {name} {count}")?;
    }
    for (name, value) in &report.more {
        writeln!(text, "{name}: {value}")?;
    }
    write_audit(text, report)
}

fn write_audit(text: &mut String, report: &Report) -> std::fmt::Result {
    let Some(audit) = &report.audit else {
        return writeln!(text, "audit: not run");
    };
    writeln!(
        text,
        "audit: {}: {} receipts, {} recorded ({} closed by the server), {} people, at most {} attempts per person, \
         {} signatures, {} of {} started scored again, board {}",
        if audit.passed { "passed" } else { "FAILED" },
        audit.receipts,
        audit.recorded,
        audit.closed_by_server,
        audit.people,
        audit.most_attempts_of_a_person,
        audit.signatures_checked,
        audit.scored_again,
        audit.started,
        if audit.board_checked {
            "recomputed"
        } else {
            "not checked"
        }
    )?;
    for complaint in &audit.complaints {
        writeln!(text, "  {complaint}")?;
    }
    let untold = audit
        .complaint_count
        .saturating_sub(audit.complaints.len() as u64);
    if untold > 0 {
        writeln!(text, "  and {untold} more")?;
    }
    Ok(())
}
