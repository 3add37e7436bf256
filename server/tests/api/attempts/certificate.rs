//! `/attempts/{attempt}/certificate.pdf`: for whoever is in the final result, of the attempt that counted.

use crate::both;
use crate::common::TestApp;
use crate::common::contest::{name_of, rules};
use crate::common::pdf::Pdf;
use crate::common::results::{REASON, disqualify, finalise, settle};
use contest_core::wire::accounts::Session;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::results::RoundResults;
use reqwest::StatusCode;

both!(
    a_certificate_states_the_final_result_of_its_owner,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let round = arranged.round;
        let (winner, second) = (
            app.contestant(&arranged, 1).await,
            app.contestant(&arranged, 2).await,
        );
        let worse = app.play(&winner, round, 4).await.receipt.expect("a receipt");
        let best = app.play(&winner, round, 9).await.receipt.expect("a receipt");
        app.play(&second, round, 5).await;
        let path = paths::certificate(best.attempt);
        winner.get(&path).await.refused(ErrorCode::CertificateNotReady);
        let judge = app.sign_in("giamkhao").await;
        app.close_round(round).await;
        settle(&judge, round).await.ok::<RoundResults>();
        winner.get(&path).await.refused(ErrorCode::CertificateNotReady);
        finalise(&judge, round).await.ok::<RoundResults>();

        let reply = winner.get(&path).await;
        assert_eq!(reply.status, StatusCode::OK);
        assert_eq!(reply.headers["content-type"], "application/pdf");
        assert_eq!(reply.headers["cache-control"], "no-store");
        let name = format!("giay-chung-nhan-{}.pdf", best.code);
        let disposition = reply.headers["content-disposition"].to_str().expect("text");
        assert!(disposition.starts_with("attachment") && disposition.contains(&name));
        let certificate = Pdf::read(&reply.body);
        assert_eq!(certificate.pages, 1);
        assert!(certificate.embeds_fonts);
        for part in [
            "GIẤY CHỨNG NHẬN",
            name_of(1).as_str(),
            "Cuộc thi thử nghiệm",
            "9/10",
            "1/2",
            "Giải Nhất",
            &best.code,
        ] {
            assert!(certificate.text.contains(part), "{part}: {}", certificate.text);
        }
        let check = format!("/tra-cuu?ma={}", best.code);
        assert_eq!(certificate.links.len(), 1);
        assert!(certificate.links[0].ends_with(&check), "{:?}", certificate.links);
        assert_eq!(
            winner.get(&path).await.body,
            reply.body,
            "it is the same each time"
        );

        let worse = paths::certificate(worse.attempt);
        winner.get(&worse).await.refused(ErrorCode::OtherAttemptCounts);
        second.get(&path).await.refused(ErrorCode::Forbidden);
        judge.get(&path).await.refused(ErrorCode::StaffBarred);
        app.visitor().get(&path).await.refused(ErrorCode::SignInRequired);
    }
);

both!(the_disqualified_have_no_certificate, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let round = arranged.round;
    let cheat = app.contestant(&arranged, 1).await;
    let honest = app.contestant(&arranged, 2).await;
    let cheated = app
        .play(&cheat, round, 9)
        .await
        .receipt
        .expect("a receipt")
        .attempt;
    let earned = app
        .play(&honest, round, 5)
        .await
        .receipt
        .expect("a receipt")
        .attempt;
    let judge = app.sign_in("giamkhao").await;
    app.close_round(round).await;
    let me: Session = cheat.get(paths::SESSION).await.ok();
    settle(&judge, round).await.ok::<RoundResults>();
    disqualify(&judge, round, me.account, REASON)
        .await
        .ok::<RoundResults>();
    finalise(&judge, round).await.ok::<RoundResults>();
    for document in [paths::certificate(cheated), paths::result_card(cheated)] {
        cheat.get(&document).await.refused(ErrorCode::Disqualified);
    }
    let certificate = Pdf::read(&honest.get(&paths::certificate(earned)).await.body);
    assert!(certificate.text.contains("1/1"), "{}", certificate.text);
});
