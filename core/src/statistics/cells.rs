//! Small groups: an average over a few people would tell what one of them has.

use crate::ids::UnitId;
use crate::wire::contests::Unit;
use std::collections::{HashMap, HashSet};

/// The fewest people of whom an average is told.
pub const FEWEST: u64 = 5;

/// Says of which groups no average may be told, given how many people each has. What is withheld together, too, has
/// enough people or is everything: otherwise it could be computed from the total. A group without people withholds
/// nothing.
pub fn withheld(people: &[u64]) -> Vec<bool> {
    let mut hidden: Vec<bool> = people.iter().map(|people| *people < FEWEST).collect();
    let together: u64 = people.iter().filter(|people| **people < FEWEST).sum();
    if (1..FEWEST).contains(&together) {
        let others = people.iter().enumerate().filter(|(_, people)| **people >= FEWEST);
        if let Some((smallest, _)) = others.min_by_key(|(_, people)| **people) {
            hidden[smallest] = true;
        }
    }
    hidden
}

/// Returns the units of whose people no average may be told: of each parent's parts together, and with a unit the units
/// below it. `own` are the people of each unit without the units below it, `nowhere` those without a unit; in `units`,
/// parents come before their children.
pub fn withheld_units(units: &[Unit], own: &HashMap<UnitId, u64>, nowhere: u64) -> HashSet<UnitId> {
    let of = |unit: &UnitId| own.get(unit).copied().unwrap_or(0);
    let whole = with_below(units, own);
    let mut parts: HashMap<Option<UnitId>, Vec<UnitId>> = HashMap::new();
    for unit in units {
        parts.entry(unit.parent).or_default().push(unit.id);
    }
    let mut hidden = HashSet::new();
    let parents = [None].into_iter().chain(units.iter().map(|unit| Some(unit.id)));
    for parent in parents {
        let Some(children) = parts.get(&parent) else {
            continue;
        };
        // Those who belong to the parent itself are a part, too, though no line shows them.
        let rest = parent.as_ref().map_or(nowhere, of);
        let mut people: Vec<u64> = children.iter().map(|unit| whole[unit]).collect();
        people.push(rest);
        let above = parent.is_some_and(|parent| hidden.contains(&parent));
        let parts = children.iter().zip(withheld(&people));
        hidden.extend(parts.filter(|(_, part)| above || *part).map(|(unit, _)| *unit));
    }
    hidden
}

/// Adds to each unit what the units below it have. In `units`, parents come before their children.
pub fn with_below(units: &[Unit], own: &HashMap<UnitId, u64>) -> HashMap<UnitId, u64> {
    let mut whole: HashMap<UnitId, u64> = HashMap::with_capacity(units.len());
    for unit in units.iter().rev() {
        let below = whole.get(&unit.id).copied().unwrap_or(0);
        let all = below + own.get(&unit.id).copied().unwrap_or(0);
        whole.insert(unit.id, all);
        if let Some(parent) = unit.parent {
            *whole.entry(parent).or_default() += all;
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn unit(id: u128, parent: Option<u128>) -> Unit {
        Unit {
            id: UnitId(Uuid::from_u128(id)),
            parent: parent.map(|parent| UnitId(Uuid::from_u128(parent))),
            name: format!("Đơn vị {id}"),
        }
    }

    #[test]
    fn a_small_group_hides_behind_another() {
        for (people, hidden) in [
            (&[9, 7, 3][..], &[false, true, true][..]),
            (&[9, 3, 2], &[false, true, true]),
            (&[3], &[true]),
            (&[9, 0], &[false, true]),
            (&[], &[]),
        ] {
            assert_eq!(withheld(people), hidden, "{people:?}");
        }
    }

    #[test]
    fn what_lies_below_a_hidden_unit_is_hidden() {
        let units = [unit(1, None), unit(2, Some(1)), unit(3, None), unit(4, None)];
        let own = HashMap::from([(units[1].id, 6), (units[2].id, 3), (units[3].id, 20)]);
        let hidden = withheld_units(&units, &own, 0);
        assert_eq!(hidden, HashSet::from([units[0].id, units[1].id, units[2].id]));
        assert_eq!(with_below(&units, &own)[&units[0].id], 6);
    }

    proptest! {
        #[test]
        fn what_is_hidden_together_is_nobody_or_enough_or_all(people in prop::collection::vec(0_u64..12, 0..20)) {
            let hidden = withheld(&people);
            let together: u64 = people.iter().zip(&hidden).filter(|(_, hidden)| **hidden).map(|(n, _)| n).sum();
            let all: u64 = people.iter().sum();
            prop_assert!(together == 0 || together >= FEWEST || together == all);
            for (n, hidden) in people.iter().zip(&hidden) {
                prop_assert!(*hidden || *n >= FEWEST);
            }
        }
    }
}
