//! Passwords: Argon2id on dedicated threads that run only when nothing else wants the processor. A storm of sign-ins
//! takes only what running attempts leave over.

use crate::errors::{AppResult, Refusal};
use crate::long_work::give_way;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use contest_core::wire::errors::ErrorCode;
use rand::RngExt;
use std::sync::{Arc, LazyLock, Mutex, PoisonError, mpsc};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use unicode_normalization::UnicodeNormalization;

/// At most this many requests queue for each thread, for about half a second; others wait in the waiting room.
const WAITING_PER_WORKER: usize = 32;
/// Roughly how long one password takes when nothing else wants the processor.
const ONE_PASSWORD: Duration = Duration::from_millis(15);
/// Passwords queued longer than this are hashed even while something else uses the whole processor.
const PATIENCE: Duration = Duration::from_secs(3);
/// The starts of such late jobs are at least this far apart, so they cost 6 % of a core.
const BETWEEN_LATE_JOBS: Duration = Duration::from_millis(250);
/// Runs on the thread that takes it first.
type Job = Arc<Mutex<Option<Box<dyn FnOnce() + Send>>>>;

/// A handle on the threads, which end when the last handle is dropped.
#[derive(Clone)]
pub struct Passwords {
    jobs: mpsc::Sender<Job>,
    late_jobs: mpsc::Sender<Job>,
    slots: Arc<Semaphore>,
    all_slots: usize,
}

/// A slot for one password: see [`Passwords::reserve`]. Given back when the work is done.
pub struct HashingSlot(#[expect(dead_code, reason = "held for its end")] OwnedSemaphorePermit);

/// 19 MiB, two passes, one lane: OWASP's recommendation for Argon2id.
fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default())
}

/// The hash of a random password, checked when the account does not exist, so that the time reveals nothing.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now(&hex::encode(rand::rng().random::<[u8; 16]>())));

fn hash_now(password: &str) -> String {
    let salt: [u8; 16] = rand::rng().random();
    let hash = argon2().hash_password_with_salt(password.as_bytes(), &salt);
    hash.expect("the parameters are constants that Argon2 takes")
        .to_string()
}

/// Returns the password in NFC: `ậ` is one character from some keyboards and three from others, and somebody who
/// registers on a phone may sign in on a computer.
fn composed(password: &str) -> String {
    password.nfc().collect()
}

fn verified(password: &str, hash: &str) -> bool {
    let is_right = |password: &str| argon2().verify_password(password.as_bytes(), hash).is_ok();
    let composed = composed(password);
    // Earlier releases hashed what was typed.
    is_right(&composed) || (composed != password && is_right(password))
}

impl Passwords {
    /// Starts `workers` threads, or one for two cores if that is 0. No more than that: each needs 19 MiB, which it
    /// evicts from the caches that running attempts share.
    pub fn new(workers: usize) -> Passwords {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let workers = if workers == 0 { cores.div_ceil(2) } else { workers };
        let (jobs, taken) = mpsc::channel::<Job>();
        let taken = Arc::new(Mutex::new(taken));
        for _ in 0..workers {
            let taken = taken.clone();
            std::thread::spawn(move || work_when_idle(&taken));
        }
        let (late_jobs, taken_late) = mpsc::channel::<Job>();
        std::thread::spawn(move || work_now_and_then(&taken_late));
        let all_slots = workers * WAITING_PER_WORKER;
        Passwords {
            jobs,
            late_jobs,
            slots: Arc::new(Semaphore::new(all_slots)),
            all_slots,
        }
    }

    /// Returns whether all slots are taken.
    pub(crate) fn is_full(&self) -> bool {
        self.slots.available_permits() == 0
    }

    /// Returns how long it takes until all slots in use are free, as long as nothing else needs the processor.
    pub(crate) fn queued(&self) -> Duration {
        let taken = self.all_slots - self.slots.available_permits();
        ONE_PASSWORD * (taken * WAITING_PER_WORKER / self.all_slots) as u32
    }

