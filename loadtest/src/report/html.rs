//! The report as one self-contained page: tables, and charts as inline SVG.

use super::json::Report;
use super::table::table;
use std::fmt::Write;

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:62rem;padding:0 1rem;color:#1c2330}\
h1{font-size:1.5rem}h2{margin-top:2.5rem;font-size:1.15rem;border-top:1px solid #d8dde6;padding-top:1rem}\
pre{background:#f5f7fa;padding:1rem;overflow:auto;font-size:13px;line-height:1.4}\
figure{margin:0}figcaption{font-weight:600;margin:.6rem 0}.charts{display:grid;grid-template-columns:1fr 1fr;gap:1rem}\
@media(max-width:48rem){.charts{grid-template-columns:1fr}}svg{width:100%;height:auto}\
text{font:11px system-ui,sans-serif;fill:#5a6476}.key{font-size:12px}.key b{font-weight:600;margin-right:.9rem}";
const COLOURS: [&str; 7] = [
    "#2563eb", "#059669", "#dc2626", "#7c3aed", "#d97706", "#0891b2", "#4b5563",
];
const WIDTH: f64 = 460.0;
const HEIGHT: f64 = 220.0;
const LEFT: f64 = 52.0;
const BOTTOM: f64 = 24.0;

/// A line of a chart: points from left to right.
struct Line<'a> {
    name: &'a str,
    points: Vec<(f64, f64)>,
}

/// Lines over a grid; `x` begins at 0.
struct Chart<'a> {
    caption: &'a str,
    lines: &'a [Line<'a>],
    x_end: f64,
    y_begin: f64,
    y_end: f64,
    x_marks: &'a [(f64, &'a str)],
    y_marks: &'a [(f64, String)],
}

/// Returns all runs on one page.
pub fn page(title: &str, reports: &[Report]) -> String {
    let mut html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style><h1>{title}</h1>",
        title = escaped(title)
    );
    if let Some(report) = reports.first() {
        let machine = &report.machine;
        let gib = machine.memory_bytes as f64 / 1_073_741_824.0;
        let about = format!("{}, {} cores, {gib:.0} GiB", machine.cpu, machine.cores);
        let commit = report.commit.as_deref().unwrap_or("unknown");
        let _ = write!(html, "<p>{}; commit {}</p>", escaped(&about), escaped(commit));
    }
    for report in reports {
        let _ = write!(html, "<h2>{}</h2><div class=\"charts\">", escaped(&report.mode));
        html.push_str(&latencies(report));
        html.push_str(&by_second(report));
        let _ = write!(html, "</div><pre>{}</pre>", escaped(&table(report)));
    }
    html.push_str("</html>\n");
    html
}

/// Draws latency by percentile on logarithmic axes: each nine is as wide as the one before.
fn latencies(report: &Report) -> String {
    let nines = |quantile: f64| -(1.0 - quantile).log10();
    let lines = report.operations.iter().map(|(name, latency)| Line {
        name,
        points: latency
            .curve
            .iter()
            .filter(|_| latency.count > 0)
            .map(|&(quantile, us)| (nines(quantile), (us.max(1) as f64 / 1e3).log10()))
            .collect(),
    });
    let lines: Vec<Line<'_>> = lines.collect();
    let highest = top(&lines).ceil().max(1.0);
    let x_marks = [
        (0.0, "0"),
        (nines(0.5), "50"),
        (1.0, "90"),
        (2.0, "99"),
        (3.0, "99.9"),
        (4.0, "99.99 %"),
    ];
    let y_marks: Vec<(f64, String)> = (-1..=highest as i32)
        .map(|power| (f64::from(power), format!("{} ms", 10f64.powi(power))))
        .collect();
    Chart {
        caption: "Latency by percentile",
        lines: &lines,
        x_end: 4.0,
        y_begin: -1.0,
        y_end: highest,
        x_marks: &x_marks,
        y_marks: &y_marks,
    }
    .svg()
}

fn by_second(report: &Report) -> String {
    let series = |name, of: &dyn Fn(&super::json::SecondOf) -> u64| Line {
        name,
        points: (0u32..)
            .zip(&report.seconds)
            .map(|(second, value)| (f64::from(second), of(value) as f64))
            .collect(),
    };
    let lines = [
        series("requests/s", &|second| second.requests),
        series("attempts/s", &|second| second.attempts),
        series("turned away/s", &|second| second.shed),
    ];
    let highest = top(&lines).max(1.0);
    let last = report.seconds.len().saturating_sub(1).max(1) as f64;
    let end = format!("{last:.0} s");
    let y_marks: Vec<(f64, String)> = (0..=4)
        .map(|quarter| highest * f64::from(quarter) / 4.0)
        .map(|value| (value, format!("{value:.0}")))
        .collect();
    Chart {
        caption: "Each second",
        lines: &lines,
        x_end: last,
        y_begin: 0.0,
        y_end: highest,
        x_marks: &[(0.0, "0"), (last, &end)],
        y_marks: &y_marks,
    }
    .svg()
}

fn top(lines: &[Line<'_>]) -> f64 {
    let values = lines
        .iter()
        .flat_map(|line| line.points.iter().map(|point| point.1));
    values.fold(f64::NEG_INFINITY, f64::max)
}

impl Chart<'_> {
    fn svg(&self) -> String {
        let Chart {
            caption,
            x_end,
            y_begin,
            y_end,
            ..
        } = self;
        let x = |value: f64| LEFT + value / x_end * (WIDTH - LEFT - 24.0);
        let y = |value: f64| {
            let share = (value.max(*y_begin) - y_begin) / (y_end - y_begin);
            (HEIGHT - BOTTOM) - share * (HEIGHT - BOTTOM - 10.0)
        };
        let mut svg = format!(
            "<figure><figcaption>{caption}</figcaption><svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\">"
        );
        for (value, label) in self.y_marks {
            let at = y(*value);
            let _ = write!(
                svg,
                "<path d=\"M{LEFT} {at:.1}H{WIDTH}\" stroke=\"#e3e7ee\"/><text x=\"{:.1}\" y=\"{:.1}\" \
                 text-anchor=\"end\">{label}</text>",
                LEFT - 5.0,
                at + 4.0
            );
        }
        for (value, label) in self.x_marks {
            let _ = write!(
                svg,
                "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{label}</text>",
                x(*value),
                HEIGHT - 8.0
            );
        }
        let mut key = String::new();
        for (line, colour) in self.lines.iter().zip(COLOURS.iter().cycle()) {
            let points: Vec<String> = line
                .points
                .iter()
                .map(|&(a, b)| format!("{:.1},{:.1}", x(a), y(b)))
                .collect();
            let _ = write!(
                svg,
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.8\"/>",
                points.join(" ")
            );
            let _ = write!(key, "<b style=\"color:{colour}\">{}</b>", escaped(line.name));
        }
        svg + "</svg><div class=\"key\">" + &key + "</div></figure>"
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
