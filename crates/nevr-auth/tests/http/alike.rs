//! What databases differ in by nature, and clients must not notice: case, accents, emoji, white
//! space at the end, lengths, numbers, milliseconds.

use std::time::Duration;

use nevr_core::testing::{TestApp, TestReply};
use serde_json::{Value, json};

use super::fixture::{
    ANN, BOB, PASSWORD, Person, account, assert_refused, config, is_live, plain, post, session,
    sign_in, sign_up, start,
};

const FIELDS: &str = r#"
[plugins.auth.user.additionalFields]
handle = { type = "string", optional = true, unique = true, input = true }
motto = { type = "string", optional = true, input = true }
notes = { type = "text", optional = true, input = true }
score = { type = "int", optional = true, input = true }
settings = { type = "json", optional = true, input = true }
"#;

/// Names that differ, and that some collations take for equal.
const HANDLES: [&str; 18] = [
    "ann",
    "Ann",
    "ANN",
    "ann ",
    " ann",
    "ånn",
    "an\u{303}n",
    "a\u{f1}n",
    "ænn",
    "aenn",
    "straße",
    "strasse",
    "😀",
    "🐎",
    "👩‍👩‍👧",
    "\u{1f469}",
    "ａｎｎ",
    "a\u{200b}nn",
];

async fn with_fields() -> TestApp {
    start(&format!("{}{FIELDS}", plain())).await
}

async fn update(app: &TestApp, person: &Person, body: Value) -> TestReply {
    post(app, "/update-user", &person.token, body).await
}

/// What the database holds after this value was set.
async fn kept(app: &TestApp, person: &Person, field: &str, value: Value) -> Value {
    let mut body = json!({});
    body[field] = value;
    let reply = update(app, person, body).await;
    assert_eq!(reply.status(), 200, "{field}: {}", reply.text());
    let answered = reply.json()["user"][field].clone();
    assert_eq!(session(app, &person.token).await["user"][field], answered);
    answered
}

async fn a_unique_text_is_another_with_any_other_case_accent_emoji_or_space() {
    let app = with_fields().await;
    for (at, handle) in HANDLES.iter().enumerate() {
        let person = sign_up(&app, &format!("someone{at}@example.com")).await;
        assert_eq!(kept(&app, &person, "handle", json!(handle)).await, *handle);
    }
    let last = sign_up(&app, ANN).await;
    for handle in HANDLES {
        let reply = update(&app, &last, json!({ "handle": handle })).await;
        assert_refused(&reply, 409, "CONFLICT");
    }
}

async fn texts_come_back_as_they_were_sent() {
    let app = with_fields().await;
    let ann = sign_up(&app, ANN).await;
    let longest = "😀".repeat(255);
    let hostile = r#"'; DROP TABLE "user"; -- \ %s ${x} `"#;
    for text in ["", " ", " a ", "e\u{301}", "\u{e9}", "\u{1}\t\r\n\u{7f}", hostile, &longest] {
        assert_eq!(kept(&app, &ann, "motto", json!(text)).await, text, "{text:?}");
        assert_eq!(kept(&app, &ann, "notes", json!(text)).await, text, "{text:?}");
    }
    let long = "😀é".repeat(2000);
    assert_eq!(kept(&app, &ann, "notes", json!(long)).await, long.as_str());
    let reply = update(&app, &ann, json!({ "motto": format!("{longest}x") })).await;
    assert_refused(&reply, 400, "VALIDATION_ERROR");
    assert_eq!(reply.fields(), ["motto"]);
}

async fn nul_is_refused_wherever_it_stands() {
    let app = with_fields().await;
    let ann = sign_up(&app, ANN).await;
    for (field, value) in [
        ("motto", json!("a\u{0}b")),
        ("notes", json!("\u{0}")),
        ("handle", json!("ann\u{0}")),
        ("settings", json!({ "deep": ["a\u{0}"] })),
        ("settings", json!({ "a\u{0}b": 1 })),
    ] {
        let mut body = json!({});
        body[field] = value;
        let reply = update(&app, &ann, body).await;
        assert_refused(&reply, 400, "VALIDATION_ERROR");
        assert!(reply.fields()[0].starts_with(field), "{}", reply.text());
    }
}

