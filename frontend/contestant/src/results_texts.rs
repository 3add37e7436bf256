//! The texts that only the program of results has, compiled from `locales/results/`: the other one is not to carry them.

use web_kit::lang;

include!(concat!(env!("OUT_DIR"), "/results_texts.rs"));

/// Returns all texts in the chosen language; what reads them in a view changes together with it.
pub(crate) fn told() -> &'static Texts {
    lang::current().pick(&VI, &EN)
}

/// `r!(review.print)`: a text as a function, for views that stay when the language changes.
macro_rules! r {
    ($section:ident . $key:ident) => {
        (|| $crate::results_texts::told().$section.$key) as $crate::texts::Text
    };
}
pub(crate) use r;
