//! The contestants: registered through the API before a run, and never counted in its figures.

use crate::http::{Answer, Client, NoAnswer, Sending};
use crate::target::Server;
use contest_core::ids::{AccountId, ContestId, UnitId};
use contest_core::time::Day;
use contest_core::wire::accounts::{Consent, Entry, Register, Session, SignIn};
use contest_core::wire::paths;
use http::{HeaderValue, Method, Uri};
use serde::Serialize;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;
use tokio::task::LocalSet;

/// The password of all of them; the server hashes it again for each.
pub const PASSWORD: &str = "mật khẩu của người thử tải 7";
/// Concurrent registrations; the server hashes passwords on few threads and makes the others wait.
const AT_A_TIME: usize = 64;
/// How long one may take: passwords are hashed on threads that run when nothing else wants the processor.
pub const PATIENCE: Duration = Duration::from_secs(300);
/// Tries before giving up on a registration.
const TRIES: u32 = 200;

/// A person with a session.
#[derive(Clone, Debug)]
pub struct Person {
    pub account: AccountId,
    pub login: String,
    /// The `Cookie` header.
    pub cookie: HeaderValue,
}

/// What people enter.
#[derive(Clone)]
pub struct Entering {
    pub contest: ContestId,
    pub consent_version: String,
    /// Assigned in turn; empty if the contest has none.
    pub units: Vec<UnitId>,
}

/// Why there are no contestants.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    #[error("registering a contestant: {0}")]
    NoAnswer(#[from] NoAnswer),
    #[error("registering a contestant: the server responded {0}: {1}")]
    Refused(u16, String),
    #[error("registering a contestant: {0}")]
    Unexpected(&'static str),
}

/// Registers `count` people whose phone numbers begin at `first`, and enters them in a contest.
pub async fn register(
    server: &Server,
    entering: &Entering,
    first: u32,
    count: u32,
) -> Result<Vec<Person>, RegisterError> {
    let waiting: Rc<RefCell<VecDeque<u32>>> = Rc::new(RefCell::new((first..first + count).collect()));
    let done = Rc::new(RefCell::new(Vec::with_capacity(count as usize)));
    let work = LocalSet::new();
    work.run_until(async {
        let workers: Vec<_> = (0..AT_A_TIME)
            .map(|_| {
                let (waiting, done) = (waiting.clone(), done.clone());
                let mut client = server.client().with_patience(PATIENCE);
                let entering = entering.clone();
                tokio::task::spawn_local(async move {
                    loop {
                        let Some(number) = waiting.borrow_mut().pop_front() else {
                            return Ok::<(), RegisterError>(());
                        };
                        let person = one(&mut client, &entering, number).await?;
                        done.borrow_mut().push(person);
                    }
                })
            })
            .collect();
        for worker in workers {
            worker
                .await
                .map_err(|_error| RegisterError::Unexpected("a task died"))??;
        }
        Ok::<_, RegisterError>(())
    })
    .await?;
    Ok(done.take())
}

async fn one(client: &mut Client, entering: &Entering, number: u32) -> Result<Person, RegisterError> {
    let unit = entering.units.get(number as usize % entering.units.len().max(1));
    let login = phone_number(number);
    let register = Register {
        name: name_of(number),
        date_of_birth: Day::new(1980 + (number % 25) as i16, 1 + (number % 12) as u8, 19)
            .ok_or(RegisterError::Unexpected("no such day"))?,
        phone: login.clone(),
        password: PASSWORD.to_owned(),
        consent: Consent {
            accepted: true,
            version: entering.consent_version.clone(),
        },
        guardian: None,
        entry: Some(Entry {
            contest: entering.contest,
            unit: unit.copied(),
        }),
    };
    let sending = post(paths::ACCOUNTS, &register)?;
    insist(client, &sending, login).await
}

/// Signs in somebody registered with the common password.
pub async fn sign_in(client: &mut Client, login: String) -> Result<Person, RegisterError> {
    let signing = SignIn {
        login: login.clone(),
        password: PASSWORD.to_owned(),
    };
    let sending = post(paths::SESSION, &signing)?;
    insist(client, &sending, login).await
}

/// Repeats the request until there is a session.
async fn insist(client: &mut Client, sending: &Sending<'_>, login: String) -> Result<Person, RegisterError> {
    for _ in 0..TRIES {
        let answer = client.exchange(sending).await?;
        match answer.status {
            200 | 201 => return person_of(login, &answer),
            429 | 503 => {
                // Shorter than requested: nobody is measured yet, and the server tells everybody the same.
                let pause = answer.retry_after().unwrap_or(Duration::from_secs(1));
                tokio::time::sleep(pause / 2).await;
            }
            status => {
                return Err(RegisterError::Refused(
                    status,
                    String::from_utf8_lossy(&answer.body).into(),
                ));
            }
        }
    }
    Err(RegisterError::Unexpected("the server stayed busy"))
}

fn post(path: &'static str, body: &impl Serialize) -> Result<Sending<'static>, RegisterError> {
    let body = serde_json::to_vec(body).map_err(|_error| RegisterError::Unexpected("not JSON"))?;
    Ok(Sending::json(Method::POST, Uri::from_static(path), None, body))
}

/// Returns the person whom a response with a session describes.
pub fn person_of(login: String, answer: &Answer) -> Result<Person, RegisterError> {
    let session: Session =
        serde_json::from_slice(&answer.body).map_err(|_error| RegisterError::Unexpected("no session"))?;
    Ok(Person {
        account: session.account,
        login,
        cookie: cookie_of(answer).ok_or(RegisterError::Unexpected("no cookie"))?,
    })
}

/// Returns the session cookie of a response in the form in which it is sent back.
pub fn cookie_of(answer: &Answer) -> Option<HeaderValue> {
    let set = answer.header("set-cookie")?;
    HeaderValue::from_str(set.split(';').next()?).ok()
}

/// Returns the n-th number of a range that no sample data uses.
fn phone_number(number: u32) -> String {
    format!("0{}", 700_000_000 + number)
}

/// Returns a name. Names have no digits, so the number is spelt out.
fn name_of(number: u32) -> String {
    const DIGITS: [&str; 10] = [
        "Không", "Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín",
    ];
    let spelt: Vec<&str> = number
        .to_string()
        .bytes()
        .map(|digit| DIGITS[usize::from(digit - b'0')])
        .collect();
    format!("Nguyễn {}", spelt.join(" "))
}
