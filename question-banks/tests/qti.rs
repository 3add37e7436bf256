//! QTI items and packages.

mod documents;

use contest_core::questions::{Bank, Credit, QuestionKind};
use documents::zip;
use question_banks::{Issue, Lang, read, read_with_warnings};

/// An item of QTI 2.1 with a choice.
fn item(identifier: &str, declaration: &str, interaction: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<assessmentItem xmlns=\"http://www.imsglobal.org/xsd/imsqti_v2p1\" identifier=\"{identifier}\" xml:lang=\"vi\">\n\
         <responseDeclaration identifier=\"R\" {declaration}</responseDeclaration>\n<itemBody><p>Đọc luật.</p>{interaction}</itemBody></assessmentItem>"
    )
}

const CHOICES: &str = "<simpleChoice identifier=\"x\">Một</simpleChoice><simpleChoice identifier=\"y\">Hai m<sup>2</sup></simpleChoice>";

fn interaction(attributes: &str) -> String {
    format!(
        "<choiceInteraction responseIdentifier=\"R\" {attributes}><prompt>Ai?</prompt>{CHOICES}</choiceInteraction>"
    )
}

fn correct(values: &str) -> String {
    format!("cardinality=\"single\"><correctResponse>{values}</correctResponse>")
}

fn load(name: &str, bytes: &[u8]) -> (Bank, Vec<Issue>) {
    read_with_warnings(name, bytes).unwrap_or_else(|issues| {
        panic!(
            "{:#?}",
            issues
                .iter()
                .map(|issue| (&issue.sheet, issue.row, issue.reason(Lang::En)))
                .collect::<Vec<_>>()
        )
    })
}

fn tags(name: &str, bytes: &[u8]) -> Vec<(&'static str, Option<String>)> {
    let issues = read(name, bytes).expect_err("the file is refused");
    issues
        .iter()
        .map(|issue| (issue.problem.tag(), issue.sheet.clone()))
        .collect()
}

#[test]
fn items_of_every_version_are_read() {
    let old = item(
        "i1",
        &correct("<value>y</value>"),
        &interaction("shuffle=\"true\""),
    );
    let new = "<qti-assessment-item identifier=\"i1\" xml:lang=\"vi\"><qti-response-declaration identifier=\"R\" cardinality=\"single\">\
        <qti-correct-response><qti-value>y</qti-value></qti-correct-response></qti-response-declaration><qti-item-body><p>Đọc luật.</p>\
        <qti-choice-interaction response-identifier=\"R\" shuffle=\"true\"><qti-prompt>Ai?</qti-prompt><qti-simple-choice identifier=\"x\">Một</qti-simple-choice>\
        <qti-simple-choice identifier=\"y\">Hai m<sup>2</sup></qti-simple-choice></qti-choice-interaction></qti-item-body></qti-assessment-item>";
    for xml in [old.as_str(), new] {
        let (bank, warnings) = load("i.xml", xml.as_bytes());
        let question = &bank.questions[0];
        assert_eq!(
            (&*question.code, &*question.stem, question.key.0),
            ("i1", "Đọc luật.\nAi?", 0b10)
        );
        assert_eq!(question.options, ["Một", "Hai m²"]);
        assert!(!question.keep_order && warnings.is_empty());
    }
}

#[test]
fn keys_mappings_and_order_are_understood() {
    let mapping = |x: &str, y: &str| {
        format!(
            "<mapping><mapEntry mapKey=\"x\" mappedValue=\"{x}\"/><mapEntry mapKey=\"y\" mappedValue=\"{y}\"/></mapping>"
        )
    };
    let both = format!(
        "cardinality=\"multiple\"><correctResponse><value>x</value><value>y</value></correctResponse>{}",
        mapping("1", "0.5")
    );
    let question = load("i.xml", item("i", &both, &interaction("")).as_bytes())
        .0
        .questions
        .remove(0);
    assert_eq!(
        (
            question.kind,
            question.credit,
            question.key.0,
            question.keep_order
        ),
        (QuestionKind::Multiple, Credit::Partial, 0b11, true)
    );
    let by_points = format!("cardinality=\"single\">{}", mapping("0.5", "1"));
    assert_eq!(
        load("i.xml", item("i", &by_points, &interaction("")).as_bytes())
            .0
            .questions[0]
            .key
            .0,
        0b10
    );
    let fixed =
        interaction("shuffle=\"true\"").replace("identifier=\"y\"", "identifier=\"y\" fixed=\"true\"");
    let (bank, warnings) = load(
        "i.xml",
        item("i", &correct("<value>x</value>"), &fixed).as_bytes(),
    );
    assert!(bank.questions[0].keep_order);
    assert_eq!(warnings[0].problem.tag(), "fixed_option");
    let against = format!(
        "cardinality=\"single\"><correctResponse><value>x</value></correctResponse>{}",
        mapping("0", "1")
    );
    for (declaration, tag) in [
        (against, "contradicting_keys"),
        (correct("<value>z</value>"), "bad_key"),
        (correct("<value>x</value><value>y</value>"), "several_right"),
        (correct(""), "missing_key"),
        ("cardinality=\"ordered\">".to_owned(), "unsupported_kind"),
    ] {
        assert_eq!(
            tags("i.xml", item("i", &declaration, &interaction("")).as_bytes()),
            [(tag, None)],
            "{declaration}"
        );
    }
}

