//! The order of options on a paper: which may move, and the mapping there and back.

use crate::fixtures::{DIFFICULTIES, bank, blueprint, plan, question, section, seed};
use contest_core::paper::{PaperItem, alone};
use contest_core::pinning::pinned;
use contest_core::questions::{OptionSet, QuestionKind};
use proptest::prelude::*;

const OPTIONS: [&str; 9] = [
    "Công dân Việt Nam",
    "Người nước ngoài cư trú tại Việt Nam",
    "Uỷ ban nhân dân cấp xã",
    "10 ngày làm việc",
    "Cả A và B",
    "Cả 2 phương án B và C đều đúng",
    "Tất cả các phương án trên",
    "Tất cả các đáp án trên đều không đúng",
    "Cả ba đối tượng nêu trên",
];

fn a_permutation() -> impl Strategy<Value = Vec<u8>> {
    (2..=6u8).prop_flat_map(|options| Just((0..options).collect::<Vec<u8>>()).prop_shuffle())
}

proptest! {
    #[test]
    fn an_order_is_a_permutation_that_moves_no_pinned_option(
        options in prop::sample::subsequence(&OPTIONS[..], 2..=6).prop_shuffle(),
        keep_order in prop::bool::weighted(0.1),
        n in any::<u32>(),
    ) {
        let mut question = question("Hiến pháp", DIFFICULTIES[0], &options);
        question.keep_order = keep_order;
        let fixed = pinned(&question);
        let by_itself = alone(&question, 7, seed(n));
        prop_assert_eq!((by_itself.question, by_itself.points), (7, 1));
        prop_assert_eq!(&by_itself, &alone(&question, 7, seed(n)));
        let item = plan(&bank(vec![question]), &blueprint(vec![section(None, None, 1, 1)]))
            .paper(seed(n))
            .items
            .remove(0);

        for item in [item, by_itself] {
            let mut sorted = item.order.clone();
            sorted.sort_unstable();
            prop_assert_eq!(sorted, (0..options.len() as u8).collect::<Vec<u8>>());
            for (position, option) in item.order.iter().enumerate() {
                prop_assert!(!fixed[position] || usize::from(*option) == position, "{:?} moved", options[position]);
            }
        }
    }

    #[test]
    fn marks_go_to_the_bank_and_back(order in a_permutation(), bits in any::<u8>()) {
        let marks = OptionSet(bits & ((1 << order.len()) - 1));
        let item = PaperItem { question: 0, order, points: 1 };
        prop_assert_eq!(item.to_shown(item.to_bank(marks)), marks);
        prop_assert_eq!(item.to_bank(item.to_shown(marks)), marks);
        prop_assert_eq!(item.to_bank(marks).len(), marks.len());
    }

    #[test]
    fn a_mark_means_the_text_beside_it(n in any::<u32>(), position in 0..4usize) {
        let question = question("Hiến pháp", DIFFICULTIES[0], &OPTIONS[..4]);
        let bank = bank(vec![question.clone()]);
        let paper = plan(&bank, &blueprint(vec![section(None, None, 1, 1)])).paper(seed(n));
        let shown = question.public(&paper.items[0].order);
        let marked = paper.items[0].to_bank(OptionSet::single(position));
        let meant: Vec<&String> = (0..4).filter(|o| marked.contains(*o)).map(|o| &question.options[o]).collect();
        prop_assert_eq!(meant, vec![&shown.options[position]]);
    }
}

/// Options as they occur in real banks.
#[test]
fn options_that_speak_of_others_are_pinned() {
    let pins = |options: &[&str]| pinned(&question("Hiến pháp", DIFFICULTIES[0], options));
    let free = "Công dân Việt Nam";

    for letters in [
        "Cả A và B đều đúng",
        "Phương án A và C đều đúng",
        "Cả 2 phương án B và C đều đúng",
        "Phương án A hoặc B đúng",
        "Cả A, B và C đều không đúng",
    ] {
        assert_eq!(pins(&[free, free, letters]), [true; 3], "{letters}");
    }
    for sweeping in [
        "Tất cả các phương án trên.",
        "Tất cả các đáp án trên đều không đúng",
        "Các phương án trên đều sai",
        "Cả hai ý trên.",
        "Cả 3 phương án đều sai",
        "Tất cả các đối tượng nêu trên",
        "Cả ba cơ quan trên",
        "Cả hai đều đúng",
    ] {
        assert_eq!(pins(&[free, free, sweeping]), [false, false, true], "{sweeping}");
    }
    for plain in [
        "Cả nước",
        "Các cơ quan nhà nước cấp trên",
        "Tất cả các gói thầu",
        "Từ 18 tuổi trở lên",
        "Cả 2 tình huống đều do chủ đầu tư quyết định",
    ] {
        assert_eq!(pins(&[free, free, plain]), [false; 3], "{plain}");
    }
}

#[test]
fn true_and_false_and_kept_orders_never_move() {
    let mut kept = question("Hiến pháp", DIFFICULTIES[0], &OPTIONS[..4]);
    kept.keep_order = true;
    assert_eq!(pinned(&kept), [true; 4]);

    let mut true_false = question("Hiến pháp", DIFFICULTIES[0], &["Đúng", "Sai"]);
    true_false.kind = QuestionKind::TrueFalse;
    assert_eq!(pinned(&true_false), [true; 2]);
}
