//! The lines before the first heading or article: what is said about the law, its title, and what it rests on.

use super::Numbered;
use crate::day::read_day;
use crate::given::{Given, kind_of, only_kind};
use crate::issue::{Issues, Problem};
use crate::text::{excerpt, fold};

/// Something that a line "Số: 36/2018/QH14" can say.
#[derive(Clone, Copy)]
enum Key {
    Number,
    Kind,
    Title,
    ShortTitle,
    IssuedOn,
    InForceFrom,
    OutOfForceFrom,
    AmendedBy,
    ReplacedBy,
    Source,
    Note,
}

impl Key {
    fn of(name: &str) -> Option<Key> {
        Some(match fold(name).as_str() {
            "so" | "sohieu" | "luatso" | "boluatso" | "phaplenhso" | "nghidinhso" | "nghiquyetso"
            | "thongtuso" | "quyetdinhso" => Key::Number,
            "loai" | "loaivanban" => Key::Kind,
            "ten" | "tenvanban" => Key::Title,
            "tenngan" | "tengoitat" => Key::ShortTitle,
            "banhanh" | "ngaybanhanh" => Key::IssuedOn,
            "hieuluc" | "ngayhieuluc" | "ngaycohieuluc" | "cohieuluctu" | "hieuluctu" => Key::InForceFrom,
            "hethieuluc" | "ngayhethieuluc" | "hethieuluctu" => Key::OutOfForceFrom,
            "suadoiboi" | "duocsuadoiboi" => Key::AmendedBy,
            "thaytheboi" | "duocthaytheboi" | "bithaytheboi" => Key::ReplacedBy,
            "nguon" => Key::Source,
            "ghichu" => Key::Note,
            _ => return None,
        })
    }
}

/// Returns what the header says, and its other lines. `has_title`: a line that looks like the title is no preamble.
pub(super) fn read(lines: &[Numbered], has_title: bool, issues: &mut Issues) -> (Given, Vec<String>) {
    let mut told = Given::default();
    let mut preamble = Vec::new();
    let mut title = None;
    let mut lines = lines.iter().peekable();
    while let Some((number, line)) = lines.next() {
        if let Some(note) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            let note = note
                .split_once(':')
                .filter(|(name, _)| fold(name) == "canhbaohieuluc")
                .map_or(note, |(_, note)| note);
            add_note(&mut told, note.trim());
            continue;
        }
        let said = line
            .split_once(':')
            .and_then(|(name, value)| Some((Key::of(name)?, value.trim())));
        if let Some((key, value)) = said {
            if let Err(problem) = tell(&mut told, key, value) {
                issues.push(problem.at_line(*number));
            }
        } else if title.is_none() && kind_of(line).is_some() {
            // Published texts have the kind on a line of its own, above the name.
            title = match (only_kind(line), lines.peek()) {
                (Some(kind), Some((_, name))) => {
                    lines.next();
                    Some(format!("{kind} {name}"))
                }
                _ => Some(line.clone()),
            };
        } else {
            preamble.push(line.clone());
        }
    }
    if told.title.is_none() {
        told.title = title;
    } else if let Some(title) = title.filter(|_| !has_title) {
        // The header names the law itself; what looked like a title belongs to the text.
        preamble.insert(0, title);
    }
    (told, preamble)
}

fn add_note(told: &mut Given, note: &str) {
    told.note = Some(match told.note.take() {
        Some(before) => format!("{before} {note}"),
        None => note.to_owned(),
    });
}

fn tell(told: &mut Given, key: Key, value: &str) -> Result<(), Problem> {
    let day = || {
        let found = excerpt(value);
        read_day(value).ok_or(Problem::BadDay { found })
    };
    let text = || value.to_owned();
    let is_first = match key {
        Key::Number => {
            let found = excerpt(value);
            let number = value
                .parse()
                .map_err(|_not_a_number| Problem::BadNumber { found })?;
            told.number.replace(number).is_none()
        }
        Key::Kind => told.kind.replace(text()).is_none(),
        Key::Title => told.title.replace(text()).is_none(),
        Key::ShortTitle => told.short_title.replace(text()).is_none(),
        Key::IssuedOn => told.issued_on.replace(day()?).is_none(),
        Key::InForceFrom => told.in_force_from.replace(day()?).is_none(),
        Key::OutOfForceFrom => told.out_of_force_from.replace(day()?).is_none(),
        Key::ReplacedBy => told.replaced_by.replace(value.parse()?).is_none(),
        Key::Source => told.source.replace(text()).is_none(),
        Key::AmendedBy => {
            told.amended_by.push(value.parse()?);
            true
        }
        Key::Note => {
            add_note(told, value);
            true
        }
    };
    let what = match key {
        Key::Number => "number",
        Key::Title => "title",
        _ => "line",
    };
    if is_first {
        Ok(())
    } else {
        Err(Problem::Twice { what })
    }
}
