//! How long to leave a server alone that is busy or out of reach.

use web_kit::api::Failure;

const FIRST_MS: u64 = 2_000;
const LONGEST_MS: u64 = 30_000;

/// Returns the pause after so many failures in a row: what the server asks for, or longer if it keeps refusing.
pub(crate) fn pause_after(failure: &Failure, failures: u32) -> u64 {
    let asked = failure
        .retry_after()
        .map_or(0, |seconds| u64::from(seconds) * 1_000);
    asked.max(pause(failures))
}

/// Returns a pause that doubles with each failure. Chance shortens it by up to a quarter, so that a whole school does
/// not come back in the same second.
pub(crate) fn pause(failures: u32) -> u64 {
    spread(failures, js_sys::Math::random())
}

fn spread(failures: u32, chance: f64) -> u64 {
    let pause = (FIRST_MS << failures.min(4)).min(LONGEST_MS);
    pause * 3 / 4 + (chance * pause as f64 / 4.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_half_a_minute() {
        let longest: Vec<u64> = (0..7).map(|failures| spread(failures, 1.0)).collect();
        assert_eq!(longest, [2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
        assert_eq!(spread(0, 0.0), 1_500);
        assert_eq!(spread(u32::MAX, 0.0), 22_500);
    }
}
