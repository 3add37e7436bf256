//! Small texts: what is read, and what is refused with which words.

use law_texts::{Given, Law, Validity, limits, read, read_day};

const HEADER: &str = "Luật Thư viện\nSố: 46/2019/QH14\nHiệu lực: 01/07/2020\n";

fn law(text: &str) -> Law {
    match read("luat.txt", text.as_bytes(), Given::default()) {
        Ok(law) => law,
        Err(issues) => panic!("{issues:#?}"),
    }
}

fn issues(text: &str) -> Vec<String> {
    let read = read("luat.txt", text.as_bytes(), Given::default());
    let issues = read.expect_err("it is wrong");
    issues.iter().map(ToString::to_string).collect()
}

#[test]
fn a_text_as_the_gazette_prints_it() {
    let law = law(
        "QUỐC HỘI\n-------\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\
        Luật số: 46/2019/qh14\nHà Nội, ngày 21 tháng 11 năm 2019\n\nLUẬT\nTHƯ VIỆN\n\nHiệu lực: ngày 1 tháng 7 năm 2020\n\
        Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;\nQuốc hội ban hành Luật Thư viện.\n\n\
        Chương I\nNHỮNG QUY ĐỊNH\nCHUNG\n\nMục 1. PHẠM VI\nĐiều 1. Phạm vi điều chỉnh\n1. Luật này quy định:\n\
        a) về thư viện;\nĐiều 2 của Luật khác không áp dụng.\n\nĐiều 1a. Thêm\nMột.\n\nChương II\nĐIỀU KHOẢN THI HÀNH\n\
        Điều 2. Hiệu lực\nHai.\n\nLuật này được Quốc hội khóa XIV, kỳ họp thứ 8 thông qua ngày 21 tháng 11 năm 2019.\n\
        CHỦ TỊCH QUỐC HỘI\n",
    );
    assert_eq!(law.about.title, "Luật THƯ VIỆN");
    assert_eq!(law.about.number.as_str(), "46/2019/QH14");
    assert_eq!(law.preamble.len(), 7, "{:?}", law.preamble);
    let numbers: Vec<String> = law
        .articles
        .iter()
        .map(|article| article.number.to_string())
        .collect();
    assert_eq!(numbers, ["1", "1a", "2"]);
    let above: Vec<(usize, &str)> = law.articles[0]
        .above
        .iter()
        .map(|heading| (heading.depth(), heading.name.as_str()))
        .collect();
    assert_eq!(above, [(1, "NHỮNG QUY ĐỊNH CHUNG"), (2, "PHẠM VI")]);
    assert!(
        law.articles[0]
            .text
            .ends_with("Điều 2 của Luật khác không áp dụng.")
    );
    assert_eq!((law.articles[2].text.as_str(), law.closing.len()), ("Hai.", 2));
}

#[test]
fn the_header_says_what_has_changed() {
    let law = law(&format!(
        "{HEADER}Sửa đổi bởi: 1/2024/QH15 từ 01/01/2025: 1\nSửa đổi bởi: 2/2026/QH15 từ 01/01/2027: 1, 2\n\
         Thay thế bởi: 9/2030/QH16 từ 01/01/2031\nNguồn: https://vbpl.vn/1\nGhi chú: chưa gồm sửa đổi\n\nĐiều 1. A\nB.\n"
    ));
    let day = |text| read_day(text).expect("a day");
    let about = &law.about;
    assert_eq!(
        about.validity(day("30/06/2020")),
        Validity::Upcoming(day("01/07/2020"))
    );
    assert_eq!(about.validity(day("01/07/2020")), Validity::InForce);
    assert_eq!(about.validity(day("31/12/2030")), Validity::InForce);
    let by = Some("9/2030/QH16".parse().expect("a number"));
    let from = day("01/01/2031");
    assert_eq!(about.validity(from), Validity::Ended { from, by });
    let one = "1".parse().expect("an article");
    assert!(about.amendment_of(one, day("31/12/2024")).is_none());
    let by = |on| {
        about
            .amendment_of(one, day(on))
            .map(|change| change.by.to_string())
    };
    assert_eq!(by("01/01/2025").as_deref(), Some("1/2024/QH15"));
    assert_eq!(by("01/01/2027").as_deref(), Some("2/2026/QH15"));
    assert_eq!(about.amendments(day("01/01/2027")).len(), 2);
}

