//! The orders of ranking that have been seen, and what their predictions were about.

use super::play::{Contest, EIGHT_DAYS, play};

/// Joins rules and the prizes of most contests.
macro_rules! rules {
    ($text:literal) => {
        concat!(
            $text,
            "\n[[prizes]]\nname = \"Nhất\"\nquota = 1\namount_vnd = 2000000\n",
            "[[prizes]]\nname = \"Nhì\"\nquota = 2\n"
        )
    };
}

pub(super) const CONTESTS: &[Contest] = &[
    // An, Ba and Em have everything right, and so has Chi, who is disqualified: three people are to be predicted. Ba is off
    // by 0, An and Em by 1; An submits at 700 s, Em at 650 s. Dung has one wrong, whatever is predicted.
    Contest {
        kind: "Đúng tất cả, dự đoán gần nhất, nộp sớm nhất; một vòng 8 ngày, 10 câu trong 15 phút",
        open_for: EIGHT_DAYS,
        rules: rules!(
            r#"
time_limit_s = 900
attempts = 1
blueprint = { sections = [{ count = 10 }] }
chain = ["all_correct", "nearest_prediction", "earliest_submission"]
prediction = { question = "Bao nhiêu người trả lời đúng tất cả?", target = "people_all_correct" }
"#
        ),
        plays: &[
            play(0, 100, 600, 10).guess(2),
            play(1, 200, 600, 10).guess(3),
            play(2, 300, 60, 10).guess(3),
            play(3, 10, 60, 9).guess(3),
            play(4, 350, 300, 10).guess(4),
        ],
        out: &[2],
        ranked: &[(1, "Nhất"), (4, "Nhì"), (0, "Nhì"), (3, "")],
        predicted: Some(3),
    },
    // The same people, but the disqualified count in what was to be predicted: four. Em is off by 0, Ba by 1, An by 2.
    Contest {
        kind: "Như trên, tính cả người bị loại",
        open_for: 60,
        rules: rules!(
            r#"
time_limit_s = 900
attempts = 1
blueprint = { sections = [{ count = 10 }] }
chain = ["all_correct", "nearest_prediction", "earliest_submission"]
prediction = { question = "Bao nhiêu người đúng tất cả?", target = "people_all_correct", before_disqualification = true }
"#
        ),
        plays: &[
            play(0, 100, 600, 10).guess(2),
            play(1, 200, 600, 10).guess(3),
            play(2, 300, 60, 10).guess(3),
            play(3, 10, 60, 9).guess(3),
            play(4, 350, 300, 10).guess(4),
        ],
        out: &[2],
        ranked: &[(4, "Nhất"), (1, "Nhì"), (0, "Nhì"), (3, "")],
        predicted: Some(4),
    },
    // Em has 20. An, Ba and Chi have 18, in 300, 280 and 400 s; Dung has 17 in 60 s. Durations differ, so nobody's prediction
    // matters.
    Contest {
        kind: "Đúng nhiều nhất, làm nhanh nhất, dự đoán, bốc thăm; 20 câu trong 20 phút",
        open_for: 60,
        rules: rules!(
            r#"
time_limit_s = 1200
attempts = 1
blueprint = { sections = [{ difficulty = "easy", count = 10 }, { difficulty = "hard", count = 10 }] }
chain = ["most_correct", "shortest_duration", "nearest_prediction", "lot"]
prediction = { question = "Bao nhiêu người dự thi?", target = "people" }
"#
        ),
        plays: &[
            play(0, 0, 300, 18).guess(100),
            play(1, 100, 280, 18).guess(6),
            play(2, 200, 400, 18).guess(5),
            play(3, 300, 60, 17).guess(5),
            play(4, 400, 1_100, 20).guess(0),
        ],
        out: &[],
        ranked: &[(4, "Nhất"), (1, "Nhì"), (0, "Nhì"), (2, ""), (3, "")],
        predicted: Some(5),
    },
    // "Thời gian" twice, and not the same: the duration first, then who began earliest. Ba and An have 5 right; Ba takes
    // 100 s, An 130 s. Chi and Dung have 4, Chi in 60 s.
    Contest {
        kind: "Đúng nhiều nhất, làm nhanh nhất, dự thi sớm nhất; 5 câu trong 5 phút",
        open_for: 60,
        rules: rules!(
            r#"
time_limit_s = 300
attempts = 1
blueprint = { sections = [{ count = 5 }] }
chain = ["most_correct", "shortest_duration", "earliest_start"]
"#
        ),
        plays: &[
            play(0, 0, 130, 5),
            play(1, 200, 100, 5),
            play(2, 300, 60, 4),
            play(3, 10, 90, 4),
        ],
        out: &[],
        ranked: &[(1, "Nhất"), (0, "Nhì"), (2, "Nhì"), (3, "")],
        predicted: None,
    },
    // Who begins first wins among equals, though they submit last.
    Contest {
        kind: "Đúng nhiều nhất, dự thi sớm nhất; 24 câu trong 30 phút",
        open_for: 60,
        rules: rules!(
            r#"
time_limit_s = 1800
attempts = 1
blueprint = { sections = [{ count = 24 }], mix_sections = true }
chain = ["most_correct", "earliest_start"]
"#
        ),
        plays: &[play(0, 50, 60, 24), play(1, 0, 1_700, 24), play(2, 100, 60, 23)],
        out: &[],
        ranked: &[(1, "Nhất"), (0, "Nhì"), (2, "Nhì")],
        predicted: None,
    },
    // The first question is the hard one and worth five: Ba has 5 + 6 = 11 points, Chi and Dung 5 + 3 = 8, An none. Em, with
    // all 14, is disqualified, so four take part. Chi predicted four, Dung one.
    Contest {
        kind: "Điểm cao nhất, dự đoán số người dự thi; câu khó nhiều điểm hơn",
        open_for: 60,
        rules: rules!(
            r#"
time_limit_s = 2700
attempts = 1
blueprint = { sections = [{ difficulty = "hard", count = 1, points = 5 }, { difficulty = "easy", count = 9 }] }
chain = ["most_points", "nearest_prediction"]
prediction = { question = "Bao nhiêu người dự thi?", target = "people" }
"#
        ),
        plays: &[
            play(0, 0, 60, 0).guess(3),
            play(1, 100, 60, 7).guess(90),
            play(2, 200, 60, 4).guess(4),
            play(3, 300, 60, 4).guess(1),
            play(4, 400, 60, 10).guess(4),
        ],
        out: &[4],
        ranked: &[(1, "Nhất"), (2, "Nhì"), (3, "Nhì"), (0, "")],
        predicted: Some(4),
    },
    // One of three has everything right: 33.33 %, predicted in hundredths. Ba is off by 0.33, Chi by 16.67.
    Contest {
        kind: "Dự đoán tỷ lệ phần trăm đúng tất cả, có số lẻ",
        open_for: 60,
        rules: rules!(
            r#"
time_limit_s = 600
attempts = 1
blueprint = { sections = [{ count = 19 }] }
chain = ["nearest_prediction", "most_correct"]
prediction = { question = "Bao nhiêu phần trăm đúng tất cả?", target = "percent_all_correct" }
"#
        ),
        plays: &[
            play(0, 0, 60, 19).guess(9_000),
            play(1, 100, 60, 3).guess(3_300),
            play(2, 200, 60, 18).guess(5_000),
        ],
        out: &[],
        ranked: &[(1, "Nhất"), (2, "Nhì"), (0, "Nhì")],
        predicted: Some(3_333),
    },
    // The clock stops at the last change of an answer: An reads everything over once more, and changes nothing.
    Contest {
        kind: "Thời gian tính đến lần sửa cuối cùng",
        open_for: 60,
        rules: rules!(
            r#"
time_limit_s = 600
attempts = 1
blueprint = { sections = [{ count = 10 }] }
chain = ["most_points", "shortest_to_last_change"]
"#
        ),
        plays: &[play(0, 0, 500, 10).last_change(100), play(1, 10, 200, 10)],
        out: &[],
        ranked: &[(0, "Nhất"), (1, "Nhì")],
        predicted: None,
    },
];
