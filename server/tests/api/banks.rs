//! Checking and loading question banks.

use crate::both;
use contest_core::wire::banks::{BankContent, BankList, BankReport, BankSummary};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use sea_orm::{EntityTrait, PaginatorTrait};
use thiluat::db::entities::{bank, bank_version};

const CSV: &str = "Nội dung câu hỏi;A;B;C;Đáp án;Chủ đề;Mức độ\n\
    Hiến pháp là luật cơ bản?;Đúng vậy;Không phải;Chưa rõ;A;Chung;Dễ\n\
    Ai được tiếp cận thông tin?;Công dân;Không ai;Chỉ cán bộ;A;Chung;Khó\n";

fn two_wrong_rows() -> Vec<u8> {
    CSV.replace(";A;Chung;Dễ", ";D;Chung;Dễ")
        .replace(";A;Chung;Khó", ";;Chung;Khó")
        .into_bytes()
}

both!(
    a_dry_run_says_everything_that_is_wrong_and_stores_nothing,
    |app| async move {
        app.staff_account("organiser", "tochuc").await;
        let mut organiser = app.sign_in("tochuc").await;
        let good: BankReport = organiser
            .upload(&format!("{}?filename=de.csv", paths::BANK_CHECK), CSV.into())
            .await
            .ok();
        assert!(good.ok && good.questions == 2 && good.counts.len() == 2 && good.title == "de");
        let bad: BankReport = organiser
            .upload(
                &format!("{}?filename=de.csv", paths::BANK_CHECK),
                two_wrong_rows(),
            )
            .await
            .ok();
        assert!(!bad.ok);
        assert_eq!(
            bad.issues.iter().map(|issue| issue.row).collect::<Vec<_>>(),
            [Some(2), Some(3)]
        );
        assert!(
            bad.issues
                .iter()
                .all(|issue| issue.column.as_deref() == Some("Đáp án") && !issue.remedy.is_empty())
        );
        organiser.language = "en";
        let english: BankReport = organiser
            .upload(
                &format!("{}?filename=de.csv", paths::BANK_CHECK),
                two_wrong_rows(),
            )
            .await
            .ok();
        assert_ne!(english.issues[0].reason, bad.issues[0].reason);
        for (name, bytes) in [
            ("de.exe", vec![1, 2]),
            ("de.xlsx", vec![0; 100]),
            ("de.json", b"{".to_vec()),
            ("de.csv", vec![]),
        ] {
            let report: BankReport = organiser
                .upload(&format!("{}?filename={name}", paths::BANK_CHECK), bytes)
                .await
                .ok();
            assert!(!report.ok && !report.issues.is_empty(), "{name}");
        }
        assert_eq!(
            bank::Entity::find()
                .count(&app.state.db.read)
                .await
                .expect("a count"),
            0
        );
    }
);

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

both!(templates_can_be_loaded_as_they_are, |app| async move {
    app.staff_account("organiser", "tochuc").await;
    let organiser = app.sign_in("tochuc").await;
    for format in ["xlsx", "csv"] {
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
