//! Signing in, then going on to the page that asked for it.

use super::form::{
    Complaint, Complaints, Field, Problem, QueueState, Submit, TYPED, Wrong, keep_number, number_typed,
    password_field, text_field,
};
use crate::attempt::draft;
use crate::remote::Loading;
use crate::session::{self, Who};
use crate::texts::t;
use crate::timing::memo;
use crate::ui::click;
use crate::waiting::{self, Queue};
use contest_core::wire::accounts::{Role, Session, SignIn};
use contest_core::wire::paths;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use web_kit::spawn;
use web_kit::{api, router, storage, window};

#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    super::title(t!(sign_in.title));
    // Somebody who began to register and has an account already does not type the number again.
    let login = RwSignal::new(number_typed());
    let password = RwSignal::new(String::new());
    let complaints = Complaints::none();
    let problem = RwSignal::new(None::<String>);
    let queue = Queue::new(waiting::DOOR);
    let ask = move |event: SubmitEvent| {
        event.prevent_default();
        problem.set(None);
        let mut missing = Vec::new();
        for (field, text) in [(Field::Login, login), (Field::Password, password)] {
            if text.with_untracked(|text| text.trim().is_empty()) {
                missing.push(Complaint::of(field, Wrong::Missing));
            }
        }
        let fine = missing.is_empty();
        complaints.set(missing);
        if !fine {
            return router::focus("[aria-invalid=true]");
        }
        queue.ask(move || {
            let body = SignIn {
                login: login.get_untracked().trim().to_owned(),
                password: password.get_untracked(),
            };
            send(body, queue, problem);
        });
    };
    let take_along = move || login.with_untracked(|login| keep_number(login.trim()));
    // It leads back here, and from here to where this page was to lead.
    let forgotten = router::here().replace("dang-nhap", "quen-mat-khau");
    view! {
        <form class="card form" novalidate on:submit=ask>
            <h1>{t!(sign_in.title)}</h1>
            {text_field(complaints, Field::Login, ["tel", "username"], login, None)}
            {password_field(complaints, "current-password", password, None)}
            <Problem problem/>
            <QueueState queue/>
            <Submit queue test="submit-sign-in" idle=t!(sign_in.submit) sending=t!(sign_in.sending)/>
            <a class="plain wide" href=forgotten data-test="forgotten" on:click=click(Box::new(take_along))>
                {t!(sign_in.forgot)}
            </a>
            <a class="plain wide" href="/">{t!(sign_in.no_account)}</a>
        </form>
    }
}

fn send(body: SignIn, queue: Queue, problem: RwSignal<Option<String>>) {
    spawn(async move {
        let position = queue.position();
        let answer = api::post_queued::<Session>(paths::SESSION, &body, position.as_deref()).await;
        if queue.is_gone() {
            return;
        }
        match answer {
            Ok(session) => {
                queue.let_in();
                // What was typed to register is of no use any more.
                storage::set_in_tab(TYPED, None);
                go_on(session);
            }
            Err(failure) if queue.holds(&failure) => {}
            Err(failure) => problem.set(Some(failure.message())),
        }
    });
}

/// Goes on after signing in: always to an address of this site, never to another site's.
fn go_on(session: Session) {
    let staff = session.role != Role::Contestant;
    session::set(Who::Somebody(session));
    match router::query("tiep").filter(|to| is_own(to)) {
        Some(to) => router::replace(&to),
        // Leaving this front end is the browser's work; it cannot refuse here.
        None if staff => window().location().set_href("/console/").unwrap_or_default(),
        None => router::replace("/"),
    }
}

/// Returns whether an address is a path of this site. Browsers read `\` as `/`, and pass over control characters; the
/// pages of this site have neither in their addresses.
pub(super) fn is_own(to: &str) -> bool {
    to.starts_with('/') && !to.starts_with("//") && to.bytes().all(|byte| byte > b' ' && byte != b'\\')
}

/// Shows a page about the person who is signed in. Where nobody seems to be, nothing is asked of the server before that is
/// known: it would refuse, and browsers log refusals as errors.
pub(super) fn signed_in(page: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    // A page that the browser has kept alive may be shown to somebody else: it is drawn anew for them.
    let person = memo(Box::new(|| match session::who() {
        Who::Nobody => Some(None),
        Who::Unknown => draft::who_is_here().map(Some),
        Who::Somebody(session) => Some(Some(session.account.to_string())),
    }));
    view! {
        {move || match person.get() {
            None => view! { <Loading/> }.into_any(),
            Some(None) => view! { <SignInNeeded/> }.into_any(),
            Some(Some(_)) => page(),
        }}
    }
    .into_any()
}

/// Says that a page needs a signed-in person, and links to sign-in and back.
#[component]
pub(crate) fn SignInNeeded() -> impl IntoView {
    view! {
        <section class="card" data-test="sign-in-needed">
            <p>{t!(sign_in.needed)}</p>
            <a class="button" href=session::sign_in_address()>{t!(common.sign_in)}</a>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_followed() {
        for own in [
            "/",
            "/thi/luat-2026",
            "/thi/luat/dang-ky?a=1",
            "/thi/lu%E1%BA%ADt",
            "/lich-su",
        ] {
            assert!(is_own(own), "{own}");
        }
        for other in [
            "",
            "thi/luat",
            "//evil.example",
            "///evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            " //evil.example",
        ] {
            assert!(!is_own(other), "{other:?}");
        }
    }
}
