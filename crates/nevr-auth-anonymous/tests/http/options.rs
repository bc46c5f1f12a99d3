//! `onExistingGuest`, and what guests and full accounts may do on the way to another session.

use serde_json::Value;

use crate::fixture::{
    COOKIE, GUEST, LINK, PASSWORD, Person, SESSION, SIGN_IN, SIGN_UP, account, config, count,
    credentials, everything, guest, member, user,
};

async fn a_guest_who_asks_again_with_a_bearer_token_stays_who_it_is() {
    let app = config().start().await;
    let guest = guest(&app).await;
    let before = everything(&app).await;
    let reply = app.post(GUEST).bearer(&guest.token).send().await;
    assert_eq!(reply.status(), 200, "{}", reply.text());
    assert_eq!(reply.json()["user"]["id"], guest.id.as_str());
    assert_eq!(reply.json()["token"], guest.token.as_str());
    assert!(reply.cookies().is_empty());
    assert_eq!(everything(&app).await, before);
}

async fn a_guest_who_asks_again_with_a_cookie_is_not_told_its_token() {
    let app = config().start().await;
    let browser = app.browser();
    let id = browser.post(GUEST).send().await.json()["user"]["id"].clone();
    let before = everything(&app).await;
    let reply = browser.post(GUEST).send().await;
    assert_eq!((reply.status(), &reply.json()["user"]["id"]), (200, &id));
    assert_eq!(reply.json()["token"], Value::Null);
    assert!(!reply.text().contains(&browser.cookie(COOKIE).unwrap()));
    assert_eq!(everything(&app).await, before);
}

async fn a_guest_who_asks_again_is_refused_where_the_option_says_so() {
    let app = config().anonymous("onExistingGuest = \"reject\"").start().await;
    let guest = guest(&app).await;
    let before = everything(&app).await;
    let reply = app.post(GUEST).bearer(&guest.token).send().await;
    let code = "ANONYMOUS_USERS_CANNOT_SIGN_IN_AGAIN_ANONYMOUSLY";
    assert_eq!((reply.status(), reply.code().as_str()), (400, code));
    assert_eq!(everything(&app).await, before);
    assert!(guest.is_guest(&app).await);
    let report = config().anonymous("onExistingGuest = \"ignore\"").refused();
    assert!(report.contains("reuse") && report.contains("reject"), "{report}");
}

async fn who_comes_with_a_dead_token_is_a_new_guest() {
    let app = config().anonymous("onExistingGuest = \"reject\"").start().await;
    let old = guest(&app).await;
    app.post("/api/auth/sign-out").bearer(&old.token).send().await;
    let new = Person::of(&app.post(GUEST).bearer(&old.token).send().await);
    assert_ne!((new.id, new.token), (old.id, old.token));
}

async fn a_full_account_is_no_guest_again() {
    let app = config().start().await;
    let member = member(&app, "a@example.com").await;
    let before = everything(&app).await;
    let again = app.post(GUEST).bearer(&member.token).send().await;
    assert_eq!((again.status(), again.code().as_str()), (409, "ALREADY_SIGNED_IN"));
    let linked = member.link(&app, "b@example.com").await;
    assert_eq!((linked.status(), linked.code().as_str()), (409, "NOT_ANONYMOUS"));
    assert_eq!(everything(&app).await, before);
}

async fn a_guest_who_was_linked_can_not_be_linked_again() {
    let app = config().start().await;
    let guest = guest(&app).await;
    let linked = Person::of(&guest.link(&app, "a@example.com").await);
    let before = everything(&app).await;
    let again = linked.link(&app, "b@example.com").await;
    assert_eq!((again.status(), again.code().as_str()), (409, "NOT_ANONYMOUS"));
    let old = guest.link(&app, "b@example.com").await;
    assert_eq!((old.status(), old.code().as_str()), (401, "UNAUTHORIZED"));
    assert_eq!(everything(&app).await, before);
}

async fn a_guest_who_signs_in_to_an_account_leaves_the_guest_as_it_was() {
    let app = config().start().await;
    let owner = member(&app, "a@example.com").await;
    let guest = guest(&app).await;
    let (users, sessions) = (app.rows().await["user"], app.rows().await["session"]);
    let reply = guest.post(&app, SIGN_IN, credentials("A@Example.com")).send().await;
    let signed_in = Person::of(&reply);
    assert_eq!(signed_in.id, owner.id);
    assert_eq!(app.rows().await["user"], users);
    assert_eq!(app.rows().await["session"], sessions + 1);
    assert!(guest.is_guest(&app).await && !signed_in.is_guest(&app).await);
    assert_eq!(user(&app, &guest.id).await, Some((true, None)));
}

