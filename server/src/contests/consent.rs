//! The consent text of a contest, and its version, which identifies exactly the text somebody consented to.

use crate::contests::commitment::sha256_hex;
use contest_core::wire::contests::ConsentText;
use contest_core::wire::staff::ConsentDraft;
use contest_texts::fill;

/// The platform's standard text, for organisers who do not write their own.
const STANDARD: &str = include_str!("../../locales/consent.vi.txt");
/// What a guardian has to know, at the end of either text, if the contest asks for one.
const OF_GUARDIANS: &str = include_str!("../../locales/guardian.vi.txt");

/// Returns the text that is shown and consented to. Whoever is younger than `guardian_below` needs a guardian's consent.
pub(crate) fn text(
    consent: &ConsentDraft,
    organiser: &str,
    title: &str,
    guardian_below: Option<u8>,
) -> ConsentText {
    let controller = match consent.controller.trim() {
        "" => organiser.trim(),
        own => own,
    }
    .to_owned();
    let mut text = match consent.text.trim() {
        "" => {
            let values = [("controller", controller.as_str()), ("contest", title.trim())];
            fill(STANDARD.trim(), &values)
        }
        own => own.to_owned(),
    };
    if let Some(age) = guardian_below {
        text = [
            &text,
            "\n\n",
            &fill(OF_GUARDIANS.trim(), &[("n", &age.to_string())]),
        ]
        .concat();
    }
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
        super::text(&own, "Sở Tư pháp", "Cuộc thi A", None)
    }

    #[test]
    fn guardians_learn_what_they_consent_to_whoever_wrote_the_text() {
        for own in ["", "Tôi đồng ý."] {
            let own = ConsentDraft {
                text: own.into(),
                ..ConsentDraft::default()
            };
            let with = |age| super::text(&own, "Sở Tư pháp", "Cuộc thi A", age);
            let asked = with(Some(16));
            assert!(asked.text.starts_with(&with(None).text) && asked.text.contains("16 TUỔI"));
            assert!(!asked.text.contains(['{', '}']));
            assert_ne!(asked.version, with(None).version);
            assert_ne!(asked.version, with(Some(14)).version);
        }
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
