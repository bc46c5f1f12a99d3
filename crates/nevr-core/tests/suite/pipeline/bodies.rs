//! Input that is hostile or merely wrong (I1).

use std::{cell::Cell, rc::Rc};

use actix_web::web::Bytes;
use futures_util::stream;
use nevr_core::testing::TestReply;

use crate::pipeline::lab;

const LIMIT: usize = 16 * 1024;

#[track_caller]
fn refused(reply: &TestReply, status: u16, code: &str) {
    assert_eq!((reply.status(), reply.code().as_str()), (status, code), "{}", reply.text());
    assert!(reply.json()["error"]["message"].is_string());
    assert_eq!(reply.header("content-type"), Some("application/json"));
}

#[actix_web::test]
async fn i1_a_body_over_the_limit_is_413_before_a_byte_of_it_is_read() {
    let app = lab::start().await;
    let whole = |size: usize| {
        let text = "x".repeat(size - r#"{"text":""}"#.len());
        app.post("/api/lab/echo")
            .content_type("application/json")
            .raw_body(format!(r#"{{"text":"{text}"}}"#))
    };
    assert_eq!(whole(LIMIT).send().await.status(), 200);
    refused(&whole(LIMIT + 1).send().await, 413, "PAYLOAD_TOO_LARGE");
    // A length is believed before the body comes at all.
    let unread = stream::poll_fn(|_| panic!("the body is read"));
    let said = app.post("/api/lab/echo").chunked_body(unread).header("content-length", "16385");
    let reply = said.send().await;
    refused(&reply, 413, "PAYLOAD_TOO_LARGE");
    assert_eq!(reply.header("connection"), Some("close"));
}

#[actix_web::test]
async fn i1_a_body_without_length_is_cut_off_at_the_limit() {
    let app = lab::start().await;
    let read = Rc::new(Cell::new(0));
    let counted = read.clone();
    let endless = stream::repeat_with(move || {
        counted.set(counted.get() + 1024);
        Bytes::from(vec![b' '; 1024])
    });
    let request = app.post("/api/lab/echo").content_type("application/json");
    refused(&request.chunked_body(endless).send().await, 413, "PAYLOAD_TOO_LARGE");
    assert_eq!(read.get(), LIMIT + 1024, "what is over the limit is noticed and no more is read");
}

#[actix_web::test]
async fn i1_bodies_that_are_not_one_json_object_are_400() {
    let app = lab::start().await;
    let deep = format!("{}1{}", r#"{"text":"#.repeat(200), "}".repeat(200));
    let bodies: [(&str, &[u8]); 13] = [
        ("deep", deep.as_bytes()),
        ("duplicate", br#"{"text":"a","text":"b"}"#),
        ("lone surrogate", br#"{"text":"\ud800"}"#),
        ("escaped nul", br#"{"text":"\u0000"}"#),
        ("nul", b"{\"text\":\"\0\"}"),
        ("no utf-8", b"{\"text\":\"\xff\"}"),
        ("trailing", br#"{"text":"a"} x"#),
        ("two", br#"{"text":"a"}{"text":"a"}"#),
        ("list", br#"["a"]"#),
        ("text", b"\"a\""),
        ("cut off", br#"{"text":"#),
        ("unknown member", br#"{"text":"a","admin":true}"#),
        ("wrong type", br#"{"text":1}"#),
    ];
    for (what, body) in bodies {
        let request = app.post("/api/lab/echo").content_type("application/json");
        let reply = request.raw_body(body.to_vec()).send().await;
        assert_eq!(reply.status(), 400, "{what}: {}", reply.text());
        assert_eq!(reply.code(), "VALIDATION_ERROR", "{what}");
        assert!(!reply.json()["error"]["details"].as_array().unwrap().is_empty(), "{what}");
    }
}

#[actix_web::test]
async fn an_encoded_body_is_415() {
    let app = lab::start().await;
    for body in [&b"\x1f\x8b"[..], br#"{"text":"a"}"#, b""] {
        let request = app.post("/api/lab/echo").content_type("application/json");
        let reply = request.header("content-encoding", "gzip").raw_body(body.to_vec()).send().await;
        refused(&reply, 415, "UNSUPPORTED_MEDIA_TYPE");
    }
}

#[actix_web::test]
async fn i1_an_integer_that_would_be_rounded_is_refused_wherever_it_is_read() {
    let app = lab::start().await;
    let big = "18446744073709551616";
    let request = app.post("/api/lab/echo").content_type("application/json");
    let reply = request.raw_body(format!(r#"{{"text":"a","number":{big}}}"#)).send().await;
    refused(&reply, 400, "VALIDATION_ERROR");
    assert_eq!(reply.fields(), ["number"]);
    let exact = app.get("/api/lab/sum?by=18446744073709549568").send().await;
    assert_eq!(exact.json(), 18_446_744_073_709_549_568.0);
    let reply = app.get(&format!("/api/lab/sum?by={big}")).send().await;
    refused(&reply, 400, "VALIDATION_ERROR");
    assert_eq!(reply.fields(), ["by"]);
}

#[actix_web::test]
async fn i1_shape_problems_name_their_members() {
    let app = lab::start().await;
    let body = r#"{"text":1,"number":-1,"admin":true}"#;
    let request = app.post("/api/lab/echo").content_type("application/json");
    let mut fields = request.raw_body(body).send().await.fields();
    fields.sort();
    assert_eq!(fields, ["admin", "number", "text"]);
}

#[actix_web::test]
async fn i1_other_content_types_are_415() {
    let app = lab::start().await;
    let body = r#"{"text":"a"}"#;
    let types = [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "text/json",
        "x",
    ];
    for ty in types {
        let reply = app.post("/api/lab/echo").content_type(ty).raw_body(body).send().await;
        refused(&reply, 415, "UNSUPPORTED_MEDIA_TYPE");
    }
    refused(&app.post("/api/lab/echo").raw_body(body).send().await, 415, "UNSUPPORTED_MEDIA_TYPE");
    let json = app.post("/api/lab/echo").content_type("application/json; charset=utf-8");
    assert_eq!(json.raw_body(body).send().await.status(), 200);
}

#[actix_web::test]
async fn an_empty_body_is_an_empty_object() {
    let app = lab::start().await;
    assert_eq!(app.post("/api/lab/echo").send().await.fields(), ["text"]);
}
