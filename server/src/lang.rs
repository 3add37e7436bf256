//! The reader's language, and the messages of refused requests in it.

use contest_core::wire::errors::ErrorCode;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::LazyLock;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    #[default]
    Vi,
    En,
}

tokio::task_local! {
    /// Set for every request by the outermost middleware.
    static READER: Lang;
}

impl Lang {
    /// From an `Accept-Language` header: English if it is asked for before Vietnamese.
    pub fn accepted(header: Option<&str>) -> Lang {
        let tags = header
            .unwrap_or_default()
            .split(',')
            .map(|part| part.trim().get(..2).unwrap_or_default());
        for tag in tags {
            if tag.eq_ignore_ascii_case("vi") {
                return Lang::Vi;
            }
            if tag.eq_ignore_ascii_case("en") {
                return Lang::En;
            }
        }
        Lang::Vi
    }

    /// The language of the request that is being served; Vietnamese outside of one.
    pub fn of_reader() -> Lang {
        READER.try_with(|lang| *lang).unwrap_or_default()
    }

    /// Serves a request for a reader of this language.
    pub async fn scope<F: Future>(self, serving: F) -> F::Output {
        READER.scope(self, serving).await
    }

    /// What a refusal says to people.
    pub fn message(self, code: ErrorCode) -> &'static str {
        let texts = match self {
            Lang::Vi => &*VI,
            Lang::En => &*EN,
        };
        texts.get(code.as_str()).map_or(code.as_str(), String::as_str)
    }
}

static VI: LazyLock<HashMap<String, String>> =
    LazyLock::new(|| texts(include_str!("../locales/errors.vi.toml")));
static EN: LazyLock<HashMap<String, String>> =
    LazyLock::new(|| texts(include_str!("../locales/errors.en.toml")));

fn texts(file: &str) -> HashMap<String, String> {
    // The files are compiled in and checked by the test below.
    toml::from_str(file).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_message_in_every_language_and_no_message_is_orphaned() {
        for texts in [&*VI, &*EN] {
            for code in ErrorCode::ALL {
                assert!(
                    texts.contains_key(code.as_str()),
                    "no message for {}",
                    code.as_str()
                );
            }
            assert_eq!(texts.len(), ErrorCode::ALL.len());
        }
    }

    #[test]
    fn the_first_known_language_wins() {
        assert_eq!(Lang::accepted(Some("fr, en-US;q=0.9, vi;q=0.8")), Lang::En);
        assert_eq!(Lang::accepted(Some("vi-VN,vi;q=0.9,en;q=0.8")), Lang::Vi);
        assert_eq!(Lang::accepted(None), Lang::Vi);
    }
}
