//! Session tokens: each has one text and one tag, and both are checked without the database.
#![allow(clippy::format_collect)] // 32 bytes in a test

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use nevr_auth::secret::{Purpose, SecretRing, generate_secret};
use nevr_auth::token::{IssuedToken, PresentedToken, SessionToken, TokenError};
use nevr_schema::env::Timestamp;
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use uuid::Uuid;

const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

const NOW: Timestamp = Timestamp::from_millis(1_780_000_000_123);

fn ring(secrets: &[&String]) -> SecretRing {
    SecretRing::new(secrets.iter().map(ToString::to_string).collect()).unwrap()
}

fn a_ring() -> SecretRing {
    ring(&[&generate_secret().unwrap()])
}

fn issue(ring: &SecretRing) -> IssuedToken {
    #[expect(clippy::disallowed_methods, reason = "any id will do")]
    SessionToken::issue(ring, Uuid::now_v7(), NOW).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[track_caller]
fn refused(ring: &SecretRing, presented: &str, reason: TokenError) {
    assert_eq!(PresentedToken::read(ring, presented).err(), Some(reason), "{presented:?}");
}

#[test]
fn an_issued_token_is_read_back_and_matches_its_hash() {
    let ring = a_ring();
    let issued = issue(&ring);
    let presented = PresentedToken::read(&ring, issued.token().as_str()).unwrap();
    assert_eq!(presented.id(), issued.id());
    assert!(presented.matches(issued.token_hash()));
    assert_eq!(presented.token_hash(), issued.token_hash());
    assert!(presented.signed_by_first());
}

#[test]
fn t1_a_token_has_32_random_bytes_and_the_row_has_their_sha_256() {
    let ring = a_ring();
    let (first, second) = (issue(&ring), SessionToken::issue(&ring, Uuid::nil(), NOW).unwrap());
    let bytes = URL_SAFE_NO_PAD.decode(first.token().as_str()).unwrap();
    assert_eq!(bytes.len(), 1 + 16 + 32 + 32);
    assert_eq!(&bytes[1..17], first.id().as_bytes());
    assert_eq!(first.token_hash(), hex(&Sha256::digest(&bytes[17..49])));
    let other = URL_SAFE_NO_PAD.decode(second.token().as_str()).unwrap();
    assert_ne!(bytes[17..49], other[17..49]);
}

#[test]
fn t1_two_tokens_of_one_session_id_differ() {
    let ring = a_ring();
    #[expect(clippy::disallowed_methods, reason = "any id will do")]
    let id = Uuid::now_v7();
    let (first, second) = (
        SessionToken::issue(&ring, id, NOW).unwrap(),
        SessionToken::issue(&ring, id, NOW).unwrap(),
    );
    let presented = PresentedToken::read(&ring, first.token().as_str()).unwrap();
    assert!(!presented.matches(second.token_hash()));
}

#[test]
fn t3_every_flipped_bit_of_every_byte_is_refused() {
    let ring = a_ring();
    let bytes = URL_SAFE_NO_PAD.decode(issue(&ring).token().as_str()).unwrap();
    for index in 0..bytes.len() {
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[index] ^= 1 << bit;
            let reason = if index == 0 { TokenError::UnknownVersion } else { TokenError::WrongTag };
            refused(&ring, &URL_SAFE_NO_PAD.encode(flipped), reason);
        }
    }
}

#[test]
fn t3_every_other_character_in_every_place_is_refused() {
    let ring = a_ring();
    let token = issue(&ring).token().as_str().to_owned();
    for index in 0..token.len() {
        for &character in ALPHABET.iter().filter(|&&c| c != token.as_bytes()[index]) {
            let mut bytes = token.clone().into_bytes();
            bytes[index] = character;
            let changed = String::from_utf8(bytes).unwrap();
            assert!(PresentedToken::read(&ring, &changed).is_err(), "{changed}");
        }
    }
}

