//! Which secrets are good enough, and what they sign.

use nevr_auth::secret::{Purpose, SecretError, SecretRing, SignedBy, generate_secret};

const A: &str = "kX7qLw2ZpR9tVb4NcY8mHd3FgJ6sTuEa";
const B: &str = "Zr5Yt8Qn1Lk4Vd7Xc0Wm3Hb6Gj9Pf2Su";
const CARDS: Purpose = Purpose::new("test/cards/v1");
const MAIL: Purpose = Purpose::new("test/mail/v1");

fn ring(secrets: &[&str]) -> Result<SecretRing, SecretError> {
    SecretRing::new(secrets.iter().map(ToString::to_string).collect())
}

#[track_caller]
fn refused(secret: &str, reason: SecretError) {
    assert_eq!(ring(&[secret]).unwrap_err(), reason, "{secret:?}");
}

#[test]
fn a_ring_has_at_least_one_secret() {
    assert_eq!(ring(&[]).unwrap_err(), SecretError::Missing);
}

#[test]
fn a_secret_has_at_least_32_characters() {
    refused("", SecretError::TooShort { position: 1 });
    refused(&A[1..], SecretError::TooShort { position: 1 });
    refused(&format!("  {}  ", &A[1..]), SecretError::TooShort { position: 1 });
    assert!(ring(&[A]).is_ok());
}

#[test]
fn a_secret_has_at_least_10_different_characters() {
    refused("axbxcxdxexfxgxhxaabbccddeeffgghhxx", SecretError::TooUniform { position: 1 });
    assert!(ring(&["axbxcxdxexfxgxhxixaabbccddeeffgghh"]).is_ok());
}

#[test]
fn a_secret_is_not_a_short_text_over_and_over() {
    refused("q7Lw2ZpR9tVbq7Lw2ZpR9tVbq7Lw2ZpR9tVb", SecretError::TooUniform { position: 1 });
    refused("q7Lw2ZpR9tVbNcY8q7Lw2ZpR9tVbNcY8q7", SecretError::TooUniform { position: 1 });
}

#[test]
fn a_placeholder_is_refused_however_it_is_written() {
    for secret in [
        "changeme",
        "CHANGE-ME-CHANGE-ME-0a1b2c3d4e5f6g7h",
        "change_this_to_something_long_and_random",
        "your-secret-here",
        "<your secret, at least 32 characters long>",
        "secret",
        "secret-7q8w9e-x1y2z3-k4j5h6-m7n8b9-v0c1",
        "my_super_secret_key_for_jwt_signing_1234",
        "better-auth-secret-123456789-abcdefghijkl",
        "replace-with-output-of-openssl-rand-hex",
        "0123456789abcdef0123456789abcdef",
        "correcthorse-Password-123-zyxwvu-7890",
        "insert-something-with-32-characters-here",
        "example-value-do-not-use-in-production-1",
    ] {
        refused(secret, SecretError::Placeholder { position: 1 });
    }
}

#[test]
fn the_error_says_which_secret_it_is_and_never_shows_it() {
    let error = ring(&[A, B, "canary"]).unwrap_err();
    assert_eq!(error, SecretError::TooShort { position: 3 });
    assert!(!format!("{error} {error:?}").contains("canary"));
}

#[test]
fn white_space_around_a_secret_is_not_part_of_it() {
    let tag = ring(&[A]).unwrap().sign(CARDS, b"7");
    assert_eq!(
        ring(&[&format!(" {A}\r\n")]).unwrap().verify(CARDS, b"7", &tag),
        Some(SignedBy::First)
    );
}

#[test]
fn the_first_secret_signs_and_all_verify() {
    let (old, new) = (ring(&[A]).unwrap(), ring(&[B, A]).unwrap());
    let (by_old, by_new) = (old.sign(CARDS, b"7"), new.sign(CARDS, b"7"));
    assert_ne!(by_old, by_new);
    assert_eq!(new.verify(CARDS, b"7", &by_new), Some(SignedBy::First));
    assert_eq!(new.verify(CARDS, b"7", &by_old), Some(SignedBy::Older));
    assert_eq!(old.verify(CARDS, b"7", &by_new), None);
}

#[test]
fn a_tag_is_good_for_its_message_and_purpose_alone() {
    let ring = ring(&[A, B]).unwrap();
    let tag = ring.sign(CARDS, b"7");
    assert_eq!(ring.verify(CARDS, b"8", &tag), None);
    assert_eq!(ring.verify(MAIL, b"7", &tag), None);
    assert_ne!(tag, ring.sign(MAIL, b"7"));
}

#[test]
fn tags_are_the_same_on_every_node_and_after_every_restart() {
    let tag = ring(&[A]).unwrap().sign(CARDS, b"7");
    assert_eq!(tag, ring(&[A, B]).unwrap().sign(CARDS, b"7"));
}

#[test]
fn t2_no_secret_is_in_the_debug_output() {
    assert_eq!(format!("{:?}", ring(&[A, B]).unwrap()), "SecretRing(2 secrets)");
}

#[test]
fn a_generated_secret_is_good_and_new_each_time() {
    let (first, second) = (generate_secret().unwrap(), generate_secret().unwrap());
    assert_eq!(first.len(), 43);
    assert_ne!(first, second);
    assert!(ring(&[&first, &second]).is_ok());
}
