//! Types with rules of their own.

use std::collections::HashMap;

use nevr_core::{http::json::read, wire::Detail};
use nevr_schema::env::Timestamp;
use serde::{Deserialize, Deserializer, de};
use serde_json::{Value, json};

use crate::json::fixture::{Kind, Nothing, SignUp, details, message, problems};

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Special {
    kind: Kind,
    when: Timestamp,
    hex: Hex,
    number: Option<std::num::NonZeroU16>,
}

/// Refuses by itself, once in the words of another library and once in its own.
#[derive(Debug)]
#[allow(dead_code)]
struct Hex(u8);

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match String::deserialize(deserializer)?.as_str() {
            "ff" => Ok(Self(255)),
            "own" => Err(de::Error::invalid_value(de::Unexpected::Str(""), &"a hex number")),
            other => Err(de::Error::custom(format!("bad digits in {other}"))),
        }
    }
}

#[test]
fn no_message_repeats_a_value() {
    let canary = json!("canary");
    for field in ["rememberMe", "age", "address", "tags"] {
        let input = json!({ "email": "", "password": "", field: canary });
        let all = details::<SignUp>(input);
        assert!(all.iter().all(|detail| !detail.message.contains("canary")), "{all:?}");
    }
    let kind = json!({ "kind": "canary", "when": "canary", "hex": "canary", "number": "canary" });
    let all = details::<Special>(kind);
    assert_eq!(all.len(), 4, "{all:?}");
    assert!(all.iter().all(|detail| !detail.message.contains("canary")), "{all:?}");
}

#[test]
fn a_type_with_its_own_rules_speaks_by_what_it_expects() {
    let input = |hex: &str| json!({ "kind": "home", "when": "2026-01-31T12:00:00Z", "hex": hex });
    assert_eq!(message::<Special>("hex", input("own")), "must be a hex number");
    assert_eq!(message::<Special>("hex", input("x")), "must have the right form");
    let Value::Object(good) = input("ff") else { unreachable!() };
    assert!(read::<Special>(&good).is_ok());
}

#[test]
fn a_member_that_nothing_can_stand_in_for_hides_no_other_problem() {
    // `Hex` refuses the filler: the object that holds it is given up, the rest is read.
    let outer = json!({ "first": { "hex": 1, "kind": 2, "when": 3, "more": 4 }, "second": {} });
    assert_eq!(
        problems::<HashMap<String, Special>>(outer),
        [
            "first.hex INVALID_TYPE",
            "first.kind INVALID_TYPE",
            "first.more UNKNOWN_MEMBER",
            "first.when INVALID_TYPE",
            "second.hex REQUIRED",
            "second.kind REQUIRED",
            "second.when REQUIRED",
        ]
    );
    let list = json!({ "all": ["ff", "x", "ff", "y"] });
    let expected = ["all[1] INVALID_TYPE", "all[3] INVALID_TYPE"];
    assert_eq!(problems::<HashMap<String, Vec<Hex>>>(list), expected);
    let pair = json!({ "all": ["ff", "x"], "other": ["y", "ff"] });
    let expected = ["all[1] INVALID_TYPE", "other[0] INVALID_TYPE"];
    assert_eq!(problems::<HashMap<String, (Hex, Hex)>>(pair), expected);
    let mixed = json!({ "all": ["x", 5], "other": ["ff", "y"] });
    let expected = ["all[0] INVALID_TYPE", "other[1] INVALID_TYPE"];
    assert_eq!(problems::<HashMap<String, (Hex, u8)>>(mixed), expected);
}

