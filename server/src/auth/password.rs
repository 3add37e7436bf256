//! Passwords: Argon2id in a bounded number of threads, never on a thread that serves requests.

use crate::errors::{Answer, Refusal};
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use contest_core::wire::errors::ErrorCode;
use rand::RngExt;
use std::sync::{Arc, LazyLock};
use tokio::sync::Semaphore;

/// At most this many wait for each thread that checks; the rest are told to come back.
const WAITING_PER_WORKER: usize = 64;

#[derive(Clone)]
pub struct Passwords {
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

/// 19 MiB, two passes, one lane: OWASP's recommendation for Argon2id.
fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default())
}

/// A hash of nothing anybody knows: checked when the account does not exist, so that the time tells nothing.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now(&hex::encode(rand::rng().random::<[u8; 16]>())));

fn hash_now(password: &str) -> String {
    let salt: [u8; 16] = rand::rng().random();
    // Fails only for parameters that are constants here.
    argon2()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .unwrap_or_default()
}

impl Passwords {
    /// `workers` at a time; 0 is one a core.
    pub fn new(workers: usize) -> Passwords {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let workers = if workers == 0 { cores } else { workers };
        Passwords {
            running: Arc::new(Semaphore::new(workers)),
            waiting: Arc::new(Semaphore::new(workers * WAITING_PER_WORKER)),
        }
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Answer<T> {
        let _place = self
            .waiting
            .try_acquire()
            .map_err(|_full| Refusal::new(ErrorCode::TooManyRequests))?;
        let _turn = self.running.acquire().await.map_err(Refusal::internal)?;
        tokio::task::spawn_blocking(work).await.map_err(Refusal::internal)
    }

    pub async fn hash(&self, password: String) -> Answer<String> {
        let hash = self.run(move || hash_now(&password)).await?;
        if hash.is_empty() {
            Err(Refusal::internal("Argon2 gave no hash"))
        } else {
            Ok(hash)
        }
    }

    /// Whether the password belongs to the hash; without a hash (no such account) it takes as long and is false.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Answer<bool> {
        self.run(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| NOBODY.clone());
            argon2()
                .verify_password(password.as_bytes(), hash.as_str())
                .is_ok()
                && known
        })
        .await
    }
}
