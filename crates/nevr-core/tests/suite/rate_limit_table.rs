//! The limiter's table when it is full.

use nevr_core::{
    client::ClientKey,
    rate_limit::{DEFAULT_CAPACITY, Decision, Key, Subject},
};

use crate::rate_limit::{check, is_allowed, limiter, rule, user};

#[test]
fn l3_a_million_keys_leave_memory_bounded_clients_limited_and_new_clients_admitted() {
    let (limiter, dial) = limiter(DEFAULT_CAPACITY);
    let rule = rule(10, 60_000);
    let address = |n: u32| Key::new(&rule, Subject::Client(ClientKey::V4(n.into())));
    let early = user(&rule, "early");
    let mut early_allowed = usize::from(is_allowed(&limiter, &early));
    for n in 0..1_000_000 {
        is_allowed(&limiter, &address(n));
        if n % 1_000 == 0 {
            early_allowed += usize::from(is_allowed(&limiter, &early));
        }
    }
    assert_eq!(limiter.tracked(), DEFAULT_CAPACITY);
    assert_eq!(early_allowed, 10);
    // New clients are admitted and limited, each to about its own maximum.
    let mut admitted = 0;
    for n in 0..1_000 {
        let client = user(&rule, &format!("new {n}"));
        let allowed = (0..100).filter(|_| is_allowed(&limiter, &client)).count();
        assert!(allowed <= 10 + 3, "{allowed}");
        admitted += usize::from(allowed > 0);
    }
    assert!(admitted >= 990, "{admitted}");
    // Afterwards the places are free again, more than these take.
    dial.advance(120_000);
    for n in 0..5_000 {
        is_allowed(&limiter, &address(0xff00_0000 + n));
    }
    let late = user(&rule, "late");
    assert!((0..100).filter(|_| is_allowed(&limiter, &late)).count() == 10);
    assert!(limiter.tracked() <= DEFAULT_CAPACITY);
}

#[test]
fn l3_a_flood_of_ever_new_clients_through_a_full_table_is_bounded() {
    let (limiter, _) = limiter(1);
    let rule = rule(2, 60_000);
    let flood = (0..200_000_u32).map(|n| Key::new(&rule, Subject::Client(ClientKey::V4(n.into()))));
    let allowed = flood.filter(|key| is_allowed(&limiter, key)).count();
    // The table has one key and 1024 overflow buckets; each allows ten clients' maximum at most.
    assert!((10_000..=1 + 10 * 2 * 1024).contains(&allowed), "{allowed}");
    assert_eq!(limiter.tracked(), 1);
}

#[test]
fn expired_keys_give_their_place_to_new_ones() {
    let (limiter, dial) = limiter(2);
    let rule = rule(1, 1_000);
    assert!(is_allowed(&limiter, &user(&rule, "a")));
    assert!(is_allowed(&limiter, &user(&rule, "b")));
    assert!(is_allowed(&limiter, &user(&rule, "c")), "the first in the overflow");
    assert!(!is_allowed(&limiter, &user(&rule, "c")), "it is limited there");
    assert_eq!(limiter.tracked(), 2);
    dial.advance(1_000);
    assert!(is_allowed(&limiter, &user(&rule, "d")));
    assert!(is_allowed(&limiter, &user(&rule, "e")));
    assert_eq!(limiter.tracked(), 2);
}

#[test]
fn a_client_that_meets_a_full_table_is_refused_for_no_request_but_its_own() {
    let (limiter, _) = limiter(100);
    let rule = rule(1, 60_000);
    for n in 0..100 {
        assert!(is_allowed(&limiter, &user(&rule, &format!("holder {n}"))));
    }
    // More than 1024 buckets by hash: hardly any two of ten clients share one.
    let refused = (0..10).filter(|n| !is_allowed(&limiter, &user(&rule, &format!("new {n}"))));
    assert!(refused.count() <= 2);
}

#[test]
fn an_expired_key_counts_anew_beside_a_key_that_makes_room() {
    let (limiter, dial) = limiter(2);
    let rule = rule(1, 1_000);
    let old = user(&rule, "old");
    assert!(is_allowed(&limiter, &old));
    dial.advance(1_000);
    assert!(matches!(check(&limiter, &[old.clone(), user(&rule, "new")]), Decision::Allowed(_)));
    assert!(!is_allowed(&limiter, &old));
}

#[test]
fn a_key_in_use_keeps_its_place_when_the_table_is_full() {
    let (limiter, dial) = limiter(2);
    let rule = rule(2, 1_000);
    let busy = user(&rule, "busy");
    for _ in 0..10 {
        assert!(is_allowed(&limiter, &busy));
        dial.advance(500);
        check(&limiter, &[user(&rule, "x"), user(&rule, "y"), user(&rule, "z")]);
    }
    assert!(is_allowed(&limiter, &busy));
    assert!(!is_allowed(&limiter, &busy));
}

#[test]
fn leaving_the_overflow_gives_no_second_quota() {
    let (limiter, dial) = limiter(1);
    let (short, long) = (rule(1, 1_000), rule(3, 10_000));
    let client = user(&long, "client");
    assert!(is_allowed(&limiter, &user(&short, "holder")));
    assert!(is_allowed(&limiter, &client), "in the overflow");
    assert!(is_allowed(&limiter, &client));
    dial.advance(1_000);
    // The holder's place is free; the client moves there.
    assert!(is_allowed(&limiter, &client));
    assert!(!is_allowed(&limiter, &client));
    dial.advance(9_000);
    assert!(is_allowed(&limiter, &client));
}
