//! The limiter: what it allows, what it reports and how much it keeps.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use futures_util::FutureExt as _;
use nevr_config::{InvalidWindow, Window};
use nevr_core::{
    client::ClientAddress,
    rate_limit::{
        Decision, Key, Limiter, PerClient, Rule, State, Storage, StorageError, Subject, headers,
    },
};
use nevr_schema::env::{Clock, Env, Timestamp};

/// A clock whose monotonic time and wall time tests set separately.
#[derive(Clone, Default)]
pub(crate) struct Dial {
    millis: Arc<AtomicU64>,
    wall: Arc<AtomicI64>,
}

impl Dial {
    pub(crate) fn advance(&self, millis: u64) {
        self.millis.fetch_add(millis, Ordering::Relaxed);
    }
}

impl Clock for Dial {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.wall.load(Ordering::Relaxed))
    }
    fn monotonic(&self) -> Duration {
        Duration::from_millis(self.millis.load(Ordering::Relaxed))
    }
}

pub(crate) fn limiter(capacity: usize) -> (Limiter, Dial) {
    let dial = Dial::default();
    (Limiter::new(Env::new(dial.clone()), capacity), dial)
}

pub(crate) fn rule(max: u32, millis: u64) -> Arc<Rule> {
    let window = Window::new(Duration::from_millis(millis), max).unwrap();
    Arc::new(Rule::new("auth.signIn", window).unwrap())
}

pub(crate) fn user(rule: &Arc<Rule>, id: &str) -> Key {
    Key::new(rule, Subject::user(id))
}

pub(crate) fn check(limiter: &Limiter, keys: &[Key]) -> Decision {
    limiter.check(keys).now_or_never().expect("memory answers at once")
}

pub(crate) fn is_allowed(limiter: &Limiter, key: &Key) -> bool {
    matches!(check(limiter, std::slice::from_ref(key)), Decision::Allowed(_))
}

fn state(decision: Decision) -> State {
    match decision {
        Decision::Allowed(state) | Decision::Refused(state) => state,
        Decision::Unlimited => panic!("no state"),
    }
}

fn keys_of(rule: &Arc<Rule>, address: &str) -> Vec<Key> {
    let address: IpAddr = address.parse().unwrap();
    PerClient::new(rule).keys(ClientAddress::new(address)).collect()
}

#[test]
fn the_eleventh_request_is_refused_and_the_first_place_frees_after_the_window() {
    let (limiter, dial) = limiter(100);
    let key = user(&rule(10, 60_000), "a");
    for remaining in (0..10).rev() {
        let decision = check(&limiter, std::slice::from_ref(&key));
        assert!(matches!(&decision, Decision::Allowed(state) if state.remaining == remaining));
        dial.advance(1_000);
    }
    let refused = check(&limiter, std::slice::from_ref(&key));
    assert!(matches!(refused, Decision::Refused(_)));
    assert_eq!(state(refused).reset, Duration::from_secs(50));
    dial.advance(49_999);
    assert!(!is_allowed(&limiter, &key));
    dial.advance(1);
    assert!(is_allowed(&limiter, &key));
    assert!(!is_allowed(&limiter, &key));
}

#[test]
fn refused_requests_do_not_count() {
    let (limiter, dial) = limiter(100);
    let key = user(&rule(1, 1_000), "a");
    assert!(is_allowed(&limiter, &key));
    for _ in 0..9 {
        dial.advance(100);
        assert!(!is_allowed(&limiter, &key));
    }
    dial.advance(100);
    assert!(is_allowed(&limiter, &key));
}

#[test]
fn l5_the_wall_clock_frees_and_locks_nobody() {
    let (limiter, dial) = limiter(100);
    let key = user(&rule(1, 60_000), "a");
    dial.wall.store(1_800_000_000_000, Ordering::Relaxed);
    assert!(is_allowed(&limiter, &key));
    dial.wall.store(1_900_000_000_000, Ordering::Relaxed);
    assert!(!is_allowed(&limiter, &key));
    dial.wall.store(0, Ordering::Relaxed);
    dial.advance(60_000);
    assert!(is_allowed(&limiter, &key));
}

#[test]
fn a_request_without_keys_is_unlimited() {
    let (limiter, _) = limiter(1);
    assert_eq!(check(&limiter, &[]), Decision::Unlimited);
}

