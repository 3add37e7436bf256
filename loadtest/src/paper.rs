//! What a paper shows, matched with the bank by its texts. The load tool has loaded that bank itself, so after the
//! close it can score any sheet without asking the server. An attempt keeps four bytes per question.

use crate::contest::SECTIONS;
use contest_core::answers::Answers;
use contest_core::paper::{Paper, PaperItem};
use contest_core::questions::{Bank, OPTIONS, QuestionKind};
use contest_core::scoring::{Score, score};
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use std::collections::HashMap;
use std::fmt;

const MOST_OPTIONS: usize = *OPTIONS.end();

/// A text of a paper, hashed while it is parsed: nothing is copied, and escapes make no difference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TextHash(u64);

impl TextHash {
    fn of(text: &[u8]) -> TextHash {
        let mix = |hash: u64, word: u64| (hash.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let (words, rest) = text.as_chunks::<8>();
        let begun = words.iter().fold(text.len() as u64, |hash, word| {
            mix(hash, u64::from_le_bytes(*word))
        });
        let hash = rest.iter().fold(begun, |hash, byte| mix(hash, u64::from(*byte)));
        TextHash(hash ^ hash >> 32)
    }
}

impl<'de> Deserialize<'de> for TextHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<TextHash, D::Error> {
        struct Reading;
        impl Visitor<'_> for Reading {
            type Value = TextHash;
            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("a text")
            }
            fn visit_bytes<E: Error>(self, text: &[u8]) -> Result<TextHash, E> {
                Ok(TextHash::of(text))
            }
        }
        deserializer.deserialize_bytes(Reading)
    }
}

/// The options of a question in the order shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct ShownOptions {
    texts: [TextHash; MOST_OPTIONS],
    count: usize,
}

impl ShownOptions {
    pub fn count(&self) -> usize {
        self.count
    }

    fn texts(&self) -> &[TextHash] {
        &self.texts[..self.count]
    }
}

impl<'de> Deserialize<'de> for ShownOptions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ShownOptions, D::Error> {
        struct Reading;
        impl<'de> Visitor<'de> for Reading {
            type Value = ShownOptions;
            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("the options of a question")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<ShownOptions, A::Error> {
                let mut options = ShownOptions::default();
                while let Some(text) = list.next_element()? {
                    let slot = options.texts.get_mut(options.count);
                    *slot.ok_or_else(|| A::Error::custom("more options than a question has"))? = text;
                    options.count += 1;
                }
                Ok(options)
            }
        }
        deserializer.deserialize_seq(Reading)
    }
}

/// A question as a phone shows it.
#[derive(Clone, Copy, Debug, serde::Deserialize)]
pub struct Shown {
    pub kind: QuestionKind,
    pub stem: TextHash,
    pub options: ShownOptions,
}

/// A question of one paper: its index in the bank, and which of the bank's options is shown at each position, three
/// bits per position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawn(u32);

impl Drawn {
    /// The bank has no such question.
    pub const UNKNOWN: Drawn = Drawn(u32::MAX);
    const ORDER_BITS: u32 = 3 * MOST_OPTIONS as u32;

    pub fn new(question: u32, order: impl IntoIterator<Item = u8>) -> Drawn {
        let packed = |packed, (position, option): (usize, u8)| packed | u32::from(option) << (3 * position);
        let order = order.into_iter().enumerate().fold(0, packed);
        Drawn(question << Drawn::ORDER_BITS | order)
    }

    fn question(self) -> u32 {
        self.0 >> Drawn::ORDER_BITS
    }

    fn option_at(self, position: usize) -> u8 {
        (self.0 >> (3 * position) & 0b111) as u8
    }
}

/// The contest's bank, with a way to find a question by what a paper shows of it.
pub struct KnownBank {
    bank: Bank,
    questions: HashMap<u64, u32>,
    /// For each question, the texts of its options in the bank's order.
    options: Vec<Vec<TextHash>>,
}

impl KnownBank {
    /// Fails if two questions cannot be distinguished by their texts.
    pub fn new(bank: Bank) -> Result<KnownBank, String> {
        let mut questions = HashMap::with_capacity(bank.questions.len());
        let mut options = Vec::with_capacity(bank.questions.len());
        for (index, question) in bank.questions.iter().enumerate() {
            let texts: Vec<TextHash> = question
                .options
                .iter()
                .map(|text| TextHash::of(text.as_bytes()))
                .collect();
            let stem = TextHash::of(question.stem.as_bytes());
            let is_new = questions.insert(mark_of(stem, &texts), index as u32).is_none();
            let differ = (1..texts.len()).all(|n| !texts[..n].contains(&texts[n]));
            if !is_new || !differ {
                return Err(format!(
                    "{}: not to be told from another by its texts",
                    question.code
                ));
            }
            options.push(texts);
        }
        Ok(KnownBank {
            bank,
            questions,
            options,
        })
    }

    pub fn bank(&self) -> &Bank {
        &self.bank
    }

