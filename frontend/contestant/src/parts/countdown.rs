//! The time left of a paper. It is calm, and speaks when ten minutes, five or one are left.

use crate::texts::{self, t};
use crate::timing::effect;
use leptos::prelude::*;
use web_kit::format;

const MINUTE_MS: u64 = 60_000;
const FIVE_MINUTES_MS: u64 = 5 * MINUTE_MS;
/// The minutes left of which a screen reader is told.
const SPOKEN: [usize; 3] = [10, 5, 1];
/// How long the words stand. Nobody hears later, after a sleep or by looking around, that five minutes are left.
const STANDS_MS: u64 = 10_000;

/// Shows the milliseconds that `left` returns, which is tracked and changes every second. `each` is told of them too.
/// `whole` returns how many the paper has.
pub(crate) fn countdown<L>(
    left: L,
    whole: impl Fn() -> u64 + 'static,
    each: impl Fn(u64) + 'static,
) -> AnyView
where
    L: Fn() -> u64 + Copy + Send + Sync + 'static,
{
    let told = RwSignal::new(0);
    let mut before = 0;
    effect(Box::new(move || {
        let left = left();
        each(left);
        // As the clock shows full seconds, a paper may begin with more time than it has.
        let minutes = to_tell(told.get_untracked(), before.min(whole()), left);
        if minutes != told.get_untracked() {
            told.set(minutes);
        }
        before = left;
    }));
    view! {
        <div class=move || class(left()) role="timer" data-test="timer">
            <span class="sr">{t!(attempt.time_left)} " "</span>
            {move || format::timer(left())}
        </div>
        <p class="sr" aria-live="polite">{move || words(told.get())}</p>
    }
    .into_any()
}

fn class(left: u64) -> &'static str {
    if left <= MINUTE_MS {
        "timer last"
    } else if left <= FIVE_MINUTES_MS {
        "timer soon"
    } else {
        "timer"
    }
}

fn words(minutes: usize) -> &'static str {
    let t = texts::attempt();
    match minutes {
        10 => t.warn_10(),
        5 => t.warn_5(),
        1 => t.warn_1(),
        _ => "",
    }
}

/// Returns the minutes of which the words tell now; 0 for none. Words come as the time left, `before` a moment ago, falls
/// past their minutes while the paper runs, and stand for a while.
fn to_tell(told: usize, before: u64, left: u64) -> usize {
    let fits = |minutes: &usize| {
        let at = *minutes as u64 * MINUTE_MS;
        let stands = left <= at && at < left + STANDS_MS;
        stands && (at < before || told == *minutes)
    };
    SPOKEN.into_iter().find(fits).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns what is told during a paper of so many seconds, in order. The page's clock begins `early` milliseconds too
    /// early.
    fn told(seconds: u64, early: u64) -> Vec<usize> {
        let whole = seconds * 1_000;
        let (mut told, mut before, mut all) = (0, 0_u64, Vec::new());
        for second in 0..=seconds {
            let left = whole + early - (second * 1_000).min(whole + early);
            let minutes = to_tell(told, before.min(whole), left);
            if minutes != told && minutes > 0 {
                all.push(minutes);
            }
            (told, before) = (minutes, left);
        }
        all
    }

    #[test]
    fn a_paper_tells_only_of_minutes_that_it_passes() {
        assert_eq!(told(1_200, 0), [10, 5, 1]);
        assert_eq!(told(600, 900), [5, 1]);
        assert_eq!(told(300, 900), [1]);
        assert_eq!(told(180, 0), [1]);
        assert!(told(60, 500).is_empty());
    }

    #[test]
    fn words_stand_for_a_while_and_are_not_told_late() {
        assert_eq!(to_tell(0, 300_500, 299_500), 5);
        assert_eq!(to_tell(5, 299_500, 298_500), 5);
        assert_eq!(to_tell(5, 290_500, 289_500), 0);
        // A phone that slept through the minute.
        assert_eq!(to_tell(0, 400_000, 240_000), 0);
        // A paper that was opened again.
        assert_eq!(to_tell(0, 0, 299_000), 0);
    }
}