async fn a_guest_who_signs_up_is_linked() {
    for options in ["", "emailAndPassword.autoSignIn = false"] {
        let app = config().auth(options).start().await;
        let guest = guest(&app).await;
        let reply = guest.post(&app, SIGN_UP, account("a@example.com")).send().await;
        let linked = Person::of(&reply);
        assert_eq!(linked.id, guest.id, "{options}");
        assert_ne!(linked.token, guest.token);
        assert_eq!(reply.json()["user"]["isAnonymous"], false);
        assert!(guest.is_signed_out(&app).await);
        assert_eq!(linked.session(&app).await["user"]["email"], "a@example.com");
        assert_eq!((app.rows().await["user"], app.rows().await["session"]), (1, 1));
        assert_eq!(count(&app, "account", "userId", &guest.id).await, 1);
    }
}

async fn a_guest_who_signs_up_without_being_remembered_has_a_short_session() {
    let app = config().start().await;
    let browser = app.browser();
    browser.post(GUEST).send().await;
    let mut body = account("a@example.com");
    body["rememberMe"] = false.into();
    let reply = browser.post(SIGN_UP).json(body).send().await;
    assert_eq!(reply.status(), 200, "{}", reply.text());
    assert_eq!(reply.set_cookie(COOKIE).unwrap().max_age(), None);
    let session = browser.get(SESSION).send().await.json();
    assert_eq!(session["session"]["expiresAt"], "2026-03-02T12:00:00.000Z");
}

async fn a_guest_who_signs_up_by_cookie_without_signing_in_gets_the_new_cookie() {
    let app = config().auth("emailAndPassword.autoSignIn = false").start().await;
    let browser = app.browser();
    let id = browser.post(GUEST).send().await.json()["user"]["id"].clone();
    let before = browser.cookie(COOKIE).unwrap();
    let reply = browser.post(SIGN_UP).json(account("a@example.com")).send().await;
    assert_eq!(reply.status(), 200, "{}", reply.text());
    assert_ne!(browser.cookie(COOKIE).unwrap(), before);
    assert_eq!(browser.get(SESSION).send().await.json()["user"]["id"], id);
    let stranger = app.post(SIGN_UP).json(account("b@example.com")).send().await;
    assert_eq!(stranger.json()["token"], Value::Null, "a new user is not signed in");
}

async fn g5_a_guest_has_no_password_to_change() {
    let app = config().start().await;
    let guest = guest(&app).await;
    let before = everything(&app).await;
    for current in ["", PASSWORD, "anything at all"] {
        let body =
            serde_json::json!({ "currentPassword": current, "newPassword": "another password 1" });
        let reply = guest.post(&app, "/api/auth/change-password", body).send().await;
        assert_eq!((reply.status(), reply.code().as_str()), (403, "GUEST_NOT_ALLOWED"));
    }
    let reply = app.post(LINK).bearer(&guest.token).send().await;
    assert_eq!(reply.status(), 400, "{}", reply.text());
    assert_eq!(everything(&app).await, before);
}

async fn a_guest_is_asked_for_no_field_of_the_config() {
    for field in ["{ type = \"string\", optional = true }", "{ type = \"int\", default = 7 }"] {
        let table = format!("[plugins.auth.user.additionalFields]\nlocale = {field}");
        let app = config().with(&table).start().await;
        assert!(guest(&app).await.is_guest(&app).await, "{field}");
    }
}

nevr_core::testing::on_every_database!(
    a_guest_who_asks_again_with_a_bearer_token_stays_who_it_is,
    a_guest_who_asks_again_with_a_cookie_is_not_told_its_token,
    a_guest_who_asks_again_is_refused_where_the_option_says_so,
    who_comes_with_a_dead_token_is_a_new_guest,
    a_full_account_is_no_guest_again,
    a_guest_who_was_linked_can_not_be_linked_again,
    a_guest_who_signs_in_to_an_account_leaves_the_guest_as_it_was,
    a_guest_who_signs_up_is_linked,
    a_guest_who_signs_up_without_being_remembered_has_a_short_session,
    a_guest_who_signs_up_by_cookie_without_signing_in_gets_the_new_cookie,
    g5_a_guest_has_no_password_to_change,
    a_guest_is_asked_for_no_field_of_the_config,
);
