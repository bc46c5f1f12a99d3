//! The plugin is switched off in the file and on again; nothing is lost.

use nevr_schema::Owner;
use serde_json::Value;

use crate::fixture::{
    GUEST, LINK, Person, SESSION, SIGN_IN, SIGN_UP, account, config, credentials, guest, member,
};

async fn without_its_section_the_plugin_is_gone_and_with_it_all_is_back() {
    let (on, off) =
        (config().with("[plugins.club]"), config().with("[plugins.club]").without_anonymous());
    let app = on.start().await;
    let (one, two) = (guest(&app).await, guest(&app).await);
    let linked = Person::of(&guest(&app).await.link(&app, "linked@example.com").await);
    let member = member(&app, "member@example.com").await;
    let (rows, tables) = (app.rows().await, app.tables().await);
    assert!(tables["user"].contains("isAnonymous") && tables["user"].contains("anonymousId"));
    let documented = app.nevr().openapi().to_string();
    assert!(documented.contains("isAnonymous") && documented.contains(LINK));

    let app = app.restart(&off.text()).await;
    assert_eq!((app.rows().await, app.tables().await), (rows.clone(), tables.clone()));
    for path in [GUEST, LINK] {
        let reply = one.post(&app, path, account("a@example.com")).send().await;
        assert_eq!((reply.status(), reply.code().as_str()), (404, "NOT_FOUND"), "{path}");
    }
    let documented = app.nevr().openapi().to_string();
    for word in ["nonymous", "NOT_ANONYMOUS", "ALREADY_SIGNED_IN"] {
        assert!(!documented.contains(word), "{word}");
    }
    assert!(one.is_signed_out(&app).await && two.is_signed_out(&app).await);
    let list = app.get("/api/auth/list-sessions").bearer(&one.token).send().await;
    assert_eq!(list.status(), 401);
    for full in [&linked, &member] {
        let user = full.session(&app).await["user"].clone();
        assert_eq!(user["id"], full.id.as_str());
        assert_eq!((user.get("isAnonymous"), user.get("anonymousId")), (None, None));
    }
    // A new user, in a table with columns that no plugin declares any more.
    let new = Person::of(&app.post(SIGN_UP).json(account("new@example.com")).send().await);
    let back = app.post(SIGN_IN).json(credentials("linked@example.com")).send().await;
    assert_eq!(Person::of(&back).id, linked.id);
    // The token of a guest has no session now, so signing up with it makes a new user as well.
    let other = Person::of(&two.post(&app, SIGN_UP, account("two@example.com")).send().await);
    assert_ne!(other.id, two.id);

    let app = app.restart(&on.text()).await;
    assert_eq!(app.tables().await, tables);
    assert_eq!(app.rows().await["user"], rows["user"] + 2);
    assert!(one.is_guest(&app).await && two.is_guest(&app).await);
    let user = new.session(&app).await["user"].clone();
    assert_eq!((&user["isAnonymous"], &user["anonymousId"]), (&Value::Bool(false), &Value::Null));
    let reused = app.post(GUEST).bearer(&one.token).send().await;
    assert_eq!(Person::of(&reused).id, one.id);
    let one = Person::of(&one.link(&app, "one@example.com").await);
    assert_eq!(one.session(&app).await["user"]["anonymousId"], one.id.as_str());
    assert!(app.nevr().openapi().to_string().contains(LINK));
}

async fn after_a_drop_guests_are_guests_again() {
    let app = config().start().await;
    let stays = guest(&app).await;
    let linked = Person::of(&guest(&app).await.link(&app, "linked@example.com").await);
    let member = member(&app, "member@example.com").await;

    let builder = app.stopped().await.config(config().without_anonymous().text());
    let anonymous = Owner::plugin("auth.anonymous");
    builder.drop_plugin(&anonymous).await.unwrap();
    let app = builder.start().await;
    assert!(!app.tables().await["user"].contains("isAnonymous"));

    let app = app.restart(&config().text()).await;
    assert!(stays.is_guest(&app).await);
    assert_eq!(stays.session(&app).await["user"]["anonymousId"], stays.id.as_str());
    let user = linked.session(&app).await["user"].clone();
    assert_eq!((&user["isAnonymous"], &user["anonymousId"]), (&false.into(), &linked.id.into()));
    let user = member.session(&app).await["user"].clone();
    assert_eq!((&user["isAnonymous"], &user["anonymousId"]), (&false.into(), &Value::Null));
    assert_eq!(stays.link(&app, "stays@example.com").await.status(), 200);
}

async fn a_guest_may_sign_out_while_the_plugin_is_off() {
    let app = config().start().await;
    let guest = guest(&app).await;
    let app = app.restart(&config().without_anonymous().text()).await;
    let out = app.post("/api/auth/sign-out").bearer(&guest.token).send().await;
    assert_eq!(out.status(), 200);
    let app = app.restart(&config().text()).await;
    assert!(guest.is_signed_out(&app).await);
}

async fn a_guest_is_there_after_a_restart() {
    let app = config().start().await;
    let guest = guest(&app).await;
    let rows = app.rows().await;
    let app = app.restart(&config().text()).await;
    assert_eq!(app.rows().await, rows);
    assert!(guest.is_guest(&app).await);
}

async fn the_plugin_may_join_an_app_that_has_users() {
    let app = config().without_anonymous().start().await;
    let member = member(&app, "member@example.com").await;
    let app = app.restart(&config().text()).await;
    assert!(!member.is_guest(&app).await);
    assert!(!member.is_signed_out(&app).await);
    let reply = app.get(SESSION).bearer(&member.token).send().await;
    assert_eq!(reply.json()["user"]["isAnonymous"], false);
    assert!(guest(&app).await.is_guest(&app).await);
}

nevr_core::testing::on_every_database!(
    without_its_section_the_plugin_is_gone_and_with_it_all_is_back,
    after_a_drop_guests_are_guests_again,
    a_guest_may_sign_out_while_the_plugin_is_off,
    a_guest_is_there_after_a_restart,
    the_plugin_may_join_an_app_that_has_users,
);
