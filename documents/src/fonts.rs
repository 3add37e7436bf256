//! The faces that documents are set in, and how wide text is in them.

use resvg::usvg::fontdb::{Database, Source};
use rustybuzz::{Face, UnicodeBuffer, shape};
use std::sync::{Arc, LazyLock};
use unicode_normalization::UnicodeNormalization;

/// The family's name, as drawings state it.
pub(crate) const FAMILY: &str = "Libertinus Serif";

/// A face of the family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Regular,
    Italic,
    Semibold,
    Bold,
}

impl Style {
    pub(crate) const ALL: [Style; 4] = [Style::Regular, Style::Italic, Style::Semibold, Style::Bold];

    fn file(self) -> &'static [u8] {
        match self {
            Style::Regular => include_bytes!(concat!(env!("OUT_DIR"), "/regular.otf")),
            Style::Italic => include_bytes!(concat!(env!("OUT_DIR"), "/italic.otf")),
            Style::Semibold => include_bytes!(concat!(env!("OUT_DIR"), "/semibold.otf")),
            Style::Bold => include_bytes!(concat!(env!("OUT_DIR"), "/bold.otf")),
        }
    }

    /// Returns the attributes by which a drawing asks for this face.
    pub(crate) fn attributes(self) -> &'static str {
        match self {
            Style::Regular => "",
            Style::Italic => " font-style=\"italic\"",
            Style::Semibold => " font-weight=\"600\"",
            Style::Bold => " font-weight=\"700\"",
        }
    }

    fn face(self) -> &'static Face<'static> {
        static FACES: LazyLock<[Face<'static>; 4]> = LazyLock::new(|| {
            Style::ALL.map(|style| Face::from_slice(style.file(), 0).expect("the build script wrote a font"))
        });
        &FACES[self as usize]
    }
}

/// Returns the fonts for the printer: these and no others, so that a document is the same on every machine.
pub(crate) fn database() -> Arc<Database> {
    static DATABASE: LazyLock<Arc<Database>> = LazyLock::new(|| {
        let mut database = Database::new();
        for style in Style::ALL {
            database.load_font_source(Source::Binary(Arc::new(style.file())));
        }
        Arc::new(database)
    });
    DATABASE.clone()
}

/// Returns whether every face can show a character.
pub(crate) fn shows(letter: char) -> bool {
    Style::ALL
        .iter()
        .all(|style| style.face().glyph_index(letter).is_some())
}

/// Makes text fit to be set: composed, its white space single, and without what the fonts do not have. Letters that are
/// missing leave a mark, because a name without them would be another name; pictures and control characters do not.
pub(crate) fn settable(text: &str) -> String {
    let known = text.nfc().filter_map(|letter| match letter {
        // They have glyphs, but nothing to see: soft hyphens, joiners, changes of direction.
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => None,
        _ if letter.is_whitespace() => Some(' '),
        _ if shows(letter) => Some(letter),
        _ if letter.is_alphanumeric() => Some('?'),
        _ => None,
    });
    let known: String = known.collect();
    known.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How much wider spaces are than in the font, in sizes. The font's kerning draws some capitals so near to the word
/// before that the space is hardly seen ("Sở Tư pháp").
pub(crate) const WORD_SPACING: f32 = 0.06;

/// Returns the width of a line as the printer will set it, kerning included.
pub(crate) fn width(line: &str, style: Style, size: f32) -> f32 {
    let face = style.face();
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(line);
    let glyphs = shape(face, &[], buffer);
    let advances = glyphs.glyph_positions().iter().map(|glyph| glyph.x_advance);
    let spaces = line.matches(' ').count() as f32 * WORD_SPACING;
    (advances.sum::<i32>() as f32 / face.units_per_em() as f32 + spaces) * size
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All vowels with all tones, and what else Vietnamese is written with.
    fn vietnamese() -> impl Iterator<Item = char> {
        let tones = ["", "\u{300}", "\u{301}", "\u{303}", "\u{309}", "\u{323}"];
        let vowels = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY".chars();
        let toned = vowels.flat_map(move |vowel| tones.map(|tone| format!("{vowel}{tone}")));
        let composed = toned.map(|letter| {
            let mut composed = letter.nfc();
            let letter = composed.next().expect("a letter");
            assert_eq!(composed.next(), None, "{letter} is one letter");
            letter
        });
        composed.chain("đĐ0123456789.,:;-–—…·%/()[]“”‘’'\"!?&№§₫×".chars())
    }

    #[test]
    fn every_face_has_every_vietnamese_letter() {
        assert!(vietnamese().count() > 150);
        let missing: Vec<char> = vietnamese().filter(|letter| !shows(*letter)).collect();
        assert_eq!(missing, []);
        assert!(!shows('法'), "the test can fail");
    }

    #[test]
    fn text_keeps_its_letters_and_loses_what_cannot_be_set() {
        assert_eq!(
            settable("  Nguye\u{302}\u{303}n\tThị\n\u{200b}Ánh 🏆 "),
            "Nguyễn Thị Ánh"
        );
        assert_eq!(settable("Lý 法"), "Lý ?");
        assert_eq!(settable("\u{0}\u{1f}"), "");
    }

    #[test]
    fn a_line_is_as_wide_as_its_size() {
        let narrow = width("Tìm hiểu pháp luật", Style::Regular, 10.0);
        let wide = width("Tìm hiểu pháp luật", Style::Regular, 20.0);
        assert!(
            (wide - 2.0 * narrow).abs() < 0.01 && narrow > 50.0,
            "{narrow} {wide}"
        );
        assert_ne!(
            width("Luật", Style::Bold, 10.0),
            width("Luật", Style::Regular, 10.0)
        );
    }
}
