//! Picks the contestant's unit out of thousands on a phone: by a few letters, or step by step down the tree.

use crate::session;
use crate::texts::{self, fill_n, fill_name, t};
use crate::ui::{click, quiet};
use contest_core::ids::{ContestId, UnitId};
use contest_core::wire::contests::{Unit, UnitTree};
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::{api, router, spawn};

/// Units listed at once.
const LISTED: usize = 40;

/// A unit with what the search needs.
struct Place {
    id: UnitId,
    name: String,
    /// Lower case and without accents.
    folded: String,
    /// The first letters of its words, folded.
    initials: String,
    parent: Option<usize>,
    has_children: bool,
}

/// The tree, and where the contestant is in it.
#[derive(Clone, Copy)]
pub(crate) struct UnitPicker {
    places: RwSignal<Vec<Place>>,
    /// What is typed to find a unit. The field keeps its own text.
    pub(crate) search: RwSignal<String>,
    at: RwSignal<Option<usize>>,
    /// The place chosen.
    pub(crate) chosen: RwSignal<Option<usize>>,
    contest: ContestId,
}

impl UnitPicker {
    /// Reads the tree of a contest.
    pub(crate) fn read(contest: ContestId) -> UnitPicker {
        let picker = UnitPicker {
            places: RwSignal::new(Vec::new()),
            search: RwSignal::new(String::new()),
            at: RwSignal::new(None),
            chosen: RwSignal::new(None),
            contest,
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

    /// Returns the unit of an entry whose consent was withdrawn: it holds; tracked.
    fn locked(self) -> Option<UnitId> {
        session::who().withdrawn(self.contest)?.unit
    }

    /// Returns the place that holds or was chosen; tracked.
    fn place(self) -> Option<usize> {
        match self.locked() {
            Some(unit) => self
                .places
                .with(|places| places.iter().position(|place| place.id == unit)),
            None => self.chosen.get(),
        }
    }

    /// Returns the unit that holds or was chosen; not tracked.
    pub(crate) fn unit(self) -> Option<UnitId> {
        let place = untrack(|| self.place())?;
        self.places
            .with_untracked(|places| places.get(place).map(|place| place.id))
    }

    fn choose(self, index: usize) {
        self.chosen.set(Some(index));
        router::focus("[data-test=unit-change]");
    }

    /// Shows the children of a unit, or the whole tree. The element with the focus is gone then, so the focus goes to
    /// the top of the new list.
    fn go(self, to: Option<usize>) {
        self.search.set(String::new());
        if let Some(field) = web_kit::document().get_element_by_id("unit") {
            // It is the field of the search, which can always be emptied.
            let _ = js_sys::Reflect::set(&field, &"value".into(), &"".into());
        }
        self.at.set(to);
        router::focus("[data-test=units] button");
    }

    /// Goes down to the children, or chooses the unit if it has none.
    fn press(self, index: usize) {
        let inner = self.places.with_untracked(|places| places[index].has_children);
        if inner {
            self.go(Some(index));
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
                    wanted.split(' ').all(|word| place.is_found_by(word))
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

impl Place {
    /// Returns whether a word of the name begins so, or the first letters of several do: "thpt" finds "Trung học phổ
    /// thông".
    fn is_found_by(&self, word: &str) -> bool {
        self.folded.contains(&[" ", word].concat()) || (word.len() > 2 && self.initials.contains(word))
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
        let folded = [" ", &folded(&unit.name)].concat();
        places.push(Place {
            id: unit.id,
            initials: folded.split(' ').filter_map(|word| word.chars().next()).collect(),
            folded,
            name: unit.name,
            parent,
            has_children: false,
        });
    }
    places
}

/// Folds a text to lower case without accents and punctuation, so that "thi tran" finds "Thị trấn". The browser knows
/// Unicode, so no tables are downloaded.
fn folded(text: &str) -> String {
    let apart = String::from(js_sys::JsString::from(text).to_lower_case().normalize("NFD"));
    let plain = apart.chars().filter(|c| !('\u{300}'..='\u{36f}').contains(c));
    let plain = plain.map(|c| if c == 'đ' { 'd' } else { c });
    plain
        .map(|c| if c.is_ascii_punctuation() { ' ' } else { c })
        .collect()
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

/// Shows the chosen unit, or how to find it: with `field`, which has the id `unit`, or in the tree.
pub(crate) fn pick_unit(picker: UnitPicker, field: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    view! {
        {move || match picker.place() {
            Some(index) => shown(picker, index),
            None => search(picker, field()),
        }}
    }
    .into_any()
}

/// Shows the chosen unit.
fn shown(picker: UnitPicker, index: usize) -> AnyView {
    let (name, above) = picker.places.with_untracked(|places| {
        let above = places[index].parent.map(|parent| names(places, parent));
        (places[index].name.clone(), above.unwrap_or_default())
    });
    view! {
        <div class="unit chosen" data-test="unit-chosen">
            <span><small>{above}</small>{name}</span>
            <button
                type="button"
                class="plain"
                data-test="unit-change"
                hidden=picker.locked().is_some()
                on:click=click(Box::new(move || picker.chosen.set(None)))
            >
                {t!(register.unit_change)}
            </button>
        </div>
    }
    .into_any()
}

fn search(picker: UnitPicker, field: AnyView) -> AnyView {
    view! {
        {field}
        <p class="hint" id="unit-hint">{t!(register.unit_hint)}</p>
        <div class="units" data-test="units">{move || list(picker)}</div>
    }
    .into_any()
}

fn list(picker: UnitPicker) -> AnyView {
    let t = texts::register();
    let (listed, more) = picker.listed();
    let searching = picker.search.with(|search| !search.trim().is_empty());
    let at = picker.at.get().filter(|_| !searching);
    let found_none = listed.is_empty() && searching;
    picker.places.with(|places| {
        let row = |index: &usize| row(picker, places, *index, searching);
        let rows: Vec<AnyView> = listed.iter().map(row).collect();
        view! {
            {at.map(|at| trail(picker, places, at))}
            {rows}
            {found_none.then(|| quiet(t.unit_none().into_any()))}
            {(more > 0).then(|| quiet(fill_n(t.unit_more(), more).into_any()))}
        }
        .into_any()
    })
}

/// The way back up, and the unit itself as a choice.
fn trail(picker: UnitPicker, places: &[Place], at: usize) -> AnyView {
    let t = texts::register();
    let above = places[at].parent;
    let label = above.map_or(t.unit_all(), |above| places[above].name.as_str());
    let own = fill_name(t.unit_choose_this(), &places[at].name);
    view! {
        <button type="button" class="unit up" data-test="unit-up" on:click=click(Box::new(move || picker.go(above)))>
            {["‹ ", label].concat()}
        </button>
        <button type="button" class="unit self" data-test="unit-self" on:click=click(Box::new(move || picker.choose(at)))>
            {own}
        </button>
    }
    .into_any()
}

fn row(picker: UnitPicker, places: &[Place], index: usize, with_path: bool) -> AnyView {
    let place = &places[index];
    let above = place.parent.filter(|_| with_path);
    let above = above.map(|above| view! { <small>{names(places, above)}</small> }.into_any());
    view! {
        <button type="button" class="unit" data-test="unit-row" on:click=click(Box::new(move || picker.press(index)))>
            <span>{above}{place.name.clone()}</span>
            {if place.has_children { "›" } else { "" }}
        </button>
    }
    .into_any()
}
