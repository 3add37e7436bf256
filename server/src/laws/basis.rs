//! The page on this site that shows what a legal basis names.

use super::register::Register;
use contest_core::questions::LegalBasis;
use law_texts::citation;

/// Returns the address of the article, or of the law if the basis names no article. `None`: the register does not have
/// it.
pub(crate) fn page_of(register: &Register, basis: &LegalBasis) -> Option<String> {
    let law = register.named(&basis.law)?;
    let Some(article) = &basis.article else {
        return Some(law.address());
    };
    let article = citation::article_in(article).filter(|article| law.has(*article))?;
    Some([&law.address(), "#", &article.anchor()].concat())
}
