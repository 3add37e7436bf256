//! Options of one question: those that speak of others while these move, those that say the same, and a right one that
//! stands out by its length.

use super::words::words;
use super::{Finding, Remark};
use crate::fields::letter;
use contest_core::pinning::pinned;
use contest_core::questions::{Question, QuestionKind};

pub(super) fn of(question: &Question) -> Vec<Finding> {
    let found = [
        names_letters(question),
        above_moves(question),
        same(question),
        longest(question),
    ];
    found
        .into_iter()
        .flatten()
        .map(|remark| Finding::of(question, remark))
        .collect()
}

/// Returns an option that names others by letter, if the paper moves them. The draw keeps the usual forms ("Cả A và B")
/// in their order by itself; here are the others ("Chỉ a) lẫn c)").
fn names_letters(question: &Question) -> Option<Remark> {
    if pinned(question).iter().all(|pinned| *pinned) {
        return None;
    }
    let named = |option: &String| {
        let words = words(option);
        let Some(first) = words.first() else {
            return false;
        };
        let begins = matches!(
            first.as_str(),
            "cả" | "chỉ" | "phương" | "đáp" | "câu" | "ý" | "gồm"
        );
        let letters: Vec<&String> = words.iter().skip(1).filter(|word| is_letter(word)).collect();
        // "Cả A và B" are people if the question tells of them.
        let are_people = letters.iter().any(|letter| has_person(&question.stem, letter));
        let of_people = words.iter().any(|word| {
            matches!(
                word.as_str(),
                "anh" | "chị" | "ông" | "bà" | "em" | "bạn" | "công" | "khoản" | "điểm"
            )
        });
        begins && words.len() <= 9 && letters.len() >= 2 && !are_people && !of_people
    };
    let option = question.options.iter().position(named)?;
    Some(Remark::NamesLetters {
        option: letter(option),
    })
}

fn is_letter(word: &str) -> bool {
    matches!(word, "a" | "b" | "c" | "d" | "e" | "f")
}

/// Returns whether a text has the letter as a name: a capital by itself.
fn has_person(text: &str, letter: &str) -> bool {
    let name = letter.to_uppercase();
    text.split(|c: char| !c.is_alphanumeric())
        .any(|word| word == name)
}

/// Returns an option "… trên" that has others below it that may come above, or the other way round.
fn above_moves(question: &Question) -> Option<Remark> {
    let pinned = pinned(question);
    let speaks = |n: usize| {
        let option = question.options[n].to_lowercase();
        let end = option.trim_end_matches(['.', ' ', '!']);
        pinned[n] && (end.ends_with("trên") || end.contains("trên đều") || end.contains("above"))
    };
    let moves_below = |n: usize| pinned[n + 1..].iter().any(|pinned| !pinned);
    let option = (0..pinned.len()).find(|n| speaks(*n) && moves_below(*n))?;
    Some(Remark::AboveMoves {
        option: letter(option),
    })
}

/// Returns two options that differ by case, spaces, marks or the place of a tone mark alone.
fn same(question: &Question) -> Option<Remark> {
    let plain: Vec<String> = question.options.iter().map(|option| plain(option)).collect();
    for (second, text) in plain.iter().enumerate() {
        if let Some(first) = plain[..second].iter().position(|earlier| earlier == text)
            && !text.is_empty()
        {
            return Some(Remark::SameOptions {
                first: letter(first),
                second: letter(second),
            });
        }
    }
    None
}

