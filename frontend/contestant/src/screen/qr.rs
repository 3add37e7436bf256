//! The code that leads a phone from the screen to the contest.

use fast_qr::{ECL, QRBuilder};
use leptos::prelude::*;
use web_kit::{document, window};

/// The white frame that readers need, in modules.
const FRAME: usize = 4;

/// A code, drawn.
#[derive(Debug, PartialEq, Eq)]
struct Drawn {
    /// The side, with the frame.
    side: usize,
    /// All dark modules, as an SVG path.
    path: String,
}

/// Draws the code of an address; `None` if that is too long for any.
fn drawn(address: &str) -> Option<Drawn> {
    let code = QRBuilder::new(address).ecl(ECL::M).build().ok()?;
    let mut path = String::new();
    for y in 0..code.size {
        let mut x = 0;
        while x < code.size {
            let run = code[y][x..].iter().take_while(|module| module.value()).count();
            if run > 0 {
                let (left, top) = (x + FRAME, y + FRAME);
                path.push_str(&format!("M{left} {top}h{run}v1h-{run}z"));
            }
            x += run.max(1);
        }
    }
    Some(Drawn {
        side: code.size + 2 * FRAME,
        path,
    })
}

/// Returns the contest's address for people: as the server states it, unless it stands for the machine itself while the
/// screen is elsewhere.
pub(super) fn address(slug: &str) -> String {
    let location = window().location();
    let here = location.origin().unwrap_or_default();
    let stated = document()
        .query_selector("meta[name=contest]")
        .ok()
        .flatten()
        .and_then(|meta| meta.get_attribute("content"));
    match stated {
        Some(stated) if !is_of_one_machine(&stated) || is_of_one_machine(&here) => stated,
        _ => [&here, "/thi/", slug].concat(),
    }
}

fn is_of_one_machine(address: &str) -> bool {
    ["localhost", "127.", "[::1]"]
        .iter()
        .any(|machine| spoken(address).starts_with(machine))
}

/// Returns an address as people type it.
pub(super) fn spoken(address: &str) -> &str {
    let secure = address.strip_prefix("https://");
    secure
        .or_else(|| address.strip_prefix("http://"))
        .unwrap_or(address)
}

/// The code of an address, drawn once.
pub(super) fn view(address: &str) -> AnyView {
    let Some(Drawn { side, path }) = drawn(address) else {
        return ().into_any();
    };
    let square = format!("0 0 {side} {side}");
    view! {
        <svg class="code" viewBox=square shape-rendering="crispEdges" aria-hidden="true" data-test="code">
            <path d=path></path>
        </svg>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_drawn_module_by_module() {
        let address = "https://thi.example/thi/phap-luat";
        let code = QRBuilder::new(address).ecl(ECL::M).build().unwrap();
        let Drawn { side, path } = drawn(address).unwrap();
        assert_eq!(side, code.size + 8);
        let mut dark = vec![vec![false; side]; side];
        for run in path.split('M').skip(1) {
            let (x, rest) = run.split_once(' ').unwrap();
            let (y, rest) = rest.split_once('h').unwrap();
            let (length, _) = rest.split_once('v').unwrap();
            let (x, y, length): (usize, usize, usize) =
                (x.parse().unwrap(), y.parse().unwrap(), length.parse().unwrap());
            dark[y][x..x + length].fill(true);
        }
        for (y, line) in dark.iter().enumerate() {
            for (x, is_dark) in line.iter().enumerate() {
                let inside = (4..side - 4).contains(&x) && (4..side - 4).contains(&y);
                let wanted = inside && code[y - 4][x - 4].value();
                assert_eq!(*is_dark, wanted, "{x} {y}");
            }
        }
    }

    #[test]
    fn nobody_is_led_to_their_own_phone() {
        assert!(is_of_one_machine("http://127.0.0.1:8080/thi/a"));
        assert!(is_of_one_machine("http://localhost:8080"));
        assert!(!is_of_one_machine("https://thi.example/thi/localhost"));
        assert_eq!(spoken("https://thi.example/thi/a"), "thi.example/thi/a");
        assert_eq!(drawn(&"a".repeat(9_000)), None);
    }
}
