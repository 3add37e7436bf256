//! What is said of the papers of a blueprint, against counting them all.

use crate::fixtures::section;
use contest_core::questions::Difficulty;
use contest_core::variety::variety;

/// Returns how many questions two of all papers have in common on average, by taking every pair: papers are sets of `count`
/// out of `n`, as bits.
fn counted(n: u32, count: u32) -> (usize, f64) {
    let papers: Vec<u32> = (0..1_u32 << n)
        .filter(|paper| paper.count_ones() == count)
        .collect();
    let pairs = papers
        .iter()
        .flat_map(|a| papers.iter().map(move |b| (a & b).count_ones()));
    let common: u32 = pairs.sum();
    let all = papers.len();
    (all, f64::from(common) / (all * all) as f64)
}

#[test]
fn one_section_is_as_varied_as_all_its_papers() {
    for (n, count) in [(1, 1), (4, 2), (7, 3), (8, 8), (9, 1)] {
        let (papers, common) = counted(n, count);
        let found = variety(&[section(None, None, count as u16, 1)], |_, _| n).expect("variety");
        assert!(
            (10_f64.powf(found.papers_log10) - papers as f64).abs() < 1e-6,
            "{n} {count}"
        );
        assert!(
            (found.in_common - common).abs() < 1e-9,
            "{n} {count}: {} {common}",
            found.in_common
        );
    }
}

#[test]
fn sections_apart_multiply_and_add() {
    let sections = [
        section(Some("A"), Some(Difficulty::Easy), 2, 1),
        section(Some("A"), Some(Difficulty::Hard), 1, 2),
        // The same filter again: together three of ten, not two and one.
        section(Some("A"), Some(Difficulty::Easy), 1, 5),
    ];
    let fitting = |_: Option<&str>, difficulty: Option<Difficulty>| match difficulty {
        Some(Difficulty::Easy) => 10,
        _ => 4,
    };
    let found = variety(&sections, fitting).expect("variety");
    assert!((10_f64.powf(found.papers_log10) - 120.0 * 4.0).abs() < 1e-6);
    assert!((found.in_common - (0.9 + 0.25)).abs() < 1e-9);
}

#[test]
fn nothing_is_said_where_sections_compete_or_cannot_be_filled() {
    let any = section(None, None, 2, 1);
    let of_topic = section(Some("A"), None, 2, 1);
    let hard = section(None, Some(Difficulty::Hard), 2, 1);
    assert_eq!(variety(&[any, of_topic.clone()], |_, _| 50), None);
    assert_eq!(variety(&[of_topic.clone(), hard], |_, _| 50), None);
    assert_eq!(variety(std::slice::from_ref(&of_topic), |_, _| 1), None);
    let other = section(Some("B"), None, 2, 1);
    assert!(variety(&[of_topic, other], |_, _| 50).is_some());
}
