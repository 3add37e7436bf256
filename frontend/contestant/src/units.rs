//! Picks the contestant's unit out of thousands on a phone: by a few letters, or step by step down the tree.

use crate::dom::{View, el, live, many, none};
use crate::texts::{Texts, fill_n, fill_name, t};
use contest_core::ids::{ContestId, UnitId};
use contest_core::wire::contests::{Unit, UnitTree};
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::api;
use web_kit::spawn;

/// Units listed at once.
const LISTED: usize = 40;

/// A unit with what the search needs.
struct Place {
    id: UnitId,
    name: String,
    /// Lower case and without accents.
    folded: String,
    parent: Option<usize>,
    has_children: bool,
}

/// The tree, and where the contestant is in it.
#[derive(Clone, Copy)]
pub(crate) struct UnitPicker {
    places: RwSignal<Vec<Place>>,
    search: RwSignal<String>,
    at: RwSignal<Option<usize>>,
    pub(crate) chosen: RwSignal<Option<UnitId>>,
}

impl UnitPicker {
    /// Reads the tree of a contest.
    pub(crate) fn read(contest: ContestId) -> UnitPicker {
        let picker = UnitPicker {
            places: RwSignal::new(Vec::new()),
            search: RwSignal::new(String::new()),
            at: RwSignal::new(None),
            chosen: RwSignal::new(None),
        };
        let path = paths::units(contest);
        spawn(async move {
            // Without the tree the form cannot be sent; the server's response says so.
            if let Ok(tree) = api::get::<UnitTree>(&path).await
                && !picker.places.is_disposed()
            {
                picker.places.set(places(tree.units));
            }
        });
        picker
    }

    fn choose(self, index: usize) {
        let id = self
            .places
            .with_untracked(|places| places.get(index).map(|place| place.id));
        self.chosen.set(id);
    }

    /// Goes down to the children, or chooses the unit if it has none.
    fn press(self, index: usize) {
        let inner = self.places.with_untracked(|places| places[index].has_children);
        if inner {
            self.search.set(String::new());
            self.at.set(Some(index));
        } else {
            self.choose(index);
        }
    }

    /// Returns what the list shows (the search results, else the children of the current unit) and how many more there
    /// are.
    fn listed(self) -> (Vec<usize>, usize) {
        let wanted = folded(self.search.get().trim());
        let at = self.at.get();
        self.places.with(|places| {
            let fits = |place: &Place| {
                if wanted.is_empty() {
                    place.parent == at
                } else {
                    wanted.split(' ').all(|word| place.folded.contains(word))
                }
            };
            let found = places.iter().enumerate().filter(|(_, place)| fits(place));
            let mut all: Vec<usize> = found.map(|(index, _)| index).collect();
            let more = all.len().saturating_sub(LISTED);
            all.truncate(LISTED);
            (all, more)
        })
    }
}

fn places(units: Vec<Unit>) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::with_capacity(units.len());
    let mut index_of = std::collections::BTreeMap::new();
    for unit in units {
        // Parents come before their children.
        let parent = unit.parent.and_then(|parent| index_of.get(&parent).copied());
        if let Some(parent) = parent {
            let parent: &mut Place = &mut places[parent];
            parent.has_children = true;
        }
        index_of.insert(unit.id, places.len());
        places.push(Place {
            id: unit.id,
            folded: folded(&unit.name),
            name: unit.name,
            parent,
            has_children: false,
        });
    }
    places
}

/// Folds a text to lower case without accents, so that "thi tran" finds "Thị trấn". The browser knows Unicode, so no
/// tables are downloaded.
fn folded(text: &str) -> String {
    let apart = String::from(js_sys::JsString::from(text).to_lower_case().normalize("NFD"));
    let plain = apart.chars().filter(|c| !('\u{300}'..='\u{36f}').contains(c));
    plain.map(|c| if c == 'đ' { 'd' } else { c }).collect()
}

/// Returns the names from the root down to a unit.
fn names(places: &[Place], index: usize) -> String {
    let mut path = vec![places[index].name.as_str()];
    let mut parent = places[index].parent;
    while let Some(place) = parent.and_then(|parent| places.get(parent)) {
        path.push(&place.name);
        parent = place.parent;
    }
    path.reverse();
    path.join(" › ")
}

pub(crate) fn picker(picker: UnitPicker) -> View {
    live(move || {
        let t = t();
        let chosen = picker.chosen.get();
        let index = picker
            .places
            .with(|places| places.iter().position(|place| Some(place.id) == chosen));
        match index {
            Some(index) => shown(picker, index, t),
            None => search(picker, t),
        }
    })
}

/// Shows the chosen unit.
fn shown(picker: UnitPicker, index: usize, t: &'static Texts) -> View {
    let (name, above) = picker.places.with(|places| {
        let above = places[index].parent.map(|parent| names(places, parent));
        (places[index].name.clone(), above.unwrap_or_default())
    });
    let change = button("plain", "unit-change")
        .text(t.register.unit_change)
        .click(move || picker.chosen.set(None));
    el("div")
        .class("unit chosen")
        .test("unit-chosen")
        .add(el("span").add(el("small").text(&above)).text(&name))
        .add(change)
}

fn button(class: &str, test: &str) -> View {
    el("button").attr("type", "button").class(class).test(test)
}

fn search(picker: UnitPicker, t: &'static Texts) -> View {
    let input = el("input")
        .id("unit")
        .attr("name", "unit")
        .attr("type", "search")
        .attr("autocomplete", "off")
        .attr("placeholder", t.register.unit_search)
        .attr("aria-describedby", "unit-hint unit-error")
        .bind(picker.search);
    many([
        input,
        el("p").class("hint").id("unit-hint").text(t.register.unit_hint),
        el("div")
            .class("units")
            .test("units")
            .live(move || list(picker, t)),
    ])
}

fn list(picker: UnitPicker, t: &'static Texts) -> View {
    let (listed, more) = picker.listed();
    let searching = picker.search.with(|search| !search.trim().is_empty());
    let trail = picker
        .at
        .get()
        .filter(|_| !searching)
        .map(|at| trail(picker, at, t));
    let quiet = |text: &str| el("p").class("quiet").text(text);
    let found_none = listed.is_empty() && searching;
    picker.places.with(|places| {
        none()
            .maybe(trail)
            .each(listed.iter().map(|index| row(picker, places, *index, searching)))
            .maybe(found_none.then(|| quiet(t.register.unit_none)))
            .maybe((more > 0).then(|| quiet(&fill_n(t.register.unit_more, more))))
    })
}

/// The way back up, and the unit itself as a choice.
fn trail(picker: UnitPicker, at: usize, t: &'static Texts) -> View {
    picker.places.with(|places| {
        let above = places[at].parent;
        let label = above.map_or(t.register.unit_all, |above| places[above].name.as_str());
        let up = button("unit up", "unit-up").text("‹ ").text(label);
        let own = fill_name(t.register.unit_choose_this, &places[at].name);
        many([
            up.click(move || picker.at.set(above)),
            button("unit self", "unit-self")
                .text(&own)
                .click(move || picker.choose(at)),
        ])
    })
}

fn row(picker: UnitPicker, places: &[Place], index: usize, with_path: bool) -> View {
    let place = &places[index];
    let above = place
        .parent
        .filter(|_| with_path)
        .map(|parent| el("small").text(&names(places, parent)));
    button("unit", "unit-row")
        .add(el("span").maybe(above).text(&place.name))
        .text(if place.has_children { "›" } else { "" })
        .click(move || picker.press(index))
}
