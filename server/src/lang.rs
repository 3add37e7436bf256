//! The reader's language.

use actix_web::HttpMessage;
use actix_web::http::header::{AcceptLanguage, Header, Preference, Quality};
use contest_texts::Lang;

tokio::task_local! {
    /// Set for every request by the outermost middleware.
    static READER: Lang;
}

/// Returns the language that the reader prefers among those supported; Vietnamese by default.
pub(crate) fn of(request: &impl HttpMessage) -> Lang {
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

/// Returns the language of the current request; Vietnamese outside of one.
pub(crate) fn of_reader() -> Lang {
    READER.try_with(|lang| *lang).unwrap_or_default()
}

/// Writes something in Vietnamese, whatever the reader prefers.
pub(crate) fn in_vietnamese<T>(write: impl FnOnce() -> T) -> T {
    in_language(Lang::Vi, write)
}

/// Writes something in this language, also outside of a request.
pub(crate) fn in_language<T>(lang: Lang, write: impl FnOnce() -> T) -> T {
    READER.sync_scope(lang, write)
}

/// Serves a request for a reader of this language.
pub(crate) async fn scope<F: Future>(lang: Lang, serving: F) -> F::Output {
    READER.scope(lang, serving).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn the_known_language_that_is_liked_best_wins() {
        let lang = |header: &str| {
            of(&TestRequest::get()
                .append_header(("Accept-Language", header))
                .to_http_request())
        };
        assert_eq!(lang("fr, en-US;q=0.9, vi;q=0.8"), Lang::En);
        assert_eq!(lang("vi-VN,vi;q=0.9,en;q=0.8"), Lang::Vi);
        assert_eq!(lang("en;q=0.5, vi;q=0.8"), Lang::Vi);
        assert_eq!(lang("vi;q=0, en;q=0.1"), Lang::En);
        assert_eq!(lang("en, vi"), Lang::En);
        assert_eq!(lang("*"), Lang::Vi);
        assert_eq!(lang("\u{e9};;q=x"), Lang::Vi);
        assert_eq!(of(&TestRequest::get().to_http_request()), Lang::Vi);
    }
}
