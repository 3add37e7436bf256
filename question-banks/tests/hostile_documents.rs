//! Documents and packages from strangers: no bytes may cause a panic or fill the memory.

mod documents;

use documents::{docx, docx_with, p, paragraphs, r, underlined, zip};
use proptest::prelude::*;
use question_banks::{limits, read};

const NAMES: [&str; 5] = ["a.docx", "a.txt", "a.gift", "a.xml", "a.zip"];

const PAPER: &str = "Chương I. Bầu cử\nCâu 1 (NB): Ai bầu?\nA. Cử tri   *B. Tòa án\nC. Ủy ban\tĐáp án: B\nGiải thích: Theo luật.\n\
    Căn cứ: Khoản 2 Điều 5 Luật Bầu cử.\nCâu 2: Gì?\nA. một B. hai\nHẾT\nBẢNG ĐÁP ÁN\n1-B 2. A\nLỜI GIẢI\n1. Chọn B. Vì thế\n";

fn tag(filename: &str, bytes: &[u8]) -> &'static str {
    match read(filename, bytes) {
        Ok(_) => "ok",
        Err(issues) => issues[0].problem.tag(),
    }
}

fn document() -> String {
    paragraphs(&["Câu 1: Ai?", "A. Một\tB. Hai"])
        + &format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr>{}</w:p>",
            underlined("ba")
        )
        + "<w:p><w:r><w:drawing><a:blip/><w:txbxContent><w:p><w:r><w:t>x</w:t></w:r></w:p></w:txbxContent></w:drawing></w:r></w:p>"
        + &format!(
            "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>",
            p("1"),
            p("A")
        )
}

#[test]
fn a_document_that_inflates_too_far_is_refused() {
    let paragraph = "<w:p/>".repeat(limits::PART_BYTES as usize / 6 + 1);
    assert_eq!(tag("a.docx", &docx(&paragraph)), "inflates_too_far");
    let other = " ".repeat(limits::PART_BYTES as usize + 1);
    assert_eq!(
        tag("a.docx", &docx_with("", &[("word/styles.xml", &other)])),
        "inflates_too_far"
    );
    // What nobody reads is not inflated.
    assert_eq!(
        tag("a.docx", &docx_with("", &[("word/media/image1.png", &other)])),
        "no_questions"
    );
}

#[test]
fn damaged_parts_and_titles_of_a_package_are_counted_too() {
    let part = "x".repeat(limits::PART_BYTES as usize - 1);
    let item = "<resource type=\"imsqti_item_xmlv3p0\" href=\"i.xml\"/>".repeat(20);
    let manifest = format!("<manifest><resources>{item}</resources></manifest>");
    let mut package = zip(&[("imsmanifest.xml", &manifest), ("i.xml", &part)]);
    // The checksum, which stands in front of the content and in the list at the end, is made wrong.
    for (signature, sum, name) in [(b"PK\x03\x04", 14, 30), (b"PK\x01\x02", 16, 46)] {
        let header = package
            .windows(name + 5)
            .position(|header| header.starts_with(signature) && header.ends_with(b"i.xml"));
        package[header.unwrap() + sum] ^= 1;
    }
    let issues = read("a.zip", &package).unwrap_err();
    let tags: Vec<&str> = issues.iter().map(|issue| issue.problem.tag()).collect();
    assert!(tags.contains(&"inflates_too_far") && tags.len() < 5, "{tags:?}");

    // A long title is not kept for every item below it.
    let title = "x".repeat(1_000_000);
    let refs: String = (0..50_000)
        .map(|item| format!("<assessmentItemRef href=\"{item}.xml\"/>"))
        .collect();
    let test = format!(
        "<assessmentTest><assessmentSection title=\"{title}\">{refs}</assessmentSection></assessmentTest>"
    );
    let manifest =
        "<manifest><resources><resource type=\"imsqti_test_xmlv3p0\" href=\"t.xml\"/></resources></manifest>";
    assert_eq!(
        tag("a.zip", &zip(&[("imsmanifest.xml", manifest), ("t.xml", &test)])),
        "no_questions"
    );
}

#[test]
fn documents_of_many_parts_elements_and_levels_are_refused() {
    let names: Vec<String> = (0..=limits::ZIP_ENTRIES).map(|index| index.to_string()).collect();
    let parts: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    assert_eq!(tag("a.docx", &zip(&parts)), "too_many_parts");
    assert_eq!(
        tag("a.docx", &docx(&"<w:p/>".repeat(limits::XML_ELEMENTS))),
        "too_many_elements"
    );
    assert_eq!(
        tag("a.docx", &docx(&"<w:sdt>".repeat(limits::XML_DEPTH))),
        "too_deep"
    );
    assert_eq!(
        tag("a.docx", &docx(&"<w:p/>".repeat(limits::LINES + 1))),
        "too_many_lines"
    );
    assert_eq!(
        tag("a.txt", "\n".repeat(limits::LINES + 1).as_bytes()),
        "too_many_lines"
    );
}

#[test]
fn entities_are_neither_fetched_nor_expanded() {
    for declaration in [
        "<!ENTITY x SYSTEM \"file:///etc/passwd\">",
        "<!ENTITY a \"aaaaaaaaaa\"><!ENTITY x \"&a;&a;&a;&a;\">",
    ] {
        let xml = format!("<!DOCTYPE quiz [{declaration}]><quiz>&x;</quiz>");
        assert_eq!(tag("a.xml", xml.as_bytes()), "document_type");
        let part = zip(&[("word/document.xml", &xml)]);
        assert_eq!(tag("a.docx", &part), "document_type");
    }
}

