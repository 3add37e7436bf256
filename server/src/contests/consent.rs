//! The consent text of a contest, and its version, which identifies exactly the text somebody consented to.

use crate::contests::commitment::sha256_hex;
use contest_core::wire::contests::ConsentText;
use contest_core::wire::staff::ConsentDraft;
use contest_texts::fill;

/// The platform's standard text, for organisers who do not write their own.
const STANDARD: &str = include_str!("../../locales/consent.vi.txt");

/// Returns the text that is shown and consented to.
pub(crate) fn text(consent: &ConsentDraft, organiser: &str, title: &str) -> ConsentText {
    let controller = match consent.controller.trim() {
        "" => organiser.trim(),
        own => own,
    }
    .to_owned();
    let text = match consent.text.trim() {
        "" => {
            let values = [("controller", controller.as_str()), ("contest", title.trim())];
            fill(STANDARD.trim(), &values)
        }
        own => own.to_owned(),
    };
    let mut version = sha256_hex(format!("{controller}\n{text}").as_bytes());
    version.truncate(12);
    ConsentText {
        version,
        controller,
        text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn consent(controller: &str, text: &str) -> ConsentText {
        let own = ConsentDraft {
            controller: controller.into(),
            text: text.into(),
        };
        super::text(&own, "Sở Tư pháp", "Cuộc thi A")
    }

    #[test]
    fn the_standard_text_names_controller_and_contest_and_leaves_no_gap() {
        let consent = consent("", "");
        assert_eq!(consent.controller, "Sở Tư pháp");
        assert!(consent.text.contains("Sở Tư pháp") && consent.text.contains("Cuộc thi A"));
        assert!(!consent.text.contains(['{', '}']));
        assert_eq!(consent.version.len(), 12);
    }

    #[test]
    fn another_text_or_controller_is_another_version() {
        let versions = [
            consent("", ""),
            consent("UBND tỉnh", ""),
            consent("", "Tôi đồng ý."),
        ];
        assert_ne!(versions[0].version, versions[1].version);
        assert_ne!(versions[0].version, versions[2].version);
    }
}
