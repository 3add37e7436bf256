//! `/staff/banks`: loading makes versions of a bank.

use super::{CSV, two_wrong_rows};
use crate::both;
use contest_core::wire::banks::{BankContent, BankList, BankSummary};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use sea_orm::{EntityTrait, PaginatorTrait};
use thiluat::db::entities::bank_version;

both!(
    loading_makes_versions_and_the_same_content_is_one_version,
    |app| async move {
        app.staff_account("organiser", "tochuc").await;
        let organiser = app.sign_in("tochuc").await;
        let path = &format!("{}?filename=de.csv&slug=ngan-hang&title=Luật%20A", paths::BANKS);
        let reply = organiser.upload(path, CSV.into()).await;
        assert_eq!(reply.status, 201);
        let first: BankSummary = reply.ok();
        assert_eq!(
            (first.version, first.questions, first.title.as_str()),
            (1, 2, "Luật A")
        );
        let again = organiser.upload(path, CSV.into()).await;
        assert_eq!(again.status, 200);
        assert_eq!(again.ok::<BankSummary>(), first);
        let changed = CSV.replace("cơ bản", "gốc");
        let second: BankSummary = organiser.upload(path, changed.into()).await.ok();
        assert_eq!((second.id, second.version), (first.id, 2));
        let list: BankList = organiser.get(paths::BANKS).await.ok();
        assert_eq!(list.banks, std::slice::from_ref(&second));
        let content: BankContent = organiser.get(&paths::bank_version(first.version_id)).await.ok();
        assert_eq!(content.summary, first);
        assert!(
            content.questions[0].stem.contains("cơ bản"),
            "a version never changes"
        );
    }
);

both!(a_bank_with_errors_is_refused_as_a_whole, |app| async move {
    app.staff_account("organiser", "tochuc").await;
    let organiser = app.sign_in("tochuc").await;
    let refused = organiser
        .upload(
            &format!("{}?filename=de.csv&slug=ngan-hang", paths::BANKS),
            two_wrong_rows(),
        )
        .await;
    assert_eq!(refused.refused(ErrorCode::BankRejected).rows.len(), 2);
    let slug = organiser
        .upload(&format!("{}?filename=de.csv&slug=Ngân", paths::BANKS), CSV.into())
        .await;
    assert_eq!(
        slug.refused(ErrorCode::InvalidField).field.as_deref(),
        Some("slug")
    );
    let title = organiser
        .upload(
            &format!("{}?filename=de.csv&slug=abc&title=a%00b", paths::BANKS),
            CSV.into(),
        )
        .await;
    assert_eq!(
        title.refused(ErrorCode::InvalidField).field.as_deref(),
        Some("title")
    );
    organiser
        .upload(&format!("{}?filename=de.csv", paths::BANKS), CSV.into())
        .await
        .refused(ErrorCode::MalformedPath);
    let large = vec![b'x'; 16 * 1024 * 1024 + 1];
    organiser
        .upload(&format!("{}?filename=de.csv", paths::BANK_CHECK), large)
        .await
        .refused(ErrorCode::BodyTooLarge);
    assert_eq!(
        bank_version::Entity::find()
            .count(&app.state.db.read)
            .await
            .expect("a count"),
        0
    );
});
