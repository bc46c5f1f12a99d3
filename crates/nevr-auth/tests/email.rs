//! E-mail addresses: one canonical form, and none that could be taken for another address.

use nevr_auth::email::{Email, EmailError};
use proptest::prelude::*;

fn canonical(raw: &str) -> String {
    Email::parse(raw).unwrap().into()
}

#[track_caller]
fn refused(raw: &str, reason: EmailError) {
    assert_eq!(Email::parse(raw), Err(reason), "{raw:?}");
}

#[test]
fn p5_an_address_is_trimmed_and_in_lower_case() {
    assert_eq!(canonical("  Jane.DOE@Example.COM "), "jane.doe@example.com");
    assert_eq!(canonical("\u{a0}jane@example.com\u{2003}"), "jane@example.com");
}

#[test]
fn p5_dots_and_tags_stay() {
    assert_eq!(canonical("j.a.n.e+shop@gmail.com"), "j.a.n.e+shop@gmail.com");
    assert_ne!(canonical("j.ane@gmail.com"), canonical("jane@gmail.com"));
}

#[test]
fn every_character_of_an_atom_is_taken() {
    assert_eq!(canonical("a!#$%&'*+-/=?^_`{|}~9@b.co"), "a!#$%&'*+-/=?^_`{|}~9@b.co");
}

#[test]
fn p5_the_kelvin_sign_is_no_k() {
    refused("\u{212a}im@example.com", EmailError::NotAscii);
    refused("kim@\u{212a}elvin.com", EmailError::NotAscii);
    refused("kim@example.\u{212a}iwi", EmailError::NotAscii);
}

#[test]
fn p5_full_width_forms_are_refused() {
    refused("ｊane@example.com", EmailError::NotAscii);
    refused("jane＠example.com", EmailError::NotAscii);
    refused("jane@ｅxample.com", EmailError::NotAscii);
    refused("jane@example\u{3002}com", EmailError::NotAscii);
}

#[test]
fn p5_homoglyphs_and_invisible_characters_are_refused() {
    refused("j\u{0430}ne@example.com", EmailError::NotAscii);
    refused("jane@ex\u{0430}mple.com", EmailError::NotAscii);
    refused("jane@stra\u{df}e.de", EmailError::NotAscii);
    refused("jane@exam\u{ad}ple.com", EmailError::NotAscii);
    refused("ja\u{200d}ne@example.com", EmailError::NotAscii);
    refused("jane@example.com\u{200b}", EmailError::NotAscii);
    refused("\u{130}jane@example.com", EmailError::NotAscii);
}

#[test]
fn p5_an_international_domain_is_taken_in_its_ascii_form_only_and_in_one_spelling() {
    assert_eq!(canonical("jane@XN--Bcher-KVA.example"), "jane@xn--bcher-kva.example");
    refused("jane@b\u{fc}cher.example", EmailError::NotAscii);
    // Punycode of "bÜcher", of "google" and of nothing: none is what its decoded form maps to.
    refused("jane@xn--bcher-2pa.example", EmailError::Malformed);
    refused("jane@xn--google-.example", EmailError::Malformed);
    refused("jane@xn--.example", EmailError::Malformed);
}

#[test]
fn p5_an_address_has_at_most_254_bytes() {
    let local = "l".repeat(64);
    let host = format!("{}.{}.{}", "a".repeat(63), "b".repeat(63), "c".repeat(58));
    let longest = format!("{local}@{host}.de");
    assert_eq!(longest.len(), 254);
    assert_eq!(canonical(&format!("  {longest}  ")), longest);
    refused(&format!("{local}@{host}.dev"), EmailError::TooLong);
}

#[test]
fn the_local_part_has_at_most_64_bytes_and_a_label_at_most_63() {
    let (local, label) = ("l".repeat(64), "a".repeat(63));
    assert!(Email::parse(&format!("{local}@{label}.de")).is_ok());
    refused(&format!("{local}l@{label}.de"), EmailError::TooLong);
    refused(&format!("{local}@{label}a.de"), EmailError::Malformed);
}

