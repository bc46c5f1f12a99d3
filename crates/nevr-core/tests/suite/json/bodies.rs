//! Bytes into an object.

use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue};
use nevr_core::http::json::{
    ContentType, JsonError, MAX_DETAILS, UnsupportedMediaType, parse_object, read,
};
use serde_json::{Map, Value, json};

use crate::json::fixture::{Names, Nothing, parse, problems, refusals};

fn content_type(lines: &[&str]) -> Result<ContentType, UnsupportedMediaType> {
    let mut map = HeaderMap::new();
    for line in lines {
        map.append(CONTENT_TYPE, HeaderValue::from_bytes(line.as_bytes()).unwrap());
    }
    ContentType::of(&map)
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
fn i1_an_integer_beyond_64_bits_is_refused_and_not_rounded() {
    let in_64_bits = r#"{"a":18446744073709551615,"b":[-9223372036854775808,-0,0],"c":1e20,
        "d":"\\\"18446744073709551616","e":18446744073709551616.0}"#;
    let expected: Value = serde_json::from_str(in_64_bits).unwrap();
    assert_eq!(parse(in_64_bits).map(Value::Object), Ok(expected));
    for (body, expected) in [
        (r#"{"a":18446744073709551616}"#, &["a INVALID_TYPE"][..]),
        (r#"{"a":-9223372036854775809}"#, &["a INVALID_TYPE"]),
        (r#"{"a":{"b":[0.5,1,100000000000000000000]}}"#, &["a.b[2] INVALID_TYPE"]),
        (
            r#"{"18446744073709551616":1e1,"ä\\":"\\\"1","c":99999999999999999999,"d":99999999999999999999}"#,
            &["c INVALID_TYPE", "d INVALID_TYPE"],
        ),
    ] {
        assert_eq!(refusals(body), expected, "{body}");
    }
}

#[test]
fn an_encoded_body_is_refused() {
    for (encoding, is_refused) in
        [("gzip", true), ("br", true), ("", true), ("identity, gzip", true), ("Identity", false)]
    {
        let mut map = HeaderMap::new();
        map.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        map.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        assert_eq!(ContentType::of(&map).is_err(), is_refused, "{encoding}");
    }
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
