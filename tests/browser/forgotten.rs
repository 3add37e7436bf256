//! Somebody has forgotten her password and sets another one with a code that comes by SMS.

use crate::chrome::{Browser, Driver, mark};
use crate::people::Person;
use crate::platform::{self, Platform};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc;
use std::time::Duration;

const PHONE: &str = "0912 345 692";
const NEW: &str = "hoa sen nở trắng 7";

/// Starts a gateway. Returns its address, and the messages as they come.
fn gateway() -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let (sent, messages) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut reader = BufReader::new(stream.try_clone().expect("a connection"));
            let (mut line, mut length) = (String::new(), 0);
            while reader.read_line(&mut line).expect("a line") > 2 {
                if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().expect("a length");
                }
                line.clear();
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).expect("a body");
            write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
            .expect("replied");
            if sent.send(String::from_utf8(body).expect("text")).is_err() {
                return;
            }
        }
    });
    (url, messages)
}

async fn next_code(messages: &mpsc::Receiver<String>) -> String {
    for _ in 0..200 {
        if let Ok(message) = messages.try_recv() {
            assert!(message.contains("+84912345692"), "{message}");
            let mut words = message.split(|c: char| !c.is_ascii_digit());
            return words.find(|word| word.len() == 6).expect("a code").to_owned();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no message came");
}

#[test]
fn a_forgotten_password_is_set_anew_with_a_code() {
    let driver = Driver::start();
    let (url, messages) = gateway();
    let settings = format!("gateway = \"http\"\ngateway_url = \"{url}\"\n");
    platform::with_platform(&settings, |platform| async move {
        Box::pin(story(&driver, &platform, &messages)).await;
    });
}

async fn story(driver: &Driver, platform: &Platform, messages: &mpsc::Receiver<String>) {
    let demo = thiluat::demo::prepare(&platform.state).await.expect("a contest");
    let lan = driver.browser("lan-forgotten", (390, 844), true).await;
    let other = driver.browser("other-forgotten", (320, 640), true).await;
    for browser in [&lan, &other] {
        // No code yet, a wrong one, and an ended session are refusals.
        browser.expect_error("the server responded with a status of 401");
        browser.expect_error("the server responded with a status of 403");
        browser.expect_error("the server responded with a status of 422");
    }
    let person = Person {
        name: "Nguyễn Thị Lan",
        phone: PHONE,
    };
    other.register(&platform.url, &demo.slug, &person).await;

    // From the sign-in page of a contest.
    lan.open(&format!("{}/dang-nhap?tiep=/thi/{}", platform.url, demo.slug))
        .await;
    // The number that she has typed goes along, though not in the address.
    lan.type_in("#login", "0912").await;
    lan.press(&mark("forgotten")).await;
    lan.see(&mark("ask-code")).await;
    assert_eq!(lan.value("#phone").await, "0912");
    lan.until("!location.href.includes('0912')").await;
    lan.type_in("#phone", "\u{E009}a\u{E000}\u{E017}").await;
    lan.picture("58-ask-code").await;
    lan.press(&mark("send-code")).await;
    has_focus(&lan, "phone").await;
    lan.type_in("#phone", "0912").await;
    lan.press(&mark("send-code")).await;
    lan.until("document.querySelector('#phone-error').innerText.includes('10 chữ số')")
        .await;
    has_focus(&lan, "phone").await;
    lan.type_in("#phone", "345692").await;
    lan.press(&mark("send-code")).await;
    lan.see(&mark("set-password")).await;
    has_focus(&lan, "code").await;
    lan.see(&mark("again-in")).await;
    let code = next_code(messages).await;

    // She has looked at the message, and the browser has forgotten the page meanwhile.
    lan.reload().await;
    lan.see(&mark("set-password")).await;
    lan.until("document.querySelector('[data-test=\"set-password\"]').innerText.includes('0912345692')")
        .await;
    let attributes = "(() => { const code = document.querySelector('#code'), word = document.querySelector('#new-password'); \
        return [code.inputMode, code.autocomplete, word.autocomplete, word.type].join() === \
        'numeric,one-time-code,new-password,password'; })()";
    lan.until(attributes).await;
    lan.picture("59-set-password").await;

    // Wrong at first, which is told at the field.
    let wrong = format!("{:06}", (code.parse::<u32>().expect("a number") + 1) % 1_000_000);
    lan.type_in("#code", &wrong).await;
    lan.type_in("#new-password", NEW).await;
    lan.press(&mark("submit-password")).await;
    lan.until("document.querySelector('#code-error').innerText.length > 0")
        .await;
    has_focus(&lan, "code").await;
    lan.picture("60-wrong-code").await;
    // Pasted from the message, with a space.
    let pasted = format!("{} {}", &code[..3], &code[3..]);
    let paste = format!(
        "(() => {{ const field = document.querySelector('#code'); field.focus(); field.select(); \
         return document.execCommand('insertText', false, '{pasted}'); }})()"
    );
    lan.until(&paste).await;
    lan.press(&mark("submit-password")).await;
    lan.see(&mark("password-set")).await;
    lan.picture("61-password-set").await;
    lan.until("document.querySelector('[data-test=\"account\"] .who').innerText === 'Thị Lan'")
        .await;
    lan.press("[data-test=\"password-set\"] .button").await;
    lan.until(&format!("location.pathname === '/thi/{}'", demo.slug))
        .await;

    // The other device has to sign in again. Another code can be asked for once the countdown is over.
    other.reload().await;
    other.see(&mark("sign-in-link")).await;
    other
        .open(&format!("{}/quen-mat-khau?tiep=/thi/{}", platform.url, demo.slug))
        .await;
    other.see(&mark("ask-code")).await;
    other.type_in("#phone", "0912345692").await;
    other.press(&mark("send-code")).await;
    other.see(&mark("again-in")).await;
    other.picture("59-set-password").await;
    // Asked again too soon, nothing is sent, and so nothing is promised. What is typed stays when another is sent.
    platform.state.clock.advance(45_000);
    other.press(&mark("other-number")).await;
    other.see(&mark("ask-code")).await;
    other.type_in("#phone", "0912345692").await;
    other.press(&mark("send-code")).await;
    other
        .until("document.querySelector('[data-test=sent]')?.innerText.startsWith('Chưa gửi thêm tin nhắn')")
        .await;
    other.see(&mark("again-in")).await;
    other.picture("59-too-soon").await;
    other.type_in("#new-password", NEW).await;
    other.see(&mark("again")).await;
    platform.state.clock.advance(1_000);
    other.press(&mark("again")).await;
    other
        .until("document.querySelector('[data-test=sent]').innerText.startsWith('Nếu số')")
        .await;
    assert_eq!(other.value("#new-password").await, NEW);
    other.press(&mark("other-number")).await;
    other.see(&mark("ask-code")).await;
    for browser in [lan, other] {
        browser.close().await;
    }
}

async fn has_focus(browser: &Browser, id: &str) {
    browser
        .until(&format!("document.activeElement.id === '{id}'"))
        .await;
}
