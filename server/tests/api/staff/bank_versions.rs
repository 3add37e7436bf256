//! `/staff/bank-versions/{version}`: a version is its organiser's.

use super::banks::CSV;
use crate::both;
use contest_core::wire::banks::{BankList, BankSummary};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;

both!(banks_belong_to_their_organiser, |app| async move {
    for (role, login) in [
        ("organiser", "tochuc"),
        ("organiser", "nguoikhac"),
        ("judge", "giamkhao"),
    ] {
        app.staff_account(role, login).await;
    }
    let (organiser, other) = (app.sign_in("tochuc").await, app.sign_in("nguoikhac").await);
    let path = &format!("{}?filename=de.csv&slug=ngan-hang", paths::BANKS);
    let made: BankSummary = organiser.upload(path, CSV.into()).await.ok();
    let version = paths::bank_version(made.version_id);
    other.get(&version).await.refused(ErrorCode::Forbidden);
    assert!(other.get(paths::BANKS).await.ok::<BankList>().banks.is_empty());
    assert_eq!(
        other
            .upload(path, CSV.into())
            .await
            .refused(ErrorCode::SlugTaken)
            .field
            .as_deref(),
        Some("slug")
    );
    organiser
        .get(&paths::bank_version("00000000-0000-7000-8000-000000000000"))
        .await
        .refused(ErrorCode::NotFound);
    organiser
        .get(&paths::bank_version("abc"))
        .await
        .refused(ErrorCode::MalformedPath);
});
