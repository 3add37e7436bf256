//! The value that predictions are measured against, frozen at settlement. Does no I/O.

use contest_core::rounds::PredictionTarget;

/// What can be predicted of a round, counted over the contestants who are included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Contestants with at least one attempt.
    pub(crate) people: u64,
    pub(crate) attempts: u64,
    /// Contestants who have everything right in the attempt that counts.
    pub(crate) people_all_correct: u64,
}

impl Counts {
    /// Returns the value in the target's unit.
    pub(crate) fn value(&self, target: PredictionTarget) -> i64 {
        match target {
            PredictionTarget::People => clamped(self.people),
            PredictionTarget::Attempts => clamped(self.attempts),
            PredictionTarget::PeopleAllCorrect => clamped(self.people_all_correct),
            PredictionTarget::PercentAllCorrect => percent(self.people_all_correct, self.people),
        }
    }
}

fn clamped(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Returns `part` of `whole` in hundredths of a percent, rounded half up; 0 if `whole` is 0.
fn percent(part: u64, whole: u64) -> i64 {
    if whole == 0 {
        return 0;
    }
    let (part, whole) = (u128::from(part), u128::from(whole));
    // ⌊10000·part/whole + ½⌋ without fractions.
    i64::try_from((20_000 * part + whole) / (2 * whole)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_reads_its_own_count() {
        let counts = Counts {
            people: 8,
            attempts: 21,
            people_all_correct: 3,
        };
        assert_eq!(counts.value(PredictionTarget::People), 8);
        assert_eq!(counts.value(PredictionTarget::Attempts), 21);
        assert_eq!(counts.value(PredictionTarget::PeopleAllCorrect), 3);
        assert_eq!(counts.value(PredictionTarget::PercentAllCorrect), 3_750);
    }

    #[test]
    fn halves_round_up_and_everything_below_rounds_down() {
        assert_eq!(percent(1, 3), 3_333);
        assert_eq!(percent(2, 3), 6_667);
        assert_eq!(percent(1, 20_000), 1, "half a hundredth");
        assert_eq!(percent(1, 20_001), 0, "just below half a hundredth");
        assert_eq!(percent(29_519, 161_519), 1_828);
        assert_eq!(percent(0, 0), 0);
        assert_eq!(percent(u64::MAX, u64::MAX), 10_000);
    }

    #[test]
    fn the_rounded_share_is_never_off_by_more_than_half_a_hundredth() {
        for whole in 1..300_u64 {
            for part in 0..=whole {
                let error = 20_000 * part as i64 - 2 * percent(part, whole) * whole as i64;
                // error / (2·whole) lies in [-½, ½)
                assert!(
                    (-(whole as i64)..whole as i64).contains(&error),
                    "{part} of {whole}"
                );
            }
        }
    }
}
