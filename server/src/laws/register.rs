//! The laws in memory, without their texts: whatever asks for a law asks here, and no query follows.

use crate::db::Db;
use crate::db::entities::law;
use crate::db::stored::Stored;
use crate::errors::AppResult;
use arc_swap::ArcSwap;
use law_texts::{About, ArticleNumber, citation, fold};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A law as every server knows it.
pub struct KnownLaw {
    pub slug: String,
    pub about: About,
    /// In ascending order.
    articles: Vec<ArticleNumber>,
    /// Of the text, as in the database.
    pub hash: String,
}

/// All laws of the register, by slug.
#[derive(Default)]
pub struct Register {
    laws: BTreeMap<String, Arc<KnownLaw>>,
    /// Folded titles and short titles. `None`: several laws have it.
    titles: HashMap<String, Option<Arc<KnownLaw>>>,
}

/// Cheap to clone; all clones see the newest register.
#[derive(Clone, Default)]
pub struct Laws(Arc<ArcSwap<Register>>);

impl KnownLaw {
    pub(crate) fn has(&self, article: ArticleNumber) -> bool {
        self.articles.binary_search(&article).is_ok()
    }

    pub fn article_count(&self) -> usize {
        self.articles.len()
    }

    pub(crate) fn last_article(&self) -> Option<ArticleNumber> {
        self.articles.last().copied()
    }

    /// Returns the address of its page on this site.
    pub(crate) fn address(&self) -> String {
        ["/van-ban/", &self.slug].concat()
    }
}

impl Register {
    pub fn by_slug(&self, slug: &str) -> Option<&Arc<KnownLaw>> {
        self.laws.get(slug)
    }

    pub fn laws(&self) -> impl Iterator<Item = &Arc<KnownLaw>> {
        self.laws.values()
    }

    /// Returns the law that a legal basis names: by its number if it has one, otherwise by its whole title.
    pub(crate) fn named(&self, law: &str) -> Option<&Arc<KnownLaw>> {
        if let Some(slug) = citation::slug_in(law) {
            return self.by_slug(&slug);
        }
        let by_name = self.by_slug(&citation::slug_of(law));
        by_name.or_else(|| self.titles.get(&fold(law))?.as_ref())
    }

    fn of(laws: Vec<Arc<KnownLaw>>) -> Register {
        let mut register = Register::default();
        for law in laws {
            let titles = [Some(&law.about.title), law.about.short_title.as_ref()];
            let mut titles: Vec<String> = titles.into_iter().flatten().map(|title| fold(title)).collect();
            titles.dedup();
            for title in titles {
                let known = register.titles.entry(title);
                known
                    .and_modify(|known| *known = None)
                    .or_insert_with(|| Some(law.clone()));
            }
            register.laws.insert(law.slug.clone(), law);
        }
        register
    }
}

impl Laws {
    pub fn register(&self) -> Arc<Register> {
        self.0.load_full()
    }

    /// Reads what has changed since the last time.
    pub async fn reload(&self, db: &Db) -> AppResult<()> {
        let columns = law::Entity::find().select_only().column(law::Column::Slug);
        let hashes: Vec<(String, String)> = columns
            .column(law::Column::Hash)
            .into_tuple()
            .all(&db.read)
            .await?;
        let known = self.register();
        let mut laws = Vec::with_capacity(hashes.len());
        let mut changed = false;
        for (slug, hash) in hashes {
            let same = known.by_slug(&slug).filter(|law| law.hash == hash);
            match same {
                Some(law) => laws.push(law.clone()),
                None => {
                    laws.extend(read(db, &slug).await?.map(Arc::new));
                    changed = true;
                }
            }
        }
        if changed || laws.len() != known.laws.len() {
            self.0.store(Arc::new(Register::of(laws)));
        }
        Ok(())
    }
}

/// Reads one law; `None` if it was removed meanwhile.
async fn read(db: &Db, slug: &str) -> AppResult<Option<KnownLaw>> {
    let columns = law::Entity::find().select_only().column(law::Column::About);
    let row: Option<(String, String, String)> = columns
        .column(law::Column::Articles)
        .column(law::Column::Hash)
        .filter(law::Column::Slug.eq(slug))
        .into_tuple()
        .one(&db.read)
        .await?;
    let Some((about, articles, hash)) = row else {
        return Ok(None);
    };
    let stored = Stored::new("laws", slug);
    Ok(Some(KnownLaw {
        slug: slug.to_owned(),
        about: stored.document("about", &about)?,
        articles: stored.document("articles", &articles)?,
        hash,
    }))
}
