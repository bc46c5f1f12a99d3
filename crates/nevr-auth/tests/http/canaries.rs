//! Tokens and passwords do not appear in the database, in logs or in errors.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use nevr_core::{
    store::Query,
    testing::{Engine, TEST_SECRET, TestApp, TestReply, stray_logs},
};
use serde_json::{Value, json};

use super::fixture::{ANN, COOKIE, Person, plugins, with_visitors};

const PASSWORD: &str = "canary-of-the-password-1";
const NEW_PASSWORD: &str = "canary-of-the-password-2";
const WRONG_PASSWORD: &str = "canary-of-the-password-3";

/// The replies of the whole flow, and every token that was given out.
struct Flow {
    replies: Vec<TestReply>,
    tokens: Vec<String>,
}

impl Flow {
    async fn send(&mut self, app: &TestApp, token: &str, path: &str, body: Value) -> TestReply {
        let request = app.post(&format!("/api/auth{path}"));
        let request = if token.is_empty() { request } else { request.bearer(token) };
        self.keep(request.json(body).send().await)
    }

    fn keep(&mut self, reply: TestReply) -> TestReply {
        if reply.status() == 200 && reply.json()["token"].is_string() {
            self.tokens.push(Person::of(&reply).token);
        }
        self.replies.push(reply.clone());
        reply
    }
}

async fn run(app: &TestApp) -> Flow {
    let mut flow = Flow { replies: Vec::new(), tokens: Vec::new() };
    let visitor = Person::of(&flow.send(app, "", "/sign-in/visitor", json!({})).await);
    let body = json!({ "name": "Ann", "email": ANN, "password": PASSWORD });
    let ann = Person::of(&flow.send(app, &visitor.token, "/sign-up/email", body.clone()).await);
    flow.send(app, "", "/sign-up/email", body).await;
    for password in [PASSWORD, WRONG_PASSWORD, &format!("{WRONG_PASSWORD}{}", "x".repeat(200))] {
        let body = json!({ "email": ANN, "password": password });
        flow.send(app, "", "/sign-in/email", body.clone()).await;
        // Members in the wrong place and a body that is no JSON.
        flow.send(app, "", "/sign-in/email", json!({ "email": body, "x": password })).await;
        let torn = format!("{{\"password\": \"{password}\", \"email\": ");
        let request = app.post("/api/auth/sign-in/email").content_type("application/json");
        flow.keep(request.raw_body(torn).send().await);
    }
    app.clock().advance(std::time::Duration::from_hours(72));
    flow.keep(app.get("/api/auth/get-session").bearer(&ann.token).send().await);
    flow.keep(app.get("/api/auth/get-session").cookie(COOKIE, &ann.token).send().await);
    flow.keep(app.get("/api/auth/list-sessions").bearer(&ann.token).send().await);
    flow.keep(app.get("/api/auth/list-accounts").bearer(&ann.token).send().await);
    flow.send(app, &ann.token, "/update-user", json!({ "name": "Ann B." })).await;
    let wrong = json!({ "currentPassword": WRONG_PASSWORD, "newPassword": NEW_PASSWORD });
    flow.send(app, &ann.token, "/change-password", wrong).await;
    let change = json!({ "currentPassword": PASSWORD, "newPassword": NEW_PASSWORD });
    let ann = Person::of(&flow.send(app, &ann.token, "/change-password", change).await);
    flow.send(app, &ann.token, "/delete-user", json!({ "password": WRONG_PASSWORD })).await;
    flow.send(app, &ann.token, "/sign-out", json!({})).await;
    flow
}

/// What the database holds: the bytes of its files, or all rows that its server gives.
async fn stored(app: &TestApp) -> Vec<u8> {
    let mut all = Vec::new();
    if app.database().engine() == Engine::Sqlite {
        for end in ["", "-wal", "-shm"] {
            let mut path = app.path().into_os_string();
            path.push(end);
            all.extend(std::fs::read(path).unwrap_or_default());
        }
    } else {
        for entity in app.nevr().schema().entities.keys() {
            let rows = app.store().find(Query::from(entity.clone())).await.unwrap();
            all.extend(format!("{rows:?}").into_bytes());
        }
    }
    assert!(find(&all, ANN.as_bytes()), "this is what the flow has stored");
    all
}

fn find(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// The forms that a token's credential could be written in.
fn forms(token: &str) -> Vec<Vec<u8>> {
    let bytes = URL_SAFE_NO_PAD.decode(token).unwrap();
    let random = &bytes[17..49];
    let hex = random.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let list = format!("{random:?}");
    vec![
        token.as_bytes().to_vec(),
        token.as_bytes()[24..64].to_vec(),
        random.to_vec(),
        hex.to_uppercase().into_bytes(),
        hex.into_bytes(),
        list.into_bytes(),
    ]
}

async fn t2_no_token_password_or_secret_is_in_the_database_a_log_or_a_wrong_answer() {
    let app = TestApp::start(plugins(), &with_visitors()).await;
    let flow = run(&app).await;
    assert!(flow.tokens.len() >= 4, "{}", flow.tokens.len());
    let logs = format!("{}{}", app.logs(), stray_logs());
    assert!(logs.contains("TRACE ") || logs.contains("DEBUG "), "the logs are those of all levels");
    let stored = stored(&app).await;
    for secret in [PASSWORD, NEW_PASSWORD, WRONG_PASSWORD, TEST_SECRET] {
        assert!(!logs.contains(secret), "`{secret}` was logged");
        assert!(!find(&stored, secret.as_bytes()), "`{secret}` was stored");
        for reply in &flow.replies {
            assert!(!format!("{reply:?}").contains(secret), "`{secret}` in {reply:?}");
        }
    }
    for token in &flow.tokens {
        for form in forms(token) {
            assert!(!find(logs.as_bytes(), &form), "a token was logged");
            assert!(!find(&stored, &form), "a token was stored");
        }
    }
    assert!(!logs.contains("$argon2"), "a password hash was logged");
}

async fn t2_a_token_is_in_the_answer_that_gives_it_out_and_in_no_other() {
    let app = TestApp::start(plugins(), &with_visitors()).await;
    let flow = run(&app).await;
    for reply in &flow.replies {
        let mut body = reply.text();
        if let Some(token) = serde_json::from_str(&body)
            .ok()
            .and_then(|body: Value| body["token"].as_str().map(ToOwned::to_owned))
        {
            body = body.replace(&token, "");
        }
        assert!(flow.tokens.iter().all(|token| !body.contains(token.as_str())), "{body}");
        assert!(!body.contains("tokenHash") && !body.contains("argon2"), "{body}");
    }
}

nevr_core::testing::on_every_database!(
    t2_no_token_password_or_secret_is_in_the_database_a_log_or_a_wrong_answer,
    t2_a_token_is_in_the_answer_that_gives_it_out_and_in_no_other,
);
