//! Units with their parents: "Tỉnh Đồng Nai › Phường Trấn Biên".

use crate::contests::catalog::LiveContest;
use contest_core::ids::UnitId;
use contest_core::wire::contests::Unit;
use std::collections::HashMap;

const SEPARATOR: &str = " › ";

/// The path of every unit of a contest.
#[derive(Default)]
pub(crate) struct UnitPaths(HashMap<UnitId, String>);

impl UnitPaths {
    pub(crate) fn of(contest: &LiveContest) -> UnitPaths {
        UnitPaths::of_tree(&contest.units)
    }

    /// Expects parents before their children.
    fn of_tree(units: &[Unit]) -> UnitPaths {
        let mut paths: HashMap<UnitId, String> = HashMap::with_capacity(units.len());
        for unit in units {
            let above = unit.parent.and_then(|parent| paths.get(&parent));
            let path = above.map_or_else(
                || unit.name.clone(),
                |above| format!("{above}{SEPARATOR}{}", unit.name),
            );
            paths.insert(unit.id, path);
        }
        UnitPaths(paths)
    }

    pub(crate) fn path(&self, unit: Option<UnitId>) -> Option<String> {
        unit.and_then(|id| self.0.get(&id).cloned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_path_names_every_unit_above() {
        let unit = |id: u128, parent: Option<u128>, name: &str| Unit {
            id: UnitId(Uuid::from_u128(id)),
            parent: parent.map(|parent| UnitId(Uuid::from_u128(parent))),
            name: name.into(),
        };
        let tree = [
            unit(1, None, "Đồng Nai"),
            unit(2, Some(1), "Trấn Biên"),
            unit(3, Some(2), "Lớp 9A"),
        ];
        let paths = UnitPaths::of_tree(&tree);
        assert_eq!(
            paths.path(Some(UnitId(Uuid::from_u128(3)))).as_deref(),
            Some("Đồng Nai › Trấn Biên › Lớp 9A")
        );
        assert_eq!(
            paths.path(Some(UnitId(Uuid::from_u128(1)))).as_deref(),
            Some("Đồng Nai")
        );
        assert_eq!(paths.path(Some(UnitId(Uuid::from_u128(9)))), None);
        assert_eq!(paths.path(None), None);
    }
}
