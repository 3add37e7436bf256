//! The texts of the screens, compiled from `locales/`.

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// A text that follows the chosen language; made by [`t!`].
pub(crate) type Text = fn() -> &'static str;

/// Returns all texts in the chosen language; a view that reads them is redrawn when it changes.
pub(crate) fn texts() -> &'static Texts {
    web_kit::lang::current().pick(&VI, &EN)
}

/// `t!(banks.title)`: a text as a function, for views that stay when the language changes.
macro_rules! t {
    ($section:ident . $key:ident) => {
        (|| $crate::texts::texts().$section.$key) as $crate::texts::Text
    };
}
pub(crate) use t;
