//! What becomes of a guest's sessions when it is linked.

use nevr_core::{
    store::WriteSet,
    testing::{Engine, TestApp},
};
use nevr_schema::Record;
use serde_json::{Value, json};

use crate::fixture::{
    COOKIE, GUEST, LINK, Person, SESSION, SIGN_UP, account, config, count, everything, guest,
    member,
};

/// Gives the guest the session that another guest came with, as if it had come on another device.
async fn another_device(app: &TestApp, guest: &Person) -> Person {
    let other = crate::fixture::guest(app).await;
    let moved = format!(
        r#"UPDATE "session" SET "userId" = '{}' WHERE "userId" = '{}'"#,
        guest.id, other.id
    );
    assert_eq!(app.execute(&moved).await, 1);
    let other = Person { id: guest.id.clone(), token: other.token };
    assert_eq!(other.session(app).await["user"]["id"], guest.id.as_str());
    other
}

/// A row of `session` as another plugin may have made it, under a policy of its own.
async fn foreign_session(app: &TestApp, guest: &Person) {
    let mut set = WriteSet::new();
    let record = Record::new()
        .with("userId", guest.id.as_str())
        .with("tokenHash", "0".repeat(64))
        .with("policy", "kiosk")
        .with("expiresAt", app.nevr().env().now());
    set.insert("session", record);
    app.store().write(set).await.unwrap();
}

async fn t4_t5_linking_ends_every_session_of_the_guest_and_of_nobody_else() {
    for path in [LINK, SIGN_UP] {
        let app = config().start().await;
        let (guest, bystander) = (guest(&app).await, guest(&app).await);
        let member = member(&app, "member@example.com").await;
        let (phone, tablet) =
            (another_device(&app, &guest).await, another_device(&app, &guest).await);
        foreign_session(&app, &guest).await;
        assert_eq!(count(&app, "session", "userId", &guest.id).await, 4);

        let linked = Person::of(&phone.post(&app, path, account("a@example.com")).send().await);
        assert_eq!(linked.id, guest.id);
        for old in [&guest, &phone, &tablet] {
            assert!(old.is_signed_out(&app).await, "{path}");
            let again = old.link(&app, "b@example.com").await;
            assert_eq!(again.code(), "UNAUTHORIZED", "{path}");
        }
        assert_eq!(count(&app, "session", "userId", &guest.id).await, 1);
        assert!(!linked.is_signed_out(&app).await);
        assert!(bystander.is_guest(&app).await && !member.is_signed_out(&app).await);
    }
}

async fn t5_a_guests_other_device_is_out_of_everything_after_the_link() {
    let app = config().start().await;
    let guest = guest(&app).await;
    let phone = another_device(&app, &guest).await;
    guest.link(&app, "a@example.com").await;
    for path in ["/api/auth/list-sessions", "/api/auth/list-accounts"] {
        assert_eq!(app.get(path).bearer(&phone.token).send().await.status(), 401, "{path}");
    }
    for path in ["/api/auth/update-user", "/api/auth/delete-user", "/api/auth/revoke-sessions"] {
        let reply = phone.post(&app, path, json!({ "name": "Eve" })).send().await;
        assert_eq!(reply.status(), 401, "{path}");
    }
    // It may be a guest again: another one.
    let fresh = Person::of(&app.post(GUEST).bearer(&phone.token).send().await);
    assert_ne!(fresh.id, guest.id);
}

async fn t8_the_cookie_that_came_is_never_the_session_that_begins() {
    let app = config().start().await;
    let (victim, attacker) = (app.browser(), guest(&app).await);
    victim.set_cookie(COOKIE, &attacker.token);
    let linked = victim.post(LINK).json(account("victim@example.com")).send().await;
    assert_eq!(linked.status(), 200, "{}", linked.text());
    assert_ne!(victim.cookie(COOKIE).unwrap(), attacker.token);
    assert!(attacker.is_signed_out(&app).await, "who planted the cookie has nothing of it");
}

async fn t12_a_bearer_client_is_linked_without_a_cookie() {
    let app = config().start().await;
    let (guest, other) = (guest(&app).await, guest(&app).await);
    let reply =
        guest.post(&app, LINK, account("a@example.com")).cookie(COOKIE, &other.token).send().await;
    assert_eq!(Person::of(&reply).id, guest.id);
    assert!(reply.cookies().is_empty());
    assert!(other.is_guest(&app).await, "the cookie did not count");
    let dead = app.post(LINK).bearer(&guest.token).cookie(COOKIE, &other.token);
    let reply = dead.json(account("b@example.com")).send().await;
    assert_eq!((reply.status(), reply.code().as_str()), (401, "UNAUTHORIZED"));
    assert!(other.is_guest(&app).await);
}

