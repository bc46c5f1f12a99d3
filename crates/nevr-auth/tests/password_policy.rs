//! Which passwords are accepted.

use nevr_auth::password::{PasswordError, PasswordPolicy, PolicyError};
use proptest::prelude::*;

fn policy() -> PasswordPolicy {
    PasswordPolicy::default()
}

#[track_caller]
fn refused(raw: &str, reason: PasswordError) {
    assert_eq!(policy().check_new(raw).unwrap_err(), reason);
}

#[test]
fn p2_a_new_password_has_8_to_128_code_points() {
    refused("", PasswordError::TooShort { min: 8 });
    refused("7 chars", PasswordError::TooShort { min: 8 });
    assert!(policy().check_new("8 chars!").is_ok());
    assert!(policy().check_new(&"aB3ü".repeat(32)).is_ok());
    refused(&"x".repeat(129), PasswordError::TooLong { max: 128 });
}

#[test]
fn p2_code_points_are_counted_not_bytes() {
    assert!(policy().check_new("пароль🔑🗝").is_ok());
    refused("пароль🔑", PasswordError::TooShort { min: 8 });
    assert!(policy().check_new(&"🔑🗝".repeat(64)).is_ok());
    refused(&"🔑".repeat(129), PasswordError::TooLong { max: 128 });
}

#[test]
fn p2_code_points_are_counted_after_nfc() {
    // Seven letters with a combining accent each: fourteen code points before, seven after.
    refused(&"e\u{301}".repeat(7), PasswordError::TooShort { min: 8 });
    assert!(policy().check_new(&"e\u{301}".repeat(128)).is_ok());
    refused(&"e\u{301}".repeat(129), PasswordError::TooLong { max: 128 });
}

#[test]
fn p2_more_than_four_bytes_for_each_allowed_character_is_refused_before_normalising() {
    // 100 characters once composed, but 18 bytes each before that.
    let heavy = "\u{1100}\u{1161}\u{11a8}".repeat(100);
    assert!(heavy.len() > 4 * 128);
    refused(&heavy, PasswordError::TooLong { max: 128 });
    refused(&"x".repeat(1024 * 1024), PasswordError::TooLong { max: 128 });
    assert!(policy().accept(&"x".repeat(1024 * 1024)).is_err());
}

#[test]
fn p2_at_sign_in_only_the_upper_bound_applies() {
    assert!(policy().accept("short").is_ok());
    assert!(policy().accept("").is_ok());
    assert!(policy().accept("password").is_ok());
    assert_eq!(policy().accept(&"x".repeat(129)).unwrap_err(), PasswordError::TooLong { max: 128 });
}

#[test]
fn p3_the_commonest_passwords_are_refused_in_any_case() {
    for raw in [
        "password",
        "12345678",
        "PASSWORD",
        "PassWord123",
        "iloveyou",
        "QwertyUiop",
        "P@ssw0rd",
        "!QAZ2wsx",
    ] {
        refused(raw, PasswordError::TooCommon);
    }
}

#[test]
fn p3_a_password_that_only_contains_a_common_one_is_not_refused() {
    assert!(policy().check_new("my password is a sentence").is_ok());
    assert!(policy().check_new("iloveyou, iloveyou").is_ok());
}

#[test]
fn white_space_belongs_to_a_password() {
    assert!(policy().check_new(" password ").is_ok());
}

#[test]
fn a_policy_lets_some_password_through_and_has_an_upper_bound() {
    assert_eq!(PasswordPolicy::new(0, 10), Err(PolicyError::MinimumZero));
    assert_eq!(PasswordPolicy::new(11, 10), Err(PolicyError::MinimumAboveMaximum));
    assert_eq!(PasswordPolicy::new(8, 1025), Err(PolicyError::MaximumTooLarge));
    assert!(PasswordPolicy::new(15, 1024).is_ok());
    assert_eq!(PasswordPolicy::new(8, 128), Ok(policy()));
}

#[test]
fn the_configured_bounds_are_the_ones_that_hold_and_that_are_told() {
    let policy = PasswordPolicy::new(3, 5).unwrap();
    let short = policy.check_new("ab").unwrap_err();
    assert_eq!(
        (short.code(), short.to_string().as_str()),
        ("PASSWORD_TOO_SHORT", "must have at least 3 characters")
    );
    let long = policy.check_new("abcdef").unwrap_err();
    assert_eq!(
        (long.code(), long.to_string().as_str()),
        ("PASSWORD_TOO_LONG", "must have at most 5 characters")
    );
    assert_eq!(PasswordError::TooCommon.code(), "PASSWORD_TOO_COMMON");
    assert!(policy.check_new("x9#z").is_ok());
}

#[test]
fn t2_a_password_is_not_in_its_debug_output() {
    let password = policy().check_new("canary-canary").unwrap();
    assert_eq!(format!("{password:?}"), "Password(…)");
}

proptest! {
    #[test]
    fn checking_never_panics(raw in any::<String>()) {
        let _ = policy().check_new(&raw);
        let _ = policy().accept(&raw);
    }

    #[test]
    fn what_is_fine_to_choose_is_accepted_later(raw in "\\PC{8,40}") {
        prop_assume!(policy().check_new(&raw).is_ok());
        prop_assert!(policy().accept(&raw).is_ok());
    }
}
