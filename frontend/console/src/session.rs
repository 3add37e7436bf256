//! Who is signed in, for every page of the console.

use contest_core::ids::AccountId;
use contest_core::wire::accounts::{Role, Session};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use leptos::prelude::*;
use std::cell::Cell;
use web_kit::api::{self, Failure};
use web_kit::storage;

/// Begins the keys of unsaved forms in the tab.
pub(crate) const UNSAVED: &str = "thiluat.contest.";

/// What is known about the person at the screen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Who {
    /// The server has not answered yet.
    Unknown,
    Nobody,
    Somebody(Session),
    /// The attempt to find out failed.
    Failed(Failure),
}

/// The session, shared by context.
#[derive(Clone, Copy)]
pub(crate) struct SignedIn(pub(crate) RwSignal<Who>);

thread_local! {
    /// How often it has become known. A response that was on its way meanwhile tells what was so before.
    static TOLD: Cell<u32> = const { Cell::new(0) };
}

impl SignedIn {
    /// Asks the server, and shares its response with all pages.
    pub(crate) fn provide() -> SignedIn {
        let signed_in = SignedIn(RwSignal::new(Who::Unknown));
        provide_context(signed_in);
        signed_in.ask();
        signed_in
    }

    pub(crate) fn ask(self) {
        self.ask_for(|_| true);
    }

    /// Asks the server, and shares its response with all pages if `matters`.
    fn ask_for(self, matters: fn(&Who) -> bool) {
        let before = TOLD.get();
        leptos::task::spawn_local(async move {
            let who = match api::get::<Option<Session>>(paths::SESSION).await {
                Ok(Some(session)) => Who::Somebody(session),
                Ok(None) => Who::Nobody,
                // Servers of the release before this one refuse.
                Err(failure) if failure.code() == Some(ErrorCode::SignInRequired) => Who::Nobody,
                Err(failure) => Who::Failed(failure),
            };
            if TOLD.get() == before && matters(&who) {
                self.tell(who);
            }
        });
    }

    /// Notes who is at the screen from now on.
    pub(crate) fn tell(self, who: Who) {
        TOLD.set(TOLD.get().wrapping_add(1));
        self.0.set(who);
    }

    pub(crate) fn leave(self) {
        leptos::task::spawn_local(async move {
            match api::delete(paths::SESSION).await {
                Ok(()) => {
                    // The next person at this computer has nothing to do with it.
                    storage::forget_in_tab(UNSAVED);
                    self.tell(Who::Nobody);
                }
                Err(failure) => self.tell(Who::Failed(failure)),
            }
        });
    }

    /// Returns the account that is signed in.
    pub(crate) fn account(self) -> Option<AccountId> {
        self.0.with_untracked(|who| match who {
            Who::Somebody(session) => Some(session.account),
            _ => None,
        })
    }

    /// Returns whether the person is an administrator, who manages accounts and sees no contest.
    pub(crate) fn is_administrator(self) -> bool {
        self.0
            .with(|who| matches!(who, Who::Somebody(session) if session.role == Role::Administrator))
    }

    /// Returns whether the person is an organiser. Organisers make contests and banks; judges only look and settle.
    pub(crate) fn is_organiser(self) -> bool {
        self.0
            .with(|who| matches!(who, Who::Somebody(session) if session.role == Role::Organiser))
    }
}

/// Returns whether the person is a judge. Only judges settle, disqualify and publish; organisers may look.
pub(crate) fn is_judge() -> bool {
    signed_in()
        .0
        .with_untracked(|who| matches!(who, Who::Somebody(session) if session.role == Role::Judge))
}

pub(crate) fn signed_in() -> SignedIn {
    expect_context()
}

/// Shows the sign-in page when a session has run out, wherever this is noticed. The server is asked: what it has refused
/// may be a request of the person before.
pub(crate) fn notice(signed_in: SignedIn, failure: &Failure) {
    if failure.code() == Some(ErrorCode::SignInRequired) {
        signed_in.ask_for(|who| *who == Who::Nobody);
    }
}
