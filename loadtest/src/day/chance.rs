//! Randomness from a seed: each person and each attempt has its own, so one can be drawn without the others.

use rand::SeedableRng;
use rand::rngs::SmallRng;

/// Returns the generator for a person's attempt, or for the person if `number` is 0.
pub fn chance(seed: u64, person: u32, number: u16) -> SmallRng {
    let stream = u64::from(person) << 16 | u64::from(number);
    SmallRng::seed_from_u64(seed.rotate_left(48) ^ stream)
}