#[test]
fn t3_every_second_spelling_is_refused() {
    let ring = a_ring();
    let issued = issue(&ring);
    let token = issued.token().as_str();
    for spelling in [
        format!(" {token}"),
        format!("{token} "),
        format!("{token}\n"),
        format!("\u{feff}{token}"),
        format!("{token}="),
        format!("{token}===="),
        format!("{token}AAAA"),
        format!("{}\n{}", &token[..54], &token[54..]),
        format!("{}\n", &token[..107]),
        format!("{}=", &token[..107]),
        format!("{token}{token}"),
        format!("\"{token}\""),
        token.replacen(&token[5..6], &format!("%{:02X}", token.as_bytes()[5]), 1),
        token[..107].to_owned(),
        token[..104].to_owned(),
    ] {
        refused(&ring, &spelling, TokenError::Malformed);
    }
}

#[test]
fn t3_the_other_base64_alphabet_is_refused() {
    let ring = a_ring();
    let (token, bytes) = std::iter::repeat_with(|| issue(&ring).token().as_str().to_owned())
        .find(|token| token.contains(['-', '_']))
        .map(|token| (token.clone(), URL_SAFE_NO_PAD.decode(token).unwrap()))
        .unwrap();
    refused(&ring, &STANDARD_NO_PAD.encode(&bytes), TokenError::Malformed);
    assert_eq!(URL_SAFE.encode(&bytes), token, "there is nothing to pad");
}

#[test]
fn t3_a_tag_for_other_bytes_is_refused() {
    let ring = a_ring();
    let one = URL_SAFE_NO_PAD.decode(issue(&ring).token().as_str()).unwrap();
    let two = URL_SAFE_NO_PAD.decode(issue(&ring).token().as_str()).unwrap();
    for (from, to) in [(1, 17), (17, 49), (49, 81)] {
        let mut mixed = one.clone();
        mixed[from..to].copy_from_slice(&two[from..to]);
        refused(&ring, &URL_SAFE_NO_PAD.encode(mixed), TokenError::WrongTag);
    }
}

#[test]
fn t3_a_tag_of_another_secret_is_refused() {
    refused(&a_ring(), issue(&a_ring()).token().as_str(), TokenError::WrongTag);
}

#[test]
fn t3_the_stored_hash_is_no_token() {
    let ring = a_ring();
    let issued = issue(&ring);
    let hash = issued.token_hash();
    refused(&ring, hash, TokenError::Malformed);
    refused(&ring, &format!("{hash:0<108}"), TokenError::UnknownVersion);
    refused(&ring, &issued.id().to_string(), TokenError::Malformed);
    // In the place of the random part, under the tag that was there.
    let mut bytes = URL_SAFE_NO_PAD.decode(issued.token().as_str()).unwrap();
    let random = bytes[17..49].to_vec();
    bytes[17..49].copy_from_slice(&Sha256::digest(&random));
    refused(&ring, &URL_SAFE_NO_PAD.encode(bytes), TokenError::WrongTag);
}

#[test]
fn a_good_tag_alone_matches_no_row_but_its_own() {
    let ring = a_ring();
    let issued = issue(&ring);
    let presented = PresentedToken::read(&ring, issued.token().as_str()).unwrap();
    assert!(!presented.matches(issue(&ring).token_hash()));
    assert!(!presented.matches(&issued.token_hash().to_uppercase()));
    assert!(!presented.matches(&issued.token_hash()[..63]));
    assert!(!presented.matches(""));
}

#[test]
fn t9_a_rotation_in_two_steps_refuses_no_token_on_any_node_in_either_order() {
    let (old, new) = (generate_secret().unwrap(), generate_secret().unwrap());
    let steps = [ring(&[&old]), ring(&[&old, &new]), ring(&[&new, &old]), ring(&[&new])];
    // While a step rolls out, nodes before and after it live side by side and read each other's.
    for pair in steps.windows(2).take(2) {
        for (signer, reader) in [(0, 1), (1, 0), (0, 0), (1, 1)] {
            let issued = issue(&pair[signer]);
            let presented = PresentedToken::read(&pair[reader], issued.token().as_str()).unwrap();
            assert!(presented.matches(issued.token_hash()));
        }
    }
    let last = issue(&steps[2]);
    assert!(PresentedToken::read(&steps[3], last.token().as_str()).is_ok());
}