#[test]
fn nothing_is_read_wrong_in_silence() {
    for (text, wanted) in [
        (
            "Điều 1. A\nB.\nĐiều 3. C\nD.\n",
            "line 6: article 2 is missing before article 3",
        ),
        (
            "Điều 1. A\nB.\nĐiều 1. A\nB.\n",
            "line 6: article 1 does not follow article 1",
        ),
        ("Điều 2. A\nB.\n", "line 4: article 1 is missing before article 2"),
        ("Điều 1. A\nĐiều 2. C\nD.\n", "line 4: article 1 has no text"),
        (
            "Điều 1. A\nB.\nMục 2 Quy định khác\nĐiều 2. C\nD.\n",
            "line 6: \"Mục 2 Quy định khác\" may be a heading",
        ),
        (
            "Điều 1. A\nB.\nChương II\nHẾT\n",
            "\"Chương II\" may be a heading",
        ),
        (
            "Điều 1. A\nB.\nPHỤ LỤC\nĐiều 2. C\nD.\n",
            "line 7: article 2 stands behind the end of the law (line 6)",
        ),
        ("Điều 1. A\n# B\n", "line 5: \"# B\" is not the text of a law"),
        ("Điều 1. A\nngƣời\n", "line 5: the letter ƣ in \"ngƣời\""),
        ("Điều 1. A\nngư\u{fffd}i\n", "line 5: damaged letters"),
        ("Không có điều nào\n", "there is no article"),
        (
            "Nguồn: http://vbpl.vn\nĐiều 1. A\nB.\n",
            "\"http://vbpl.vn\" is no https address",
        ),
        ("Hiệu lực: mai\nĐiều 1. A\nB.\n", "line 4: \"mai\" is not a day"),
        ("Số: 1/2/3\nĐiều 1. A\nB.\n", "line 4: the number is given twice"),
        (
            "Hết hiệu lực: 01/01/2019\nĐiều 1. A\nB.\n",
            "the law would be out of force before",
        ),
        (
            "Sửa đổi bởi: luật mới\nĐiều 1. A\nB.\n",
            "line 4: \"luật mới\" does not say who",
        ),
    ] {
        let issues = issues(&format!("{HEADER}{text}"));
        assert!(
            issues.iter().any(|issue| issue.starts_with(wanted)),
            "{text}: {issues:#?}"
        );
    }
    let nameless = issues("Điều 1. A\nB.\n");
    for option in ["--number", "--title", "--in-force-from"] {
        assert!(
            nameless.iter().any(|issue| issue.contains(option)),
            "{nameless:#?}"
        );
    }
}

#[test]
fn what_is_given_replaces_what_the_file_says() {
    let given = Given {
        number: "47/2019/QH14".parse().ok(),
        title: Some("Luật Đọc sách".to_owned()),
        ..Given::default()
    };
    let text = format!("{HEADER}Điều 1. A\nB.\n");
    let law = read("a.TXT", text.as_bytes(), given.clone()).expect("a law");
    assert_eq!(
        (law.about.number.as_str(), law.about.title.as_str()),
        ("47/2019/QH14", "Luật Đọc sách")
    );
    assert_eq!(law.preamble, [""; 0]);
    let json = law_texts::write_json(&law);
    let again = Given {
        short_title: Some("Đọc sách".to_owned()),
        ..Given::default()
    };
    let law = read("a.json", &json, again).expect("a law");
    assert_eq!(
        (law.about.short_title.as_deref(), law.about.title.as_str()),
        (Some("Đọc sách"), "Luật Đọc sách")
    );
}

