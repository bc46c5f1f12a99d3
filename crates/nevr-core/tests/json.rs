//! JSON input: what is refused, where, and in which words.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::HashMap;

use actix_web::http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use nevr_core::{
    env::Timestamp,
    http::json::{
        ContentType, Detail, JsonError, MAX_DETAILS, UnsupportedMediaType, parse_object, read,
    },
};
use proptest::prelude::*;
use serde::{Deserialize, Deserializer, de};
use serde_json::{Map, Value, json};

fn content_type(lines: &[&str]) -> Result<ContentType, UnsupportedMediaType> {
    let mut map = HeaderMap::new();
    for line in lines {
        map.append(CONTENT_TYPE, HeaderValue::from_bytes(line.as_bytes()).unwrap());
    }
    ContentType::of(&map)
}

fn parse(body: impl AsRef<[u8]>) -> Result<Map<String, Value>, JsonError> {
    parse_object(ContentType::Json, body.as_ref())
}

/// What is wrong with a body, as `field CODE`.
fn refusals(body: impl AsRef<[u8]>) -> Vec<String> {
    match parse(body) {
        Err(JsonError::Invalid(details)) => shown(&details),
        other => panic!("{other:?}"),
    }
}

fn shown(details: &[Detail]) -> Vec<String> {
    details.iter().map(|detail| format!("{} {}", detail.field, detail.code)).collect()
}

/// What is wrong with the shape of an input, as `field CODE`, sorted.
fn problems<T: de::DeserializeOwned>(input: Value) -> Vec<String> {
    let mut all = shown(&details::<T>(input));
    all.sort();
    all
}

fn details<T: de::DeserializeOwned>(input: Value) -> Vec<Detail> {
    let Value::Object(object) = input else { panic!("an object") };
    read::<T>(&object).err().expect("something is wrong")
}

/// What is said of the member `field`.
fn message<T: de::DeserializeOwned>(field: &str, input: Value) -> String {
    let found = details::<T>(input).into_iter().find(|detail| detail.field == field);
    found.expect("a problem there").message
}

#[test]
fn only_json_in_utf_8_is_json() {
    for line in [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\"",
        "application/json ; Charset=UTF-8; profile=x",
        "application/json;",
    ] {
        assert_eq!(content_type(&[line]), Ok(ContentType::Json), "{line}");
    }
    assert_eq!(content_type(&[]), Ok(ContentType::Absent));
    for line in [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "application/vnd.api+json",
        "text/json",
        "application/json, text/plain",
        "text/plain; application/json",
        "application/json; charset=utf-16",
        "application/json; charset=iso-8859-1",
        "application/json; charset=utf-8; charset=utf-16",
        "application/json; x",
        "application/jsön",
    ] {
        assert_eq!(content_type(&[line]), Err(UnsupportedMediaType), "{line}");
    }
    let twice = ["application/json", "application/json"];
    assert_eq!(content_type(&twice), Err(UnsupportedMediaType));
}

#[test]
fn no_body_counts_as_an_empty_object_and_an_unnamed_one_is_not_read() {
    assert_eq!(parse_object(ContentType::Absent, b""), Ok(Map::new()));
    assert_eq!(parse_object(ContentType::Json, b""), Ok(Map::new()));
    assert_eq!(parse(" {} \r\n"), Ok(Map::new()));
    let unnamed = parse_object(ContentType::Absent, b"{}");
    assert_eq!(unnamed, Err(JsonError::UnsupportedMediaType(UnsupportedMediaType)));
}

#[test]
fn an_object_is_read_as_it_is() {
    let text = r#"{"a":[1,-2,1.5,true,null,{"b":"\u00e4\ud83d\ude00\n"}],"":"x","big":18446744073709551615}"#;
    let expected: Value = serde_json::from_str(text).unwrap();
    assert_eq!(Value::Object(parse(text).unwrap()), expected);
}

