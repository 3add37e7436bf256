//! Chromium through its driver: one driver for the run, a browser for each person of the story.

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

/// The longest that anything on a page may take, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// Returns what sticks out of the screen sideways with this letter spacing: how far the page does, and which elements
/// do. With the normal spacing, no card may need sideways scrolling either.
const OUTSIDE: &str = "
    const style = document.createElement('style');
    style.textContent = `* { letter-spacing: ${arguments[0]} !important; }`;
    document.head.append(style);
    const page = document.documentElement, width = page.clientWidth;
    const told = [];
    if (page.scrollWidth > width) {
        told.push(`${page.scrollWidth - width} px`);
        for (const element of document.body.querySelectorAll('*')) {
            const { right } = element.getBoundingClientRect();
            if (right > width + 0.5) told.push(`${element.localName}.${element.className} ends at ${right}`);
        }
    }
    if (arguments[0] === 'normal') {
        for (const card of document.body.querySelectorAll('.card')) {
            if (card.scrollWidth > card.clientWidth) told.push(`a card holds ${card.scrollWidth} px`);
        }
    }
    style.remove();
    return told;
";

/// chromedriver on a port of its own choice; it ends with the test.
pub(crate) struct Driver {
    process: Child,
    address: String,
    folder: tempfile::TempDir,
}