#[test]
fn styles_and_lists_that_name_themselves_end() {
    let styles = "<w:style w:type=\"paragraph\" w:styleId=\"a\"><w:basedOn w:val=\"b\"/></w:style><w:style w:styleId=\"b\"><w:basedOn w:val=\"a\"/></w:style>";
    let body = format!("<w:p><w:pPr><w:pStyle w:val=\"a\"/></w:pPr>{}</w:p>", r("", "x"));
    assert_eq!(
        tag("a.docx", &docx_with(&body, &[("word/styles.xml", styles)])),
        "no_questions"
    );
}

fn mutated(
    mut bytes: Vec<u8>,
    hits: &[(prop::sample::Index, u8)],
    cut: Option<prop::sample::Index>,
) -> Vec<u8> {
    for (index, value) in hits {
        let at = index.index(bytes.len());
        bytes[at] = *value;
    }
    if let Some(cut) = cut {
        bytes.truncate(cut.index(bytes.len()));
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), kind in 0..6usize) {
        let heads: [&[u8]; 6] = [b"PK\x03\x04", b"<quiz><question type=\"", b"\xff\xfe", "Câu 1: ".as_bytes(), b"::a::b{", b""];
        for name in NAMES {
            let _ = read(name, &[heads[kind], &bytes[..]].concat());
        }
    }

    #[test]
    fn random_marks_never_panic(pieces in prop::collection::vec(prop::sample::select(vec![
        "Câu 1:", "Câu 2", "A.", "B)", "*C.", "a)", "(", "[", "{", "}", "=", "~", "#", "->", "%50%", "\\", "::", "//", "$CATEGORY:", "Đáp án:", "ANSWER: B",
        "Giải thích:", "Căn cứ:", "Điều 5", "HẾT", "1-A", "II.", "(NB)", "\n", "\n\n", "\t", "  ", " ", "ộ", "Đ", "😀", "\u{301}", "Chọn B", "[html]", "<p>", "&nbsp;", "<img>",
    ]), 0..40)) {
        let text = pieces.concat();
        for name in NAMES {
            let _ = read(name, text.as_bytes());
        }
    }

    #[test]
    fn mutated_documents_never_panic(
        hits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20), cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let _ = read("a.txt", &mutated(PAPER.as_bytes().to_vec(), &hits, cut));
        let _ = read("a.docx", &mutated(docx(&document()), &hits, cut));
        // Mutates inside the archive, where the checksum would otherwise reject the change.
        let body = mutated(document().into_bytes(), &hits, cut);
        let _ = read("a.docx", &docx(&String::from_utf8_lossy(&body)));
        let numbering = "<w:abstractNum w:abstractNumId=\"0\"><w:lvl><w:start w:val=\"1\"/><w:lvlText w:val=\"Câu %1:\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>";
        let numbering = mutated(numbering.as_bytes().to_vec(), &hits, cut);
        let _ = read("a.docx", &docx_with(&document(), &[("word/numbering.xml", &String::from_utf8_lossy(&numbering))]));
        let gift = "$CATEGORY: $course$/a\n// [id:1] [tag:level:easy]\n::C1::[html]<p>Ai &amp; ai?</p>{\n~%50%a#x\n~%50%b\n~%-50%c\n####vì}\n\nGì?{T}\n";
        let _ = read("a.gift", &mutated(gift.as_bytes().to_vec(), &hits, cut));
        let moodle = "<quiz><question type=\"category\"><category><text>a</text></category></question><question type=\"multichoice\"><name><text>x</text></name>\
            <questiontext format=\"html\"><text><![CDATA[<p>Ai&nbsp;<img src='a'></p>]]></text></questiontext><single>false</single>\
            <answer fraction=\"50\"><text>a</text></answer><answer fraction=\"50\"><text>b</text></answer></question></quiz>";
        let _ = read("a.xml", &mutated(moodle.as_bytes().to_vec(), &hits, cut));
        let item = "<assessmentItem identifier=\"i\"><responseDeclaration identifier=\"R\" cardinality=\"multiple\"><correctResponse><value>x</value></correctResponse>\
            <mapping><mapEntry mapKey=\"x\" mappedValue=\"1\"/></mapping></responseDeclaration><itemBody><p>Ai?</p><choiceInteraction responseIdentifier=\"R\" shuffle=\"true\">\
            <simpleChoice identifier=\"x\" fixed=\"true\">a</simpleChoice><simpleChoice identifier=\"y\">b</simpleChoice></choiceInteraction></itemBody></assessmentItem>";
        let item = mutated(item.as_bytes().to_vec(), &hits, cut);
        let _ = read("a.xml", &item);
        let manifest = "<manifest><resources><resource identifier=\"r\" type=\"imsqti_item_xmlv2p1\" href=\"a.xml\"><file href=\"a.xml\"/></resource></resources></manifest>";
        let broken = mutated(manifest.as_bytes().to_vec(), &hits, cut);
        let package = zip(&[("imsmanifest.xml", &String::from_utf8_lossy(&broken)), ("a.xml", &String::from_utf8_lossy(&item))]);
        let _ = read("a.zip", &package);
        let _ = read("a.zip", &mutated(package, &hits, cut));
    }
}