    /// Returns the bank's question that is shown, with the order of its options.
    pub fn find(&self, shown: &Shown) -> Drawn {
        let texts = shown.options.texts();
        let Some(question) = self.questions.get(&mark_of(shown.stem, texts)) else {
            return Drawn::UNKNOWN;
        };
        let options = &self.options[*question as usize];
        let position = |text: &TextHash| options.iter().position(|option| option == text);
        let mut order = [0; MOST_OPTIONS];
        for (shown, text) in order.iter_mut().zip(texts) {
            match position(text) {
                Some(option) => *shown = option as u8,
                None => return Drawn::UNKNOWN,
            }
        }
        Drawn::new(*question, order.into_iter().take(texts.len()))
    }

    /// Returns the paper as the core knows it, if the blueprint allows it.
    fn paper(&self, drawn: &[Drawn]) -> Result<Paper, String> {
        let mut items: Vec<PaperItem> = Vec::with_capacity(drawn.len());
        let mut counts = SECTIONS.map(|_| 0);
        for (position, drawn) in drawn.iter().enumerate() {
            let question = drawn.question();
            let Some(known) = self.bank.questions.get(question as usize) else {
                return Err(format!(
                    "question {} of the paper is not in the bank",
                    position + 1
                ));
            };
            if items.iter().any(|item| item.question == question) {
                return Err(format!("the paper asks {} twice", known.code));
            }
            let section = SECTIONS.iter().position(|section| section.0 == known.difficulty);
            let section =
                section.ok_or_else(|| format!("the blueprint has no section for {}", known.code))?;
            counts[section] += 1;
            items.push(PaperItem {
                question,
                order: (0..known.options.len())
                    .map(|position| drawn.option_at(position))
                    .collect(),
                points: SECTIONS[section].2,
            });
        }
        if counts != SECTIONS.map(|section| section.1) {
            return Err(format!("the paper has {counts:?} questions of the sections"));
        }
        Ok(Paper { items })
    }

    /// Returns what a sheet earns on a paper, by the rules.
    pub fn score(&self, drawn: &[Drawn], answers: &str) -> Result<Score, String> {
        let paper = self.paper(drawn)?;
        let answers = Answers::parse(answers).map_err(|error| error.to_string())?;
        score(&self.bank, &paper, &answers).map_err(|error| error.to_string())
    }
}

/// Hashes the stem and all options, in any order.
fn mark_of(stem: TextHash, options: &[TextHash]) -> u64 {
    let sum = options
        .iter()
        .fold(0_u64, |sum, option| sum.wrapping_add(option.0));
    stem.0.rotate_left(17) ^ sum
}

/// A paper for tests.
#[cfg(test)]
pub(crate) mod sample {
    use super::*;

    /// Returns a paper with the options in reverse, and the sheet on which everything is correct.
    pub(crate) fn full_paper(known: &KnownBank) -> (Vec<Drawn>, String) {
        let mut drawn = Vec::new();
        let mut right = String::new();
        for (difficulty, count, _) in SECTIONS {
            let fitting = known.bank.questions.iter().enumerate();
            let fitting = fitting.filter(|(_, question)| question.difficulty == difficulty);
            for (index, question) in fitting.take(usize::from(count)) {
                let order: Vec<u8> = (0..question.options.len() as u8).rev().collect();
                let item = PaperItem {
                    question: index as u32,
                    order: order.clone(),
                    points: 1,
                };
                right += &Answers(vec![item.to_shown(question.key)]).encode();
                drawn.push(Drawn::new(index as u32, order));
            }
        }
        (drawn, right)
    }
}

#[cfg(test)]
mod tests {
    use super::sample::full_paper;
    use super::*;
    use crate::contest::known_bank;

    fn shown(question: &contest_core::questions::Question, order: &[u8]) -> Shown {
        let public = serde_json::to_string(&question.public(order)).expect("JSON");
        // An escape means the same as the character.
        let escaped = public.replacen('ậ', "\\u1ead", 1);
        serde_json::from_str(&escaped).expect("a question")
    }

    #[test]
    fn each_question_is_found_in_whatever_order_its_options_stand() {
        let known = known_bank().expect("the bank");
        for (index, question) in known.bank.questions.iter().enumerate() {
            let mut order: Vec<u8> = (0..question.options.len() as u8).collect();
            for _ in 0..order.len() {
                order.rotate_left(1);
                let found = known.find(&shown(question, &order));
                assert_eq!(found, Drawn::new(index as u32, order.iter().copied()));
            }
            let mut other = question.clone();
            other.options[0].push('.');
            assert_eq!(known.find(&shown(&other, &order)), Drawn::UNKNOWN);
        }
    }

    #[test]
    fn a_sheet_is_scored_by_the_key_as_the_paper_shows_it() {
        let known = known_bank().expect("the bank");
        let (drawn, right) = full_paper(&known);
        let all = known.score(&drawn, &right).expect("a score");
        assert!(all.all_correct() && all.points == 2_000, "{all:?}");
        let blank = known.score(&drawn, &"0".repeat(drawn.len())).expect("a score");
        assert_eq!((blank.points, blank.answered, blank.total), (0, 0, 20));

        let mut twice = drawn.clone();
        twice[1] = twice[0];
        assert!(known.score(&twice, &right).is_err());
        assert!(known.score(&drawn[1..], &right[1..]).is_err());
        twice[1] = Drawn::UNKNOWN;
        assert!(known.score(&twice, &right).is_err());
    }
}