/// No filler is one: its first variant holds another.
#[derive(Debug, Deserialize)]
#[allow(dead_code)]
enum Endless {
    Not(Box<Endless>),
    Yes,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Filtered {
    before: u8,
    filter: Endless,
    after: u8,
}

#[test]
fn a_type_that_contains_itself_ends_the_search_for_missing_members_and_nothing_else() {
    let missing = json!({ "x": {}, "y": { "before": 1, "filter": "Yes" } });
    let expected = ["x.before REQUIRED", "x.filter REQUIRED", "y.after REQUIRED"];
    assert_eq!(problems::<HashMap<String, Filtered>>(missing), expected);
    let wrong = json!({ "x": { "filter": { "Not": 1 }, "before": "", "after": "", "more": 1 } });
    let expected = [
        "x.after INVALID_TYPE",
        "x.before INVALID_TYPE",
        "x.filter.Not INVALID_TYPE",
        "x.more UNKNOWN_MEMBER",
    ];
    assert_eq!(problems::<HashMap<String, Filtered>>(wrong), expected);
}

#[derive(Debug, Deserialize)]
#[serde(try_from = "[u8; 2]")]
#[allow(dead_code)]
struct Ascending(u8, u8);

impl TryFrom<[u8; 2]> for Ascending {
    type Error = &'static str;

    fn try_from([low, high]: [u8; 2]) -> Result<Self, Self::Error> {
        if low < high { Ok(Self(low, high)) } else { Err("must ascend") }
    }
}

#[test]
fn a_rule_that_a_filler_breaks_is_not_reported() {
    let ranges = |value: Value| problems::<HashMap<String, Ascending>>(value);
    assert_eq!(ranges(json!({ "x": [1, "b"] })), ["x[1] INVALID_TYPE"]);
    assert_eq!(ranges(json!({ "x": [2, 1] })), ["x INVALID_TYPE"]);
}

#[test]
fn a_name_that_a_map_does_not_take_is_named() {
    let input = json!({ "x": { "a": "", "bc": "", "d": 1, "ef": 1 } });
    let expected = ["x.bc INVALID_TYPE", "x.d INVALID_TYPE", "x.ef INVALID_TYPE"];
    assert_eq!(problems::<HashMap<String, HashMap<char, String>>>(input), expected);
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Aliased {
    #[serde(alias = "mail")]
    email: String,
    next: Option<Box<Aliased>>,
}

#[test]
fn a_member_given_by_name_and_alias_is_a_duplicate() {
    let input = json!({ "email": "a", "mail": "b", "other": 1 });
    let expected = ["email DUPLICATE_MEMBER", "other UNKNOWN_MEMBER"];
    assert_eq!(problems::<Aliased>(input), expected);
    let Value::Object(good) = json!({ "mail": "a", "next": { "email": "b" } }) else {
        unreachable!()
    };
    assert!(read::<Aliased>(&good).is_ok());
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
#[allow(dead_code)]
enum Tagged {
    Card { number: String },
    Cash,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Payment {
    by: Tagged,
    amount: u64,
}

#[test]
fn inside_of_tagged_enums_the_first_problem_is_named() {
    let input = json!({ "by": { "type": "card" }, "amount": "x" });
    assert_eq!(problems::<Payment>(input), ["amount INVALID_TYPE", "by.number REQUIRED"]);
    let input = json!({ "by": { "type": "gold" }, "amount": 1 });
    assert_eq!(message::<Payment>("by.type", input), r#"must be "card" or "cash""#);
    let Value::Object(good) = json!({ "by": { "type": "cash" }, "amount": 1 }) else {
        unreachable!()
    };
    assert!(read::<Payment>(&good).is_ok());
}

#[test]
fn names_of_members_are_shown_safely() {
    let long = "x".repeat(1_000);
    let input = json!({ "a.b": 1, "q\"\\": 1, "n\nl": 1, "": 1, long: 1 });
    let shown = problems::<Nothing>(input);
    let cut = format!("[\"{}…\"] UNKNOWN_MEMBER", "x".repeat(64));
    let expected = [
        r#"[""] UNKNOWN_MEMBER"#,
        r#"["a.b"] UNKNOWN_MEMBER"#,
        r#"["n\u000al"] UNKNOWN_MEMBER"#,
        r#"["q\"\\"] UNKNOWN_MEMBER"#,
        &cut,
    ];
    assert_eq!(shown, expected);
}

#[test]
fn a_detail_is_written_as_the_envelope_wants_it() {
    let detail = Detail::new("email", "INVALID_EMAIL", "must be an e-mail address");
    let expected = json!({ "field": "email", "code": "INVALID_EMAIL", "message": "must be an e-mail address" });
    assert_eq!(serde_json::to_value(detail).unwrap(), expected);
}
