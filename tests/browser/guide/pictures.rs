//! The pictures of the guide in `docs/huong-dan`, cut to what a step is about. They are taken only if `GUIDE_PICTURES`
//! names a folder; `scripts/huong-dan` does so.

use super::palette;
use crate::chrome::Browser;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Returns the box around the elements, the first of them scrolled to the upper end.
///
/// The address of a test is nobody's, so a likely one is shown in its place. Moments are shown as a browser in Viet Nam
/// does; this one may have no texts but the English.
const FRAME: &str = "
    const [parts, phone] = [arguments[0].map((css) => document.querySelector(css)), arguments[1]];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode;
        if (text.data.includes(location.origin)) {
            text.data = text.data.replaceAll(location.origin, 'https://thi.songxanh.example');
        }
    }
    for (const field of document.querySelectorAll('input[type=datetime-local]')) {
        const [day, time] = field.value.split('T');
        field.dataset.was = field.value;
        field.type = 'text';
        field.value = `${time} ${day.split('-').reverse().join('/')}`;
    }
    document.activeElement?.blur();
    const dialog = document.querySelector('dialog[open]');
    const space = dialog ? 0 : phone ? 4 : 10;
    if (!dialog) {
        // The bar at the upper end stays there.
        const bar = document.querySelector('header.top')?.offsetHeight ?? 0;
        const above = parts[0].getBoundingClientRect().top - space - bar;
        scrollBy({ top: above, behavior: 'instant' });
    }
    const boxes = parts.map((part) => part.getBoundingClientRect());
    const all = phone && !dialog;
    const left = all ? 0 : Math.max(0, Math.min(...boxes.map((box) => box.left)) - space);
    const right = all ? innerWidth : Math.min(innerWidth, Math.max(...boxes.map((box) => box.right)) + space);
    const top = Math.max(0, Math.min(...boxes.map((box) => box.top)) - space);
    const bottom = Math.min(innerHeight, Math.max(...boxes.map((box) => box.bottom)) + space);
    return { x: left + scrollX, y: top + scrollY, width: right - left, height: bottom - top, scale: 1 };
";

const RESTORE: &str = "
    for (const field of document.querySelectorAll('[data-was]')) {
        field.type = 'datetime-local';
        field.value = field.dataset.was;
        delete field.dataset.was;
    }
";

/// Waits for the end of movements, such as a dialog's that opens.
const STILL: &str = "document.getAnimations().every((one) => one.playState !== 'running')";

fn folder() -> Option<PathBuf> {
    std::env::var_os("GUIDE_PICTURES").map(PathBuf::from)
}

impl Browser {
    /// Takes the picture of a step, from the first of these elements to the last. A phone's is as wide as its screen.
    /// Whether the guide's pictures are wanted or not, nothing may stick out of a phone.
    pub(super) async fn illustrate(&self, name: &str, parts: &[&str]) {
        for css in parts {
            self.see(css).await;
        }
        self.picture(&format!("guide-{name}")).await;
        let Some(folder) = folder() else {
            return;
        };
        self.until(STILL).await;
        let phone = self.run("return innerWidth < 500").await;
        let clip = self.client.execute(FRAME, vec![json!(parts), phone]).await;
        let wanted = json!({"format": "png", "clip": clip.expect("a box")});
        let taken = self.devtools("Page.captureScreenshot", wanted).await;
        self.client.execute(RESTORE, vec![]).await.expect("restored");
        let png = match &taken["data"] {
            Value::String(data) => STANDARD.decode(data).expect("base64"),
            _ => panic!("no picture of {name}: {taken}"),
        };
        std::fs::create_dir_all(&folder).expect("a folder for pictures");
        std::fs::write(folder.join(format!("{name}.png")), palette::small(&png)).expect("written");
    }
}
