//! Turns rows into a tree: codes are unique, parents exist, and nothing is its own ancestor.

use super::UnitRow;
use crate::draft::Earlier;
use crate::issue::{Issue, Issues, Problem};
use std::collections::{HashMap, HashSet};

/// A row with its place.
pub(super) struct Unit {
    pub row: UnitRow,
    /// The table has a column of codes.
    pub has_code: bool,
    /// The place of the code; the problem in it is replaced.
    pub code_place: Issue,
    /// Heading of the parent column, if there is one.
    pub parent_column: Option<String>,
}

impl Unit {
    fn at_code(&self, problem: Problem) -> Issue {
        Issue {
            problem,
            ..self.code_place.clone()
        }
    }

    fn at_parent(&self, problem: Problem) -> Issue {
        Issue {
            column: self.parent_column.clone(),
            ..self.at_code(problem)
        }
    }

    fn earlier(&self) -> Earlier {
        (
            self.code_place.sheet.clone(),
            self.code_place.row.unwrap_or_default(),
        )
    }
}

/// Makes codes for units of tables without any, and replaces a parent that is named by the code of the only unit with
/// that name.
pub(super) fn named(mut units: Vec<Unit>, issues: &mut Issues) -> Vec<Unit> {
    let codes: HashSet<String> = units.iter().map(|unit| unit.row.code.clone()).collect();
    let mut free = (1u32..)
        .map(|number| format!("DV{number:03}"))
        .filter(|code| !codes.contains(code));
    for unit in units.iter_mut().filter(|unit| !unit.has_code) {
        unit.row.code = free.next().unwrap_or_default();
    }
    let codes: HashSet<String> = units.iter().map(|unit| unit.row.code.clone()).collect();
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, unit) in units.iter().enumerate() {
        by_name
            .entry(unit.row.name.to_lowercase())
            .or_default()
            .push(index);
    }
    for index in 0..units.len() {
        let Some(parent) = units[index].row.parent.clone() else {
            continue;
        };
        let others = by_name.get(&parent.to_lowercase()).into_iter().flatten();
        let others: Vec<usize> = others
            .copied()
            .filter(|&other| units[other].row.code != parent)
            .collect();
        let is_code = codes.contains(&parent) && units[index].has_code;
        match others.as_slice() {
            [only] if !is_code => units[index].row.parent = Some(units[*only].row.code.clone()),
            [] => {}
            _ => {
                issues.push(units[index].at_parent(Problem::AmbiguousParent { parent }));
                units[index].row.parent = None;
            }
        }
    }
    units
}

/// Returns the rows, each after its parent, otherwise in their order; problems of the tree become issues.
pub(super) fn sort(units: Vec<Unit>, issues: &mut Issues) -> Vec<UnitRow> {
    let by_code = index(&units, issues);
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); units.len()];
    let mut parents: Vec<Option<usize>> = vec![None; units.len()];
    let mut stack = Vec::new();
    for (index, unit) in units.iter().enumerate() {
        let Some(parent) = &unit.row.parent else {
            stack.push(index);
            continue;
        };
        match by_code.get(parent.as_str()) {
            Some(&above) => {
                children[above].push(index);
                parents[index] = Some(above);
            }
            None => {
                let parent = parent.clone();
                issues.push(unit.at_parent(Problem::UnknownParent { parent }));
                // Its children are not to blame.
                stack.push(index);
            }
        }
    }
    // Depth first with an explicit stack: a chain may be as long as the file.
    stack.reverse();
    let mut order = Vec::with_capacity(units.len());
    while let Some(index) = stack.pop() {
        order.push(index);
        stack.extend(children[index].iter().rev());
    }
    if order.len() < units.len() {
        report_cycles(&units, &parents, &order, issues);
    }
    let mut rows: Vec<Option<UnitRow>> = units.into_iter().map(|unit| Some(unit.row)).collect();
    order.into_iter().filter_map(|index| rows[index].take()).collect()
}

/// Returns the first unit of each code; later ones become issues.
fn index<'a>(units: &'a [Unit], issues: &mut Issues) -> HashMap<&'a str, usize> {
    let mut by_code = HashMap::with_capacity(units.len());
    let named = units
        .iter()
        .enumerate()
        .filter(|(_, unit)| !unit.row.code.is_empty());
    for (index, unit) in named {
        let first = *by_code.entry(unit.row.code.as_str()).or_insert(index);
        if first != index {
            let problem = Problem::duplicate_code(&unit.row.code, units[first].earlier());
            issues.push(unit.at_code(problem));
        }
    }
    by_code
}

/// Reports one issue for each cycle among the units that cannot be reached from a top unit.
fn report_cycles(units: &[Unit], parents: &[Option<usize>], reached: &[usize], issues: &mut Issues) {
    let mut seen = vec![false; units.len()];
    reached.iter().for_each(|&index| seen[index] = true);
    for start in 0..units.len() {
        let mut path = Vec::new();
        let mut at = Some(start);
        while let Some(index) = at.filter(|&index| !seen[index]) {
            seen[index] = true;
            path.push(index);
            at = parents[index];
        }
        // The walk ends where it has been before: within its own path if the cycle is new.
        let begin = at.and_then(|end| path.iter().position(|&index| index == end));
        if let Some(begin) = begin {
            let cycle = &path[begin..];
            let shown = cycle.iter().take(10).chain(cycle.first());
            let codes: Vec<&str> = shown.map(|&index| units[index].row.code.as_str()).collect();
            let path = codes.join(" → ");
            issues.push(units[cycle[0]].at_parent(Problem::Cycle { path }));
        }
    }
}
