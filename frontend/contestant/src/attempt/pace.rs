//! When a change is saved.
//!
//! Saves are most of the load on a server, so they are few: with one every half minute, an attempt of five minutes
//! makes ten at most, however many answers are touched. Gathered changes are safe on the device meanwhile; they would
//! be missing only if the device died and the deadline passed before it came back. Anything that makes this likely
//! makes the save urgent: the page is hidden or left, the time is nearly over, or the device cannot keep a draft.

/// From a change to its save if there has not been a save for long: most people change their mind at once or not at
/// all.
const FIRST_MS: u64 = 3_000;
/// From one save to the next.
pub(super) const BETWEEN_MS: u64 = 30_000;
/// From a change to its save when the save is urgent.
const URGENT_MS: u64 = 1_500;
/// The end of an attempt, in which every change is urgent.
pub(super) const END_MS: u64 = 30_000;

/// Returns how long changes are gathered, in milliseconds. `since_last`: since the last save; `left`: until the
/// deadline.
pub(super) fn gather(since_last: f64, left: u64, keeps_nothing: bool) -> u64 {
    if keeps_nothing || left <= END_MS {
        return URGENT_MS;
    }
    let pause = BETWEEN_MS.saturating_sub(since_last as u64).max(FIRST_MS);
    // The last of these saves comes as the end begins, not after it.
    pause.min(left - END_MS + URGENT_MS)
}

/// The longest that a phone hears nothing from the server: extra time and notices come with the response to a save.
const QUIET_MS: f64 = 55_000.0;
/// Shortly before the end, it hears once more: a paper that was submitted cannot be taken back.
const LAST_LOOK_MS: u64 = 15_000;

/// Returns whether to save although nothing is new here. Whoever answers saves more often anyway.
pub(super) fn is_to_ask(quiet_for: f64, left: u64) -> bool {
    quiet_for > QUIET_MS || (left <= LAST_LOOK_MS && quiet_for > LAST_LOOK_MS as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Far from the deadline.
    const LONG: u64 = 600_000;

    #[test]
    fn a_change_after_a_quiet_time_is_saved_soon() {
        assert_eq!(gather(30_000.0, LONG, false), 3_000);
        assert_eq!(gather(90_000.0, LONG, false), 3_000);
        assert_eq!(gather(28_000.0, LONG, false), 3_000);
    }

    #[test]
    fn changes_in_a_row_share_a_save() {
        assert_eq!(gather(0.0, LONG, false), 30_000);
        assert_eq!(gather(12_000.0, LONG, false), 18_000);
    }

    /// Counts the saves of a contestant who answers at a fixed interval for five minutes.
    #[test]
    fn an_attempt_of_five_minutes_saves_ten_times_at_most() {
        for every in [2, 5, 10, 15, 25, 40] {
            let (mut saves, mut last, mut timer) = (0, None, None::<u64>);
            for second in 0..300_u64 {
                let now = second * 1_000;
                if timer.is_some_and(|at| at <= now) {
                    (saves, last, timer) = (saves + 1, Some(now), None);
                }
                if second % every == 0 && timer.is_none() {
                    let since = last.map_or(30_000.0, |last| (now - last) as f64);
                    timer = Some(now + gather(since, LONG, false));
                }
            }
            assert!(saves <= 10, "{saves} saves at one answer in {every} s");
        }
    }

    #[test]
    fn an_idle_phone_asks_once_a_minute_and_once_before_the_end() {
        let (mut asked, mut last) = (Vec::new(), 0_u64);
        for second in 1..300_u64 {
            if is_to_ask(((second - last) * 1_000) as f64, (300 - second) * 1_000) {
                asked.push(second);
                last = second;
            }
        }
        assert_eq!(asked, [56, 112, 168, 224, 280, 296]);
    }

    #[test]
    fn what_could_be_lost_is_urgent() {
        assert_eq!(gather(0.0, 30_000, false), 1_500);
        assert_eq!(gather(0.0, 0, false), 1_500);
        assert_eq!(gather(0.0, LONG, true), 1_500);
        assert_eq!(gather(0.0, 40_000, false), 11_500);
    }
}