#[test]
fn t9_a_reissued_token_is_the_same_session_and_outlives_the_old_secret() {
    let (old, new) = (generate_secret().unwrap(), generate_secret().unwrap());
    let issued = issue(&ring(&[&old]));
    let both = ring(&[&new, &old]);
    let presented = PresentedToken::read(&both, issued.token().as_str()).unwrap();
    assert!(!presented.signed_by_first());
    let reissued = presented.reissue(&both);
    assert_ne!(reissued.as_str(), issued.token().as_str());

    let rotated = ring(&[&new]);
    refused(&rotated, issued.token().as_str(), TokenError::WrongTag);
    let renewed = PresentedToken::read(&rotated, reissued.as_str()).unwrap();
    assert_eq!(renewed.id(), issued.id());
    assert!(renewed.matches(issued.token_hash()));
    assert!(renewed.signed_by_first());
}

#[test]
fn a_token_reissued_under_the_same_secret_is_the_same_text() {
    let ring = a_ring();
    let issued = issue(&ring);
    let presented = PresentedToken::read(&ring, issued.token().as_str()).unwrap();
    assert_eq!(presented.reissue(&ring).as_str(), issued.token().as_str());
}

#[test]
fn a_token_tells_when_it_was_issued_and_a_renewed_one_is_of_the_same_session() {
    let ring = a_ring();
    let issued = issue(&ring);
    let presented = PresentedToken::read(&ring, issued.token().as_str()).unwrap();
    assert_eq!(presented.issued_at(), Some(NOW));
    let later = NOW + std::time::Duration::from_millis(1);
    let renewed = presented.renew(&ring, later);
    assert_ne!(renewed.as_str(), issued.token().as_str());
    assert_eq!(renewed.as_str().len(), issued.token().as_str().len());
    let renewed = PresentedToken::read(&ring, renewed.as_str()).unwrap();
    assert_eq!((renewed.issued_at(), renewed.id()), (Some(later), issued.id()));
    assert!(renewed.matches(issued.token_hash()));
    // The clock of a machine may be anywhere.
    for time in [Timestamp::from_millis(-1), Timestamp::from_millis(i64::MAX)] {
        let token = presented.renew(&ring, time);
        assert!(PresentedToken::read(&ring, token.as_str()).unwrap().matches(issued.token_hash()));
    }
}

#[test]
fn t9_a_token_of_the_layout_before_is_read_and_renewed_in_the_new_one() {
    let ring = a_ring();
    let id = Uuid::nil();
    let mut bytes = vec![1];
    bytes.extend(id.as_bytes());
    bytes.extend([7; 32]);
    bytes.extend(ring.sign(Purpose::new("nevr/session-token/v1"), &bytes.clone()));
    let old = URL_SAFE_NO_PAD.encode(&bytes);
    let presented = PresentedToken::read(&ring, &old).unwrap();
    assert_eq!((presented.id(), presented.issued_at()), (id, None));
    assert!(presented.matches(&hex(&Sha256::digest([7; 32]))));
    assert_eq!(presented.reissue(&ring).as_str(), old);
    let renewed = presented.renew(&ring, NOW);
    let renewed = PresentedToken::read(&ring, renewed.as_str()).unwrap();
    assert_eq!((renewed.token_hash(), renewed.issued_at()), (presented.token_hash(), Some(NOW)));
    // A tag of one layout is wrong for the other.
    for index in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[index] ^= 3;
        let reason = TokenError::WrongTag;
        refused(&ring, &URL_SAFE_NO_PAD.encode(&changed), reason);
    }
}

#[test]
fn t2_no_token_and_no_random_part_is_in_the_debug_output() {
    let ring = a_ring();
    let issued = issue(&ring);
    let presented = PresentedToken::read(&ring, issued.token().as_str()).unwrap();
    let shown = format!("{issued:?} {:?} {presented:?}", issued.token());
    assert!(!shown.contains(issued.token().as_str()));
    assert!(shown.contains("SessionToken(…)"));
    assert!(shown.ends_with(&format!("PresentedToken {{ id: {}, .. }}", issued.id())));
}

#[test]
fn a_token_is_serialised_for_the_one_answer_that_carries_it() {
    let token = issue(&a_ring()).into_token();
    assert_eq!(serde_json::to_string(&token).unwrap(), format!("\"{}\"", token.as_str()));
}

proptest! {
    #[test]
    fn reading_never_panics(text in any::<String>(), shaped in "[A-Za-z0-9_-]{108}", odd in "\\PC{108}") {
        let ring = a_ring();
        for presented in [text, shaped, odd] {
            prop_assert!(PresentedToken::read(&ring, &presented).is_err());
        }
    }
}
