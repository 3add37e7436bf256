//! What the screen shows in which order. It turns through short pages, because nobody scrolls it: those of the round that
//! is open, else of the next, else of the last. It must not know the API's requests or the page.

use contest_core::ids::RoundId;
use contest_core::rounds::{Phase, Window, phase};
use contest_core::time::Millis;
use contest_core::wire::contests::RoundView;

/// Lines of a page: as many as can be read from ten metres.
pub(super) const LINES: usize = 8;
/// The longest lists that are turned through. Beyond them, people look on their phones.
const STANDINGS: usize = 3 * LINES;
const UNITS: usize = 2 * LINES;

/// How long before a round turns, and how long after, the screen must not go away.
const BUSY_MS: i64 = 5 * 60_000;

/// What a page lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum List {
    /// Nothing: the round has not opened, and people are invited.
    #[default]
    Invitation,
    Standings,
    Units,
    Winners,
}

/// One page, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slide {
    pub(super) round: RoundId,
    pub(super) list: List,
    pub(super) page: usize,
}

/// How much there is to show of a round.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lengths {
    pub(super) round: RoundId,
    pub(super) phase: Phase,
    pub(super) standings: usize,
    pub(super) units: usize,
    pub(super) winners: usize,
}

/// Returns the phase of a round now. The contest may have been read a minute ago.
pub(super) fn phase_of(round: &RoundView, now: Millis) -> Phase {
    let window = Window {
        opens_at: round.opens_at,
        closes_at: round.closes_at,
        finalised_at: (round.phase == Phase::Final).then_some(Millis(i64::MIN)),
    };
    phase(&window, now)
}

/// Returns the rounds to show: all that are open, the first to close first; else the next; else the last.
pub(super) fn in_focus(rounds: &[RoundView], now: Millis) -> Vec<&RoundView> {
    let in_phase = |wanted: Phase| rounds.iter().filter(move |round| phase_of(round, now) == wanted);
    let mut open: Vec<&RoundView> = in_phase(Phase::Open).collect();
    open.sort_by_key(|round| round.closes_at);
    if !open.is_empty() {
        return open;
    }
    let next = in_phase(Phase::Upcoming).min_by_key(|round| round.opens_at);
    let one = next.or_else(|| rounds.iter().max_by_key(|round| round.closes_at));
    one.into_iter().collect()
}

/// Returns all pages in their order. Rounds take turns, so that nobody waits long for theirs.
pub(super) fn slides(rounds: &[Lengths]) -> Vec<Slide> {
    let of_rounds: Vec<Vec<Slide>> = rounds.iter().map(of_round).collect();
    let most = of_rounds.iter().map(Vec::len).max().unwrap_or(0);
    let mut all = Vec::new();
    for turn in 0..most {
        all.extend(of_rounds.iter().filter_map(|slides| slides.get(turn)));
    }
    all
}

fn of_round(lengths: &Lengths) -> Vec<Slide> {
    let pages = |list: List, length: usize| {
        let round = lengths.round;
        (0..pages(length)).map(move |page| Slide { round, list, page })
    };
    let units = pages(List::Units, lengths.units.min(UNITS)).take(pages_of_units(lengths));
    match lengths.phase {
        Phase::Upcoming => pages(List::Invitation, 1).collect(),
        Phase::Final if lengths.winners > 0 => pages(List::Winners, lengths.winners).chain(units).collect(),
        Phase::Open | Phase::Closed | Phase::Final => {
            // Even an empty board has a page, which says so.
            let standings = lengths.standings.clamp(1, STANDINGS);
            pages(List::Standings, standings).chain(units).collect()
        }
    }
}

/// Returns for how many pages of units there is something to say: a race needs two.
fn pages_of_units(lengths: &Lengths) -> usize {
    match lengths.units {
        0 | 1 => 0,
        _ => usize::MAX,
    }
}

fn pages(length: usize) -> usize {
    length.div_ceil(LINES)
}

/// Returns on which page of how many a slide is, among those of its list.
pub(super) fn place(slides: &[Slide], slide: &Slide) -> (usize, usize) {
    let alike = slides
        .iter()
        .filter(|other| (other.round, other.list) == (slide.round, slide.list));
    (slide.page + 1, alike.count())
}

/// Returns the page after this one. A page that is gone is followed by the first.
pub(super) fn after(slides: &[Slide], slide: Option<Slide>) -> Option<Slide> {
    let at = slide.and_then(|slide| slides.iter().position(|other| *other == slide));
    let next = at.map_or(0, |at| (at + 1) % slides.len());
    slides.get(next).copied()
}

