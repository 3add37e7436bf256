//! What this device remembers of practice: which questions were answered rightly, what is being practised, and the trial
//! paper. It must not know the screen.

use super::material::Material;
use contest_core::questions::OptionSet;
use contest_core::time::Millis;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The subject that is no topic: the questions that were not answered rightly. Topics count from 1.
pub(super) const WRONG_ONES: usize = 0;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Memory {
    /// Names the questions of which it tells.
    version: String,
    /// Whose last answer was right.
    right: BTreeSet<u32>,
    /// Whose last answer was not.
    wrong: BTreeSet<u32>,
    #[serde(default)]
    pub(super) drill: Option<Drill>,
    #[serde(default)]
    pub(super) trial: Option<Trial>,
}

/// Questions that are asked one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Drill {
    pub(super) subject: usize,
    pub(super) queue: Vec<u32>,
    /// The one that is asked; at the end, as many as there are.
    pub(super) at: usize,
    /// Decides the order of options.
    pub(super) chance: u32,
    pub(super) marks: OptionSet,
    /// Whether its key is shown.
    pub(super) checked: bool,
    /// How many were answered rightly.
    pub(super) right: usize,
}

impl Drill {
    /// Returns the question that is asked.
    pub(super) fn question(&self) -> Option<u32> {
        self.queue.get(self.at).copied()
    }

    pub(super) fn go_on(&mut self) {
        self.at += 1;
        self.marks = OptionSet::NONE;
        self.checked = false;
    }
}

/// A trial paper.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Trial {
    /// Decides which questions it has, and the order of options.
    pub(super) chance: u32,
    pub(super) ends_at: Millis,
    pub(super) answers: Vec<OptionSet>,
    /// The question that is shown, from 0; then the list of all.
    pub(super) step: usize,
    /// The step that was shown before.
    pub(super) came_from: usize,
    pub(super) handed_in: bool,
    /// Whether the time ran out.
    pub(super) by_time: bool,
}

impl Trial {
    /// Returns the numbers of the questions without an answer, from 1.
    pub(super) fn blanks(&self) -> Vec<usize> {
        let numbered = (1..).zip(&self.answers);
        numbered
            .filter_map(|(number, answer)| answer.is_empty().then_some(number))
            .collect()
    }
}

impl Memory {
    /// Returns what is remembered of these questions. What was kept of others, or does not fit, is forgotten.
    pub(super) fn of(material: &Material, kept: Option<Memory>) -> Memory {
        let fresh = Memory {
            version: material.version.clone(),
            ..Memory::default()
        };
        let Some(mut memory) = kept.filter(|memory| memory.version == material.version) else {
            return fresh;
        };
        let exists = |question: &u32| (*question as usize) < material.questions();
        memory.right.retain(exists);
        memory.wrong.retain(exists);
        memory.drill = memory
            .drill
            .filter(|drill| drill.subject <= material.topics.len() && drill.queue.iter().all(exists));
        memory.trial = memory
            .trial
            .filter(|trial| trial.answers.len() == material.paper_length());
        memory
    }

    /// Takes note of an answer.
    pub(super) fn note(&mut self, question: u32, is_right: bool) {
        let (into, out_of) = match is_right {
            true => (&mut self.right, &mut self.wrong),
            false => (&mut self.wrong, &mut self.right),
        };
        into.insert(question);
        out_of.remove(&question);
    }

    /// Returns how many of these questions were answered rightly.
    pub(super) fn right_of(&self, questions: &[u32]) -> usize {
        let right = questions.iter().filter(|question| self.right.contains(question));
        right.count()
    }