#[test]
fn json_is_checked_like_text() {
    let json = |articles: &str| {
        format!(
            "{{\"format\":\"thiluat-law/1\",\"about\":{{\"number\":\"1/2020/QH14\",\"kind\":\"Luật\",\
             \"title\":\"Luật A\",\"in_force_from\":\"2020-01-01\"}},\"articles\":{articles}}}"
        )
    };
    let read = |text: String| read("a.json", text.as_bytes(), Given::default());
    assert!(
        read(json("[{\"number\":\"1\",\"text\":\" A \\n\\n b\"}]"))
            .expect("a law")
            .articles[0]
            .text
            == "A\nb"
    );
    for (text, wanted) in [
        (json("[]"), "there is no article"),
        (
            json("[{\"number\":\"2\",\"text\":\"A\"}]"),
            "article 2: article 1 is missing",
        ),
        (
            json("[{\"number\":\"1\",\"text\":\"\"}]"),
            "article 1: article 1 has no text",
        ),
        (
            json("[{\"number\":\"1\",\"text\":\"A\",\"x\":1}]"),
            "the JSON does not have the shape",
        ),
        (
            json("[{\"number\":\"0\",\"text\":\"A\"}]"),
            "the JSON does not have the shape",
        ),
        (
            json("[{\"number\":\"1\",\"text\":\"A\",\"above\":[{\"label\":\"B\"}]}]"),
            "article 1: \"B\" is no heading",
        ),
        (
            json("[]").replace("law/1", "law/2"),
            "the JSON does not have the shape",
        ),
        ("{".to_owned(), "the JSON does not have the shape"),
    ] {
        let issues = read(text.clone()).expect_err("it is wrong");
        assert!(
            issues.iter().any(|issue| issue.to_string().starts_with(wanted)),
            "{text}: {issues:#?}"
        );
    }
}

#[test]
fn sizes_are_bounded() {
    let too_large = vec![b'a'; limits::FILE_BYTES + 1];
    let of_bytes =
        |bytes: &[u8]| read("a.txt", bytes, Given::default()).expect_err("too much")[0].to_string();
    assert!(of_bytes(&too_large).contains("larger than 4 MiB"));
    assert!(of_bytes(&vec![b'\n'; limits::LINES + 1]).contains("more than 60000 lines"));
    let articles: String = (1..=limits::ARTICLES + 1)
        .map(|n| format!("Điều {n}. A\nB.\n"))
        .collect();
    assert!(issues(&format!("{HEADER}{articles}"))[0].contains("more than 1500 articles"));
    let long = "a".repeat(limits::ARTICLE + 1);
    assert!(issues(&format!("{HEADER}Điều 1. A\n{long}\n"))[0].contains("too long"));
    assert!(
        issues(&format!(
            "{HEADER}Chương I\n{}\nĐiều 1. A\nB.\n",
            "A".repeat(1_001)
        ))[0]
            .contains("too long")
    );
    let wrong: String = (0..300).map(|_| "Điều 5. A\nB.\n").collect();
    let issues = issues(&format!("{HEADER}{wrong}"));
    assert_eq!(issues.len(), limits::ISSUES + 1);
    assert!(
        issues.iter().any(|issue| issue.contains("100 more issues")),
        "{:?}",
        issues.last()
    );
    for (name, wanted) in [("a.docx", "\"docx\""), ("a", "\"\"")] {
        let issue = read(name, b"", Given::default()).expect_err("unknown")[0].to_string();
        assert!(issue.contains(wanted), "{issue}");
    }
    let utf16 = read("a.txt", b"\xff\xfeA\0", Given::default()).expect_err("UTF-16");
    assert!(utf16[0].to_string().contains("save it as UTF-8"));
}