/// Returns whether no round opens or closes soon, or has just done so.
pub(super) fn is_quiet(rounds: &[RoundView], now: Millis) -> bool {
    let turns = rounds.iter().flat_map(|round| [round.opens_at, round.closes_at]);
    turns
        .into_iter()
        .all(|turn| turn.since(now).max(now.since(turn)) > BUSY_MS as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use contest_core::ids::Uuid;

    const A: RoundId = RoundId(Uuid::from_u128(1));
    const B: RoundId = RoundId(Uuid::from_u128(2));

    fn lengths(round: RoundId, phase: Phase, standings: usize, units: usize, winners: usize) -> Lengths {
        Lengths {
            round,
            phase,
            standings,
            units,
            winners,
        }
    }

    fn lists(slides: &[Slide]) -> Vec<(List, usize)> {
        slides.iter().map(|slide| (slide.list, slide.page)).collect()
    }

    #[test]
    fn long_lists_are_turned_through_and_end() {
        let slides = slides(&[lengths(A, Phase::Open, 100, 100, 0)]);
        let (of, units) = (List::Standings, List::Units);
        assert_eq!(
            lists(&slides),
            [(of, 0), (of, 1), (of, 2), (units, 0), (units, 1)]
        );
        assert_eq!(place(&slides, &slides[1]), (2, 3));
        assert_eq!(after(&slides, Some(slides[4])), Some(slides[0]));
        assert_eq!(after(&slides, None), Some(slides[0]));
    }

    #[test]
    fn an_empty_board_has_a_page_and_one_unit_makes_no_race() {
        let slides = slides(&[lengths(A, Phase::Open, 0, 1, 0)]);
        assert_eq!(lists(&slides), [(List::Standings, 0)]);
        assert_eq!(after(&slides, Some(slides[0])), Some(slides[0]));
    }

    #[test]
    fn open_rounds_take_turns() {
        let slides = slides(&[lengths(A, Phase::Open, 9, 0, 0), lengths(B, Phase::Open, 3, 2, 0)]);
        let rounds: Vec<RoundId> = slides.iter().map(|slide| slide.round).collect();
        assert_eq!(rounds, [A, B, A, B]);
    }

    #[test]
    fn winners_replace_the_board_once_they_are_known() {
        let before = slides(&[lengths(A, Phase::Final, 20, 2, 0)]);
        assert_eq!(before[0].list, List::Standings);
        let slides = slides(&[lengths(A, Phase::Final, 20, 2, 17)]);
        let of = List::Winners;
        assert_eq!(lists(&slides), [(of, 0), (of, 1), (of, 2), (List::Units, 0)]);
    }

    #[test]
    fn a_page_that_is_gone_is_followed_by_the_first() {
        let slides = slides(&[lengths(A, Phase::Open, 3, 0, 0)]);
        let gone = Slide {
            round: B,
            ..slides[0]
        };
        assert_eq!(after(&slides, Some(gone)), Some(slides[0]));
        assert_eq!(after(&[], Some(gone)), None);
    }

    fn round(id: RoundId, opens: i64, closes: i64, phase: Phase) -> RoundView {
        let rules = serde_json::json!({
            "time_limit_s": 60, "blueprint": {"sections": []}, "chain": ["most_points"],
        });
        RoundView {
            id,
            number: 1,
            title: String::new(),
            opens_at: Millis(opens),
            closes_at: Millis(closes),
            phase,
            rules: serde_json::from_value(rules).unwrap(),
            multiple_choice: Default::default(),
            commitment: String::new(),
            secret: None,
            bank_hash: None,
        }
    }

    fn focus(rounds: &[RoundView], now: i64) -> Vec<RoundId> {
        in_focus(rounds, Millis(now))
            .iter()
            .map(|round| round.id)
            .collect()
    }

    #[test]
    fn the_open_rounds_are_shown_else_the_next_else_the_last() {
        let rounds = [
            round(A, 1_000, 5_000, Phase::Upcoming),
            round(B, 1_000, 2_000, Phase::Upcoming),
        ];
        assert_eq!(focus(&rounds, 0), [A]);
        assert_eq!(focus(&rounds, 1_000), [B, A]);
        assert_eq!(focus(&rounds, 2_000), [A]);
        assert_eq!(focus(&rounds, 9_000), [A]);
        let rounds = [
            round(A, 0, 1_000, Phase::Final),
            round(B, 2_000, 3_000, Phase::Upcoming),
        ];
        assert_eq!(focus(&rounds, 1_500), [B]);
        assert_eq!(phase_of(&rounds[0], Millis(500)), Phase::Final);
        assert!(focus(&[], 0).is_empty());
    }

    #[test]
    fn the_screen_stays_while_a_round_turns() {
        let rounds = [round(A, 1_000_000, 2_000_000, Phase::Upcoming)];
        assert!(is_quiet(&rounds, Millis(0)));
        assert!(!is_quiet(&rounds, Millis(800_000)));
        assert!(!is_quiet(&rounds, Millis(1_200_000)));
        assert!(is_quiet(&rounds, Millis(1_400_000)));
    }
}
