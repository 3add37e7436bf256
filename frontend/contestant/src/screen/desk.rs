//! What the screen knows, what it shows of it, and what it has to ask for next. Times are arguments; it must not know how
//! things are asked for.

use super::face::Face;
use super::kept::Kept;
use super::program::{self, Lengths, List, Slide};
use super::rows::{self, Row};
use contest_core::ids::RoundId;
use contest_core::rounds::Phase;
use contest_core::time::Millis;
use contest_core::wire::boards::{Board, WinnerList};
use contest_core::wire::contests::{ContestView, RoundView};

/// How long a page stays.
const SLIDE_MS: f64 = 15_000.0;
const CONTEST_EVERY_MS: f64 = 60_000.0;
/// How often to look for a new release.
const RELEASE_EVERY_MS: f64 = 300_000.0;
/// Within this time after a round has turned, the contest is read again: many screens do so at once.
const TURN_MS: f64 = 10_000.0;
/// The device's clock moves by this much only if somebody sets it or the device has slept.
const JUMP_MS: f64 = 10_000.0;

/// How often to read the board. Once a round has closed, little changes; once its result is final, nothing should.
fn every(phase: Phase) -> f64 {
    match phase {
        Phase::Upcoming | Phase::Open => 5_000.0,
        Phase::Closed => 30_000.0,
        Phase::Final => 300_000.0,
    }
}

/// Something to ask the server for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Errand {
    Contest,
    Board(RoundId),
    Winners(RoundId),
    Release,
}

/// What is known of a round on the screen.
pub(super) struct Known {
    round: RoundId,
    phase: Phase,
    pub(super) board: Kept<Board>,
    pub(super) winners: Kept<WinnerList>,
}

pub(super) struct Desk {
    pub(super) contest: Kept<ContestView>,
    rounds: Vec<Known>,
    slide: Option<Slide>,
    /// These are moments of the monotonic clock.
    turned_at: f64,
    release_due_at: f64,
    /// How far the device's own clock is ahead of the monotonic one.
    ahead: Option<f64>,
}

impl Desk {
    pub(super) fn new() -> Desk {
        Desk {
            contest: Kept::new(),
            rounds: Vec::new(),
            slide: None,
            turned_at: 0.0,
            release_due_at: RELEASE_EVERY_MS,
            ahead: None,
        }
    }

    fn views(&self) -> &[RoundView] {
        self.contest.thing.as_ref().map_or(&[], |contest| &contest.rounds)
    }

    /// Keeps what is in focus and forgets the rest; notices rounds that have opened or closed. `chance` is below 1.
    pub(super) fn follow(&mut self, now: Millis, moment: f64, chance: f64) {
        let focus = program::in_focus(self.views(), now);
        let focus: Vec<(RoundId, Phase)> = focus
            .into_iter()
            .map(|round| (round.id, program::phase_of(round, now)))
            .collect();
        self.rounds
            .retain(|known| focus.iter().any(|(id, _)| *id == known.round));
        for (round, phase) in focus {
            let known = self.rounds.iter_mut().find(|known| known.round == round);
            match known {
                None => self.rounds.push(Known {
                    round,
                    phase,
                    board: Kept::new(),
                    winners: Kept::new(),
                }),
                Some(known) if known.phase != phase => {
                    known.phase = phase;
                    known.board.hurry(moment + chance * TURN_MS);
                    self.contest.hurry(moment + chance * TURN_MS);
                }
                Some(_) => {}
            }
        }
    }

    /// Returns whether the device has slept or its clock was set since the last time. All that is known may be old then.
    pub(super) fn has_jumped(&mut self, device: f64, moment: f64) -> bool {
        let ahead = device - moment;
        let before = self.ahead.replace(ahead).unwrap_or(ahead);
        let jumped = (ahead - before).abs() > JUMP_MS;
        if jumped {
            self.contest.hurry(moment);
            self.rounds.iter_mut().for_each(|known| known.board.hurry(moment));
        }
        jumped
    }

    /// Turns to the next page if this one has been there for long enough, or is gone.
    pub(super) fn turn(&mut self, moment: f64) {
        let slides = self.slides();
        let stays = self.slide.is_some_and(|slide| slides.contains(&slide));
        if stays && moment - self.turned_at < SLIDE_MS {
            return;
        }
        self.slide = program::after(&slides, self.slide);
        self.turned_at = moment;
    }

    fn slides(&self) -> Vec<Slide> {
        let lengths: Vec<Lengths> = self.rounds.iter().map(Known::lengths).collect();
        program::slides(&lengths)
    }

