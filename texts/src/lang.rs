//! The languages that every text exists in.

use serde::{Deserialize, Serialize};

/// A language of the screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    #[default]
    Vi,
    En,
}

impl Lang {
    /// Returns the BCP 47 tag, for `<html lang>` and `Accept-Language`.
    pub fn tag(self) -> &'static str {
        self.pick("vi", "en")
    }

    /// Returns the language with this primary tag.
    pub fn tagged(primary: &str) -> Option<Lang> {
        match primary {
            "vi" => Some(Lang::Vi),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    /// Returns the other language, for a switch between the two.
    #[must_use]
    pub fn other(self) -> Lang {
        match self {
            Lang::Vi => Lang::En,
            Lang::En => Lang::Vi,
        }
    }

    /// Chooses between two statics: `lang.pick(&VI, &EN)`.
    pub fn pick<T: ?Sized>(self, vi: &'static T, en: &'static T) -> &'static T {
        match self {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }
}
