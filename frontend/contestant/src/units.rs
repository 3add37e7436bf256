//! Picking one's unit out of thousands on a phone: by a few letters, or step by step down the tree.

use crate::texts::{Texts, fill_n, fill_name, t};
use contest_core::ids::UnitId;
use contest_core::wire::contests::{Unit, UnitTree};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_kit::api;

/// Units listed at once.
const LISTED: usize = 40;

/// A unit with what searching needs.
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
    pub(crate) fn read(contest: &str) -> UnitPicker {
        let picker = UnitPicker {
            places: RwSignal::new(Vec::new()),
            search: RwSignal::new(String::new()),
            at: RwSignal::new(None),
            chosen: RwSignal::new(None),
        };
        let path = ["/contests/", contest, "/units"].concat();
        spawn_local(async move {
            // Without the tree the form cannot be sent; the server's answer will say so.
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

    /// Goes down to the children, or chooses where there are none.
    fn press(self, index: usize) {
        let inner = self.places.with_untracked(|places| places[index].has_children);
        if inner {
            self.search.set(String::new());
            self.at.set(Some(index));
        } else {
            self.choose(index);
        }
    }

    /// What the list shows: what the search finds, else the children of the place one is at; and how many more.
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

/// Lower case without accents, so that "thi tran" finds "Thị trấn". The browser knows Unicode: no tables to download.
fn folded(text: &str) -> String {
    let apart = String::from(js_sys::JsString::from(text).to_lower_case().normalize("NFD"));
    let plain = apart.chars().filter(|c| !('\u{300}'..='\u{36f}').contains(c));
    plain.map(|c| if c == 'đ' { 'd' } else { c }).collect()
}

/// The names from the root down to a place.
fn path(places: &[Place], index: usize) -> Vec<usize> {
    let mut path = vec![index];
    while let Some(parent) = path.last().and_then(|last| places[*last].parent) {
        path.push(parent);
    }
    path.reverse();
    path
}

pub(crate) fn picker(picker: UnitPicker) -> AnyView {
    (move || {
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
    .into_any()
}

/// The unit that was chosen.
fn shown(picker: UnitPicker, index: usize, t: &'static Texts) -> AnyView {
    let (name, above) = picker.places.with(|places| {
        let mut path = path(places, index);
        path.pop();
        let above: Vec<&str> = path.iter().map(|index| places[*index].name.as_str()).collect();
        (places[index].name.clone(), above.join(" › "))
    });
    view! {
        <div class="unit chosen" data-test="unit-chosen">
            <span><small>{above}</small>{name}</span>
            <button type="button" class="plain" data-test="unit-change" on:click=move |_| picker.chosen.set(None)>{t.register.unit_change}</button>
        </div>
    }
    .into_any()
}

fn search(picker: UnitPicker, t: &'static Texts) -> AnyView {
    view! {
        <input id="unit" name="unit" type="search" autocomplete="off" placeholder=t.register.unit_search
            aria-describedby="unit-hint unit-error" prop:value=move || picker.search.get()
            on:input:target=move |event| picker.search.set(event.target().value())/>
        <p class="hint" id="unit-hint">{t.register.unit_hint}</p>
        <div class="units" data-test="units">{move || list(picker, t)}</div>
    }
    .into_any()
}

fn list(picker: UnitPicker, t: &'static Texts) -> AnyView {
    let (listed, more) = picker.listed();
    let searching = picker.search.with(|search| !search.trim().is_empty());
    let trail = if searching {
        None
    } else {
        picker.at.get().map(|at| trail(picker, at, t))
    };
    let none = listed.is_empty() && searching;
    let rows = picker.places.with(|places| {
        let row = |index: &usize| row(picker, places, *index, searching);
        listed.iter().map(row).collect_view()
    });
    view! {
        {trail}
        {rows}
        {none.then(|| view! { <p class="quiet">{t.register.unit_none}</p> })}
        {(more > 0).then(|| view! { <p class="quiet">{fill_n(t.register.unit_more, more)}</p> })}
    }
    .into_any()
}

/// The way back up, and the place itself as a choice.
fn trail(picker: UnitPicker, at: usize, t: &'static Texts) -> AnyView {
    let (name, above) = picker
        .places
        .with(|places| (places[at].name.clone(), places[at].parent));
    let label = picker.places.with(|places| match above {
        Some(above) => places[above].name.clone(),
        None => t.register.unit_all.to_owned(),
    });
    view! {
        <button type="button" class="unit up" data-test="unit-up" on:click=move |_| picker.at.set(above)>"‹ "{label}</button>
        <button type="button" class="unit self" data-test="unit-self" on:click=move |_| picker.choose(at)>{fill_name(t.register.unit_choose_this, &name)}</button>
    }
    .into_any()
}

fn row(picker: UnitPicker, places: &[Place], index: usize, with_path: bool) -> AnyView {
    let place = &places[index];
    let above = place.parent.filter(|_| with_path).map(|parent| {
        let names: Vec<&str> = path(places, parent)
            .iter()
            .map(|index| places[*index].name.as_str())
            .collect();
        names.join(" › ")
    });
    view! {
        <button type="button" class="unit" data-test="unit-row" on:click=move |_| picker.press(index)>
            <span>{above.map(|above| view! { <small>{above}</small> })}{place.name.clone()}</span>
            {place.has_children.then_some("›")}
        </button>
    }
    .into_any()
}
