//! Who is signed in on this device, as far as this page knows.

use crate::attempt::{device_name, draft, elsewhere, is_running};
use crate::patience;
use crate::timing::{TimeoutHandle, later};
use contest_core::changes::Changes;
use contest_core::ids::ContestId;
use contest_core::wire::accounts::{Entry, Role, Session};
use contest_core::wire::attempts::{Saved, SendSheet};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use leptos::prelude::*;
use std::cell::Cell;
use web_kit::api;
use web_kit::{router, spawn};

const SIGN_IN: &str = "/dang-nhap";

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
    static ASKING: Cell<bool> = const { Cell::new(false) };
    /// How often it has become known. A response that was on its way meanwhile tells what was so before.
    static TOLD: Cell<u32> = const { Cell::new(0) };
    /// The next time of asking. There is one, however often people press.
    static AGAIN: Cell<Option<TimeoutHandle>> = const { Cell::new(None) };
    /// Why signing out has failed.
    static STAYS: RwSignal<Option<String>> = RwSignal::new(None);
    /// Whether the next page follows from entering a contest.
    static ENTERED: Cell<bool> = const { Cell::new(false) };
}

/// Asks the server once. Call it before anything is mounted, or from the outermost view.
pub(crate) fn start() {
    listen();
    // The response may be here already. A slow processor draws the page first, hears of people's fingers, and then draws
    // what the response changes.
    later(0, Box::new(|| ask(0)));
}

/// As [`start`], for pages that need nobody's name: without a network nothing is asked until there is one.
pub(crate) fn start_with_network() {
    match web_kit::window().navigator().on_line() {
        true => start(),
        false => listen(),
    }
}

fn listen() {
    WHO.with(|_| ());
    STAYS.with(|_| ());
    web_kit::listen(&web_kit::window(), "online", |_| ask_if_unknown());
    // A page that the browser has kept alive and shows again may be another person's by now.
    web_kit::listen(&web_kit::window(), "pageshow", |event| {
        let persisted = js_sys::Reflect::get(&event, &"persisted".into());
        if persisted.is_ok_and(|persisted| persisted.is_truthy()) {
            ask(0);
        }
    });
}

/// Asks again at once, if nobody has answered yet.
pub(crate) fn ask_if_unknown() {
    if WHO.with(|who| who.with_untracked(|who| *who == Who::Unknown)) {
        ask(0);
    }
}

fn ask(failures: u32) {
    if ASKING.replace(true) {
        return;
    }
    spawn(async move {
        let before = TOLD.get();
        let answer = api::get::<Option<Session>>(paths::SESSION).await;
        ASKING.set(false);
        if TOLD.get() != before {
            return;
        }
        let who = match answer {
            Ok(Some(session)) => Who::Somebody(session),
            Ok(None) => Who::Nobody,
            // Servers of the release before this one refuse.
            Err(failure) if failure.code() == Some(ErrorCode::SignInRequired) => Who::Nobody,
            Err(failure) => {
                // The page has no button to press, so it asks again by itself.
                if failure.passes() {
                    let again = move || {
                        if WHO.with(|who| who.with_untracked(|who| *who == Who::Unknown)) {
                            ask(failures.saturating_add(1));
                        }
                    };
                    let again = later(patience::pause_after(&failure, failures), Box::new(again));
                    if let Some(earlier) = AGAIN.replace(again) {
                        earlier.clear();
                    }
                }
                return;
            }
        };
        set(who);
    });
}

pub(crate) fn set(who: Who) {
    TOLD.set(TOLD.get().wrapping_add(1));
    if let Who::Somebody(session) = &who {
        draft::is_here(&session.account.to_string());
        if !is_running() {
            elsewhere::look(session);
        }
    }
    STAYS.with(|stays| stays.set(None));
    WHO.with(|signal| signal.set(who));
}

/// Returns who is signed in; tracked.
pub(crate) fn who() -> Who {
    WHO.with(|who| who.get())
}

/// Returns the address of the sign-in page, from which the way leads back to the page shown.
pub(crate) fn sign_in_address() -> String {
    // Who has set a new password wants to go on, not back.
    let here = router::here().replace("/quen-mat-khau", SIGN_IN);
    match here.starts_with(SIGN_IN) {
        true => here,
        false => [SIGN_IN, "?tiep=", &api::encode(&here)].concat(),
    }
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

    /// Returns the entry in a contest whose consent was withdrawn.
    pub(crate) fn withdrawn(&self, contest: ContestId) -> Option<&Entry> {
        let session = self.session()?;
        session.withdrawn.iter().find(|entry| entry.contest == contest)
    }

    pub(crate) fn is_staff(&self) -> bool {
        self.session()
            .is_some_and(|session| session.role != Role::Contestant)
    }
}

/// Signs out. What the server has of open attempts is forgotten here: the next person may be holding the device. What it
/// does not have is sent once more; if that fails, it waits until this person is back.
pub(crate) fn sign_out() {
    spawn(async {
        let mut sent = Vec::new();
        for (open, draft) in draft::unsent() {
            let sheet = draft.sheet.clone();
            let body = SendSheet {
                changes: Some(Changes {
                    device: device_name(),
                    times: draft.times.clone(),
                }),
                ..SendSheet::new(open.ticket.clone(), sheet)
            };
            if api::put::<Saved>(&paths::sheet(open.attempt), &body)
                .await
                .is_ok()
            {
                sent.push(open);
            }
        }
        match api::delete(paths::SESSION).await {
            Ok(()) => {
                for open in sent {
                    draft::put_away(open.attempt, open.round, true);
                }
                forget_person();
                web_kit::router::navigate("/");
            }
            Err(failure) => STAYS.with(|stays| stays.set(Some(failure.message()))),
        }
    });
}

/// Forgets on this device who was signed in.
pub(crate) fn forget_person() {
    draft::forget_sent();
    crate::waiting::forget_all();
    draft::nobody_is_here();
    set(Who::Nobody);
}

/// Returns why this person is still signed in, though they asked to leave; tracked.
pub(crate) fn stays() -> Option<String> {
    STAYS.with(|stays| stays.get())
}

/// Has the next page say that the reader has entered.
pub(crate) fn has_entered() {
    ENTERED.set(true);
}

/// Returns whether the page shown follows from entering a contest; asked once a page.
pub(crate) fn take_entered() -> bool {
    ENTERED.take()
}
