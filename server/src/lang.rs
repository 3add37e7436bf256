//! The reader's language, and the messages of refusals in it.

use actix_web::HttpMessage;
use actix_web::http::header::{AcceptLanguage, Header, Preference, Quality};
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
    /// Returns the language that the reader prefers among those supported; Vietnamese by default.
    pub fn of(request: &impl HttpMessage) -> Lang {
        let asked = AcceptLanguage::parse(request).map_or_else(|_| Vec::new(), |asked| asked.0);
        let known = asked.iter().filter(|asked| asked.quality > Quality::ZERO);
        let known = known.filter_map(|asked| match &asked.item {
            Preference::Specific(tag) => Some((asked.quality, Lang::tagged(tag.primary_language())?)),
            Preference::Any => None,
        });
        // `max_by_key` returns the last of equals; reversed, that is the one named first.
        let best = known.rev().max_by_key(|(quality, _)| *quality);
        best.map(|(_, lang)| lang).unwrap_or_default()
    }

    fn tagged(language: &str) -> Option<Lang> {
        match language {
            "vi" => Some(Lang::Vi),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    /// Returns the language of the current request; Vietnamese outside of one.
    pub fn of_reader() -> Lang {
        READER.try_with(|lang| *lang).unwrap_or_default()
    }

    /// Serves a request for a reader of this language.
    pub async fn scope<F: Future>(self, serving: F) -> F::Output {
        READER.scope(self, serving).await
    }

    /// Returns the message of a refusal.
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
    use actix_web::test::TestRequest;

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
    fn the_known_language_that_is_liked_best_wins() {
        let lang = |header: &str| {
            Lang::of(
                &TestRequest::get()
                    .append_header(("Accept-Language", header))
                    .to_http_request(),
            )
        };
        assert_eq!(lang("fr, en-US;q=0.9, vi;q=0.8"), Lang::En);
        assert_eq!(lang("vi-VN,vi;q=0.9,en;q=0.8"), Lang::Vi);
        assert_eq!(lang("en;q=0.5, vi;q=0.8"), Lang::Vi);
        assert_eq!(lang("vi;q=0, en;q=0.1"), Lang::En);
        assert_eq!(lang("en, vi"), Lang::En);
        assert_eq!(lang("*"), Lang::Vi);
        assert_eq!(lang("\u{e9};;q=x"), Lang::Vi);
        assert_eq!(Lang::of(&TestRequest::get().to_http_request()), Lang::Vi);
    }
}
