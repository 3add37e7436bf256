//! The answer sheet as text, and the hash that a receipt carries.

use crate::fixtures::attempt;
use contest_core::answers::{AnswerSheet, Answers, NotAnswers};
use contest_core::questions::OptionSet;
use proptest::prelude::*;

proptest! {
    #[test]
    fn encoding_and_parsing_are_inverse(bits in prop::collection::vec(0u8..64, 0..=200)) {
        let answers = Answers(bits.into_iter().map(OptionSet).collect());
        let text = answers.encode();
        prop_assert_eq!(text.len(), answers.0.len());
        prop_assert_eq!(Answers::parse(&text), Ok(answers));
    }

    #[test]
    fn what_parses_is_encoded_the_same_again(text in "[0-9a-zA-Z_-]{0,200}") {
        prop_assert_eq!(Answers::parse(&text).map(|answers| answers.encode()), Ok(text));
    }

    #[test]
    fn any_other_character_is_refused_where_it_stands(before in "[0-9a-zA-Z_-]{0,20}", wrong in "[^0-9a-zA-Z_-]") {
        let text = format!("{before}{wrong}0");
        prop_assert_eq!(Answers::parse(&text), Err(NotAnswers { at: before.len() }));
    }
}

#[test]
fn the_alphabet_is_pinned() {
    let all = Answers((0..64).map(OptionSet).collect());
    assert_eq!(
        all.encode(),
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"
    );
    assert_eq!(
        Answers::parse("0124w_"),
        Ok(Answers([0, 1, 2, 4, 32, 63].map(OptionSet).to_vec()))
    );
}

#[test]
fn blanks_are_not_counted_as_answered() {
    assert_eq!(Answers::blank(3).encode(), "000");
    assert_eq!(Answers::blank(3).answered(), 0);
    assert_eq!(Answers::parse("0103").map(|answers| answers.answered()), Ok(2));
}

/// The values come from `printf '%s\n%s\n%s' ATTEMPT ANSWERS PREDICTION | sha256sum`.
#[test]
fn the_hash_of_a_sheet_is_pinned() {
    let mut sheet = AnswerSheet {
        revision: 7,
        answers: "1240".into(),
        prediction: None,
    };
    let one = attempt(0x0192_0000_0000_7000_8000_0000_0000_0001);
    assert_eq!(
        sheet.hash(one),
        "d8cd2a2fc9a451a9b96f9f6c2176967ff035ec2826141ca52da0649503488061"
    );
    sheet.revision = 8;
    assert_eq!(
        sheet.hash(one),
        "d8cd2a2fc9a451a9b96f9f6c2176967ff035ec2826141ca52da0649503488061",
        "the revision is not hashed: a resent sheet is the same sheet"
    );
    sheet.prediction = Some(-1513);
    assert_eq!(
        sheet.hash(one),
        "b35e258b7de47bddfeccbabd526cf8416feee483601c0de604e341eedbe8867f"
    );
}