    /// Returns what to ask for now, the most urgent first.
    pub(super) fn errand(&self, moment: f64) -> Option<Errand> {
        if self.contest.is_due(moment) {
            return Some(Errand::Contest);
        }
        let on_screen = |known: &&Known| self.slide.is_some_and(|slide| slide.round == known.round);
        let (shown, others): (Vec<&Known>, Vec<&Known>) = self.rounds.iter().partition(on_screen);
        let mut known = shown.into_iter().chain(others);
        let of_round = known.find_map(|known| {
            let begun = known.phase != Phase::Upcoming;
            let board = (begun && known.board.is_due(moment)).then_some(Errand::Board(known.round));
            let finished = known.phase == Phase::Final && known.winners.is_due(moment);
            board.or_else(|| finished.then_some(Errand::Winners(known.round)))
        });
        of_round.or_else(|| (moment >= self.release_due_at).then_some(Errand::Release))
    }

    pub(super) fn contest_every(&self) -> f64 {
        CONTEST_EVERY_MS
    }

    /// Returns what is known of a round, and how often to ask. The round may have left the screen meanwhile.
    pub(super) fn known(&mut self, round: RoundId) -> Option<(&mut Known, f64)> {
        let known = self.rounds.iter_mut().find(|known| known.round == round)?;
        let every = every(known.phase);
        Some((known, every))
    }

    /// Notes that the release was looked for; returns whether this is a good moment to load it.
    pub(super) fn may_go(&mut self, now: Millis, moment: f64) -> bool {
        self.release_due_at = moment + RELEASE_EVERY_MS;
        program::is_quiet(self.views(), now)
    }

    /// Returns what to show.
    pub(super) fn shown(&self, now: Millis) -> (Face, Option<Slide>, Vec<Row>) {
        let Some(contest) = &self.contest.thing else {
            return (Face::default(), None, Vec::new());
        };
        let mut face = Face {
            title: contest.title.clone(),
            organiser: contest.organiser.clone(),
            stale: self.contest.stale(CONTEST_EVERY_MS, now),
            notice: contest.notice.clone(),
            ..Face::default()
        };
        let Some(slide) = self.slide else {
            return (face, None, Vec::new());
        };
        if let Some(round) = contest.rounds.iter().find(|round| round.id == slide.round) {
            face.round = round.title.clone();
            face.phase = program::phase_of(round, now);
            (face.opens_at, face.closes_at) = (round.opens_at, round.closes_at);
        }
        face.list = slide.list;
        face.page = program::place(&self.slides(), &slide);
        let known = self.rounds.iter().find(|known| known.round == slide.round);
        let Some(known) = known.filter(|known| known.phase != Phase::Upcoming) else {
            return (face, Some(slide), Vec::new());
        };
        face.stale = known.board.stale(every(known.phase), now).or(face.stale);
        let rows = known.rows(slide);
        if let Some(board) = &known.board.thing {
            face.is_empty = Some(rows.is_empty());
            face.provisional = Some(board.provisional && slide.list != List::Winners);
            face.rebuilding = board.rebuilding;
            face.people = Some(board.people);
        }
        (face, Some(slide), rows)
    }
}

impl Known {
    /// Asks again soon for a board that does not know of the result yet: a server may show the last one for some seconds.
    pub(super) fn hurry_if_behind(&mut self, moment: f64) {
        let is_behind = self.board.thing.as_ref().is_some_and(|board| board.provisional);
        if is_behind && self.phase == Phase::Final {
            self.board.hurry(moment + every(Phase::Open));
        }
    }

    fn lengths(&self) -> Lengths {
        let (board, winners) = (self.board.thing.as_ref(), self.winners.thing.as_ref());
        Lengths {
            round: self.round,
            phase: self.phase,
            standings: board.map_or(0, |board| board.standings.len()),
            units: board.map_or(0, |board| rows::racing(board).count()),
            winners: winners.map_or(0, |list| list.winners.len()),
        }
    }

