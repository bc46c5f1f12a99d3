//! Hashing and checking passwords.

use std::sync::Arc;

use nevr_auth::password::{
    Hasher, HasherError, HasherOptions, HasherOptionsError, Password, PasswordCheck, PasswordHash,
    PasswordPolicy,
};

const CLIENT: &str = "192.0.2.1";

fn light() -> HasherOptions {
    HasherOptions { memory_kib: 64, iterations: 2, parallelism: 1, threads: 1, queue: 4 }
}

fn hasher(options: HasherOptions) -> Hasher {
    Hasher::new(options).unwrap()
}

fn password(text: &str) -> Password {
    PasswordPolicy::default().accept(text).unwrap()
}

async fn verify(hasher: &Hasher, text: &str, stored: &PasswordHash) -> PasswordCheck {
    hasher.verify(&password(text), Some(stored), CLIENT).await.unwrap()
}

#[tokio::test]
async fn p1_a_hash_is_argon2id_with_19_mib_two_passes_and_one_lane() {
    let hasher = hasher(HasherOptions { threads: 1, ..HasherOptions::default() });
    let hash = hasher.hash(password("correct horse"), CLIENT).await.unwrap();
    assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.as_str());
    assert_eq!(verify(&hasher, "correct horse", &hash).await, PasswordCheck::Match);
    assert_eq!(verify(&hasher, "correct horsf", &hash).await, PasswordCheck::Mismatch);
    assert_eq!(hasher.started(), 3);
}

#[tokio::test]
async fn a_hash_read_back_from_the_database_still_verifies() {
    let stored: String =
        hasher(light()).hash(password("correct horse"), CLIENT).await.unwrap().into();
    let after_restart = hasher(light());
    assert_eq!(
        verify(&after_restart, "correct horse", &PasswordHash::from_stored(stored)).await,
        PasswordCheck::Match
    );
}

#[tokio::test]
async fn every_hash_has_a_salt_of_its_own() {
    let hasher = hasher(light());
    let first = hasher.hash(password("correct horse"), CLIENT).await.unwrap();
    let second = hasher.hash(password("correct horse"), CLIENT).await.unwrap();
    assert_ne!(first, second);
}

#[tokio::test]
async fn p2_composed_and_decomposed_letters_are_one_password() {
    let hasher = hasher(light());
    let hash = hasher.hash(password("cr\u{e8}me br\u{fb}l\u{e9}e"), CLIENT).await.unwrap();
    assert_eq!(
        verify(&hasher, "cre\u{300}me bru\u{302}le\u{301}e", &hash).await,
        PasswordCheck::Match
    );
}

#[tokio::test]
async fn p2_a_password_is_never_cut() {
    let hasher = hasher(light());
    let long = "a".repeat(127);
    let hash = hasher.hash(password(&format!("{long}b")), CLIENT).await.unwrap();
    assert_eq!(verify(&hasher, &format!("{long}c"), &hash).await, PasswordCheck::Mismatch);
    assert_eq!(verify(&hasher, &long, &hash).await, PasswordCheck::Mismatch);
}

#[tokio::test]
async fn p2_a_password_out_of_bounds_starts_no_hash() {
    let hasher = hasher(light());
    let policy = PasswordPolicy::default();
    for raw in ["x".repeat(1024 * 1024), "x".repeat(129), "short".into(), "password1".into()] {
        if let Ok(password) = policy.check_new(&raw) {
            let _ = hasher.hash(password, CLIENT).await;
        }
    }
    assert_eq!(hasher.started(), 0);
}

#[tokio::test]
async fn p6_without_a_hash_the_same_work_is_done_and_the_answer_is_no() {
    let hasher = hasher(light());
    assert_eq!(
        hasher.verify(&password("correct horse"), None, CLIENT).await.unwrap(),
        PasswordCheck::Mismatch
    );
    assert_eq!(hasher.started(), 1);
}

#[tokio::test]
async fn p6_a_stored_hash_that_is_none_gets_the_same_work_and_the_answer_no() {
    let hasher = hasher(light());
    let unusable = [
        "",
        "plain text",
        "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
        "$argon2id$v=19$m=64,t=2,p=1",
        "$argon2id$v=19$m=64,t=2,p=1$c29tZXNhbHRzb21lc2FsdA",
        "$argon2id$v=20$m=64,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA",
        "$argon2xx$v=19$m=64,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA",
        "$argon2id$v=19$m=0,t=0,p=0$c29tZXNhbHRzb21lc2FsdA$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA",
    ];
    for (index, stored) in unusable.into_iter().enumerate() {
        let stored = PasswordHash::from_stored(stored);
        assert_eq!(verify(&hasher, "plain text", &stored).await, PasswordCheck::Mismatch);
        assert_eq!(hasher.started(), index as u64 + 1);
    }
}

#[tokio::test]
async fn a_stored_hash_that_asks_for_absurd_work_is_not_computed() {
    let hasher = hasher(light());
    for params in [
        "m=4294967295,t=1,p=1",
        "m=65537,t=1,p=1",
        "m=64,t=65,p=1",
        "m=65536,t=64,p=1",
        "m=512,t=1,p=17",
    ] {
        let stored = format!(
            "$argon2id$v=19${params}$c29tZXNhbHRzb21lc2FsdA$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA"
        );
        assert_eq!(
            verify(&hasher, "password", &PasswordHash::from_stored(stored)).await,
            PasswordCheck::Mismatch
        );
    }
}

