//! What is in doubt about a legal basis on a day: the article does not exist, the law is not in force, or a later law
//! has changed it. Of a law that is not in the register nothing is known, and nothing is said.

use super::register::{KnownLaw, Register};
use super::words::day_shown;
use crate::texts::say;
use contest_core::questions::LegalBasis;
use contest_core::time::Day;
use law_texts::{ArticleNumber, Number, Validity, citation};

/// A doubt about a legal basis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Doubt {
    law: Number,
    what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    NoSuchArticle {
        found: String,
        last: Option<ArticleNumber>,
    },
    NotYet {
        from: Day,
    },
    Ended {
        from: Day,
        by: Option<Number>,
    },
    Amended {
        article: ArticleNumber,
        by: Number,
        from: Day,
    },
}

/// Returns the doubts about a legal basis on a day.
pub(crate) fn doubts(register: &Register, basis: &LegalBasis, day: Day) -> Vec<Doubt> {
    let Some(law) = register.named(&basis.law) else {
        return Vec::new();
    };
    let validity = match law.about.validity(day) {
        Validity::InForce => None,
        Validity::Upcoming(from) => Some(What::NotYet { from }),
        Validity::Ended { from, by } => Some(What::Ended { from, by }),
    };
    let of_article = basis
        .article
        .as_ref()
        .and_then(|article| of_article(law, article, day));
    let law = &law.about.number;
    let doubts = validity.into_iter().chain(of_article);
    doubts
        .map(|what| Doubt {
            law: law.clone(),
            what,
        })
        .collect()
}

fn of_article(law: &KnownLaw, article: &str, day: Day) -> Option<What> {
    let Some(number) = citation::article_in(article).filter(|number| law.has(*number)) else {
        return Some(What::NoSuchArticle {
            found: article.to_owned(),
            last: law.last_article(),
        });
    };
    let change = law.about.amendment_of(number, day)?;
    Some(What::Amended {
        article: number,
        by: change.by.clone(),
        from: change.from,
    })
}

impl Doubt {
    /// Whether it concerns the article rather than the whole law.
    pub(crate) fn is_of_article(&self) -> bool {
        matches!(self.what, What::NoSuchArticle { .. } | What::Amended { .. })
    }

    /// Returns what is in doubt, in the reader's language.
    pub(crate) fn reason(&self) -> String {
        let law = &self.law;
        match &self.what {
            What::NoSuchArticle { found, .. } => say!(laws.doubt.no_article, article = found, law = law),
            What::NotYet { from } => say!(laws.doubt.not_yet, law = law, day = day_shown(*from)),
            What::Ended { from, by: None } => say!(laws.doubt.ended, law = law, day = day_shown(*from)),
            What::Ended { from, by: Some(by) } => {
                say!(laws.doubt.replaced, law = law, by = by, day = day_shown(*from))
            }
            What::Amended { article, by, from } => {
                say!(
                    laws.doubt.amended,
                    article = article,
                    law = law,
                    by = by,
                    day = day_shown(*from)
                )
            }
        }
    }

    /// Returns what to do, in the reader's language.
    pub(crate) fn remedy(&self) -> String {
        match &self.what {
            What::NoSuchArticle { last: Some(last), .. } => say!(laws.doubt.no_article_remedy, last = last),
            What::NoSuchArticle { last: None, .. } | What::NotYet { .. } => say!(laws.doubt.not_yet_remedy),
            What::Ended { .. } => say!(laws.doubt.ended_remedy),
            What::Amended { .. } => say!(laws.doubt.amended_remedy),
        }
    }
}