#[test]
fn a_request_of_several_keys_counts_in_all_or_in_none() {
    let (limiter, _) = limiter(100);
    let (small, large) = (rule(1, 60_000), rule(3, 60_000));
    let pair = |id: &str| [user(&small, id), user(&large, "all")];
    assert!(matches!(check(&limiter, &pair("a")), Decision::Allowed(_)));
    // Full in the small one: the large one must not notice.
    for _ in 0..5 {
        assert!(matches!(check(&limiter, &pair("a")), Decision::Refused(s) if s.limit() == 1));
    }
    assert!(matches!(check(&limiter, &pair("b")), Decision::Allowed(_)));
    assert!(matches!(check(&limiter, &pair("c")), Decision::Allowed(_)));
    // Full in the large one: the small one of `d` stays empty, and is not even kept.
    let tracked = limiter.tracked();
    assert!(matches!(check(&limiter, &pair("d")), Decision::Refused(s) if s.limit() == 3));
    assert_eq!(limiter.tracked(), tracked);
    assert!(is_allowed(&limiter, &user(&small, "d")));
}

#[test]
fn one_key_given_twice_counts_once() {
    let (limiter, _) = limiter(100);
    let key = user(&rule(2, 60_000), "a");
    let decision = check(&limiter, &[key.clone(), key]);
    assert_eq!(state(decision).remaining, 1);
}

#[test]
fn the_tightest_rule_speaks_for_an_allowed_request_and_the_longest_wait_for_a_refused_one() {
    let (limiter, dial) = limiter(100);
    let (short, long) = (rule(1, 1_000), rule(1, 5_000));
    let keys = [user(&short, "a"), user(&long, "a"), user(&rule(9, 1_000), "a")];
    let allowed = state(check(&limiter, &keys));
    assert_eq!((allowed.remaining, allowed.window()), (0, long.window()));
    dial.advance(500);
    let refused = state(check(&limiter, &keys));
    assert_eq!((refused.reset, refused.window()), (Duration::from_millis(4_500), long.window()));
    assert_eq!(refused.retry_after(), 5);
}

#[test]
fn two_windows_of_one_name_are_counted_apart() {
    let (limiter, dial) = limiter(100);
    let both = [user(&rule(2, 1_000), "a"), user(&rule(3, 60_000), "a")];
    let allowed = |n: usize| {
        (0..n).filter(|_| matches!(check(&limiter, &both), Decision::Allowed(_))).count()
    };
    assert_eq!(allowed(5), 2);
    dial.advance(1_000);
    assert_eq!(allowed(5), 1);
}

#[test]
fn an_ipv6_network_of_48_bits_has_ten_times_the_room_of_one_of_64() {
    let (limiter, _) = limiter(1_000);
    let rule = rule(10, 60_000);
    let mut allowed = 0;
    for subnet in 0..50 {
        for host in 0..20 {
            let keys = keys_of(&rule, &format!("2001:db8:1:{subnet:x}::{host:x}"));
            allowed += usize::from(matches!(check(&limiter, &keys), Decision::Allowed(_)));
        }
        if subnet == 0 {
            assert_eq!(allowed, 10);
        }
    }
    assert_eq!(allowed, 100);
    let elsewhere = keys_of(&rule, "2001:db8:2::1");
    assert!(matches!(check(&limiter, &elsewhere), Decision::Allowed(_)));
}

#[test]
fn requests_without_an_address_share_a_larger_bucket() {
    let (limiter, _) = limiter(100);
    let per_client = PerClient::new(&rule(10, 60_000));
    let keys: Vec<_> = per_client.keys(ClientAddress::Unknown).collect();
    assert_eq!(keys.len(), 1);
    let allowed = (0..2_000).filter(|_| matches!(check(&limiter, &keys), Decision::Allowed(_)));
    assert_eq!(allowed.count(), 1_000);
}

#[test]
fn a_count_that_is_given_back_is_that_of_its_own_request() {
    let (limiter, dial) = limiter(100);
    let keys = [user(&rule(2, 60_000), "a")];
    let give_back = |state: &State| {
        limiter.give_back(&keys, state).now_or_never().expect("memory answers at once")
    };
    let first = state(check(&limiter, &keys));
    dial.advance(30_000);
    let second = state(check(&limiter, &keys));
    assert_eq!(second.remaining, 0);
    assert_eq!(give_back(&first).map(|state| state.remaining), Some(1));
    assert_eq!(give_back(&first).map(|state| state.remaining), Some(1), "only once");
    dial.advance(30_000);
    // The second one still counts, for half a minute.
    assert!(is_allowed(&limiter, &keys[0]));
    assert_eq!(state(check(&limiter, &keys)).reset, Duration::from_secs(30));
}

#[test]
fn a_window_gives_back_five_times_its_maximum_and_no_more() {
    for max in [3, 100] {
        let (limiter, dial) = limiter(100);
        let keys = [user(&rule(max, 60_000), "a")];
        let invalid = || {
            let Decision::Allowed(state) = check(&limiter, &keys) else { return false };
            limiter.give_back(&keys, &state).now_or_never().expect("memory answers at once");
            dial.advance(1);
            true
        };
        assert_eq!((0..10 * max).filter(|_| invalid()).count(), 6 * max as usize);
        dial.advance(62_000);
        assert_eq!((0..10 * max).filter(|_| invalid()).count(), 6 * max as usize);
    }
}