async fn numbers_and_json_come_back_as_they_were_sent() {
    let app = with_fields().await;
    let ann = sign_up(&app, ANN).await;
    for number in [0_i64, -1, 4_294_967_296, 9_007_199_254_740_991, -9_007_199_254_740_991] {
        assert_eq!(kept(&app, &ann, "score", json!(number)).await, number);
    }
    for settings in [
        json!({ "z": 1, "a": 2, "A": 3, "ä": { "y": [], "b": {} } }),
        json!([null, true, false, "", "😀", 1.5, -0.25, 1e300, 9_007_199_254_740_993_i64]),
        json!("text"),
        json!(7),
        json!(false),
        json!({}),
    ] {
        let answered = kept(&app, &ann, "settings", settings.clone()).await;
        // As text: the order of members counts.
        assert_eq!(answered.to_string(), settings.to_string());
    }
}

async fn an_address_may_have_254_bytes_and_signs_in_by_all_of_them() {
    let app = start(&plain()).await;
    let label = |letter: &str, length| letter.repeat(length);
    let longest = format!(
        "{}@{}.{}.{}.example",
        label("a", 64),
        label("b", 63),
        label("c", 63),
        label("d", 53)
    );
    assert_eq!(longest.len(), 254);
    let ann = sign_up(&app, &longest).await;
    assert_eq!(sign_in(&app, &longest.to_uppercase()).await.id, ann.id);
    // The same up to the last byte.
    let other = format!("{}a", &longest[..253]);
    assert_ne!(sign_up(&app, &other).await.id, ann.id);
    let reply = app.post("/api/auth/sign-up/email").json(account(&format!("{longest}x"))).send();
    assert_refused(&reply.await, 400, "VALIDATION_ERROR");
    assert_eq!(app.rows().await["user"], 2);
}

async fn times_are_kept_to_the_millisecond() {
    let app = start(&config("", "session = { expiresIn = \"10m\" }", "")).await;
    app.clock().advance(Duration::from_millis(7));
    let ann = sign_up(&app, ANN).await;
    app.clock().advance(Duration::from_millis(992));
    let body = json!({ "name": "Ann B." });
    let user = update(&app, &ann, body).await.json()["user"].clone();
    assert_eq!(user["createdAt"], "2026-03-01T12:00:00.007Z");
    assert_eq!(user["updatedAt"], "2026-03-01T12:00:00.999Z");
    let read = session(&app, &ann.token).await;
    assert_eq!(read["user"], user, "read again, it is what was answered");
    assert_eq!(read["session"]["expiresAt"], "2026-03-01T12:10:00.007Z");
    app.clock().advance(Duration::from_millis(10 * 60 * 1000 - 993));
    assert!(is_live(&app, &ann.token).await);
    app.clock().advance(Duration::from_millis(1));
    assert!(!is_live(&app, &ann.token).await);
}

async fn sessions_that_began_a_millisecond_apart_are_in_their_order() {
    let app = start(&plain()).await;
    let mut begun = vec![sign_up(&app, ANN).await];
    for _ in 0..5 {
        app.clock().advance(Duration::from_millis(1));
        begun.push(sign_in(&app, ANN).await);
    }
    let reply = app.get("/api/auth/list-sessions").bearer(&begun[0].token).send().await;
    let list = reply.json();
    let times: Vec<&str> =
        list.as_array().unwrap().iter().map(|it| it["createdAt"].as_str().unwrap()).collect();
    let mut newest_first = times.clone();
    newest_first.sort_unstable_by(|one, other| other.cmp(one));
    newest_first.dedup();
    assert_eq!((times.len(), times), (6, newest_first));
}

async fn a_password_and_a_name_are_not_compared_by_the_database() {
    let app = start(&plain()).await;
    let names = ["Åsa", "Asa", "ÅSA", "😀"];
    for (at, name) in names.iter().enumerate() {
        let body = json!({
            "name": name,
            "email": format!("asa{at}@example.com"),
            "password": format!("{PASSWORD} {name}"),
        });
        let reply = app.post("/api/auth/sign-up/email").json(body).send().await;
        assert_eq!(reply.json()["user"]["name"], *name);
    }
    let wrong = json!({ "email": "asa0@example.com", "password": format!("{PASSWORD} asa") });
    let reply = app.post("/api/auth/sign-in/email").json(wrong).send().await;
    assert_refused(&reply, 401, "INVALID_EMAIL_OR_PASSWORD");
    assert_eq!(sign_up(&app, BOB).await.id.len(), 36);
}

nevr_core::testing::on_every_database!(
    a_unique_text_is_another_with_any_other_case_accent_emoji_or_space,
    texts_come_back_as_they_were_sent,
    nul_is_refused_wherever_it_stands,
    numbers_and_json_come_back_as_they_were_sent,
    an_address_may_have_254_bytes_and_signs_in_by_all_of_them,
    times_are_kept_to_the_millisecond,
    sessions_that_began_a_millisecond_apart_are_in_their_order,
    a_password_and_a_name_are_not_compared_by_the_database,
);
