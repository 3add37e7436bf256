//! How many attempts people had, which of them counted, and other rules that contests have had.

use super::play::{Contest, EIGHT_DAYS, play};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

pub(super) const CONTESTS: &[Contest] = &[
    // Best of three: Ba's second attempt has 9 in 60 s; An's best has 8. The prediction of the attempt that counts applies:
    // four people take part. Chi and Dung have 7 in their best; Chi's own best predicted 4, though an earlier one said 4; it is off by 5.
    // Dung's best is off by 1.
    Contest {
        kind: "Ba lượt, lấy lượt tốt nhất, dự đoán của lượt đó",
        open_for: 120,
        rules: r#"
time_limit_s = 900
attempts = 3
blueprint = { sections = [{ count = 10 }] }
chain = ["most_correct", "nearest_prediction", "earliest_submission"]
prediction = { question = "Bao nhiêu người dự thi?", target = "people" }
prizes = [{ name = "Nhất", quota = 1 }]
"#,
        plays: &[
            play(0, 0, 60, 8).guess(1),
            play(1, 100, 60, 2).guess(4),
            play(1, 200, 60, 9).guess(90),
            play(1, 300, 60, 3).guess(4),
            play(2, 400, 60, 6).guess(4),
            play(2, 500, 60, 7).guess(9),
            play(3, 600, 60, 7).guess(5),
        ],
        out: &[],
        ranked: &[(1, "Nhất"), (0, ""), (3, ""), (2, "")],
        predicted: Some(4),
    },
    // The last of two counts: An has thrown 10 away.
    Contest {
        kind: "Hai lượt, lấy lượt cuối",
        open_for: 60,
        rules: r#"
time_limit_s = 900
attempts = 2
counted = "last"
blueprint = { sections = [{ count = 10 }] }
chain = ["most_points", "shortest_duration"]
prizes = [{ name = "Nhất", quota = 1 }, { name = "Khuyến khích", quota = 1 }]
"#,
        plays: &[
            play(0, 0, 60, 10),
            play(0, 100, 60, 4),
            play(1, 200, 60, 5),
            play(1, 300, 60, 6),
        ],
        out: &[],
        ranked: &[(1, "Nhất"), (0, "Khuyến khích")],
        predicted: None,
    },
    // The first counts: Ba may practise as often as the rules allow.
    Contest {
        kind: "Hai lượt, lấy lượt đầu",
        open_for: 60,
        rules: r#"
time_limit_s = 900
attempts = 2
counted = "first"
blueprint = { sections = [{ count = 10 }] }
chain = ["most_points", "shortest_duration"]
prizes = [{ name = "Nhất", quota = 1 }]
"#,
        plays: &[play(0, 0, 60, 7), play(1, 100, 60, 6), play(1, 200, 60, 10)],
        out: &[],
        ranked: &[(0, "Nhất"), (1, "")],
        predicted: None,
    },
    // Everything has to be answered, and everybody has. What attempts are predicted: four. An is off by 0.
    Contest {
        kind: "Phải trả lời hết, dự đoán số lượt thi",
        open_for: 60,
        rules: r#"
time_limit_s = 1200
attempts = 2
answer_all = true
blueprint = { sections = [{ count = 25 }] }
chain = ["nearest_prediction", "most_points"]
prediction = { question = "Bao nhiêu lượt thi?", target = "attempts", before_disqualification = true }
prizes = [{ name = "Nhất", quota = 1 }, { name = "Nhì", quota = 1 }]
"#,
        plays: &[
            play(0, 0, 60, 3).guess(4),
            play(1, 100, 60, 25).guess(40),
            play(1, 200, 60, 24).guess(5),
            play(2, 300, 60, 20).guess(4),
        ],
        out: &[2],
        ranked: &[(0, "Nhất"), (1, "Nhì")],
        predicted: Some(4),
    },
    // A disqualified winner's prize goes to the next. Whoever has no points wins nothing: Dung's prize is not awarded.
    Contest {
        kind: "Một vòng chung kết tại chỗ: 20 câu trong 5 phút, công bố điểm cùng kết quả",
        open_for: 30,
        rules: r#"
time_limit_s = 300
attempts = 1
blueprint = { sections = [{ count = 20 }] }
chain = ["most_points", "shortest_duration", "lot"]
disclosure = { score = "after_final", key = "after_final" }
prizes = [{ name = "Nhất", quota = 1 }, { name = "Nhì", quota = 1 }, { name = "Ba", quota = 5 }]
"#,
        plays: &[
            play(0, 0, 200, 20),
            play(1, 10, 250, 19),
            play(2, 20, 250, 15),
            play(3, 30, 100, 0),
        ],
        out: &[0],
        ranked: &[(1, "Nhất"), (2, "Nhì"), (3, "")],
        predicted: None,
    },
    // As many attempts as people like, three a day. On the third day, Ba overtakes An.
    Contest {
        kind: "Không giới hạn số lượt trong vòng, mỗi ngày 3 lượt",
        open_for: EIGHT_DAYS,
        rules: r#"
time_limit_s = 600
attempts_per_day = 3
blueprint = { sections = [{ count = 10 }] }
chain = ["most_points", "earliest_submission"]
prizes = [{ name = "Nhất", quota = 1 }]
"#,
        plays: &[
            play(0, 0, 60, 8),
            play(1, 100, 60, 5),
            play(1, DAY, 60, 6),
            play(1, DAY + 100, 60, 7),
            play(1, 2 * DAY, 60, 9),
        ],
        out: &[],
        ranked: &[(1, "Nhất"), (0, "")],
        predicted: None,
    },
    // Unlimited, with half an hour between two starts; the scores are told after the close.
    Contest {
        kind: "Không giới hạn số lượt, mỗi lượt cách nhau 30 phút, công bố điểm sau khi đóng",
        open_for: 600,
        rules: r#"
time_limit_s = 900
rest_s = 1800
blueprint = { sections = [{ count = 10 }] }
chain = ["most_points", "shortest_duration"]
disclosure = { score = "after_close" }
prizes = [{ name = "Nhất", quota = 1 }]
"#,
        plays: &[
            play(0, 0, 60, 9),
            play(1, 100, 60, 5),
            play(1, 110 + HOUR / 2, 60, 9),
            play(1, 120 + HOUR, 50, 9),
        ],
        out: &[],
        ranked: &[(1, "Nhất"), (0, "")],
        predicted: None,
    },
];
