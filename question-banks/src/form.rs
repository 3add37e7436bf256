//! One question from a form: the same rules as for files, with the paths of the form's fields.

use crate::draft::{Draft, Naming, Place};
use crate::duplicates::content_of;
use crate::fields::Field;
use crate::issue::{Issue, Issues, Problem};
use crate::text::{clean, clean_line};
use crate::{check, codes, keys};
use contest_core::questions::Question;
use contest_core::wire::workbench::QuestionForm;

/// Checks a question that is to stand in a bank beside `others`. The column of an issue is the path of its field.
///
/// # Errors
/// Returns everything that is wrong with the form.
pub fn check_form(form: &QuestionForm, others: &[&Question]) -> Result<Question, Vec<Issue>> {
    let place = Place {
        sheet: None,
        row: 1,
        naming: Naming::Form,
    };
    let mut issues = Issues::default();
    let draft = draft(form, others, place.clone());
    let code = draft.code.clone().unwrap_or_default();
    if others.iter().any(|other| other.code == code) {
        issues.push(place.issue(Field::Code, Problem::CodeTaken { code }));
    }
    let checked = check::question(draft, 1, &mut issues);
    if let Some(question) = &checked {
        let content = content_of(question);
        if let Some(same) = others.iter().find(|other| content_of(other) == content) {
            let code = same.code.clone();
            issues.push(place.issue(Field::Stem, Problem::SameQuestion { code }));
        }
    }
    match checked {
        Some(question) if issues.is_empty() => Ok(question),
        _ => Err(issues.into_sorted(&[])),
    }
}

fn draft(form: &QuestionForm, others: &[&Question], place: Place) -> Draft {
    let mut options: Vec<String> = form.options.iter().map(|option| clean(option)).collect();
    let filled = options.iter().rposition(|option| !option.is_empty());
    options.truncate(filled.map_or(0, |last| last + 1));
    let code = Some(clean_line(&form.code)).filter(|code| !code.is_empty());
    let basis = &form.legal_basis;
    Draft {
        code: code.or_else(|| Some(codes::next(others.iter().map(|other| other.code.as_str())))),
        topic: clean_line(&form.topic),
        difficulty: form.difficulty,
        kind: form.kind,
        credit: form.credit,
        stem: clean(&form.stem),
        options,
        key: keys::letters(form.key).join(","),
        keep_order: form.keep_order,
        explanation: clean(&form.explanation),
        law: clean_line(&basis.law),
        article: clean_line(&basis.article),
        clause: clean_line(&basis.clause),
        point: clean_line(&basis.point),
        link: clean_line(&basis.link),
        ..Draft::at(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contest_core::questions::{OptionSet, QuestionKind};
    use contest_core::wire::workbench::BasisForm;

    fn form(stem: &str, options: &[&str], key: u8) -> QuestionForm {
        QuestionForm {
            stem: stem.into(),
            options: options.iter().map(|option| (*option).into()).collect(),
            key: OptionSet(key),
            ..QuestionForm::default()
        }
    }

    fn paths(form: &QuestionForm, others: &[&Question]) -> Vec<(String, &'static str)> {
        let issues = check_form(form, others).err().unwrap_or_default();
        issues
            .into_iter()
            .map(|issue| (issue.column.unwrap_or_default(), issue.problem.tag()))
            .collect()
    }

    #[test]
    fn a_form_is_checked_like_a_row() {
        let good = form("  Ai  có quyền?", &["Công dân", "Tổ chức", ""], 1);
        let question = check_form(&good, &[]).expect("it is sound");
        assert_eq!(
            (question.code.as_str(), question.stem.as_str()),
            ("C001", "Ai có quyền?")
        );
        assert_eq!(question.kind, QuestionKind::Single);
        let again = check_form(&good, &[&question]);
        assert_eq!(again.expect_err("the same")[0].problem.tag(), "same_question");
        let from = check_form(&QuestionForm::from(&question), &[]);
        assert_eq!(from.as_ref(), Ok(&question), "what is read is what was written");

        let mut taken = form("Ai nữa?", &["Công dân", "Tổ chức"], 2);
        taken.code = question.code.clone();
        assert_eq!(paths(&taken, &[&question]), [("code".into(), "code_taken")]);
        for (wrong, path, tag) in [
            (form("", &["Có", "Chưa"], 1), "stem", "empty_stem"),
            (form("Hỏi?", &["Có"], 1), "options.1", "few_options"),
            (form("Hỏi?", &["Có", "", "Chưa"], 1), "options.1", "option_gap"),
            (form("Hỏi?", &["Có", "có"], 1), "options.1", "equal_options"),
            (form("Hỏi?", &["Có", "Chưa"], 0), "key", "missing_key"),
            (form("Hỏi?", &["Có", "Chưa"], 4), "key", "key_outside"),
        ] {
            assert_eq!(paths(&wrong, &[]), [(path.into(), tag)], "{wrong:?}");
        }
        let mut basis = form("Hỏi?", &["Có", "Chưa"], 1);
        basis.legal_basis = BasisForm {
            article: "5".into(),
            link: "vbpl.vn".into(),
            ..BasisForm::default()
        };
        assert_eq!(
            paths(&basis, &[]),
            [
                ("legal_basis.link".into(), "bad_link"),
                ("legal_basis.law".into(), "basis_without_law")
            ]
        );
    }
}
