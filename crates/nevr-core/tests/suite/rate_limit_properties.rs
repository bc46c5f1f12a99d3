//! The limiter against a model that remembers every request, on random time lines.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures_util::FutureExt as _;
use nevr_config::Window;
use nevr_core::rate_limit::{Decision, Key, Limiter, Rule, Subject};
use nevr_schema::env::{Clock, Env, Timestamp};
use proptest::prelude::*;

/// Microseconds of the monotonic clock.
#[derive(Clone, Default)]
struct Dial(Arc<AtomicU64>);

impl Clock for Dial {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(0)
    }
    fn monotonic(&self) -> Duration {
        Duration::from_micros(self.0.load(Ordering::Relaxed))
    }
}

struct Bench {
    limiter: Limiter,
    dial: Dial,
    key: Key,
}

impl Bench {
    fn new(window_millis: u64, max: u32, start: u64, capacity: usize) -> Self {
        let dial = Dial(Arc::new(AtomicU64::new(start)));
        let window = Window::new(Duration::from_millis(window_millis), max).unwrap();
        let rule = Arc::new(Rule::new("r", window).unwrap());
        let limiter = Limiter::new(Env::new(dial.clone()), capacity);
        Self { limiter, dial, key: Key::new(&rule, Subject::user("a")) }
    }

    fn ask(&self, key: &Key) -> Decision {
        self.limiter.check(std::slice::from_ref(key)).now_or_never().unwrap()
    }

    fn other(&self, n: u8) -> Key {
        Key::new(self.key.rule(), Subject::user(&n.to_string()))
    }
}

/// How many of these moments are less than `span` before `now`.
fn within(moments: &[u64], now: u64, span: u64) -> usize {
    moments.iter().filter(|at| now - **at < span).count()
}

/// Gaps between requests, in microseconds: bursts, crumbs of a window, whole windows.
fn gaps(window: u64) -> impl Strategy<Value = Vec<u64>> {
    let gap = prop_oneof![
        6 => Just(0),
        6 => 0..window / 20 + 1,
        2 => 0..window + 2,
        1 => Just(window),
        1 => Just(window - 1),
        1 => 0..window * 3,
    ];
    prop::collection::vec(gap, 1..400)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn up_to_64_the_limit_is_exact(
        (window, max, start, gaps) in (1_u64..200, 1_u32..=64, 0_u64..1_000_000)
            .prop_flat_map(|(w, m, s)| (Just(w), Just(m), Just(s), gaps(w * 1000)))
    ) {
        let bench = Bench::new(window, max, start, 100);
        let span = window * 1000;
        let mut counted = Vec::new();
        for gap in gaps {
            let now = bench.dial.0.fetch_add(gap, Ordering::Relaxed) + gap;
            let used = within(&counted, now, span);
            let oldest = counted.iter().copied().find(|at| now - at < span);
            match bench.ask(&bench.key) {
                Decision::Allowed(state) => {
                    prop_assert!(used < max as usize);
                    counted.push(now);
                    prop_assert_eq!(state.remaining as usize, max as usize - used - 1);
                    let frees = oldest.unwrap_or(now) + span - now;
                    prop_assert_eq!(state.reset, Duration::from_micros(frees));
                }
                Decision::Refused(state) => {
                    prop_assert_eq!(used, max as usize);
                    prop_assert_eq!(state.remaining, 0);
                    let frees = oldest.unwrap() + span - now;
                    prop_assert_eq!(state.reset, Duration::from_micros(frees));
                }
                Decision::Unlimited => prop_assert!(false),
            }
        }
    }

    #[test]
    fn above_64_there_are_never_more_than_the_maximum_and_little_less(
        (window, max, start, gaps) in (1_u64..200, 65_u32..120, 0_u64..1_000_000)
            .prop_flat_map(|(w, m, s)| (Just(w), Just(m), Just(s), gaps(w * 1000)))
    ) {
        let bench = Bench::new(window, max, start, 100);
        let span = window * 1000;
        let part = span.div_ceil(32);
        let mut counted = Vec::new();
        for gap in gaps {
            let now = bench.dial.0.fetch_add(gap, Ordering::Relaxed) + gap;
            // Three requests each time, so that the maximum is reached.
            for _ in 0..3 {
                match bench.ask(&bench.key) {
                    Decision::Allowed(state) => {
                        prop_assert!(within(&counted, now, span) < max as usize);
                        counted.push(now);
                        prop_assert!(state.reset <= Duration::from_micros(span + part + 1));
                    }
                    Decision::Refused(state) => {
                        prop_assert!(within(&counted, now, span + part + 1) >= max as usize);
                        prop_assert!(state.reset > Duration::ZERO);
                    }
                    Decision::Unlimited => prop_assert!(false),
                }
            }
        }
    }

    #[test]
    fn after_the_wait_that_a_refusal_names_there_is_room(
        window in 1_u64..5_000, max in 1_u32..150, gap in 0_u64..50_000,
    ) {
        let bench = Bench::new(window, max, 12_345, 100);
        let refused = loop {
            match bench.ask(&bench.key) {
                Decision::Refused(state) => break state,
                _ => bench.dial.0.fetch_add(gap.min(window), Ordering::Relaxed),
            };
        };
        let wait = u64::try_from(refused.reset.as_nanos().div_ceil(1_000)).unwrap();
        bench.dial.0.fetch_add(wait, Ordering::Relaxed);
        prop_assert!(matches!(bench.ask(&bench.key), Decision::Allowed(_)));
    }

    /// With fewer places than clients they move in and out of the overflow all the time.
    #[test]
    fn no_client_of_a_full_table_gets_more_than_the_maximum(
        max in prop_oneof![1_u32..5, 65_u32..70],
        capacity in 1_usize..4,
        steps in prop::collection::vec((0_u8..6, 0_u64..8_000, 1_usize..70), 1..150),
    ) {
        let bench = Bench::new(10, max, 0, capacity);
        let mut counted: Vec<Vec<u64>> = vec![Vec::new(); 6];
        for (client, gap, requests) in steps {
            let now = bench.dial.0.fetch_add(gap, Ordering::Relaxed) + gap;
            let key = bench.other(client);
            for _ in 0..requests {
                if matches!(bench.ask(&key), Decision::Allowed(_)) {
                    counted[usize::from(client)].push(now);
                }
            }
            let used = within(&counted[usize::from(client)], now, 10_000);
            prop_assert!(used <= max as usize, "{} of {}", used, max);
            prop_assert!(bench.limiter.tracked() <= capacity);
        }
    }
}