impl Driver {
    pub(crate) fn start() -> Driver {
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is not installed: run `scripts/setup test`");
        let output = BufReader::new(process.stdout.take().expect("its output"));
        let started = "started successfully on port ";
        let port = output
            .lines()
            .map_while(Result::ok)
            .find_map(|line| Some(line.split_once(started)?.1.trim_end_matches('.').to_owned()))
            .expect("chromedriver says its port");
        Driver {
            process,
            address: format!("http://127.0.0.1:{port}"),
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    /// Opens a browser with an empty profile, as wide and high as a phone or a laptop.
    pub(crate) async fn browser(&self, name: &str, (width, height): (u32, u32), phone: bool) -> Browser {
        let downloads = self.folder.path().join(name).join("downloads");
        std::fs::create_dir_all(&downloads).expect("a folder for downloads");
        let profile = self.folder.path().join(name).join("profile");
        let mut options = json!({
            "args": [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=vi",
                format!("--user-data-dir={}", profile.display()), format!("--window-size={width},{height}"),
            ],
            "prefs": {"download.default_directory": downloads, "download.prompt_for_download": false},
        });
        if phone {
            options["mobileEmulation"] = json!({"deviceMetrics": {"width": width, "height": height, "pixelRatio": 2.0, "touch": true}});
        }
        let capabilities = json!({"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}});
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.as_object().expect("an object").clone())
            .connect(&self.address)
            .await
            .expect("Chromium starts");
        let session = client.session_id().await.expect("a session").expect("its id");
        Browser {
            client,
            session: format!("{}/session/{session}", self.address),
            name: name.to_owned(),
            phone,
            profile,
            downloads,
            expected: Mutex::default(),
            is_closed: false,
        }
    }
}

impl Driver {
    /// Uses no client of the runtime, which may be gone by now. Returns when the driver closes the connection.
    fn shut_down(&self) -> std::io::Result<()> {
        let address = self.address.trim_start_matches("http://");
        let mut connection = TcpStream::connect(address)?;
        connection.set_read_timeout(Some(PATIENCE))?;
        write!(
            connection,
            "GET /shutdown HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
        )?;
        std::io::copy(&mut connection, &mut std::io::sink()).map(|_| ())
    }
}

impl Drop for Driver {
    /// A failed story has closed no browser, so the driver ends those that are left before it ends itself.
    fn drop(&mut self) {
        if self.shut_down().is_err() {
            let _ended = self.process.kill();
        }
        let _reaped = self.process.wait();
    }
}

/// One person's browser.
pub(crate) struct Browser {
    pub(super) client: Client,
    /// The driver's address of this session, for commands that WebDriver does not have.
    pub(super) session: String,
    name: String,
    phone: bool,
    profile: PathBuf,
    downloads: PathBuf,
    /// Parts of the errors in the console that belong to the story.
    pub(super) expected: Mutex<Vec<&'static str>>,
    is_closed: bool,
}

/// Returns the CSS selector of an element that is marked for tests.
pub(crate) fn mark(test: &str) -> String {
    format!("[data-test=\"{test}\"]")
}

impl Browser {
    pub(crate) async fn open(&self, url: &str) {
        self.client.goto(url).await.expect("the page");
    }

    pub(crate) async fn reload(&self) {
        self.client.refresh().await.expect("the page again");
    }

    /// Opens the page that is shown in another tab, and goes there.
    pub(crate) async fn open_again(&self) {
        let page = self.client.current_url().await.expect("an address");
        let tab = self.client.new_window(true).await.expect("a tab");
        self.client.switch_to_window(tab.handle).await.expect("the tab");
        self.open(page.as_str()).await;
    }

    /// Goes to a tab, counted from 0, once it has opened.
    pub(crate) async fn go_to_tab(&self, nth: usize) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let tabs = self.client.windows().await.expect("tabs");
            if let Some(tab) = tabs.get(nth) {
                return self.client.switch_to_window(tab.clone()).await.expect("the tab");
            }
            let late = tokio::time::Instant::now() > deadline;
            assert!(!late, "{}: tab {nth} does not open", self.name);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Waits until an element is there.
    pub(crate) async fn see(&self, css: &str) -> Element {
        self.see_within(PATIENCE, css).await
    }

    pub(crate) async fn see_within(&self, patience: Duration, css: &str) -> Element {
        match self
            .client
            .wait()
            .at_most(patience)
            .for_element(Locator::Css(css))
            .await
        {
            Ok(element) => element,
            Err(error) => {
                self.picture("failed").await;
                panic!("{}: {css} does not appear: {error}", self.name)
            }
        }
    }

    pub(crate) async fn count(&self, css: &str) -> usize {
        self.client
            .find_all(Locator::Css(css))
            .await
            .expect("a search")
            .len()
    }

    pub(crate) async fn texts(&self, css: &str) -> Vec<String> {
        let script = "return [...document.querySelectorAll(arguments[0])].map(e => e.innerText)";
        let texts = self
            .client
            .execute(script, vec![css.into()])
            .await
            .expect("texts");
        texts
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|t| t.as_str().map(str::to_owned))
            .collect()
    }

    /// Returns the content of a field.
    pub(crate) async fn value(&self, css: &str) -> String {
        self.see(css)
            .await
            .prop("value")
            .await
            .expect("a field")
            .unwrap_or_default()
    }

    pub(crate) async fn text(&self, css: &str) -> String {
        self.see(css).await;
        self.texts(css).await.into_iter().next().unwrap_or_default()
    }

    /// Waits until a condition on the page holds; `script` is a JavaScript expression.
    pub(crate) async fn until(&self, script: &str) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        let code = format!("return Boolean({script})");
        loop {
            if self
                .client
                .execute(&code, vec![])
                .await
                .is_ok_and(|held| held == Value::Bool(true))
            {
                return;
            }
            if tokio::time::Instant::now() > deadline {
                self.picture("failed").await;
                panic!("{}: never came true: {script}", self.name);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Scrolls an element into view, its upper end first.
    pub(crate) async fn show(&self, css: &str) {
        self.see(css).await;
        let script =
            "document.querySelector(arguments[0]).scrollIntoView({behavior: 'instant'}); scrollBy(0, -80)";
        self.client
            .execute(script, vec![css.into()])
            .await
            .expect("scrolled");
    }

    /// Presses a button or a link as a finger would: it must be in view and enabled.
    pub(crate) async fn press(&self, css: &str) {
        self.until(&format!(
            "document.querySelector({}) && !document.querySelector({0}).disabled",
            json!(css)
        ))
        .await;
        let script =
            "document.querySelector(arguments[0]).scrollIntoView({block: 'center', behavior: 'instant'})";
        self.client
            .execute(script, vec![css.into()])
            .await
            .expect("scrolled");
        if let Err(error) = self.see(css).await.click().await {
            self.picture("failed").await;
            panic!("{}: {css} cannot be pressed: {error}", self.name);
        }
    }

    pub(crate) async fn type_in(&self, css: &str, text: &str) {
        self.see(css).await.send_keys(text).await.expect("typed");
    }

    /// Saves a screenshot for people to look at. On a phone nothing may stick out sideways in any font, so the page is
    /// also checked with letters spaced so wide that even the widest fonts are narrower.
    pub(crate) async fn picture(&self, step: &str) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/screenshots");
        std::fs::create_dir_all(&folder).expect("a folder for screenshots");
        let png = self.client.screenshot().await.expect("a screenshot");
        std::fs::write(folder.join(format!("{step}-{}.png", self.name)), png).expect("written");
        if step == "failed" {
            eprintln!("{}: errors in the console: {:#?}", self.name, self.errors().await);
        }
        if !self.phone || step == "failed" {
            return;
        }
        for spacing in ["normal", "0.08em"] {
            let outside = self.client.execute(OUTSIDE, vec![spacing.into()]).await;
            assert_eq!(
                outside.expect("a width"),
                json!([]),
                "{}: {step} is wider than the screen, letter spacing {spacing}",
                self.name
            );
        }
    }

    /// Waits until a download is complete.
    pub(crate) async fn downloaded(&self, ending: &str) -> PathBuf {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let entries = std::fs::read_dir(&self.downloads)
                .expect("the folder")
                .flatten()
                .map(|entry| entry.path());
            if let Some(file) = entries
                .into_iter()
                .find(|path| path.extension().is_some_and(|e| e == ending))
            {
                return file;
            }
            assert!(
                tokio::time::Instant::now() < deadline,
                "{}: no .{ending} was downloaded",
                self.name
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Kills the browser as a phone does that runs out of memory: without a word to any page.
    pub(crate) fn kill(mut self) {
        let profile = format!("--user-data-dir={}", self.profile.display());
        let processes = std::fs::read_dir("/proc").expect("processes").flatten();
        for process in processes {
            let command = std::fs::read(process.path().join("cmdline")).unwrap_or_default();
            // Its other processes end with the first, or name the profile as well.
            if String::from_utf8_lossy(&command).contains(&profile) {
                let id = process.file_name().into_string().expect("a number");
                let killed = Command::new("kill").args(["-9", &id]).status();
                assert!(killed.is_ok(), "{id}");
            }
        }
        self.is_closed = true;
    }

    /// Forgets who is signed in, as if the session had run out.
    pub(crate) async fn lose_session(&self) {
        self.client.delete_all_cookies().await.expect("no cookies");
    }

    /// Ends the session, whose pages must have left no error in the console.
    pub(crate) async fn close(mut self) {
        let errors = self.errors().await;
        assert!(errors.is_empty(), "{}: {errors:#?}", self.name);
        self.is_closed = true;
        self.client.clone().close().await.expect("closed");
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let is_read = self.is_closed || std::thread::panicking();
        assert!(is_read, "{}: nobody has looked at its console", self.name);
    }
}
