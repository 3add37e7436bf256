//! `/staff/banks/check`: a dry run.

use super::{CSV, two_wrong_rows};
use crate::both;
use crate::common::TestApp;
use contest_core::wire::banks::BankReport;
use contest_core::wire::paths;
use sea_orm::{EntityTrait, PaginatorTrait};
use thiluat::db::entities::bank;

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

/// A paper as teachers type it.
const PAPER: &str = "Câu 1: Ai có quyền khiếu nại?\nA. Công dân\nB. Không ai\nC. Chỉ luật sư\nD. Chỉ người nước ngoài\n\
    Đáp án: A\nCâu 2: Thời hạn là bao nhiêu ngày?\nA. 10 ngày\nB. 20 ngày\nC. 30 ngày\nD. 40 ngày\nĐáp án: C\n";

both!(
    a_paper_in_plain_text_is_read_and_its_doubts_have_a_place,
    |app: TestApp| async move {
        app.staff_account("organiser", "tochuc").await;
        let organiser = app.sign_in("tochuc").await;
        let check = async |text: String| -> BankReport {
            let path = format!("{}?filename=de.txt", paths::BANK_CHECK);
            organiser.upload(&path, text.into_bytes()).await.ok()
        };
        let good = check(PAPER.into()).await;
        assert!(good.ok && good.questions == 2, "{good:?}");
        let contradicting = PAPER.replace("Đáp án: C\n", "Đáp án: C\nĐáp án: D\n");
        let bad = check(contradicting).await;
        assert!(!bad.ok, "{bad:?}");
        let issue = &bad.issues[0];
        assert!(issue.row.is_some() && !issue.remedy.is_empty(), "{issue:?}");
        let load = format!("{}?filename=de.txt&slug=de-thi", paths::BANKS);
        let loaded = organiser.upload(&load, PAPER.into()).await;
        assert!(loaded.status.is_success(), "{}", loaded.text());
    }
);
