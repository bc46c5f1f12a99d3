//! The limiter under many threads at once.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use futures_util::FutureExt as _;
use nevr_config::Window;
use nevr_core::{
    client::ClientAddress,
    rate_limit::{Decision, Key, Limiter, PerClient, Rule, Subject},
};
use nevr_schema::env::{Clock, Env, Timestamp};

/// A clock that tests advance, and that panics when told to.
#[derive(Clone, Default)]
struct Dial {
    millis: Arc<AtomicU64>,
    broken: Arc<AtomicBool>,
}

impl Clock for Dial {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(0)
    }
    fn monotonic(&self) -> Duration {
        assert!(!self.broken.load(Ordering::Relaxed), "the clock is broken");
        Duration::from_millis(self.millis.load(Ordering::Relaxed))
    }
}

fn limiter(capacity: usize) -> (Limiter, Dial) {
    let dial = Dial::default();
    (Limiter::new(Env::new(dial.clone()), capacity), dial)
}

fn rule(max: u32, millis: u64) -> Arc<Rule> {
    let window = Window::new(Duration::from_millis(millis), max).unwrap();
    Arc::new(Rule::new("auth.signIn", window).unwrap())
}

fn user(rule: &Arc<Rule>, id: &str) -> Key {
    Key::new(rule, Subject::user(id))
}

fn is_allowed(limiter: &Limiter, keys: &[Key]) -> bool {
    let decision = limiter.check(keys).now_or_never().expect("memory answers at once");
    matches!(decision, Decision::Allowed(_))
}

#[test]
fn threads_together_get_no_more_than_the_maximum() {
    let (limiter, _) = limiter(2_000);
    let address = ClientAddress::new("2001:db8::1".parse().unwrap());
    let keys: Vec<_> = PerClient::new(&rule(50, 60_000)).keys(address).collect();
    let backwards: Vec<_> = keys.iter().rev().cloned().collect();
    let count = |keys: &[Key]| (0..200).filter(|_| is_allowed(&limiter, keys)).count();
    let allowed: usize = thread::scope(|scope| {
        let orders = [&keys, &backwards, &keys, &backwards];
        let threads = orders.map(|keys| scope.spawn(|| count(keys)));
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(allowed, 50);
}

/// The keys of the long rule move from the overflow into the table while they are counted.
#[test]
fn threads_of_a_full_table_get_no_more_than_the_maximum() {
    for _ in 0..20 {
        let (limiter, dial) = limiter(2);
        let (short, long) = (rule(1, 10), rule(300, 1_000_000));
        assert!(is_allowed(&limiter, &[user(&short, "a"), user(&short, "b")]));
        let keys = ["c", "d"].map(|id| [user(&long, id)]);
        let count = |keys: &[Key]| (0..400).filter(|_| is_allowed(&limiter, keys)).count();
        let count = &count;
        let allowed = thread::scope(|scope| {
            let threads = [0, 1, 0, 1].map(|at| {
                let keys = &keys[at];
                (at, scope.spawn(move || count(keys)))
            });
            dial.millis.store(10, Ordering::Relaxed);
            let mut allowed = [0; 2];
            for (at, thread) in threads {
                allowed[at] += thread.join().unwrap();
            }
            allowed
        });
        // A key takes over what the overflow counted for both: never more than 300, maybe less.
        assert!(allowed.iter().all(|allowed| *allowed <= 300), "{allowed:?}");
        assert!(allowed.iter().sum::<usize>() >= 300, "{allowed:?}");
        assert!(limiter.tracked() <= 2);
    }
}

#[test]
fn expiring_keys_lose_no_count_under_threads() {
    let (limiter, dial) = limiter(4);
    let rule = rule(1, 1);
    let keys: Vec<_> = (0..8).map(|n| [user(&rule, &n.to_string())]).collect();
    for millis in 1..200 {
        dial.millis.store(millis, Ordering::Relaxed);
        let allowed = thread::scope(|scope| {
            let ask = || keys.iter().map(|key| u8::from(is_allowed(&limiter, key))).collect();
            let threads = [scope.spawn(ask), scope.spawn(ask)];
            threads.map(|thread| -> Vec<u8> { thread.join().unwrap() })
        });
        for (first, second) in allowed[0].iter().zip(&allowed[1]) {
            assert!(first + second <= 1, "{allowed:?} at {millis}");
        }
        assert!(limiter.tracked() <= 4);
    }
}

/// A clock that sends a request of its own the next time it is read after it was armed.
#[derive(Clone, Default)]
struct Interrupting {
    dial: Dial,
    armed: Arc<AtomicBool>,
    request: Arc<OnceLock<(Limiter, Key)>>,
}

impl Clock for Interrupting {
    fn now(&self) -> Timestamp {
        self.dial.now()
    }
    fn monotonic(&self) -> Duration {
        if let Some((limiter, key)) = self.request.get()
            && self.armed.swap(false, Ordering::Relaxed)
        {
            assert!(is_allowed(limiter, std::slice::from_ref(key)));
        }
        self.dial.monotonic()
    }
}

#[test]
fn an_expired_key_that_is_being_counted_keeps_its_bucket() {
    let clock = Interrupting::default();
    let rule = rule(1, 10);
    let known = [user(&rule, "known")];
    let request = (Limiter::new(Env::new(clock.clone()), 1), user(&rule, "new"));
    let (limiter, _) = clock.request.get_or_init(|| request);
    assert!(is_allowed(limiter, &known));
    clock.dial.millis.store(10, Ordering::Relaxed);
    clock.armed.store(true, Ordering::Relaxed);
    assert!(is_allowed(limiter, &known), "the new key looks for room meanwhile");
    assert!(!clock.armed.load(Ordering::Relaxed));
    assert!(!is_allowed(limiter, &known));
}

#[test]
fn a_panic_while_counting_closes_the_limiter_for_no_one() {
    let (limiter, dial) = limiter(1);
    let rule = rule(1, 1_000);
    let (known, new) = ([user(&rule, "known")], [user(&rule, "new")]);
    assert!(is_allowed(&limiter, &known));
    dial.broken.store(true, Ordering::Relaxed);
    for keys in [&known, &new] {
        catch_unwind(AssertUnwindSafe(|| is_allowed(&limiter, keys))).unwrap_err();
    }
    dial.broken.store(false, Ordering::Relaxed);
    assert!(!is_allowed(&limiter, &known));
    assert!(is_allowed(&limiter, &new), "in the overflow");
    dial.millis.store(1_000, Ordering::Relaxed);
    assert!(is_allowed(&limiter, &known));
}
