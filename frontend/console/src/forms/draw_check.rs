//! Says whether a paper can be drawn while the form is being filled in: the core's own plan, over a bank that has only
//! topics and difficulties.

use contest_core::blueprint::{Blueprint, BlueprintError, Section};
use contest_core::questions::{Bank, Credit, OptionSet, Question, QuestionKind};
use contest_core::wire::banks::TopicCount;

/// Why the paper cannot be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Obstacle {
    /// A section (counted from 0) asks for more than the bank has left for it.
    Shortage {
        section: usize,
        wanted: usize,
        found: usize,
    },
    TooLong,
}

/// Returns why no paper of these sections can be drawn. Numbers that are not filled in yet are no obstacle.
pub(crate) fn obstacle(counts: &[TopicCount], sections: &[Section]) -> Option<Obstacle> {
    let blueprint = Blueprint {
        sections: sections.to_vec(),
        mix_sections: false,
    };
    match blueprint.plan(&stand_in(counts)) {
        Err(BlueprintError::TooFew {
            section,
            wanted,
            found,
        }) => Some(Obstacle::Shortage {
            section,
            wanted,
            found,
        }),
        Err(BlueprintError::TooLong(_)) => Some(Obstacle::TooLong),
        Err(_) | Ok(_) => None,
    }
}

/// Returns a bank with as many questions of each kind, all of them empty.
fn stand_in(counts: &[TopicCount]) -> Bank {
    let question = |count: &TopicCount| Question {
        code: String::new(),
        topic: count.topic.clone(),
        difficulty: count.difficulty,
        kind: QuestionKind::Single,
        credit: Credit::Exact,
        stem: String::new(),
        options: Vec::new(),
        key: OptionSet::NONE,
        keep_order: false,
        explanation: String::new(),
        legal_basis: None,
    };
    Bank {
        title: String::new(),
        language: String::new(),
        questions: counts
            .iter()
            .flat_map(|count| std::iter::repeat_n(question(count), count.questions as usize))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contest_core::questions::Difficulty;

    fn section(topic: Option<&str>, count: u16) -> Section {
        Section {
            topic: topic.map(str::to_owned),
            difficulty: None,
            count,
            points: 1,
        }
    }

    fn shortage(section: usize, wanted: usize, found: usize) -> Option<Obstacle> {
        Some(Obstacle::Shortage {
            section,
            wanted,
            found,
        })
    }

    #[test]
    fn overlapping_sections_are_seen() {
        let counts = [TopicCount {
            topic: "Quyền".to_owned(),
            difficulty: Difficulty::Easy,
            questions: 10,
        }];
        assert_eq!(
            obstacle(&counts, &[section(None, 6), section(Some("Quyền"), 4)]),
            None
        );
        assert_eq!(
            obstacle(&counts, &[section(None, 6), section(Some("Quyền"), 5)]),
            shortage(1, 5, 4)
        );
        assert_eq!(
            obstacle(&counts, &[section(Some("Nghĩa vụ"), 1)]),
            shortage(0, 1, 0)
        );
        assert_eq!(obstacle(&counts, &[section(None, 500)]), Some(Obstacle::TooLong));
    }
}