    /// Reserves a slot for one password. Refuses with `unavailable` if all are taken.
    pub fn reserve(&self) -> AppResult<HashingSlot> {
        let taken = self.slots.clone().try_acquire_owned();
        taken
            .map(HashingSlot)
            .map_err(|_full| ErrorCode::Unavailable.into())
    }

    async fn run<T: Send + 'static>(
        &self,
        slot: HashingSlot,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> AppResult<T> {
        let (done, mut heard) = oneshot::channel();
        let task = move || {
            let outcome = work();
            drop(slot);
            // The request may be gone; its slot was taken until the work was done in any case.
            let _gone = done.send(outcome);
        };
        let job: Job = Arc::new(Mutex::new(Some(Box::new(task))));
        self.jobs.send(job.clone()).map_err(Refusal::internal)?;
        if let Ok(in_time) = tokio::time::timeout(PATIENCE, &mut heard).await {
            return in_time.map_err(Refusal::internal);
        }
        self.late_jobs.send(job).map_err(Refusal::internal)?;
        heard.await.map_err(Refusal::internal)
    }

    pub async fn hash(&self, password: String) -> AppResult<String> {
        let slot = self.reserve()?;
        self.hash_in(slot, password).await
    }

    /// As [`hash`](Self::hash), in a slot that was reserved before.
    pub(crate) async fn hash_in(&self, slot: HashingSlot, password: String) -> AppResult<String> {
        let hash = self.run(slot, move || hash_now(&composed(&password))).await?;
        if hash.is_empty() {
            Err(Refusal::internal("Argon2 gave no hash"))
        } else {
            Ok(hash)
        }
    }

    /// Returns whether the password belongs to the hash; false, after as long, if there is no hash (no such account).
    pub(crate) async fn verify(
        &self,
        slot: HashingSlot,
        password: String,
        hash: Option<String>,
    ) -> AppResult<bool> {
        self.run(slot, move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| NOBODY.clone());
            verified(&password, &hash) && known
        })
        .await
    }
}

fn work_when_idle(jobs: &Mutex<mpsc::Receiver<Job>>) {
    if let Err(error) = give_way() {
        tracing::debug!(?error, "passwords are checked at the common priority");
    }
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match job {
            Ok(job) => drop(take(&job).map(|work| work())),
            Err(mpsc::RecvError) => return,
        }
    }
}

fn work_now_and_then(late_jobs: &mpsc::Receiver<Job>) {
    for job in late_jobs {
        if let Some(work) = take(&job) {
            work();
            std::thread::sleep(BETWEEN_LATE_JOBS);
        }
    }
}

fn take(job: &Job) -> Option<Box<dyn FnOnce() + Send>> {
    job.lock().unwrap_or_else(PoisonError::into_inner).take()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn keyboards_may_compose_letters_differently() {
        let passwords = Passwords::new(1);
        let one: String = "mật khẩu".nfc().collect();
        let several: String = "mật khẩu".nfd().collect();
        let is_right = async |password: &str, hash: &str| {
            let slot = passwords.reserve().expect("a slot");
            let checked = passwords.verify(slot, password.to_owned(), Some(hash.to_owned()));
            checked.await.expect("checked")
        };
        for typed in [&one, &several] {
            let hash = passwords.hash(typed.clone()).await.expect("a hash");
            assert!(is_right(&one, &hash).await && is_right(&several, &hash).await);
            assert!(!is_right("mat khau", &hash).await);
        }
        let of_an_earlier_release = hash_now(&several);
        assert!(is_right(&several, &of_an_earlier_release).await);
    }

    #[tokio::test]
    async fn a_password_is_checked_even_if_the_processor_is_never_idle() {
        let mut passwords = Passwords::new(1);
        // No thread takes these jobs, as if the processor were never idle.
        let (jobs, _never_taken) = mpsc::channel();
        passwords.jobs = jobs;
        let hash = passwords.hash("mật khẩu".into()).await.expect("a hash");
        let slot = passwords.reserve().expect("a slot");
        let is_right = passwords.verify(slot, "mật khẩu".into(), Some(hash)).await;
        assert!(is_right.expect("checked"));
        assert_eq!(passwords.queued(), Duration::ZERO);
    }
}