/// Returns an option for comparing. Marks count where there are numbers or symbols: "-5" is not "5".
fn plain(option: &str) -> String {
    let lower = option.to_lowercase();
    let has_numbers = lower.contains(|c: char| c.is_ascii_digit() || "+=<>≤≥%".contains(c));
    if has_numbers {
        let words: Vec<&str> = lower.split_whitespace().collect();
        return words.join(" ").trim_end_matches(['.', ';']).to_owned();
    }
    // The tone of "hoà" may stand on either vowel.
    const TONES: [(&str, &str); 15] = [
        ("oà", "òa"),
        ("oá", "óa"),
        ("oả", "ỏa"),
        ("oã", "õa"),
        ("oạ", "ọa"),
        ("oè", "òe"),
        ("oé", "óe"),
        ("oẻ", "ỏe"),
        ("oẽ", "õe"),
        ("oẹ", "ọe"),
        ("uỳ", "ùy"),
        ("uý", "úy"),
        ("uỷ", "ủy"),
        ("uỹ", "ũy"),
        ("uỵ", "ụy"),
    ];
    let joined = words(&lower).join(" ");
    TONES
        .iter()
        .fold(joined, |text, (new, old)| text.replace(new, old))
}

/// Returns a right option that is far longer than the others: contestants who know nothing choose it.
fn longest(question: &Question) -> Option<Remark> {
    const TIMES: usize = 3;
    const MORE: usize = 60;
    if question.kind != QuestionKind::Single || question.options.len() < 3 {
        return None;
    }
    let lengths: Vec<usize> = question
        .options
        .iter()
        .map(|option| option.chars().count())
        .collect();
    let right = (0..lengths.len()).find(|n| question.key.contains(*n))?;
    let others = lengths.iter().enumerate().filter(|(n, _)| *n != right);
    let longest = others.map(|(_, length)| *length).max()?.max(1);
    let stands_out = lengths[right] >= TIMES * longest && lengths[right] >= longest + MORE;
    stands_out.then(|| Remark::Longest {
        option: letter(right),
        times: lengths[right] / longest,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{question, tags};

    fn found(options: &[&str]) -> Vec<&'static str> {
        let found = tags(vec![question("1", "Ai có quyền bầu cử?", options)]);
        found.into_iter().map(|(_, tag)| tag).collect()
    }

    #[test]
    fn letters_in_unusual_words_are_found() {
        assert_eq!(found(&["Công dân", "Tổ chức", "Chỉ a) lẫn b)"]), ["lint_letters"]);
        assert_eq!(
            found(&["Công dân", "Tổ chức", "Cả A và B"]),
            [""; 0],
            "it is not moved"
        );
        let people = question(
            "1",
            "Anh A và chị B, ai có lỗi?",
            &["Chỉ A", "Cả A lẫn B", "Không ai"],
        );
        assert_eq!(tags(vec![people]), []);
    }

    #[test]
    fn what_speaks_of_those_above_comes_last() {
        let middle = ["Công dân", "Tất cả các đối tượng trên", "Tổ chức"];
        assert_eq!(found(&middle), ["lint_above"]);
        let last = ["Công dân", "Tổ chức", "Tất cả các đối tượng trên"];
        assert_eq!(found(&last), [""; 0]);
        let mut kept = question("1", "Ai có quyền bầu cử?", &middle);
        kept.keep_order = true;
        assert_eq!(tags(vec![kept]), []);
    }

    #[test]
    fn options_that_say_the_same_are_found() {
        for options in [
            ["Thỏa thuận", "thoả thuận."],
            ["Bí thư - chủ tịch", "Bí thư, Chủ tịch"],
        ] {
            assert_eq!(found(&options), ["lint_same_options"]);
        }
        for options in [["1,5", "15"], ["-5", "5"], ["Có", "Cỏ"]] {
            assert_eq!(found(&options), [""; 0], "{options:?}");
        }
    }

    #[test]
    fn a_right_option_that_stands_out_is_found() {
        let long = "Công dân Việt Nam đủ mười tám tuổi trở lên, trừ người bị tước quyền bầu cử theo bản án";
        assert_eq!(found(&[long, "Mọi người", "Cán bộ"]), ["lint_longest"]);
        assert_eq!(found(&["Mọi người", long, "Cán bộ"]), [""; 0], "it is wrong");
    }
}