async fn t7_a_token_in_the_query_or_the_body_is_no_token() {
    let app = config().start().await;
    let guest = guest(&app).await;
    let path = format!("{LINK}?token={0}&access_token={0}", guest.token);
    let reply = app.post(&path).json(account("a@example.com")).send().await;
    assert_eq!(reply.status(), 401);
    let mut body = account("a@example.com");
    body["token"] = guest.token.clone().into();
    assert_eq!(app.post(LINK).json(body).send().await.status(), 401);
    assert!(guest.is_guest(&app).await);
}

async fn t3_the_stored_hash_used_as_a_token_links_nobody() {
    let app = config().start().await;
    let guest = guest(&app).await;
    let rows = app.store().find(nevr_core::store::Query::from("session")).await.unwrap();
    let hash: String = rows[0].get("tokenHash").unwrap();
    assert!(!guest.token.contains(&hash));
    let thief = Person { id: guest.id.clone(), token: hash };
    assert_eq!(thief.link(&app, "a@example.com").await.status(), 401);
    assert!(guest.is_guest(&app).await);
}

/// Everything that the database holds: the bytes of its files, or all rows that its server gives.
async fn stored(app: &TestApp) -> String {
    if app.database().engine() != Engine::Sqlite {
        return everything(app).await;
    }
    let mut files = std::fs::read(app.path()).unwrap();
    let wal = app.path().with_extension("db-wal");
    files.extend(std::fs::read(wal).unwrap_or_default());
    String::from_utf8_lossy(&files).into_owned()
}

async fn t2_no_token_and_no_password_of_a_guests_way_is_stored_or_logged() {
    let app = config().start().await;
    let guest = guest(&app).await;
    let linked = Person::of(&guest.link(&app, "a@example.com").await);
    let (stored, logs) = (stored(&app).await, app.logs());
    assert!(stored.contains(&guest.id) && logs.contains("status=200"), "the right places");
    for canary in [guest.token.as_str(), &linked.token, crate::fixture::PASSWORD] {
        assert!(!stored.contains(canary), "in the database");
        assert!(!logs.contains(canary), "in the log");
    }
}

async fn a_session_that_has_expired_links_nobody() {
    let app = config().anonymous("expiresIn = 60").start().await;
    let guest = guest(&app).await;
    app.clock().advance(std::time::Duration::from_mins(1));
    assert_eq!(guest.link(&app, "a@example.com").await.code(), "UNAUTHORIZED");
    assert_eq!(app.get(SESSION).bearer(&guest.token).send().await.json(), Value::Null);
    // Signing up with it makes a new user, not a full account of the guest.
    let new = Person::of(&guest.post(&app, SIGN_UP, account("a@example.com")).send().await);
    assert_ne!(new.id, guest.id);
}

async fn t11_under_https_a_guests_cookie_is_for_this_host_alone_before_and_after_the_link() {
    let name = format!("__Host-{COOKIE}");
    let app = config().with("[server]\nbaseURL = \"https://shop.example\"").start().await;
    let browser = app.browser();
    let reply = browser.post(GUEST).send().await;
    let guest = reply.set_cookie(&name).unwrap();
    let linked = browser.post(LINK).json(account("a@example.com")).send().await;
    assert_eq!(linked.status(), 200, "{}", linked.text());
    let linked = linked.set_cookie(&name).unwrap();
    for cookie in [&guest, &linked] {
        assert!(cookie.has("Secure") && cookie.has("HttpOnly") && !cookie.has("Domain"));
        assert_eq!(
            (cookie.attribute("path"), cookie.attribute("samesite")),
            (Some("/"), Some("Lax"))
        );
    }
    assert_ne!(guest.value, linked.value);
    let plain = app.get(SESSION).cookie(COOKIE, &linked.value).send().await;
    assert_eq!(plain.json(), Value::Null, "the plain name is not read");
    assert_eq!(browser.get(SESSION).send().await.json()["user"]["isAnonymous"], false);
}

nevr_core::testing::on_every_database!(
    t4_t5_linking_ends_every_session_of_the_guest_and_of_nobody_else,
    t5_a_guests_other_device_is_out_of_everything_after_the_link,
    t8_the_cookie_that_came_is_never_the_session_that_begins,
    t12_a_bearer_client_is_linked_without_a_cookie,
    t7_a_token_in_the_query_or_the_body_is_no_token,
    t3_the_stored_hash_used_as_a_token_links_nobody,
    t2_no_token_and_no_password_of_a_guests_way_is_stored_or_logged,
    a_session_that_has_expired_links_nobody,
    t11_under_https_a_guests_cookie_is_for_this_host_alone_before_and_after_the_link,
);
