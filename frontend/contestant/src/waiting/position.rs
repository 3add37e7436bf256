//! A queue position, and what follows from it as time goes by. This file knows no server, no screen and no clock: every
//! `now` is an argument, in milliseconds of the device's own clock, which goes on while a phone sleeps.

use contest_core::wire::errors::Waiting;

const MINUTE_MS: i64 = 60_000;
/// People who come back later than this after they were probably called are asked before the paper opens.
const ABSENCE_MS: i64 = 5 * MINUTE_MS;
/// When the call is closer than this, a number of minutes would only mislead.
const SOON_MS: i64 = 8_000;
/// The most that chance adds to a pause. A called position stays valid for two minutes, so nobody may come much later
/// than asked.
const LATER_MS: u64 = 1_000;
/// The shortest and longest pause if the server gives no `Retry-After`; the estimate decides between them.
const UNSAID_S: (u32, u32) = (2, 10);

/// A queue position as the server last reported it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub(super) signed: String,
    /// How many people are let in before this one.
    ahead: i64,
    /// How many there were when the waiting began.
    first: i64,
    /// When the server reported this.
    told_at: i64,
    /// When the call is expected. 0: the reader no longer waits for it, and only keeps the position for another try.
    call_at: i64,
}

impl Position {
    /// Returns the position after the server's latest report.
    pub(super) fn told(before: Option<&Position>, told: &Waiting, now: i64) -> Position {
        let expected = now + i64::from(told.estimate_s) * 1_000;
        let before = before.filter(|before| before.signed == told.position);
        let call_at = match before {
            Some(before) if before.call_at > 0 => settle(before.call_at, expected, now),
            _ => expected,
        };
        let ahead = i64::try_from(told.ahead).unwrap_or(i64::MAX);
        Position {
            signed: told.position.clone(),
            ahead,
            first: before.map_or(ahead, |before| before.first.max(ahead)),
            told_at: now,
            call_at,
        }
    }

    /// Returns the same position for a person who is not waiting at the moment.
    pub(super) fn at_rest(self) -> Position {
        Position { call_at: 0, ..self }
    }

    /// Writes the position as the device stores it.
    pub(super) fn to_text(&self) -> String {
        let mut text = self.signed.clone();
        for number in [self.ahead, self.first, self.told_at, self.call_at] {
            text.push(' ');
            text.push_str(&number.to_string());
        }
        text
    }

    /// Reads what [`Position::to_text`] wrote. Returns nothing for a text that could not be sent in a header.
    pub(super) fn read(text: &str) -> Option<Position> {
        let mut parts = text.split(' ');
        let signed = parts.next()?;
        let fit = !signed.is_empty() && signed.bytes().all(|byte| byte.is_ascii_graphic());
        fit.then_some(())?;
        let mut number = || parts.next()?.parse::<i64>().ok().filter(|number| *number >= 0);
        Some(Position {
            signed: signed.to_owned(),
            ahead: number()?,
            first: number()?,
            told_at: number()?,
            call_at: number()?,
        })
    }

    /// Returns whether a person who looks at the page again is still here for this. The clock of an attempt runs from
    /// its start, so a person who comes back hours later must not find it running.
    pub(super) fn is_waited_for(&self, now: i64) -> bool {
        now < self.call_at + ABSENCE_MS
    }

    /// Returns the minutes until the call, rounded up; above an hour, to a multiple of five. 0 means any moment.
    pub(super) fn minutes(&self, now: i64) -> usize {
        let left = self.call_at - now;
        if left < SOON_MS {
            return 0;
        }
        let minutes = left.unsigned_abs().div_ceil(MINUTE_MS.unsigned_abs()) as usize;
        if minutes > 60 { to_five(minutes) } else { minutes }
    }

    /// Returns how many people are ahead by now. The server is asked seldom, so the number falls with the time left.
    pub(super) fn ahead(&self, now: i64) -> u64 {
        let whole = (self.call_at - self.told_at).max(1);
        let left = (self.call_at - now).clamp(0, whole);
        // Saturates only for numbers that no queue reaches.
        self.ahead
            .saturating_mul(left)
            .unsigned_abs()
            .div_ceil(whole.unsigned_abs())
    }

    /// Returns how far the queue has come, in percent.
    pub(super) fn progress(&self, now: i64) -> u64 {
        let first = self.first.max(1).unsigned_abs();
        100 - (self.ahead(now) * 100 / first).min(100)
    }
}

/// Returns the minutes to announce: above five, only multiples of five. A screen reader must not be kept talking.
pub(super) fn spoken(minutes: usize) -> usize {
    if minutes > 5 { to_five(minutes) } else { minutes }
}

/// Returns the milliseconds until the next try: never fewer than the server asks, and randomly a little more, so that
/// people who came in the same second drift apart.
pub(super) fn next_try(retry_after: Option<u32>, estimate_s: u32, chance: f64) -> u64 {
    let seconds = retry_after.unwrap_or(estimate_s.clamp(UNSAID_S.0, UNSAID_S.1));
    let ms = u64::from(seconds.max(1)) * 1_000;
    ms + (chance * (ms / 10).min(LATER_MS) as f64) as u64
}

