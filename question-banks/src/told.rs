//! What people are told, with its values: an enum whose variants have their texts in `locales/`.

/// The texts for people, compiled from `locales/`.
pub(crate) mod texts {
    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}

/// Defines an enum from a list of keys of the locale files, variants and their values, and texts for the log.
macro_rules! told {
    ($(#[$about:meta])* $enum:ident;
     $($(#[$doc:meta])* $key:ident $name:ident { $($field:ident: $ty:ty),* } $text:literal;)+) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        pub enum $enum {$(
            $(#[$doc])*
            #[error($text)]
            $name { $($field: $ty),* },
        )+}

        impl $enum {
            /// Returns the key in the locale files.
            pub fn tag(&self) -> &'static str {
                match self { $($enum::$name { .. } => stringify!($key),)+ }
            }

            /// Returns the reason and the remedy, with their values still to be filled in.
            fn texts(&self, lang: contest_texts::Lang) -> (&'static str, &'static str) {
                let texts = lang.pick(&$crate::told::texts::VI, &$crate::told::texts::EN);
                match self { $($enum::$name { .. } => (texts.$key.reason, texts.$key.remedy),)+ }
            }

            /// Returns the values that the texts mention, by name.
            fn values(&self) -> Vec<(&'static str, String)> {
                match self {
                    $($enum::$name { $($field),* } => vec![$((stringify!($field), $field.to_string())),*],)+
                }
            }

            /// Returns a text with the values of this variant.
            fn told(&self, text: &str) -> String {
                let values = self.values();
                let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
                contest_texts::fill(text, &values)
            }
        }

        // A text that mentions a value its variant does not have does not compile.
        const _: () = {$(
            let values = &[$(stringify!($field)),*];
            let texts = &$crate::told::texts::VI.$key;
            assert!(contest_texts::names_no_other(texts.reason, values), stringify!($key));
            assert!(contest_texts::names_no_other(texts.remedy, values), stringify!($key));
        )+};
    };
}
pub(crate) use told;
