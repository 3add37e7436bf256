//! Refuses requests there is no room for at the door: before routing, the session check, or a call to Redis.
//!
//! More than half of what a save costs is spent after this point. A refusal that costs as much as the request itself
//! would help nobody: submissions wait in the same queue, behind whatever is done for the requests before them. The
//! door knows only the paths that a surge asks for; all others are refused where their handler takes its turn.

use super::class::{ASK, Class};
use super::limits::Limits;
use super::turn::Turn;
use crate::errors::AppResult;
use crate::metrics::Metrics;
use actix_web::HttpRequest;
use actix_web::http::Method;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use std::rc::Rc;

/// Refuses a request or lets it in. A request to start gets a turn, to be held until its response is ready.
pub(crate) fn knock(request: &HttpRequest) -> AppResult<Option<Turn<ASK>>> {
    match class_of(request.method(), request.path()) {
        None => Ok(None),
        Some(Class::Ask) => Turn::take(request).map(Some),
        Some(class) => {
            let parts = (request.app_data::<Rc<Limits>>(), request.app_data::<Metrics>());
            if let (Some(limits), Some(metrics)) = parts
                && limits.refuses(class)
            {
                metrics.shed(class);
                return Err(ErrorCode::Unavailable.into());
            }
            Ok(None)
        }
    }
}

/// Returns the class of a request that may be refused at the door, from its method and path alone.
fn class_of(method: &Method, path: &str) -> Option<Class> {
    let (noun, rest) = path.strip_prefix(paths::PREFIX)?.get(1..)?.split_once('/')?;
    let (_id, what) = rest.split_once('/')?;
    match (noun, what) {
        ("attempts", "sheet") if method == Method::PUT => Some(Class::Save),
        ("rounds", "attempts") if method == Method::POST => Some(Class::Ask),
        ("rounds", "board" | "me") if method == Method::GET => Some(Class::Read),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    // A pattern fits itself.
    const SAVE: (Method, &str) = (Method::PUT, paths::SHEET);
    const ASKING: (Method, &str) = (Method::POST, paths::ATTEMPTS);
    const BOARD: (Method, &str) = (Method::GET, paths::BOARD);
    const OTHERS: [(Method, &str); 4] = [
        (Method::POST, paths::SUBMISSION),
        (Method::GET, paths::RECEIPT),
        (Method::GET, paths::ATTEMPTS),
        (Method::GET, "/"),
    ];

    #[test]
    fn what_is_full_is_refused_at_the_door_and_nothing_else() {
        let limits = Rc::new(Limits::for_tests());
        let knocks = |(method, path): (Method, &str)| {
            let request = TestRequest::with_uri(path)
                .method(method)
                .app_data(limits.clone())
                .app_data(Metrics::default());
            knock(&request.to_http_request())
        };
        for open in [SAVE, ASKING, BOARD].into_iter().chain(OTHERS) {
            assert!(knocks(open).is_ok());
        }
        for class in Class::ALL {
            while limits.enter(class) {}
        }
        for full in [SAVE, ASKING, BOARD] {
            let refused = knocks(full).err().map(|refusal| refusal.code);
            assert_eq!(refused, Some(ErrorCode::Unavailable));
        }
        for other in OTHERS {
            assert!(knocks(other).is_ok());
        }
    }

    #[test]
    fn a_start_holds_its_turn_until_it_is_answered() {
        let limits = Rc::new(Limits::for_tests());
        while limits.enter(Class::Ask) {}
        limits.leave(Class::Ask);
        let request = TestRequest::with_uri(ASKING.1)
            .method(ASKING.0)
            .app_data(limits.clone())
            .app_data(Metrics::default())
            .to_http_request();
        let held = knock(&request);
        assert!(held.is_ok() && knock(&request).is_err());
        drop(held);
        assert!(knock(&request).is_ok());
    }
}