#[test]
fn p5_control_characters_are_refused_wherever_they_are() {
    for control in ["\r", "\n", "\r\n", "\0", "\t", "\u{7f}", "\u{85}"] {
        refused(&format!("jane@example.com{control}"), EmailError::Malformed);
        refused(&format!("{control}jane@example.com"), EmailError::Malformed);
        refused(&format!("ja{control}ne@example.com"), EmailError::Malformed);
        refused(&format!("jane@exam{control}ple.com"), EmailError::Malformed);
    }
    refused("jane@example.com\r\nBcc: eve@example.com", EmailError::Malformed);
}

#[test]
fn p5_lists_and_display_names_are_refused() {
    refused("jane@example.com,eve@example.com", EmailError::Malformed);
    refused("jane@example.com;eve@example.com", EmailError::Malformed);
    refused("jane@example.com eve@example.com", EmailError::Malformed);
    refused("jane,eve@example.com", EmailError::Malformed);
    refused("jane@example.com,eve", EmailError::Malformed);
    refused("Jane <jane@example.com>", EmailError::Malformed);
    refused("<jane@example.com>", EmailError::Malformed);
    refused("mailto:jane@example.com", EmailError::Malformed);
}

#[test]
fn quoted_names_comments_and_literals_are_refused() {
    refused("\"jane\"@example.com", EmailError::Malformed);
    refused("\"jane@evil\"@example.com", EmailError::Malformed);
    refused("jane(comment)@example.com", EmailError::Malformed);
    refused("jane\\@evil@example.com", EmailError::Malformed);
    refused("jane@[127.0.0.1]", EmailError::Malformed);
    refused("jane@[IPv6:::1]", EmailError::Malformed);
    refused("jane@127.0.0.1", EmailError::Malformed);
    refused("jane@0x7f.1", EmailError::Malformed);
    refused("jane@1.0x7f", EmailError::Malformed);
}

#[test]
fn dots_and_hyphens_stand_only_between() {
    for raw in [
        ".jane@example.com",
        "jane.@example.com",
        "ja..ne@example.com",
        "jane@.example.com",
        "jane@example.com.",
        "jane@example..com",
        "jane@-example.com",
        "jane@example-.com",
        "jane@exam_ple.com",
        "jane@exam%61ple.com",
    ] {
        refused(raw, EmailError::Malformed);
    }
}

#[test]
fn both_parts_and_a_dot_are_needed() {
    for raw in ["", " ", "@", "jane", "jane@", "@example.com", "jane@localhost", "a@b@c.de"] {
        refused(raw, EmailError::Malformed);
    }
}

#[test]
fn the_mask_never_shows_an_address() {
    let masked = |raw| Email::parse(raw).unwrap().masked();
    assert_eq!(masked("jane@example.com"), "j•••@e•••.com");
    assert_eq!(masked("j@ex.co.uk"), "•••@e•••.uk");
    assert_eq!(masked("jo@x.de"), "•••@•••.de");
    let email = Email::parse("jane@example.com").unwrap();
    assert_eq!(format!("{email:?}"), "Email(j•••@e•••.com)");
}

#[test]
fn it_is_written_and_serialised_in_full() {
    let email = Email::parse("Jane@example.com").unwrap();
    assert_eq!(email.to_string(), "jane@example.com");
    assert_eq!(serde_json::to_string(&email).unwrap(), r#""jane@example.com""#);
}

#[test]
fn every_problem_has_the_same_code_and_words_for_people() {
    for error in [EmailError::Malformed, EmailError::TooLong, EmailError::NotAscii] {
        assert_eq!(error.code(), "INVALID_EMAIL");
        assert!(error.to_string().starts_with("must be an e-mail address"));
    }
}

proptest! {
    #[test]
    fn parsing_never_panics(raw in any::<String>()) {
        let _ = Email::parse(&raw);
    }

    #[test]
    fn a_parsed_address_is_its_own_canonical_form(
        raw in "[ ]{0,2}[A-Za-z0-9.+_'-]{1,12}@([A-Za-z0-9-]{1,8}\\.){1,3}([A-Za-z]{2,4}|[a-zA-Z0-9é-]{1,6})[ ]{0,2}"
    ) {
        if let Ok(email) = Email::parse(&raw) {
            prop_assert!(email.as_str().is_ascii());
            prop_assert_eq!(email.as_str(), raw.trim().to_ascii_lowercase());
            prop_assert_eq!(Email::parse(email.as_str()).unwrap(), email);
        }
    }
}