#[test]
fn other_interactions_are_told_by_name() {
    for (body, name) in [
        (
            "<extendedTextInteraction responseIdentifier=\"R\"/>".to_owned(),
            "extendedTextInteraction",
        ),
        (
            "<p><textEntryInteraction responseIdentifier=\"R\"/></p>".to_owned(),
            "textEntryInteraction",
        ),
        (interaction("").repeat(2), "choiceInteraction + choiceInteraction"),
    ] {
        let issues = read("i.xml", item("bài 1", &correct(""), &body).as_bytes()).expect_err("refused");
        assert!(issues[0].reason(Lang::Vi).contains(name), "{:?}", issues[0]);
        assert_eq!(issues[0].column.as_deref(), Some("bài 1: Loại câu hỏi"));
    }
}

fn manifest(resources: &str) -> String {
    format!("<manifest><resources>{resources}</resources></manifest>")
}

#[test]
fn packages_are_read_by_their_manifest() {
    let resource = |path: &str| {
        format!(
            "<resource identifier=\"r-{path}\" type=\"imsqti_item_xmlv2p1\" href=\"{path}\"><file href=\"{path}\"/></resource>"
        )
    };
    let test = "<assessmentTest title=\"Đề thi\"><testPart><assessmentSection title=\"Bầu cử\"><assessmentItemRef href=\"items/a.xml\"/></assessmentSection>\
        <assessmentSection title=\"Khiếu nại\"><assessmentItemRef href=\"items/b.xml\"/></assessmentSection></testPart></assessmentTest>";
    let one = item("same", &correct("<value>x</value>"), &interaction(""));
    let two = one.replace("Ai?", "Gì?");
    let listed = manifest(&format!(
        "<resource type=\"imsqti_test_xmlv2p1\" href=\"test.xml\"/>{}{}",
        resource("items/a.xml"),
        resource("items/b.xml")
    ));
    let package = zip(&[
        ("imsmanifest.xml", &listed),
        ("test.xml", test),
        ("items/a.xml", &one),
        ("items/b.xml", &two),
        ("other.xml", "<"),
    ]);
    let bank = load("goi.zip", &package).0;
    assert_eq!((&*bank.title, bank.questions.len()), ("Đề thi", 2));
    let found: Vec<(&str, &str)> = bank
        .questions
        .iter()
        .map(|question| (&*question.code, &*question.topic))
        .collect();
    assert_eq!(
        found,
        [("r-items/a.xml", "Bầu cử"), ("r-items/b.xml", "Khiếu nại")]
    );
    let broken = zip(&[
        ("imsmanifest.xml", &listed),
        ("test.xml", test),
        ("items/b.xml", "<a>"),
    ]);
    let (a, b) = (Some("items/a.xml".to_owned()), Some("items/b.xml".to_owned()));
    assert_eq!(tags("goi.zip", &broken), [("missing_part", a), ("bad_xml", b)]);
    for path in ["../a.xml", "/etc/passwd", "C:\\a.xml", "items/../../a.xml"] {
        let package = zip(&[("imsmanifest.xml", &manifest(&resource(path))), (path, &one)]);
        assert_eq!(tags("goi.zip", &package)[0].0, "unsafe_path", "{path}");
    }
    assert_eq!(
        tags("goi.zip", &zip(&[("a.xml", &one)])),
        [("missing_part", None)]
    );
    let canvas = manifest("<resource type=\"imsqti_xmlv1p2\"><file href=\"a.xml\"/></resource>");
    assert_eq!(
        tags("goi.zip", &zip(&[("imsmanifest.xml", &canvas)])),
        [("old_qti", None)]
    );
    assert_eq!(tags("goi.zip", b"PK"), [("damaged", None)]);
}