#[test]
fn i1_what_is_no_json_object_is_refused() {
    for body in ["[]", "null", "1", "\"a\"", "true"] {
        assert_eq!(refusals(body), [" INVALID_TYPE"], "{body}");
    }
    for (body, expected) in [
        (" ", " MALFORMED_JSON"),
        ("{", " MALFORMED_JSON"),
        ("{\"a\":}", "a MALFORMED_JSON"),
        ("{\"a\":1,}", " MALFORMED_JSON"),
        ("{a:1}", " MALFORMED_JSON"),
        ("{'a':1}", " MALFORMED_JSON"),
        ("{\"a\":[1,tru]}", "a[1] MALFORMED_JSON"),
        ("{\"a\":01}", "a MALFORMED_JSON"),
        ("{\"a\":NaN}", "a MALFORMED_JSON"),
        ("{\"a\":\"\n\"}", "a MALFORMED_JSON"),
        ("{\"a\":\"\\x\"}", "a MALFORMED_JSON"),
        ("{} {}", " MALFORMED_JSON"),
        ("{}x", " MALFORMED_JSON"),
        ("{}\0", " MALFORMED_JSON"),
        ("\u{feff}{}", " MALFORMED_JSON"),
        ("{\"a\":1e999}", "a INVALID_TYPE"),
        ("{\"a\":[-1e999]}", "a[0] INVALID_TYPE"),
    ] {
        assert_eq!(refusals(body), [expected], "{body:?}");
    }
    for body in
        [&b"{\"a\":\"\xff\"}"[..], b"\xff", b"{\"\xc0\x80\":1}", b"{\"a\":\"\xed\xa0\x80\"}"]
    {
        assert_eq!(refusals(body), [" MALFORMED_JSON"], "{body:?}");
    }
}

