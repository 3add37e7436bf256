//! Who is signed in on this device, as far as this page knows.

use crate::patience;
use crate::timing::later;
use contest_core::ids::ContestId;
use contest_core::wire::accounts::{Role, Session};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::api;
use web_kit::spawn;

/// Who is signed in.
#[derive(Clone, PartialEq)]
pub(crate) enum Who {
    /// Not known yet, or no connection to ask.
    Unknown,
    Nobody,
    Somebody(Session),
}

thread_local! {
    static WHO: RwSignal<Who> = RwSignal::new(Who::Unknown);
}

/// Asks the server once. Call it before anything is mounted, or from the outermost view.
pub(crate) fn start() {
    WHO.with(|_| ());
    ask(0);
    web_kit::listen(&web_kit::window(), "online", |_| {
        if WHO.with(|who| who.with_untracked(|who| *who == Who::Unknown)) {
            ask(0);
        }
    });
}

fn ask(failures: u32) {
    spawn(async move {
        let who = match api::get::<Session>(paths::SESSION).await {
            Ok(session) => Who::Somebody(session),
            Err(failure) if failure.code() == Some(ErrorCode::SignInRequired) => Who::Nobody,
            Err(failure) => {
                // Without a response the page has no button to press, so a busy server is asked again.
                if failure.code().is_some() && failure.passes() {
                    let again = move || ask(failures.saturating_add(1));
                    later(patience::pause_after(&failure, failures), Box::new(again));
                }
                return;
            }
        };
        set(who);
    });
}

pub(crate) fn set(who: Who) {
    WHO.with(|signal| signal.set(who));
}

/// Returns who is signed in; tracked.
pub(crate) fn who() -> Who {
    WHO.with(|who| who.get())
}

impl Who {
    pub(crate) fn session(&self) -> Option<&Session> {
        match self {
            Who::Somebody(session) => Some(session),
            Who::Unknown | Who::Nobody => None,
        }
    }

    pub(crate) fn entered(&self, contest: ContestId) -> bool {
        self.session()
            .is_some_and(|session| session.entries.iter().any(|entry| entry.contest == contest))
    }

    pub(crate) fn is_staff(&self) -> bool {
        self.session()
            .is_some_and(|session| session.role != Role::Contestant)
    }
}

/// Signs out and forgets what this device keeps of open attempts: the next person may be holding it.
pub(crate) fn sign_out() {
    spawn(async {
        if api::delete(paths::SESSION).await.is_ok() {
            crate::attempt::draft::forget_all();
            crate::waiting::forget_all();
            set(Who::Nobody);
            web_kit::router::navigate("/");
        }
    });
}
