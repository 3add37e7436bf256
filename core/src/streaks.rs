//! How many rounds of a contest somebody has taken part in one after the other.

/// A round that has begun, as far as a streak is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begun {
    pub taken_part: bool,
    /// Whether nobody can start an attempt in it any more.
    pub is_over: bool,
}

/// Returns the length of the streak that reaches up to the newest of these rounds, given in order. A round that is still
/// open does not end a streak: there is time left to take part.
pub fn streak(rounds: &[Begun]) -> u32 {
    let pending = |round: &&Begun| !round.taken_part && !round.is_over;
    let newest_first = rounds.iter().rev().skip_while(pending);
    newest_first.take_while(|round| round.taken_part).count() as u32
}
