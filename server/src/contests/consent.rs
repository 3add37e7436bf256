//! The consent text of a contest, and its version, which identifies exactly the text somebody consented to.

use crate::contests::commitment::sha256_hex;
use crate::contests::{contact, title};
use crate::lang;
use crate::texts::{VI, say};
use contest_core::wire::contests::ConsentText;
use contest_core::wire::staff::{ConsentDraft, ContactDraft, ContestDraft};
use contest_texts::fill;

/// The platform's standard text, for organisers who do not write their own.
const STANDARD: &str = include_str!("../../locales/consent.vi.txt");
/// The standard texts of earlier releases, to which people have consented. They never change.
const EARLIER: [&str; 1] = [include_str!("../../locales/consent.1.vi.txt")];
/// What a guardian has to know, at the end of either text, if the contest asks for one.
const OF_GUARDIANS: &str = include_str!("../../locales/guardian.vi.txt");

/// What a contest asks consent for, and in whose name.
pub(crate) struct Asked<'a> {
    pub(crate) consent: &'a ConsentDraft,
    pub(crate) organiser: &'a str,
    pub(crate) title: &'a str,
    pub(crate) contact: &'a ContactDraft,
    /// Whoever is younger needs a guardian's consent.
    pub(crate) guardian_below: Option<u8>,
}

/// Returns the text that is shown and consented to.
pub(crate) fn text(asked: &Asked<'_>) -> ConsentText {
    asked.text(STANDARD)
}

/// Returns the text that has this version, which is stored with the contest: a release may have changed the standard
/// text since.
pub(crate) fn of_version(asked: &Asked<'_>, version: String) -> ConsentText {
    let earlier = EARLIER.iter().map(|standard| asked.text(standard));
    let mut texts = std::iter::once(text(asked)).chain(earlier);
    let found = texts.find(|text| text.version == version);
    ConsentText {
        version,
        ..found.unwrap_or_else(|| text(asked))
    }
}

/// Returns the consent text of a contest as it is written, and the same with another contact: with the standard text of
/// the release that made this version, even if there is a newer one. The former is missing if no text has this version.
pub(super) fn with_contact(
    draft: &ContestDraft,
    version: &str,
    contact: &ContactDraft,
) -> (Option<ConsentText>, ConsentText) {
    let before = Asked::of(draft);
    let after = Asked {
        contact,
        ..Asked::of(draft)
    };
    for standard in [STANDARD].into_iter().chain(EARLIER) {
        let text = before.text(standard);
        if text.version == version {
            return (Some(text), after.text(standard));
        }
    }
    (None, text(&after))
}

impl<'a> Asked<'a> {
    /// Returns what a contest asks consent for as it is written.
    pub(super) fn of(draft: &'a ContestDraft) -> Asked<'a> {
        Asked {
            consent: &draft.consent,
            organiser: &draft.organiser,
            title: &draft.title,
            contact: &draft.contact,
            guardian_below: draft.guardian_below,
        }
    }

    fn text(&self, standard: &str) -> ConsentText {
        let controller = match self.consent.controller.trim() {
            "" => self.organiser.trim(),
            own => own,
        };
        // The text is Vietnamese, whoever has it made.
        let (reach, named) = lang::in_vietnamese(|| {
            let line = contact::in_a_line(self.contact);
            let reach = line.map(|line| say!(contact.reach, contact = line));
            (reach, title::in_a_sentence(self.title.trim()))
        });
        let text = match self.consent.text.trim() {
            "" => {
                let values = [
                    ("controller", controller),
                    ("contest", self.title.trim()),
                    ("named", &named),
                    ("reach", reach.as_deref().unwrap_or(VI.contact.reach_by_rules)),
                ];
                fill(standard.trim(), &values)
            }
            own => [Some(own.to_owned()), reach]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join("\n\n"),
        };
        let annex = self
            .guardian_below
            .map(|age| ["\n\n", &fill(OF_GUARDIANS.trim(), &[("n", &age.to_string())])].concat());
        let text = text + &annex.unwrap_or_default();
        let mut version = sha256_hex(format!("{controller}\n{text}").as_bytes());
        version.truncate(12);
        ConsentText {
            version,
            controller: controller.to_owned(),
            text,
        }
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
        super::text(&asked(&own, &ContactDraft::default(), None))
    }

    fn asked<'a>(
        consent: &'a ConsentDraft,
        contact: &'a ContactDraft,
        guardian_below: Option<u8>,
    ) -> Asked<'a> {
        Asked {
            consent,
            organiser: "Sở Tư pháp",
            title: "Cuộc thi A",
            contact,
            guardian_below,
        }
    }

    #[test]
    fn whoever_consents_learns_how_to_reach_the_organisers() {
        let contact = ContactDraft {
            phone: "1900 1234".into(),
            ..ContactDraft::default()
        };
        for own in ["", "Tôi đồng ý."] {
            let own = ConsentDraft {
                text: own.into(),
                ..ConsentDraft::default()
            };
            let text = super::text(&asked(&own, &contact, None)).text;
            assert!(text.contains("Liên hệ: điện thoại 1900 1234."), "{text}");
        }
        assert!(consent("", "").text.contains("nêu trong thể lệ"));
    }

    /// The version is what the release before stored for this contest.
    #[test]
    fn who_consented_to_an_earlier_text_still_reads_it() {
        let (own, nobody) = (ConsentDraft::default(), ContactDraft::default());
        let asked = asked(&own, &nobody, Some(16));
        let earlier = of_version(&asked, "65207de578e4".into());
        assert!(
            earlier.text.contains("tổ chức cuộc thi “Cuộc thi A”"),
            "{}",
            earlier.text
        );
        let newest = text(&asked);
        assert_eq!(of_version(&asked, newest.version.clone()), newest);
        assert!(
            newest.text.contains("dữ liệu cá nhân trong cuộc thi A."),
            "{}",
            newest.text
        );
    }

    #[test]
    fn guardians_learn_what_they_consent_to_whoever_wrote_the_text() {
        for own in ["", "Tôi đồng ý."] {
            let own = ConsentDraft {
                text: own.into(),
                ..ConsentDraft::default()
            };
            let with = |age| super::text(&asked(&own, &ContactDraft::default(), age));
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
        assert!(consent.text.contains("Sở Tư pháp") && consent.text.contains("cuộc thi A"));
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
