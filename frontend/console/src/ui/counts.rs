//! A table of a bank's questions by topic and difficulty: what a paper can be drawn from.

use crate::names::{self, DIFFICULTIES};
use crate::texts::texts;
use contest_core::questions::Difficulty;
use contest_core::wire::banks::TopicCount;
use leptos::prelude::*;
use web_kit::format::thousands;

/// Returns the topics in the order of the bank.
pub(crate) fn topics(counts: &[TopicCount]) -> Vec<String> {
    let mut topics: Vec<String> = Vec::new();
    for count in counts {
        if !topics.contains(&count.topic) {
            topics.push(count.topic.clone());
        }
    }
    topics
}

/// Returns the number of questions that match a filter; `None` matches any.
pub(crate) fn available(counts: &[TopicCount], topic: Option<&str>, difficulty: Option<Difficulty>) -> u32 {
    let fits = |count: &&TopicCount| {
        topic.is_none_or(|topic| topic == count.topic) && difficulty.is_none_or(|d| d == count.difficulty)
    };
    counts.iter().filter(fits).map(|count| count.questions).sum()
}

pub(crate) fn table(counts: &[TopicCount]) -> AnyView {
    let t = &texts().counts;
    let cells = |topic: Option<&str>| {
        let columns = DIFFICULTIES.map(Some).into_iter().chain([None]);
        columns
            .map(|difficulty| {
                let n = available(counts, topic, difficulty);
                view! { <td class="num">{if n == 0 { "–".to_owned() } else { thousands(n.into()) }}</td> }
            })
            .collect_view()
    };
    let rows = topics(counts)
        .into_iter()
        .map(|topic| {
            let cells = cells(Some(&topic));
            view! { <tr><th scope="row">{topic}</th>{cells}</tr> }
        })
        .collect_view();
    let heads = DIFFICULTIES
        .map(|difficulty| view! { <th scope="col" class="num">{names::difficulty(difficulty)}</th> })
        .collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t.title>
            <table data-test="counts">
                <thead>
                    <tr>
                        <th scope="col">{t.topic}</th>
                        {heads}
                        <th scope="col" class="num">{t.all}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    <tr><th scope="row">{t.all}</th>{cells(None)}</tr>
                </tfoot>
            </table>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(topic: &str, difficulty: Difficulty, questions: u32) -> TopicCount {
        TopicCount {
            topic: topic.to_owned(),
            difficulty,
            questions,
        }
    }

    #[test]
    fn filters_add_up() {
        let counts = [
            count("Quyền", Difficulty::Easy, 5),
            count("Quyền", Difficulty::Hard, 2),
            count("Nghĩa vụ", Difficulty::Easy, 3),
        ];
        assert_eq!(topics(&counts), ["Quyền", "Nghĩa vụ"]);
        assert_eq!(available(&counts, None, None), 10);
        assert_eq!(available(&counts, Some("Quyền"), None), 7);
        assert_eq!(available(&counts, None, Some(Difficulty::Easy)), 8);
        assert_eq!(available(&counts, Some("Nghĩa vụ"), Some(Difficulty::Hard)), 0);
    }
}
