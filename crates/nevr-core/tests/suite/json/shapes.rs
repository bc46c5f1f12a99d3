//! An object into a type: every problem of its shape, at its place.

use std::collections::HashMap;

use nevr_core::http::json::read;
use serde_json::{Map, Value, json};

use crate::json::fixture::{Address, Kind, Line, SignUp, message, problems};

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
