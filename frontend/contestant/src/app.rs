//! Maps addresses to pages.

use crate::pages::attempt::AttemptPage;
use crate::pages::board::BoardPage;
use crate::pages::contest::ContestPage;
use crate::pages::forgotten::ForgottenPage;
use crate::pages::history::HistoryPage;
use crate::pages::home::HomePage;
use crate::pages::look_up::LookUpPage;
use crate::pages::me::MePage;
use crate::pages::not_found::NotFound;
use crate::pages::register::RegisterPage;
use crate::pages::result::ResultPage;
use crate::pages::sign_in::SignInPage;
use crate::session;
use crate::ui::fresh;
use leptos::prelude::*;
use web_kit::router;

/// Returns whether an address belongs to the program of results.
pub(crate) fn is_of_results(address: &str) -> bool {
    [
        "/ket-qua",
        "/lich-su",
        "/tra-cuu",
        "/ca-nhan",
        "/quen-mat-khau",
        "/bang-xep-hang",
    ]
    .iter()
    .any(|prefix| address.starts_with(prefix))
}

/// Returns whether an address belongs to the program of contests.
pub(crate) fn is_of_contests(address: &str) -> bool {
    let of_others = ["/api", "/console", "/assets", "/van-ban"]
        .iter()
        .any(|prefix| address.starts_with(prefix));
    !of_others && !is_of_results(address) && !address.ends_with("/thi-thu")
}

/// Returns the page at an address of the program of contests.
pub(crate) fn page_of_contests(segments: &[&str]) -> AnyView {
    match segments {
        [] => view! { <HomePage/> }.into_any(),
        ["thi", slug] => view! { <ContestPage slug=(*slug).to_owned()/> }.into_any(),
        ["thi", slug, "dang-ky"] => view! { <RegisterPage slug=(*slug).to_owned()/> }.into_any(),
        ["thi", slug, "lam-bai", round] => {
            view! { <AttemptPage slug=(*slug).to_owned() round=(*round).to_owned()/> }.into_any()
        }
        ["dang-nhap"] => view! { <SignInPage/> }.into_any(),
        _ => view! { <NotFound/> }.into_any(),
    }
}

/// Returns the page at an address of the program of results.
pub(crate) fn page_of_results(segments: &[&str]) -> AnyView {
    match segments {
        ["ket-qua", attempt] => view! { <ResultPage attempt=(*attempt).to_owned()/> }.into_any(),
        ["bang-xep-hang", slug, number] => {
            view! { <BoardPage slug=(*slug).to_owned() number=(*number).to_owned()/> }.into_any()
        }
        ["lich-su"] => view! { <HistoryPage/> }.into_any(),
        ["tra-cuu"] => view! { <LookUpPage/> }.into_any(),
        ["ca-nhan"] => view! { <MePage/> }.into_any(),
        ["quen-mat-khau"] => view! { <ForgottenPage/> }.into_any(),
        _ => view! { <NotFound/> }.into_any(),
    }
}

/// Draws the page at the address, and another when that changes.
pub(crate) fn routed(page: fn(&[&str]) -> AnyView) -> AnyView {
    session::start();
    view! {
        {move || {
            let segments = router::segments();
            fresh(Box::new(move || {
                let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
                page(&segments)
            }))
        }}
    }
    .into_any()
}
