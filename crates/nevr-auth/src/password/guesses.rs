//! How often passwords of one account were tried in vain, wherever the tries came from.

use std::{
    collections::HashMap,
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use nevr_core::rate_limit::Fingerprint;

/// The tries in vain that cost nothing but themselves, in [`WINDOW`].
const FREE: u32 = 10;
/// The time in which they are counted.
const WINDOW: Duration = Duration::from_mins(10);
/// The longest wait before the next try. It is short enough for an owner to come back after it.
const LONGEST_WAIT: Duration = Duration::from_mins(5);
/// The time after the last try in which the waits of an account go on growing.
const MEMORY: Duration = Duration::from_hours(1);
/// How many accounts are counted: this many twice, the older half of which is forgotten at a time.
const CAPACITY: usize = 50_000;

/// Tries of passwords by e-mail address, whether or not it has an account.
///
/// Ten tries in ten minutes are free. Each further one must wait: a second, then two, then four, up to
/// five minutes. A try counts from its beginning, so that many at once are no way around, and the
/// password that is right clears the count. A client from which the owner has signed in before has a
/// count of its own, so that others who guess don't keep the owner out.
///
/// Moments are those of the monotonic clock. An address that is not tried for an hour is forgotten.
#[derive(Debug, Default)]
pub(crate) struct Guesses(Mutex<Generations>);

/// Two halves, so that the memory is bounded and what was used last stays longest.
#[derive(Debug, Default)]
struct Generations {
    new: HashMap<Fingerprint, Tries>,
    old: HashMap<Fingerprint, Tries>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Tries {
    count: u32,
    first: Duration,
    last: Duration,
    /// No try is allowed before.
    not_before: Duration,
}

/// A try that has begun. It counts as one in vain unless its end is told.
pub(crate) struct Guess<'a> {
    guesses: &'a Guesses,
    /// The count of the client, if the owner has signed in from it before.
    client: Fingerprint,
    /// The count that the try is in: the client's or that of the address.
    key: Fingerprint,
}

impl Guesses {
    /// Begins a try of a password for an e-mail address in its canonical form, sent by the client of
    /// this name. Returns how long to wait if it comes too early.
    pub(crate) fn begin(
        &self,
        email: &str,
        client: &str,
        now: Duration,
    ) -> Result<Guess<'_>, Duration> {
        let client = Fingerprint::of(&format!("{client} {email}"));
        let email = Fingerprint::of(email);
        let mut generations = self.lock();
        let known = generations.get(client).is_some();
        let key = if known { client } else { email };
        let mut tries = generations.get(key).unwrap_or_default().at(now);
        if now < tries.not_before {
            return Err(tries.not_before.saturating_sub(now));
        }
        tries.count += 1;
        tries.last = now;
        tries.not_before = now + wait_after(tries.count);
        generations.set(key, tries);
        Ok(Guess { guesses: self, client, key })
    }

    /// Nothing panics while it holds the lock, so what it guards is whole even if it is poisoned.
    fn lock(&self) -> MutexGuard<'_, Generations> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Guess<'_> {
    /// Ends a try with the right password: its count is cleared, and the client is known.
    pub(crate) fn was_right(self) {
        let mut generations = self.guesses.lock();
        generations.remove(self.key);
        generations.set(self.client, Tries::default());
    }

    /// Ends a try whose password was not compared, because the server failed: it does not count.
    pub(crate) fn was_not_compared(self) {
        let mut generations = self.guesses.lock();
        if let Some(mut tries) = generations.get(self.key) {
            tries.count = tries.count.saturating_sub(1);
            tries.not_before = tries.not_before.min(tries.last);
            generations.set(self.key, tries);
        }
    }
}

impl Tries {
    /// Returns what counts of the tries now.
    fn at(self, now: Duration) -> Self {
        let forgotten =
            if self.count < FREE { now >= self.first + WINDOW } else { now >= self.last + MEMORY };
        if self.count == 0 || forgotten { Self { first: now, ..Self::default() } } else { self }
    }
}

/// Returns the wait after so many tries in vain.
fn wait_after(tries: u32) -> Duration {
    let Some(doublings) = tries.checked_sub(FREE) else { return Duration::ZERO };
    Duration::from_secs(1_u64.checked_shl(doublings).unwrap_or(u64::MAX)).min(LONGEST_WAIT)
}

impl Generations {
    fn get(&self, key: Fingerprint) -> Option<Tries> {
        self.new.get(&key).or_else(|| self.old.get(&key)).copied()
    }

    fn set(&mut self, key: Fingerprint, tries: Tries) {
        if self.new.len() >= CAPACITY {
            self.old = mem::take(&mut self.new);
        }
        self.new.insert(key, tries);
    }

    fn remove(&mut self, key: Fingerprint) {
        self.new.remove(&key);
        self.old.remove(&key);
    }
}