    /// Returns how many questions there are to repeat, of a topic or of all.
    pub(super) fn wrong_of(&self, material: &Material, subject: usize) -> usize {
        match subject
            .checked_sub(1)
            .and_then(|topic| material.topics.get(topic))
        {
            Some(topic) => {
                let wrong = topic.questions.iter();
                wrong.filter(|question| self.wrong.contains(question)).count()
            }
            None => self.wrong.len(),
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        self.right.is_empty() && self.wrong.is_empty() && self.drill.is_none() && self.trial.is_none()
    }

    /// Begins to ask the questions of a subject: those that were not answered rightly yet, else all.
    pub(super) fn begin(&mut self, material: &Material, subject: usize, chance: u32) {
        let all: Vec<u32> = match subject
            .checked_sub(1)
            .and_then(|topic| material.topics.get(topic))
        {
            Some(topic) => topic.questions.clone(),
            None => self.wrong.iter().copied().collect(),
        };
        let left: Vec<u32> = all
            .iter()
            .copied()
            .filter(|question| !self.right.contains(question))
            .collect();
        self.drill = Some(Drill {
            subject,
            queue: if left.is_empty() { all } else { left },
            chance,
            ..Drill::default()
        });
    }

    /// Begins to ask all questions of a topic again.
    pub(super) fn begin_all(&mut self, material: &Material, topic: usize, chance: u32) {
        self.begin(material, topic, chance);
        let all = topic.checked_sub(1).and_then(|topic| material.topics.get(topic));
        if let (Some(drill), Some(all)) = (&mut self.drill, all) {
            drill.queue.clone_from(&all.questions);
        }
    }

    /// Forgets everything about these questions.
    pub(super) fn forget(&mut self) {
        *self = Memory {
            version: std::mem::take(&mut self.version),
            ..Memory::default()
        };
    }

    /// Returns whether the questions of this subject are being asked.
    pub(super) fn is_amid(&self, subject: usize) -> bool {
        let drill = self.drill.as_ref().filter(|drill| drill.subject == subject);
        drill.is_some_and(|drill| drill.question().is_some())
    }

    /// Shows the key of the question that is asked. Returns whether the answer was right, unless nothing was marked.
    pub(super) fn check(&mut self, material: &Material) -> Option<bool> {
        let drill = self.drill.as_mut()?;
        let question = drill.question()?;
        if drill.marks.is_empty() || drill.checked {
            return None;
        }
        let is_right = material.is_right(&material.item(question, drill.chance), drill.marks);
        drill.checked = true;
        drill.right += usize::from(is_right);
        self.note(question, is_right);
        Some(is_right)
    }

    /// Begins a trial paper.
    pub(super) fn try_out(&mut self, material: &Material, chance: u32, now: Millis) {
        self.trial = Some(Trial {
            chance,
            ends_at: now + i64::from(material.time_limit_s) * 1_000,
            answers: vec![OptionSet::NONE; material.paper_length()],
            ..Trial::default()
        });
    }

    /// Ends the trial paper, and takes note of its answers.
    pub(super) fn hand_in(&mut self, material: &Material, by_time: bool) {
        let Some(trial) = self.trial.as_mut().filter(|trial| !trial.handed_in) else {
            return;
        };
        trial.handed_in = true;
        trial.by_time = by_time;
        let (paper, answers) = (material.paper(trial.chance), trial.answers.clone());
        for (item, marks) in paper.items.iter().zip(answers) {
            if !marks.is_empty() {
                self.note(item.question, material.is_right(item, marks));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::material::tests::material;
    use super::*;

    fn fresh() -> (Material, Memory) {
        let material = material();
        let memory = Memory::of(&material, None);
        (material, memory)
    }

    /// Answers the question that is asked.
    fn answer(memory: &mut Memory, material: &Material, rightly: bool) -> Option<bool> {
        let drill = memory.drill.as_mut().unwrap();
        let item = material.item(drill.question().unwrap(), drill.chance);
        let key = if rightly { OptionSet(1) } else { OptionSet(2) };
        drill.marks = item.to_shown(key);
        memory.check(material)
    }

    #[test]
    fn a_topic_is_asked_from_what_is_left_of_it() {
        let (material, mut memory) = fresh();
        memory.begin(&material, 2, 3);
        assert_eq!(memory.drill.as_ref().unwrap().queue, [1, 3, 5]);
        assert_eq!(memory.check(&material), None, "nothing is marked");
        assert_eq!(answer(&mut memory, &material, true), Some(true));
        assert_eq!(memory.check(&material), None, "it has been checked");
        memory.drill.as_mut().unwrap().go_on();
        assert_eq!(answer(&mut memory, &material, false), Some(false));
        assert_eq!(memory.right_of(&[1, 3, 5]), 1);
        assert_eq!(
            (memory.wrong_of(&material, 2), memory.wrong_of(&material, 1)),
            (1, 0)
        );
        assert!(memory.is_amid(2) && !memory.is_amid(1));

        memory.begin(&material, 2, 4);
        assert_eq!(memory.drill.as_ref().unwrap().queue, [3, 5]);
        for _ in 0..2 {
            answer(&mut memory, &material, true);
            memory.drill.as_mut().unwrap().go_on();
        }
        assert!(!memory.is_amid(2));
        assert_eq!(memory.drill.as_ref().unwrap().right, 2);
        memory.begin(&material, 2, 5);
        assert_eq!(
            memory.drill.as_ref().unwrap().queue,
            [1, 3, 5],
            "all are right: once more"
        );
    }

    #[test]
    fn wrong_ones_are_repeated_until_they_are_right() {
        let (material, mut memory) = fresh();
        memory.note(4, false);
        memory.note(1, false);
        memory.begin(&material, WRONG_ONES, 0);
        assert_eq!(memory.drill.as_ref().unwrap().queue, [1, 4]);
        answer(&mut memory, &material, true);
        assert_eq!(memory.wrong_of(&material, WRONG_ONES), 1);
        assert_eq!(memory.right_of(&[1, 4]), 1);
    }

    #[test]
    fn a_trial_paper_is_handed_in_once_and_remembered() {
        let (material, mut memory) = fresh();
        memory.try_out(&material, 9, Millis(1_000));
        let trial = memory.trial.as_mut().unwrap();
        assert_eq!(
            (trial.ends_at, trial.blanks()),
            (Millis(61_000), vec![1, 2, 3, 4])
        );
        let paper = material.paper(9);
        trial.answers[1] = paper.items[1].to_shown(OptionSet(1));
        trial.answers[2] = paper.items[2].to_shown(OptionSet(4));
        assert_eq!(trial.blanks(), [1, 4]);
        memory.hand_in(&material, false);
        let [right, wrong] = [1, 2].map(|at: usize| paper.items[at].question);
        assert_eq!(memory.right_of(&[right]), 1);
        assert_eq!(memory.wrong_of(&material, WRONG_ONES), 1);
        assert_ne!(right, wrong);
        memory.hand_in(&material, true);
        assert!(!memory.trial.as_ref().unwrap().by_time, "it was handed in before");
    }

    #[test]
    fn what_does_not_fit_the_questions_is_forgotten() {
        let (material, mut memory) = fresh();
        memory.begin(&material, 1, 0);
        memory.try_out(&material, 0, Millis(0));
        memory.note(2, true);
        let kept = serde_json::to_string(&memory).unwrap();
        let read = || serde_json::from_str::<Memory>(&kept).unwrap();
        assert_eq!(Memory::of(&material, Some(read())), memory);
        let mut other = read();
        other.version = "khác".into();
        assert!(Memory::of(&material, Some(other)).is_blank());
        let mut broken = read();
        broken.right.insert(6);
        broken.drill.as_mut().unwrap().queue.push(6);
        broken.trial.as_mut().unwrap().answers.pop();
        let mended = Memory::of(&material, Some(broken));
        assert_eq!((mended.drill, mended.trial), (None, None));
        assert_eq!(mended.right.len(), 1);
    }
}
