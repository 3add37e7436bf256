//! What a contestant downloads before the first question appears on the phone, and the budget for it.

use crate::Result;
use crate::compress::Sizes;

/// The budget for everything, in bytes on the wire. The aim is 150,000: the views of Leptos cost more than our own layer
/// did, and what they can still do without has not been found yet.
const LIMIT: usize = 168_200;
/// The share reserved for the JSON of the contest, the session and the paper.
const API_ALLOWANCE: usize = 8_000;

/// One downloaded file.
#[derive(Clone, Debug)]
pub(crate) struct Download {
    pub(crate) file: String,
    pub(crate) sizes: Sizes,
}

/// Returns the downloads as a table, with their sum and what is left of the budget.
pub(crate) fn table(downloads: &[Download]) -> String {
    let width = downloads
        .iter()
        .map(|d| d.file.len())
        .max()
        .unwrap_or(0)
        .max("sum, at most".len());
    let mut lines = vec![format!("{:<width$}  {:>10}  {:>10}", "file", "bytes", "brotli")];
    for download in downloads {
        let Sizes { plain, brotli } = download.sizes;
        lines.push(format!("{:<width$}  {plain:>10}  {brotli:>10}", download.file));
    }
    lines.push(format!("{:<width$}  {:>10}  {:>10}", "sum", "", sum(downloads)));
    lines.push(format!(
        "{:<width$}  {:>10}  {:>10}",
        "sum, at most",
        "",
        allowed()
    ));
    lines.join("\n")
}

/// Fails if the downloads exceed the budget.
pub(crate) fn check(downloads: &[Download]) -> Result<()> {
    let (sum, allowed) = (sum(downloads), allowed());
    if sum < allowed {
        return Ok(());
    }
    Err(format!(
        "Over budget: up to the first question a contestant downloads {sum} bytes, {over} too many. Allowed are less \
         than {LIMIT} bytes, of which {API_ALLOWANCE} are kept for API answers. The front end has to shrink, or a part \
         of it has to load later.",
        over = sum - allowed + 1
    )
    .into())
}

fn allowed() -> usize {
    LIMIT - API_ALLOWANCE
}

fn sum(downloads: &[Download]) -> usize {
    downloads.iter().map(|download| download.sizes.brotli).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn download(brotli: usize) -> Download {
        Download {
            file: "assets/contestant-0123456789ab.wasm".to_owned(),
            sizes: Sizes {
                plain: 400_000,
                brotli,
            },
        }
    }

    #[test]
    fn the_limit_is_exclusive() {
        let allowed = LIMIT - API_ALLOWANCE - 1_000;
        assert!(check(&[download(allowed), download(999)]).is_ok());
        let error = check(&[download(allowed), download(1_000)])
            .unwrap_err()
            .to_string();
        assert!(error.contains(" bytes, 1 too many"), "{error}");
    }

    #[test]
    fn the_table_adds_up() {
        let table = table(&[download(100_000), download(6_200)]);
        assert!(
            table
                .lines()
                .any(|line| line.starts_with("sum ") && line.ends_with("106200"))
        );
    }
}