/// The vectors of the reference implementation (phc-winner-argon2, `src/test.c`).
#[tokio::test]
async fn hashes_of_other_programs_verify_and_are_renewed_where_they_are_weaker() {
    let hasher = hasher(light());
    for stored in [
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
        "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8",
        "$argon2i$m=256,t=2,p=1$c29tZXNhbHQ$/U3YPXYsSb3q9XxHvc0MLxur+GP960kN9j7emXX8zwY",
    ] {
        let stored = PasswordHash::from_stored(stored);
        assert_eq!(verify(&hasher, "password", &stored).await, PasswordCheck::MatchNeedsRehash);
        assert_eq!(verify(&hasher, "passwore", &stored).await, PasswordCheck::Mismatch);
    }
}

#[tokio::test]
async fn p1_a_weaker_hash_is_to_be_renewed_and_a_stronger_one_is_not() {
    let make = |memory_kib, iterations| hasher(HasherOptions { memory_kib, iterations, ..light() });
    let hash = |hasher: Hasher| async move {
        hasher.hash(password("correct horse"), CLIENT).await.unwrap()
    };
    let today = make(128, 3);
    for (memory, iterations, expected) in [
        (128, 3, PasswordCheck::Match),
        (256, 3, PasswordCheck::Match),
        (128, 4, PasswordCheck::Match),
        // Less time for more memory, with no less work in all.
        (512, 1, PasswordCheck::Match),
        (128, 2, PasswordCheck::MatchNeedsRehash),
        (64, 3, PasswordCheck::MatchNeedsRehash),
        (64, 60, PasswordCheck::MatchNeedsRehash),
        (256, 1, PasswordCheck::MatchNeedsRehash),
    ] {
        let stored = hash(make(memory, iterations)).await;
        assert_eq!(
            verify(&today, "correct horse", &stored).await,
            expected,
            "m={memory} t={iterations}"
        );
    }
}

#[tokio::test]
async fn the_memory_of_one_hash_leaves_no_trace_in_the_next() {
    let hasher = hasher(light());
    let small = hasher.hash(password("correct horse"), CLIENT).await.unwrap();
    let large = PasswordHash::from_stored(
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    );
    for _ in 0..3 {
        assert_eq!(verify(&hasher, "password", &large).await, PasswordCheck::MatchNeedsRehash);
        assert_eq!(verify(&hasher, "correct horse", &small).await, PasswordCheck::Match);
        assert_eq!(verify(&hasher, "incorrect horse", &small).await, PasswordCheck::Mismatch);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p4_a_flood_is_answered_busy_and_starts_no_hash_that_it_refused() {
    let options = HasherOptions { memory_kib: 19456, threads: 1, queue: 1, ..light() };
    let hasher = Arc::new(hasher(options));
    let flood: Vec<_> = (0..200)
        .map(|client| {
            let hasher = Arc::clone(&hasher);
            tokio::spawn(async move { hasher.verify(&password("guess"), None, client).await })
        })
        .collect();
    let mut answered = 0;
    for caller in flood {
        match caller.await.unwrap() {
            Ok(PasswordCheck::Mismatch) => answered += 1,
            Err(HasherError::Busy) => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(answered < 200, "nobody was refused");
    assert_eq!(hasher.started(), answered);
    assert_eq!(hasher.waiting(), 0);
}

#[test]
fn options_that_make_no_hasher_are_refused() {
    let refused = |options| match Hasher::new(options) {
        Err(HasherError::Options(error)) => error,
        other => panic!("{other:?}"),
    };
    let good = light();
    assert_eq!(
        refused(HasherOptions { memory_kib: 7, ..good }),
        HasherOptionsError::MemoryTooSmall { least: 8 }
    );
    assert_eq!(
        refused(HasherOptions { memory_kib: 31, parallelism: 4, ..good }),
        HasherOptionsError::MemoryTooSmall { least: 32 }
    );
    assert_eq!(refused(HasherOptions { iterations: 0, ..good }), HasherOptionsError::Iterations);
    assert_eq!(refused(HasherOptions { iterations: 65, ..good }), HasherOptionsError::Iterations);
    assert_eq!(refused(HasherOptions { parallelism: 0, ..good }), HasherOptionsError::Parallelism);
    assert_eq!(refused(HasherOptions { parallelism: 17, ..good }), HasherOptionsError::Parallelism);
    assert_eq!(refused(HasherOptions { threads: 257, ..good }), HasherOptionsError::Threads);
    assert_eq!(refused(HasherOptions { queue: 65_537, ..good }), HasherOptionsError::Queue);
    assert_eq!(refused(HasherOptions { threads: 0, ..good }), HasherOptionsError::Threads);
}

#[test]
fn p4_threads_times_memory_stays_within_the_budget() {
    let options = HasherOptions { memory_kib: 256 * 1024, threads: 5, ..light() };
    match Hasher::new(options) {
        Err(HasherError::Options(error)) => {
            assert_eq!(error, HasherOptionsError::OverBudget { threads: 5, most: 4 });
        }
        other => panic!("{other:?}"),
    }
    let default = HasherOptions::default();
    assert!(default.threads as u64 * u64::from(default.memory_kib) <= 1024 * 1024);
    assert!(default.threads >= 1 && default.queue >= default.threads);
}

#[tokio::test]
async fn t2_a_hash_is_not_in_its_debug_output() {
    let hash = hasher(light()).hash(password("correct horse"), CLIENT).await.unwrap();
    assert_eq!(format!("{hash:?}"), "PasswordHash(…)");
}

#[test]
fn hashing_can_be_awaited_from_any_thread() {
    fn is_send<T: Send>(_: &T) {}
    let hasher = hasher(light());
    is_send(&hasher.hash(password("correct horse"), CLIENT));
    is_send(&hasher.verify(&password("correct horse"), None, CLIENT));
}
