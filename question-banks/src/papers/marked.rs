//! Options that stand out: underlined, bold, coloured or with a background, when the others are not.

use super::piece::Style;
use contest_core::questions::OptionSet;
use std::collections::HashMap;
use std::hash::Hash;

/// How the letter and the text of an option look; each list holds every look once.
pub(crate) struct Looks {
    pub letter: Vec<Style>,
    pub text: Vec<Style>,
    pub star: bool,
}

/// Returns the options that each kind of mark names, without kinds that name none or all.
pub(crate) fn sets(options: &[Looks]) -> Vec<OptionSet> {
    let mut sets = Vec::new();
    let mut add = |set: OptionSet| {
        let all = set.len() as usize == options.len();
        if !set.is_empty() && !all && !sets.contains(&set) {
            sets.push(set);
        }
    };
    add(set_of(options, |option| option.star, false));
    for part in [
        |option: &Looks| option.letter.clone(),
        |option: &Looks| option.text.clone(),
    ] {
        let looks: Vec<Vec<Style>> = options.iter().map(part).collect();
        add(set_of(
            &looks,
            |looks| uniform(looks, |style| style.underline),
            false,
        ));
        add(set_of(&looks, |looks| uniform(looks, |style| style.bold), false));
        let colours = |looks: &Vec<Style>| uniform(looks, |style| style.colour);
        add(set_of(&looks, colours, usual(&looks, colours)));
        let backgrounds = |looks: &Vec<Style>| uniform(looks, |style| style.background);
        add(set_of(&looks, backgrounds, usual(&looks, backgrounds)));
    }
    sets
}

/// Returns what all looks have in common; nothing special if they differ.
fn uniform<T: Default + PartialEq>(looks: &[Style], value: impl Fn(&Style) -> T) -> T {
    let mut values = looks.iter().map(value);
    match values.next() {
        Some(first) if values.all(|other| other == first) => first,
        _ => T::default(),
    }
}

/// Returns the value that most options have, the plain one if there are as many of it.
fn usual<T: Copy + Default + Eq + Hash>(looks: &[Vec<Style>], value: impl Fn(&Vec<Style>) -> T) -> T {
    let mut counts: HashMap<T, usize> = HashMap::new();
    for look in looks {
        *counts.entry(value(look)).or_default() += 1;
    }
    let most = counts
        .iter()
        .max_by_key(|(value, count)| (**count, **value == T::default()));
    most.map(|(value, _)| *value).unwrap_or_default()
}

fn set_of<L, T: PartialEq>(options: &[L], value: impl Fn(&L) -> T, usual: T) -> OptionSet {
    let differing = options
        .iter()
        .enumerate()
        .filter(|(_, option)| value(option) != usual);
    differing
        .map(|(index, _)| index)
        .take_while(|index| *index < 8)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(colours: &[u32], underlined: &[usize]) -> Vec<Looks> {
        let option = |(index, colour): (usize, &u32)| Looks {
            letter: vec![Style {
                underline: underlined.contains(&index),
                ..Style::default()
            }],
            text: vec![Style {
                colour: *colour,
                ..Style::default()
            }],
            star: false,
        };
        colours.iter().enumerate().map(option).collect()
    }

    #[test]
    fn what_differs_from_the_others_is_marked() {
        let red = 0xff_0000;
        let set = |indices: &[usize]| indices.iter().copied().collect::<OptionSet>();
        assert_eq!(sets(&options(&[0, red, 0, 0], &[])), [set(&[1])]);
        assert_eq!(sets(&options(&[5, 5, red, 5], &[])), [set(&[2])]);
        assert_eq!(sets(&options(&[0, red], &[])), [set(&[1])]);
        assert_eq!(sets(&options(&[0, 0, 0], &[0, 2])), [set(&[0, 2])]);
        assert_eq!(sets(&options(&[0, 0, red], &[0])), [set(&[0]), set(&[2])]);
        assert!(sets(&options(&[red, red, red], &[0, 1, 2])).is_empty());
    }
}