/// Returns the middle between what the screen has shown and what the server expects now, so that the time neither jumps
/// back and forth nor stays wrong. A large difference is a real change of the queue and is shown as it is.
fn settle(shown: i64, expected: i64, now: i64) -> i64 {
    let farther = (shown - now).max(expected - now).max(0);
    if (shown - expected).abs() > (farther / 2).max(MINUTE_MS) {
        expected
    } else {
        shown + (expected - shown) / 2
    }
}

fn to_five(minutes: usize) -> usize {
    minutes.div_ceil(5) * 5
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_764_000_000_000;

    fn waiting(ahead: u64, estimate_s: u32) -> Waiting {
        Waiting {
            position: "t.1".to_owned(),
            ahead,
            estimate_s,
        }
    }

    #[test]
    fn the_time_left_is_told_in_whole_minutes() {
        let minutes = |seconds| Position::told(None, &waiting(9, seconds), NOW).minutes(NOW);
        assert_eq!([0, 7, 8, 60, 61, 150].map(minutes), [0, 0, 1, 1, 2, 3]);
        assert_eq!([3_600, 3_601, 5_000].map(minutes), [60, 65, 85]);
    }

    #[test]
    fn the_time_left_goes_down_between_two_answers() {
        let position = Position::told(None, &waiting(500, 180), NOW);
        let told: Vec<usize> = (0..=4).map(|n| position.minutes(NOW + n * MINUTE_MS)).collect();
        assert_eq!(told, [3, 2, 1, 0, 0]);
    }

    #[test]
    fn small_corrections_are_smoothed_and_great_ones_believed() {
        let first = Position::told(None, &waiting(500, 300), NOW);
        let later = Position::told(Some(&first), &waiting(480, 330), NOW);
        assert_eq!(later.call_at, NOW + 315_000);
        let shrunk = Position::told(Some(&first), &waiting(100, 60), NOW);
        assert_eq!(shrunk.call_at, NOW + 60_000);
        let grown = Position::told(Some(&first), &waiting(900, 900), NOW);
        assert_eq!(grown.call_at, NOW + 900_000);
        // An estimate that has run out and is replaced starts afresh.
        let over = Position::told(Some(&first), &waiting(3, 120), NOW + 300_000);
        assert_eq!(over.call_at, NOW + 420_000);
    }

    #[test]
    fn another_position_is_another_wait() {
        let first = Position::told(None, &waiting(500, 300), NOW);
        let other = Waiting {
            position: "t.2".to_owned(),
            ..waiting(20, 290)
        };
        let other = Position::told(Some(&first), &other, NOW);
        assert_eq!((other.first, other.call_at), (20, NOW + 290_000));
    }

    #[test]
    fn the_queue_moves_between_two_answers() {
        let first = Position::told(None, &waiting(1_000, 100), NOW);
        assert_eq!((first.ahead(NOW), first.progress(NOW)), (1_000, 0));
        assert_eq!(
            (first.ahead(NOW + 25_000), first.progress(NOW + 25_000)),
            (750, 25)
        );
        assert_eq!(
            (first.ahead(NOW + 500_000), first.progress(NOW + 500_000)),
            (0, 100)
        );
        // Setting the device's clock back moves nobody backwards.
        assert_eq!(first.ahead(NOW - 500_000), 1_000);
        let next = Position::told(Some(&first), &waiting(400, 40), NOW + 60_000);
        assert_eq!((next.ahead(NOW + 60_000), next.progress(NOW + 60_000)), (400, 60));
        let alone = Position::told(None, &waiting(0, 1), NOW);
        assert_eq!((alone.ahead(NOW), alone.progress(NOW)), (0, 100));
    }

    #[test]
    fn a_position_is_kept_as_text() {
        let position = Position::told(None, &waiting(12_345, 180), NOW);
        assert_eq!(Position::read(&position.to_text()), Some(position.clone()));
        let rest = Position::read(&position.at_rest().to_text()).expect("a position");
        assert!(!rest.is_waited_for(NOW));
        for text in [
            "",
            "t",
            " 1 2 3 4",
            "vé 1 2 3 4",
            "t 1 2 3",
            "t 1 2 3 x",
            "t -1 2 3 4",
        ] {
            assert_eq!(Position::read(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_person_who_was_away_for_long_is_not_started_unasked() {
        let position = Position::told(None, &waiting(10, 120), NOW);
        assert!(position.is_waited_for(NOW + 6 * MINUTE_MS));
        assert!(!position.is_waited_for(NOW + 7 * MINUTE_MS));
    }

    #[test]
    fn the_server_says_when_to_come_back() {
        assert_eq!(next_try(Some(5), 600, 0.0), 5_000);
        assert_eq!(next_try(Some(5), 600, 1.0), 5_500);
        assert_eq!(next_try(Some(120), 600, 1.0), 121_000);
        assert_eq!(next_try(Some(0), 600, 0.0), 1_000);
        assert_eq!(next_try(Some(300), 600, 0.0), 300_000);
        assert_eq!(
            [0, 5, 600].map(|s| next_try(None, s, 0.0)),
            [2_000, 5_000, 10_000]
        );
    }

    #[test]
    fn a_screen_reader_speaks_seldom() {
        assert_eq!([0, 1, 5, 6, 10, 11, 65].map(spoken), [0, 1, 5, 10, 10, 15, 65]);
    }
}
