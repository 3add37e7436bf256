//! Streaks reach up to the newest round.

use contest_core::streaks::{Begun, streak};

/// `x`: taken part; `-`: missed; `?`: still open, not taken part yet; `o`: still open, taken part.
fn of(rounds: &str) -> u32 {
    let begun = |letter: char| Begun {
        taken_part: matches!(letter, 'x' | 'o'),
        is_over: matches!(letter, 'x' | '-'),
    };
    streak(&rounds.chars().map(begun).collect::<Vec<_>>())
}

#[test]
fn a_missed_round_ends_a_streak_and_an_open_one_does_not() {
    for (rounds, length) in [
        ("", 0),
        ("x", 1),
        ("xxx", 3),
        ("-xx", 2),
        ("xx-", 0),
        ("x-x", 1),
        ("xx?", 2),
        ("xxo", 3),
        ("xx??", 2),
        ("xx-?", 0),
        ("xx?o", 1),
        ("?", 0),
    ] {
        assert_eq!(of(rounds), length, "{rounds}");
    }
}
