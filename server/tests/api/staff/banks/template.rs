//! `/staff/banks/template.{format}`, and the template for units.

use crate::both;
use contest_core::wire::banks::BankReport;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;

both!(templates_can_be_loaded_as_they_are, |app| async move {
    app.staff_account("organiser", "tochuc").await;
    let organiser = app.sign_in("tochuc").await;
    for format in ["xlsx", "docx", "csv"] {
        let template = organiser.get(&paths::bank_template(format)).await;
        let disposition = template.headers["content-disposition"]
            .to_str()
            .expect("text")
            .to_owned();
        assert!(disposition.starts_with("attachment") && disposition.contains(&format!(".{format}\"")));
        let path = format!("{}?filename=mau.{format}", paths::BANK_CHECK);
        let report: BankReport = organiser.upload(&path, template.body).await.ok();
        assert!(report.ok, "{:?}", report.issues);
    }
    organiser
        .get(&paths::bank_template("pdf"))
        .await
        .refused(ErrorCode::NotFound);
    assert!(
        organiser
            .get(&paths::units_template("xlsx"))
            .await
            .status
            .is_success()
    );
});