    fn rows(&self, slide: Slide) -> Vec<Row> {
        let (board, winners) = (self.board.thing.as_ref(), self.winners.thing.as_ref());
        let rows = match slide.list {
            List::Invitation => None,
            List::Standings => board.map(|board| rows::standings(board, slide.page)),
            List::Units => board.map(|board| rows::units(board, slide.page)),
            List::Winners => winners.map(|list| rows::winners(list, slide.page)),
        };
        rows.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use web_kit::api::Versioned;

    /// Returns a desk with a contest of one round, open from 1,000 s to 2,000 s.
    fn desk(now: Millis, moment: f64) -> (Desk, RoundId) {
        let id = "00000000-0000-0000-0000-000000000001";
        let contest = json!({
            "now": now, "id": id, "slug": "luat", "title": "Luật", "organiser": "Sở", "summary": "", "min_age": null,
            "consent": {"version": "", "controller": "", "text": ""}, "has_units": false,
            "rounds": [{
                "id": id, "number": 1, "title": "Vòng 1", "opens_at": 1_000_000, "closes_at": 2_000_000,
                "phase": "upcoming", "commitment": "",
                "rules": {"time_limit_s": 60, "blueprint": {"sections": []}, "chain": ["most_points"]},
            }],
        });
        let body: ContestView = serde_json::from_value(contest).unwrap();
        let round = body.rounds[0].id;
        let mut desk = Desk::new();
        assert_eq!(desk.errand(moment), Some(Errand::Contest));
        let answer = Ok(Some(Versioned { body, etag: None }));
        desk.contest.take(answer, CONTEST_EVERY_MS, now, moment);
        desk.follow(now, moment, 0.5);
        desk.turn(moment);
        (desk, round)
    }

    fn read(desk: &mut Desk, round: RoundId, now: Millis, moment: f64) {
        let body = Board {
            round,
            phase: Phase::Open,
            provisional: true,
            rebuilding: false,
            people: 0,
            attempts: 0,
            withheld: None,
            standings: Vec::new(),
            units: Vec::new(),
        };
        let (known, every) = desk.known(round).unwrap();
        known
            .board
            .take(Ok(Some(Versioned { body, etag: None })), every, now, moment);
    }

    #[test]
    fn a_round_is_followed_from_the_invitation_to_its_board() {
        let (mut desk, round) = desk(Millis(900_000), 0.0);
        assert_eq!(desk.errand(0.0), None);
        let (face, slide, _) = desk.shown(Millis(900_000));
        assert_eq!((face.list, face.phase), (List::Invitation, Phase::Upcoming));
        assert_eq!(slide.map(|slide| slide.round), Some(round));

        // It opens. The board is asked for at once, the contest within some seconds.
        desk.follow(Millis(1_000_000), 30_000.0, 0.5);
        desk.turn(30_000.0);
        assert_eq!(desk.errand(30_000.0), Some(Errand::Board(round)));
        assert_eq!(desk.errand(35_000.0), Some(Errand::Contest));
        let (face, ..) = desk.shown(Millis(1_000_000));
        assert_eq!(
            (face.list, face.phase, face.is_empty),
            (List::Standings, Phase::Open, None)
        );
        read(&mut desk, round, Millis(1_001_000), 31_000.0);
        assert_eq!(desk.errand(34_000.0), None);
        let (face, ..) = desk.shown(Millis(1_002_000));
        assert_eq!(
            (face.is_empty, face.people, face.stale),
            (Some(true), Some(0), None)
        );
        // Nothing is heard for a minute: the board stays and says how old it is.
        let (face, ..) = desk.shown(Millis(1_061_000));
        assert_eq!((face.people, face.stale), (Some(0), Some(Millis(1_001_000))));
    }

    #[test]
    fn a_device_that_has_slept_asks_again() {
        let (mut desk, round) = desk(Millis(1_500_000), 0.0);
        read(&mut desk, round, Millis(1_500_000), 0.0);
        assert!(!desk.has_jumped(5_000.0, 0.0) && !desk.has_jumped(6_000.0, 1_500.0));
        assert_eq!(desk.errand(1_500.0), None);
        assert!(desk.has_jumped(3_600_000.0, 2_000.0));
        assert_eq!(desk.errand(2_000.0), Some(Errand::Contest));
        assert!(!desk.has_jumped(3_601_000.0, 3_000.0));
    }

    #[test]
    fn the_screen_looks_for_a_release_and_stays_while_a_round_turns() {
        let (mut desk, round) = desk(Millis(1_500_000), 299_999.0);
        read(&mut desk, round, Millis(1_500_000), 299_999.0);
        assert_eq!(desk.errand(299_999.0), None);
        assert_eq!(desk.errand(300_000.0), Some(Errand::Release));
        assert!(desk.may_go(Millis(1_500_000), 300_000.0));
        assert_eq!(desk.errand(300_001.0), None);
        assert!(!desk.may_go(Millis(1_900_000), 700_000.0));
    }
}