#[test]
fn i1_duplicate_members_are_named_at_any_depth_and_all_at_once() {
    assert_eq!(refusals(r#"{"a":1,"a":1}"#), ["a DUPLICATE_MEMBER"]);
    assert_eq!(refusals(r#"{"a":1,"\u0061":1}"#), ["a DUPLICATE_MEMBER"]);
    let deep = r#"{"x":{"y":[0,{"z":1,"z":2,"z":3}]},"a":1,"b":2,"a":{"c":1,"c":1}}"#;
    let expected = ["x.y[1].z DUPLICATE_MEMBER", "a DUPLICATE_MEMBER", "a.c DUPLICATE_MEMBER"];
    assert_eq!(refusals(deep), expected);
    assert!(parse(r#"{"a":1,"A":1,"b":{"a":1}}"#).is_ok());
}

#[test]
fn i1_nul_and_lone_surrogates_are_named() {
    for (body, expected) in [
        (r#"{"a":"x\u0000y"}"#, "a INVALID_TEXT"),
        (r#"{"a":["ok",{"b":"\u0000"}]}"#, "a[1].b INVALID_TEXT"),
        (r#"{"a":{"x\u0000":1}}"#, r#"a["x\u0000"] INVALID_TEXT"#),
        (r#"{"a":"\ud800"}"#, "a INVALID_TEXT"),
        (r#"{"a":"\udc00"}"#, "a INVALID_TEXT"),
        (r#"{"a":"\ud800x"}"#, "a INVALID_TEXT"),
        (r#"{"a":"\ud800\n"}"#, "a INVALID_TEXT"),
        (r#"{"a":"\ud800\ud800"}"#, "a INVALID_TEXT"),
        (r#"{"b":[{"\ud800":1}]}"#, "b[0] INVALID_TEXT"),
    ] {
        assert_eq!(refusals(body), [expected], "{body}");
    }
    let two = r#"{"a":"\u0000","b":"\u0000","b":1}"#;
    assert_eq!(refusals(two), ["a INVALID_TEXT", "b INVALID_TEXT", "b DUPLICATE_MEMBER"]);
}

#[test]
fn i1_nesting_ends_at_32() {
    let lists = |n: usize| format!("{{\"a\":{}{}}}", "[".repeat(n), "]".repeat(n));
    assert!(parse(lists(31)).is_ok());
    assert_eq!(refusals(lists(32)), [format!("a{} MALFORMED_JSON", "[0]".repeat(31))]);
    assert_eq!(refusals(lists(100_000)).len(), 1);
    let objects = |n: usize| format!("{}1{}", "{\"a\":".repeat(n), "}".repeat(n));
    assert!(parse(objects(32)).is_ok());
    assert_eq!(refusals(objects(33)).len(), 1);
}

#[test]
fn the_list_of_problems_is_bounded() {
    let pairs: Vec<_> = (0..5_000).map(|n| format!("\"a{n}\":1,\"a{n}\":1")).collect();
    let body = format!("{{{}}}", pairs.join(","));
    let all = refusals(body);
    assert_eq!(all.len(), MAX_DETAILS);
    let unknown: Map<_, _> = (0..5_000).map(|n| (format!("u{n}"), Value::Null)).collect();
    assert_eq!(read::<Nothing>(&unknown).unwrap_err().len(), MAX_DETAILS);
    let wrong = json!({ "names": vec![1; 5_000] });
    assert!(problems::<Names>(wrong).len() <= MAX_DETAILS);
}

#[test]
fn no_message_of_a_malformed_body_repeats_it() {
    for body in ["{\"canary\"", "{\"a\":canary}", "{\"a\":\"\\canary\"}", "canary", "{}canary"] {
        let Err(JsonError::Invalid(details)) = parse(body) else { panic!("{body}") };
        assert!(details.iter().all(|d| !d.message.contains("canary")), "{details:?}");
    }
}

#[derive(Debug, Deserialize)]
struct Nothing {}

#[derive(Debug, Deserialize)]
struct Names {
    #[allow(dead_code)]
    names: Vec<String>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SignUp {
    email: String,
    password: String,
    name: Option<String>,
    #[serde(default)]
    remember_me: bool,
    age: Option<u8>,
    address: Option<Address>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    extra: Option<Value>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Address {
    street: String,
    lines: Vec<Line>,
    kind: Option<Kind>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Line {
    text: String,
    at: (f64, f64),
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Kind {
    Home,
    Office,
    Other { note: String },
    Numbered(u32),
    Pair(u8, u8),
}

#[test]
fn a_good_input_is_read() {
    let input = json!({
        "email": "a@b.c", "password": "x", "rememberMe": true, "age": 255, "name": null,
        "address": { "street": "s", "lines": [{ "text": "t", "at": [1, -2.5] }],
                     "kind": { "other": { "note": "n" } } },
        "tags": ["a"], "extra": { "any": [1, { "thing": null }] },
    });
    let Value::Object(object) = input else { unreachable!() };
    let read: SignUp = read(&object).unwrap();
    assert_eq!(
        read,
        SignUp {
            email: "a@b.c".into(),
            password: "x".into(),
            name: None,
            remember_me: true,
            age: Some(255),
            address: Some(Address {
                street: "s".into(),
                lines: vec![Line { text: "t".into(), at: (1.0, -2.5) }],
                kind: Some(Kind::Other { note: "n".into() }),
            }),
            tags: vec!["a".into()],
            extra: Some(json!({ "any": [1, { "thing": null }] })),
        }
    );
}

#[test]
fn every_kind_of_enum_value_is_read() {
    for (value, expected) in [
        (json!("home"), Kind::Home),
        (json!({ "office": null }), Kind::Office),
        (json!({ "numbered": 7 }), Kind::Numbered(7)),
        (json!({ "pair": [1, 2] }), Kind::Pair(1, 2)),
    ] {
        let object = Map::from_iter([("kind".to_owned(), value)]);
        assert_eq!(read::<HashMap<String, Kind>>(&object).unwrap()["kind"], expected);
    }
}

#[test]
fn all_problems_of_the_shape_are_named_at_once() {
    let input = json!({
        "email": 5,
        "rememberMe": "yes",
        "remember_me": true,
        "age": 256,
        "isAdmin": true,
        "tags": ["ok", 1, "ok", null],
        "address": {
            "street": [],
            "zip": "1",
            "lines": [{ "text": "t", "at": [1, 2] }, 7, { "at": ["x", 2], "extra": 1 }],
            "kind": "castle",
        },
    });
    assert_eq!(
        problems::<SignUp>(input),
        [
            "address.kind INVALID_TYPE",
            "address.lines[1] INVALID_TYPE",
            "address.lines[2].at[0] INVALID_TYPE",
            "address.lines[2].extra UNKNOWN_MEMBER",
            "address.lines[2].text REQUIRED",
            "address.street INVALID_TYPE",
            "address.zip UNKNOWN_MEMBER",
            "age INVALID_TYPE",
            "email INVALID_TYPE",
            "isAdmin UNKNOWN_MEMBER",
            "password REQUIRED",
            "rememberMe INVALID_TYPE",
            "remember_me UNKNOWN_MEMBER",
            "tags[1] INVALID_TYPE",
            "tags[3] INVALID_TYPE",
        ]
    );
}

#[test]
fn all_missing_members_are_named_and_nothing_that_follows_from_them() {
    assert_eq!(problems::<SignUp>(json!({})), ["email REQUIRED", "password REQUIRED"]);
    let inner = json!({ "email": "", "password": "", "address": { "lines": [{}] } });
    let expected = [
        "address.lines[0].at REQUIRED",
        "address.lines[0].text REQUIRED",
        "address.street REQUIRED",
    ];
    assert_eq!(problems::<SignUp>(inner), expected);
}

#[test]
fn messages_say_what_is_expected() {
    for (field, value, expected) in [
        ("email", json!(1), "must be a string"),
        ("email", json!(null), "must be a string"),
        ("rememberMe", json!(1), "must be true or false"),
        ("age", json!("1"), "must be a whole number"),
        ("age", json!(1.5), "must be a whole number"),
        ("age", json!(-1), "must be a whole number from 0 to 255"),
        ("age", json!(1e30), "must be a whole number"),
        ("address", json!([1]), "must be an object"),
        ("tags", json!({}), "must be a list"),
        ("unknown", json!({}), "is not known here"),
    ] {
        assert_eq!(message::<SignUp>(field, json!({ field: value })), expected, "{field}");
    }
    assert_eq!(message::<SignUp>("password", json!({})), "is required");
    let kind = |kind: Value| json!({ "address": { "street": "", "lines": [], "kind": kind } });
    let said =
        |value: Value, at: &str| message::<SignUp>(&format!("address.kind{at}"), kind(value));
    let names = r#"must be "home", "office", "other", "numbered" or "pair""#;
    assert_eq!(said(json!("castle"), ""), names);
    assert_eq!(said(json!(5), ""), names);
    assert_eq!(said(json!({ "home": 1, "office": 1 }), ""), "must be an object with one member");
    assert_eq!(said(json!("other"), ""), "must be an object with one member");
    assert_eq!(said(json!({ "home": 1 }), ""), "must be the name of the variant alone");
    assert_eq!(said(json!({ "numbered": "x" }), ".numbered"), "must be a whole number");
    assert_eq!(said(json!({ "other": {} }), ".other.note"), "is required");
    assert_eq!(said(json!({ "other": 1 }), ".other"), "must be an object");
    assert_eq!(said(json!({ "pair": [1] }), ".pair"), "must be a list of the right length");
    assert_eq!(said(json!({ "pair": [1, 2, 3] }), ".pair"), "must be a list of the right length");
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
fn a_type_with_its_own_rules_speaks_by_what_it_expects() {
    let input = |hex: &str| json!({ "kind": "home", "when": "2026-01-31T12:00:00Z", "hex": hex });
    assert_eq!(message::<Special>("hex", input("own")), "must be a hex number");
    assert_eq!(message::<Special>("hex", input("x")), "must have the right form");
    let Value::Object(good) = input("ff") else { unreachable!() };
    assert!(read::<Special>(&good).is_ok());
}

#[test]
fn a_member_that_nothing_can_stand_in_for_hides_no_other_problem() {
    // No stand-in is a `Hex`: the object that holds it is given up, the rest is read on.
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

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    let name = prop_oneof![
        "(email|password|address|street|lines|text|at|kind|tags|extra|other|note|pair)",
        "[a-z]{0,3}",
    ];
    leaf.prop_recursive(4, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(name.clone(), inner, 0..8)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_the_reader_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
        parse_object(ContentType::Json, &body).ok();
    }

    #[test]
    fn no_text_makes_the_reader_panic(body in "[\\[\\]{}:,\"\\\\u0d8a1e. -]{0,80}") {
        parse_object(ContentType::Json, body.as_bytes()).ok();
    }

    #[test]
    fn what_is_written_is_read_back(value in any_json()) {
        if let Value::Object(object) = value {
            let text = serde_json::to_vec(&object).unwrap();
            let plain: Map<String, Value> = serde_json::from_slice(&text).unwrap();
            let nul = text.windows(6).any(|six| six == b"\\u0000");
            prop_assert!(nul || parse(&text) == Ok(plain));
        }
    }

    /// The same inputs are good as for serde_json (with `deny_unknown_fields` in mind), and a bad
    /// one always comes with a reason.
    #[test]
    fn inputs_are_accepted_as_serde_json_accepts_them(value in any_json()) {
        if let Value::Object(object) = value {
            match read::<SignUp>(&object) {
                Ok(read) => {
                    prop_assert_eq!(read, serde_json::from_value::<SignUp>(object.into()).unwrap());
                }
                Err(details) => prop_assert!(!details.is_empty()),
            }
        }
    }
}
