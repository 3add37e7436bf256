//! A blueprint can be planned exactly when the bank can fill it, and every paper then fits it.

use crate::fixtures::{DIFFICULTIES, bank, blueprint, plan, question, section, seed};
use contest_core::blueprint::{Blueprint, BlueprintError, Section};
use contest_core::questions::Bank;
use proptest::prelude::*;
use std::collections::HashSet;

const TOPICS: [&str; 3] = ["Hiến pháp", "Hoà giải", "Khiếu nại"];

fn a_bank(size: std::ops::Range<usize>) -> impl Strategy<Value = Bank> {
    let one = (0..3usize, 0..3usize);
    prop::collection::vec(one, size).prop_map(|questions| {
        let made = questions
            .into_iter()
            .map(|(topic, difficulty)| question(TOPICS[topic], DIFFICULTIES[difficulty], &["Có", "Không"]));
        bank(made.collect())
    })
}

/// Sections overlap at random. Their points identify on a paper which section a question came from.
fn a_blueprint() -> impl Strategy<Value = Blueprint> {
    let filter = (prop::option::of(0..3usize), prop::option::of(0..3usize), 1..4u16);
    (prop::collection::vec(filter, 1..6), any::<bool>()).prop_map(|(filters, mix_sections)| {
        let made = (1u16..).zip(filters).map(|(points, (topic, difficulty, count))| {
            section(
                topic.map(|t| TOPICS[t]),
                difficulty.map(|d| DIFFICULTIES[d]),
                count,
                points,
            )
        });
        Blueprint {
            sections: made.collect(),
            mix_sections,
        }
    })
}

/// Returns how many questions the chosen sections can draw from together, less what they ask for.
fn slack<'a>(bank: &Bank, sections: impl IntoIterator<Item = &'a Section>) -> isize {
    let chosen: Vec<_> = sections.into_iter().collect();
    let fits = |question| chosen.iter().any(|s: &&Section| s.accepts(question));
    let supply = bank.questions.iter().filter(|question| fits(question)).count();
    let demand: usize = chosen.iter().map(|s| usize::from(s.count)).sum();
    supply as isize - demand as isize
}

fn subsets(sections: &[Section]) -> impl Iterator<Item = impl Iterator<Item = &Section>> {
    (0..1u32 << sections.len()).map(move |set| {
        let chosen = move |(n, _): &(usize, &Section)| set & (1 << n) != 0;
        sections.iter().enumerate().filter(chosen).map(|(_, s)| s)
    })
}

/// Hall's theorem: returns the first section that cannot be filled together with those before it, and how far it can
/// be.
fn first_failure(bank: &Bank, sections: &[Section]) -> Option<(usize, usize)> {
    (0..sections.len()).find_map(|last| {
        let tightest = subsets(&sections[..last])
            .map(|before| slack(bank, before.chain([&sections[last]])))
            .min()?;
        let found = isize::try_from(sections[last].count).ok()? + tightest;
        (tightest < 0).then_some((last, found.try_into().ok()?))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn planning_refuses_exactly_what_no_matching_can_fill(bank in a_bank(0..14), blueprint in a_blueprint()) {
        let expected = first_failure(&bank, &blueprint.sections).map(|(section, found)| BlueprintError::TooFew {
            section,
            wanted: blueprint.sections[section].count.into(),
            found,
        });
        prop_assert_eq!(blueprint.plan(&bank).err(), expected);
    }

    #[test]
    fn every_paper_fits_its_blueprint(bank in a_bank(12..48), blueprint in a_blueprint(), n in any::<u32>()) {
        prop_assume!(first_failure(&bank, &blueprint.sections).is_none());
        let items = plan(&bank, &blueprint).paper(seed(n)).items;

        prop_assert_eq!(items.len(), blueprint.question_count());
        let distinct: HashSet<u32> = items.iter().map(|item| item.question).collect();
        prop_assert_eq!(distinct.len(), items.len(), "a question stands on the paper twice");
        prop_assert_eq!(
            items.iter().map(|item| u32::from(item.points)).sum::<u32>(),
            blueprint.max_points()
        );
        for section in &blueprint.sections {
            let of_section = items.iter().filter(|item| item.points == section.points);
            let mut count = 0;
            for item in of_section {
                prop_assert!(section.accepts(&bank.questions[item.question as usize]));
                count += 1;
            }
            prop_assert_eq!(count, section.count);
        }
        let in_order = items.is_sorted_by_key(|item| item.points);
        prop_assert!(blueprint.mix_sections || in_order, "the sections follow each other");
    }
}

/// Filling the sections one after the other would often give the only easy question, or the only one on "Hoà giải", to
/// the first section and then fail.
#[test]
fn an_open_section_leaves_the_narrow_ones_what_they_need() {
    let [easy, medium, hard] = DIFFICULTIES;
    let bank = bank(vec![
        question("Hoà giải", easy, &["Có", "Không"]),
        question("Hoà giải", hard, &["Có", "Không"]),
        question("Khiếu nại", medium, &["Có", "Không"]),
        question("Khiếu nại", hard, &["Có", "Không"]),
    ]);
    let blueprint = blueprint(vec![
        section(None, None, 1, 1),
        section(Some("Hoà giải"), None, 1, 2),
        section(None, Some(hard), 1, 3),
        section(None, Some(easy), 1, 4),
    ]);
    let plan = plan(&bank, &blueprint);
    for n in 0..500 {
        let drawn: Vec<u32> = plan
            .paper(seed(n))
            .items
            .iter()
            .map(|item| item.question)
            .collect();
        assert!(
            drawn == [2, 1, 3, 0],
            "only one paper is possible, seed {n} drew {drawn:?}"
        );
    }
}

#[test]
fn what_no_bank_could_fill_is_refused_by_name() {
    let empty = bank(vec![]);
    let refusal = |sections| blueprint(sections).plan(&empty).err();
    assert_eq!(refusal(vec![]), Some(BlueprintError::Empty));
    assert_eq!(
        refusal(vec![section(None, None, 150, 1), section(None, None, 51, 1)]),
        Some(BlueprintError::TooLong(201))
    );
    for (count, points) in [(0, 1), (1, 0), (1, 101)] {
        assert_eq!(
            refusal(vec![
                section(None, None, 1, 100),
                section(None, None, count, points)
            ]),
            Some(BlueprintError::BadSection {
                section: 1,
                count,
                points
            })
        );
    }
}

/// The longest paper, drawn from a bank that it uses up.
#[test]
fn a_paper_may_take_the_whole_bank() {
    let all = bank(vec![
        question("Hoà giải", DIFFICULTIES[0], &["Có", "Không"]);
        200
    ]);
    let blueprint = blueprint(vec![
        section(None, None, 120, 1),
        section(Some("Hoà giải"), None, 80, 100),
    ]);
    let mut drawn: Vec<u32> = plan(&all, &blueprint)
        .paper(seed(1))
        .items
        .iter()
        .map(|item| item.question)
        .collect();
    drawn.sort_unstable();
    assert_eq!(drawn, (0..200).collect::<Vec<u32>>());
}

/// The screens add up a draft's points before anything has checked it.
#[test]
fn the_points_of_an_unchecked_draft_do_not_overflow() {
    let absurd = blueprint(vec![section(None, None, u16::MAX, u16::MAX); 2]);
    assert_eq!(absurd.max_points(), u32::MAX);
}
