//! What the people of the story do in their browsers.

use crate::chrome::{Browser, mark};
use crate::platform::PASSWORD;
use contest_core::questions::Bank;
use std::time::Duration;

/// Longer than the app gathers answers before it saves them.
const GATHERED: Duration = Duration::from_secs(60);

/// A person who takes part.
pub(crate) struct Person<'a> {
    pub(crate) name: &'a str,
    pub(crate) phone: &'a str,
}

impl Browser {
    /// Signs a member of staff in to the console.
    pub(crate) async fn sign_in_to_console(&self, url: &str, login: &str) {
        self.open(&format!("{url}/console/")).await;
        self.type_in("[name=login]", login).await;
        self.type_in("[name=password]", PASSWORD).await;
        self.press(&mark("sign-in-submit")).await;
        self.see(&mark("nav-contests")).await;
    }

    /// Goes from the contest's page through the form until the contestant has entered.
    pub(crate) async fn register(&self, url: &str, slug: &str, person: &Person<'_>) {
        self.open(&format!("{url}/thi/{slug}")).await;
        self.see(&mark("rules")).await;
        self.picture("10-contest").await;
        self.press(&mark("register")).await;
        self.see(&mark("register-form")).await;
        self.type_in("[name=name]", person.name).await;
        for (part, value) in [("day", "19"), ("month", "5"), ("year", "1990")] {
            self.type_in(&format!("[name={part}]"), value).await;
        }
        self.type_in("[name=phone]", person.phone).await;
        // A reload loses nothing but what is secret.
        self.reload().await;
        self.see(&mark("register-form")).await;
        assert_eq!(self.value("[name=name]").await, person.name);
        assert_eq!(self.value("[name=phone]").await, person.phone);
        self.type_in("[name=password]", PASSWORD).await;
        // Nothing is ticked or chosen beforehand; the form says what is missing.
        self.press(&mark("submit-registration")).await;
        self.until("document.querySelector('[data-test=\"consent-error\"]').innerText.length > 0")
            .await;
        self.type_in("[name=unit]", "binh minh").await;
        self.press(&mark("unit-row")).await;
        self.see(&mark("unit-chosen")).await;
        self.press("[name=consent]").await;
        self.picture("11-register").await;
        self.press(&mark("submit-registration")).await;
        self.see(&mark("ready")).await;
    }

    /// Signs a contestant in who has an account.
    pub(crate) async fn sign_in(&self, url: &str, phone: &str) {
        self.open(&format!("{url}/dang-nhap")).await;
        self.fill_in_sign_in(phone).await;
        self.see(&mark("account")).await;
    }

    pub(crate) async fn fill_in_sign_in(&self, phone: &str) {
        self.type_in("[name=login]", phone).await;
        self.type_in("[name=password]", PASSWORD).await;
        self.press(&mark("submit-sign-in")).await;
    }

    /// Chooses an option of a question, both counted from 1.
    pub(crate) async fn choose(&self, question: usize, option: usize) {
        self.go_to_question(question).await;
        self.press(&option_mark(option)).await;
    }

    /// Waits until an option of a question is chosen.
    pub(crate) async fn chosen(&self, question: usize, option: usize) {
        self.go_to_question(question).await;
        self.see(&format!("{} input:checked", option_mark(option))).await;
    }

    async fn go_to_question(&self, question: usize) {
        self.open_overview().await;
        self.press(&format!("{}:nth-of-type({question})", mark("overview-cell")))
            .await;
        self.see(&format!("[data-test=question][data-number=\"{question}\"]"))
            .await;
    }

    /// Opens the overview, which saves at once, and waits until the server has everything.
    pub(crate) async fn sync(&self) {
        self.open_overview().await;
        self.save_state("saved").await;
    }

    async fn open_overview(&self) {
        // After a reload, one of the two is there once the app is.
        let (shown, button) = (mark("overview"), mark("open-overview"));
        self.see(&format!("{shown}, {button}:enabled")).await;
        if self.count(&shown).await == 0 {
            self.press(&button).await;
        }
        self.see(&mark("overview")).await;
    }

    pub(crate) async fn start(&self) {
        self.press(&mark("ready")).await;
        self.see(&mark("facts")).await;
        self.press(&mark("start")).await;
        self.see(&mark("question")).await;
        // Nothing was answered, so nothing is said to be safe.
        assert_eq!(self.text(&mark("save-state")).await, "");
        self.picture("12-question").await;
    }

    /// Answers the question on the screen, with the key or with the first wrong option.
    pub(crate) async fn answer(&self, bank: &Bank, right: bool) {
        let stem = self.text(&mark("stem")).await;
        let question = bank
            .questions
            .iter()
            .find(|question| question.stem == stem.trim());
        let question = question.unwrap_or_else(|| panic!("not in the bank: {stem}"));
        let is_key = |text: &str| {
            let at = question
                .options
                .iter()
                .position(|option| text.ends_with(option.as_str()));
            question
                .key
                .contains(at.unwrap_or_else(|| panic!("not an option: {text}")))
        };
        let shown = self.texts(&mark("option")).await;
        let wanted: Vec<usize> = (0..shown.len())
            .filter(|n| is_key(shown[*n].trim()) == right)
            .collect();
        let many = if right { wanted.len() } else { 1 };
        for option in wanted.into_iter().take(many) {
            let nth = format!("label[data-test=option]:nth-of-type({})", option + 1);
            self.press(&nth).await;
        }
    }

    /// Answers this many questions, the given number of them correctly, and goes on to the next after each.
    pub(crate) async fn answer_next(
        &self,
        bank: &Bank,
        from: usize,
        right: impl Fn(usize) -> bool,
        to: usize,
    ) {
        for number in from..=to {
            self.see(&format!("[data-test=question][data-number=\"{number}\"]"))
                .await;
            self.answer(bank, right(number)).await;
            self.press(&mark("next")).await;
        }
    }

    /// Waits until the page shows this state of the answers. Saves are half a minute apart.
    pub(crate) async fn save_state(&self, state: &str) {
        self.see_within(GATHERED, &format!("[data-test=save-state][data-state={state}]"))
            .await;
    }

    /// Fills in the prediction, opens the overview, submits and waits for the receipt. Returns the receipt's code.
    pub(crate) async fn predict_and_submit(&self, prediction: &str) -> String {
        self.type_in("[name=prediction]", prediction).await;
        self.press(&mark("next")).await;
        self.see(&mark("overview")).await;
        self.picture("14-overview").await;
        self.press(&mark("submit")).await;
        self.press(&mark("confirm-submit")).await;
        let code = self.text(&mark("receipt-code")).await;
        self.picture("15-result").await;
        code
    }
}

fn option_mark(nth: usize) -> String {
    format!("label[data-test=option]:nth-of-type({nth})")
}