#[test]
fn a_rule_refuses_what_makes_no_sense() {
    let second = Duration::from_secs(1);
    assert_eq!(Window::new(Duration::from_micros(999), 1), Err(InvalidWindow::TooShort));
    assert_eq!(Window::new(second, 0), Err(InvalidWindow::NoRequests));
    let window = Window::new(second, 1).unwrap();
    for name in ["", "a b", "a\"b", "a\\b", "ä", "a\r\nb", &"x".repeat(65)] {
        assert!(Rule::new(name.to_owned(), window).is_err(), "{name:?}");
    }
    assert!(Rule::new("auth.anonymous/link-2_x", window).is_ok());
}

#[test]
fn the_longest_windows_and_largest_maxima_do_not_overflow() {
    let (limiter, dial) = limiter(10);
    for max in [1, 64, 65, u32::MAX] {
        let window = Window::new(Duration::MAX, max).unwrap().times(u32::MAX);
        let key = user(&Arc::new(Rule::new("r", window).unwrap()), "a");
        assert!(is_allowed(&limiter, &key));
        dial.advance(u64::MAX / 8);
        state(check(&limiter, &[key]));
    }
}

#[test]
fn headers_say_the_policy_and_what_is_left_in_whole_seconds_rounded_up() {
    let rule = Arc::new(rule(10, 1_001).as_ref().clone());
    let other = rule.times(10);
    let policy = headers::policy([rule.as_ref(), &other]).unwrap();
    assert_eq!(policy, r#""auth.signIn";q=10;w=2, "auth.signIn";q=100;w=2"#);
    assert_eq!(headers::policy([]), None);
    let reset = Duration::from_millis(41_001);
    let state = State { rule, remaining: 3, reset, at: Duration::ZERO };
    assert_eq!(headers::remaining(&state).unwrap(), r#""auth.signIn";r=3;t=42"#);
    assert_eq!(headers::retry_after(&state), "42");
    let now = State { reset: Duration::ZERO, ..state };
    assert_eq!(headers::retry_after(&now), "1");
}

#[test]
fn a_key_names_its_count_in_a_shared_storage() {
    let rule = rule(10, 60_000);
    let text: Vec<_> = keys_of(&rule, "2001:db8:1:2::3").iter().map(ToString::to_string).collect();
    assert_eq!(
        text,
        [
            "auth.signIn:10/60000:client:2001:db8:1:2::/64",
            "auth.signIn:100/60000:client:2001:db8:1::/48"
        ]
    );
    let session = Key::new(&rule, Subject::Session([0xab; 16])).to_string();
    assert_eq!(session, format!("auth.signIn:10/60000:session:{}", "ab".repeat(16)));
    let long = user(&rule, &"x".repeat(10_000)).to_string();
    assert_eq!(long.len(), "auth.signIn:10/60000:user:".len() + 32);
}

/// A shared storage that allows every request while it is reachable.
#[derive(Default)]
struct Shared {
    away: AtomicBool,
    asked: AtomicU64,
}

#[async_trait]
impl Storage for Shared {
    async fn take(&self, _: &[Key]) -> Result<Decision, StorageError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        if self.away.load(Ordering::Relaxed) {
            return Err(StorageError::new("connection refused"));
        }
        Ok(Decision::Unlimited)
    }

    async fn give_back(&self, _: &[Key], _: Duration) -> Result<Option<State>, StorageError> {
        if self.away.load(Ordering::Relaxed) {
            return Err(StorageError::new("connection refused"));
        }
        Ok(None)
    }
}

#[test]
fn l4_this_process_counts_by_itself_while_the_shared_storage_is_away() {
    let shared = Arc::new(Shared::default());
    let (limiter, _) = limiter(10);
    let limiter = limiter.with_storage(Arc::<Shared>::clone(&shared));
    let key = user(&rule(1, 60_000), "a");
    let ask = || check(&limiter, std::slice::from_ref(&key));
    assert_eq!((ask(), ask()), (Decision::Unlimited, Decision::Unlimited));
    shared.away.store(true, Ordering::Relaxed);
    assert!(matches!(ask(), Decision::Allowed(_)));
    assert!(matches!(ask(), Decision::Refused(_)));
    shared.away.store(false, Ordering::Relaxed);
    assert_eq!(ask(), Decision::Unlimited);
    assert_eq!(shared.asked.load(Ordering::Relaxed), 5);
}
