//! What a person cannot do in a browser but a test can: cut the network, set the clock wrong, read the console.

use crate::chrome::Browser;
use serde_json::{Value, json};

impl Browser {
    /// Cuts or restores this browser's network.
    pub(crate) async fn network(&self, connected: bool) {
        self.expect_error("net::ERR_INTERNET_DISCONNECTED");
        let conditions = json!({"network_conditions":
            {"offline": !connected, "latency": 0, "download_throughput": -1, "upload_throughput": -1}});
        let url = format!("{}/chromium/network_conditions", self.session);
        let set = reqwest::Client::new()
            .post(url)
            .json(&conditions)
            .send()
            .await
            .expect("the driver");
        assert!(set.status().is_success(), "{:?}", set.text().await);
    }

    /// Allows errors in the console that contain this text: refusals that the story provokes.
    pub(crate) fn expect_error(&self, text: &'static str) {
        self.expected.lock().expect("unpoisoned").push(text);
    }

    /// Returns the errors that all pages of this browser have left in the console since they were last asked for:
    /// uncaught exceptions, panics of the app, and requests that failed.
    pub(super) async fn errors(&self) -> Vec<String> {
        let asked = reqwest::Client::new()
            .post(format!("{}/se/log", self.session))
            .json(&json!({"type": "browser"}))
            .send()
            .await
            .expect("the driver");
        let log: Value = asked.json().await.expect("a log");
        let entries = log["value"].as_array().expect("entries");
        let expected = self.expected.lock().expect("unpoisoned");
        entries
            .iter()
            .filter(|entry| entry["level"] == "SEVERE")
            .map(|entry| entry["message"].as_str().expect("a message").to_owned())
            .filter(|message| !expected.iter().any(|text| message.contains(text)))
            .collect()
    }

    /// Sends a command of Chromium's developer tools, and returns what it returns.
    pub(crate) async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let url = format!("{}/goog/cdp/execute", self.session);
        let body = json!({"cmd": command, "params": parameters});
        let done = reqwest::Client::new().post(url).json(&body).send().await;
        let done = done.expect("the driver");
        assert!(done.status().is_success(), "{:?}", done.text().await);
        let mut told: Value = done.json().await.expect("JSON");
        told["value"].take()
    }

    /// Runs a script at the beginning of every page from now on.
    pub(crate) async fn before_every_page(&self, script: &str) {
        let source = json!({ "source": script });
        self.devtools("Page.addScriptToEvaluateOnNewDocument", source)
            .await;
    }

    /// Sets the clock of this device ahead, or back if `hours` is below zero.
    pub(crate) async fn set_clock_ahead(&self, hours: i64) {
        let script = format!(
            "const Right = Date, ahead = {};
            Date = class extends Right {{
                constructor(...given) {{ given.length ? super(...given) : super(Right.now() + ahead); }}
                static now() {{ return Right.now() + ahead; }}
            }};",
            hours * 3_600_000
        );
        self.before_every_page(&script).await;
    }

    /// Runs JavaScript with `await` on the page and returns what it returns.
    pub(crate) async fn run(&self, body: &str) -> Value {
        let script = format!(
            "const done = arguments[0];
            (async () => {{ {body} }})().then(done, (error) => done({{ failed: String(error) }}));"
        );
        let told = self
            .client
            .execute_async(&script, vec![])
            .await
            .expect("the page");
        assert!(told["failed"].is_null(), "{told}");
        told
    }

    pub(crate) async fn go_back(&self) {
        self.client.back().await.expect("the page before");
    }

    pub(crate) async fn go_forward(&self) {
        let forward = self.client.forward().await;
        forward.expect("the page after");
    }
}
