//! `/staff/bank-versions/{version}/bank.{format}`: a version as a file.

use super::CSV;
use crate::both;
use contest_core::wire::banks::BankSummary;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use thiluat::db::entities::audit;

both!(every_file_of_a_version_is_that_version, |app| async move {
    app.staff_account("organiser", "tochuc").await;
    let organiser = app.sign_in("tochuc").await;
    let load = |file: String| format!("{}?filename={file}&slug=ngan-hang", paths::BANKS);
    let loaded = organiser.upload(&load("de.csv".to_owned()), CSV.into()).await;
    let first: BankSummary = loaded.ok();
    for ending in ["xlsx", "docx", "csv", "json", "gift", "xml", "zip"] {
        let file = organiser.get(&paths::bank_file(first.version_id, ending)).await;
        let disposition = file.headers["content-disposition"]
            .to_str()
            .expect("text")
            .to_owned();
        assert_eq!(
            disposition,
            format!("attachment; filename=\"ngan-hang-v1.{ending}\"")
        );
        assert_eq!(file.headers["cache-control"], "no-store", "it holds the key");
        let again = organiser.upload(&load(format!("lai.{ending}")), file.body).await;
        assert_eq!(again.status, 200, "{ending}: {}", again.text());
        assert_eq!(again.ok::<BankSummary>(), first, "{ending}");
    }
    let downloads = audit::Entity::find()
        .filter(audit::Column::Action.eq("bank.downloaded"))
        .count(&app.state.db.read)
        .await
        .expect("the database");
    assert_eq!(downloads, 7);
    organiser
        .get(&paths::bank_file(first.version_id, "pdf"))
        .await
        .refused(ErrorCode::NotFound);
});
