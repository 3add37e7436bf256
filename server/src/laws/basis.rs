//! What this site knows of the law that a legal basis names: its page, and its title.

use super::register::{KnownLaw, Register};
use contest_core::questions::LegalBasis;
use law_texts::citation;

/// What is known of the law of a legal basis.
#[derive(Default)]
pub(crate) struct Cited {
    /// The address of the article, or of the law if the basis names no article. `None`: the register does not have it.
    pub(crate) page: Option<String>,
    /// The title of the law, unless the basis itself names it by more than a number.
    pub(crate) title: Option<String>,
}

/// Returns what the register knows of a legal basis.
pub(crate) fn cited(register: &Register, basis: Option<&LegalBasis>) -> Cited {
    let law = basis.and_then(|basis| Some((basis, register.named(&basis.law)?)));
    law.map_or_else(Cited::default, |(basis, law)| Cited {
        page: page_of(law, basis),
        title: basis
            .law
            .starts_with(|first: char| first.is_ascii_digit())
            .then(|| law.about.title.clone()),
    })
}

fn page_of(law: &KnownLaw, basis: &LegalBasis) -> Option<String> {
    let Some(article) = &basis.article else {
        return Some(law.address());
    };
    let article = citation::article_in(article).filter(|article| law.has(*article))?;
    Some([&law.address(), "#", &article.anchor()].concat())
}
