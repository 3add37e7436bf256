//! What the staff is told beyond the messages of error codes.

use crate::lang::Lang;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    pub settlement_stale: String,
}

impl Texts {
    pub fn of_reader() -> &'static Texts {
        match Lang::of_reader() {
            Lang::Vi => &VI,
            Lang::En => &EN,
        }
    }
}

const VI_FILE: &str = include_str!("../../locales/results.vi.toml");
const EN_FILE: &str = include_str!("../../locales/results.en.toml");
// The files are compiled in and checked by the test below.
static VI: LazyLock<Texts> = LazyLock::new(|| toml::from_str(VI_FILE).unwrap_or_default());
static EN: LazyLock<Texts> = LazyLock::new(|| toml::from_str(EN_FILE).unwrap_or_default());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_are_complete() {
        for file in [VI_FILE, EN_FILE] {
            toml::from_str::<Texts>(file).unwrap();
        }
    }
}
