//! The switches that keep a guest a guest, and the app's own handlers.

use actix_web::{HttpResponse, web};
use nevr_auth::{FullUser, User};
use nevr_core::testing::TestApp;

use crate::fixture::{
    Config, GUEST, LINK, Person, SIGN_IN, SIGN_UP, account, config, credentials, everything, guest,
    member, registry, user,
};

fn has_path(app: &TestApp, path: &str) -> bool {
    app.nevr().openapi()["paths"].get(path).is_some()
}

async fn g7_without_linking_a_guest_who_signs_up_is_another_user() {
    for options in ["", "emailAndPassword.autoSignIn = false"] {
        let app = config().auth(options).anonymous("allowLinking = false").start().await;
        let guest = guest(&app).await;
        let linked = guest.link(&app, "a@example.com").await;
        assert_eq!((linked.status(), linked.code().as_str()), (404, "NOT_FOUND"));
        assert!(!has_path(&app, LINK) && has_path(&app, GUEST));
        let reply = guest.post(&app, SIGN_UP, account("a@example.com")).send().await;
        assert_eq!(reply.status(), 200, "{}", reply.text());
        assert_ne!(reply.json()["user"]["id"], guest.id.as_str());
        assert!(guest.is_guest(&app).await, "{options}");
        assert_eq!(user(&app, &guest.id).await, Some((true, None)));
        assert_eq!(app.rows().await["user"], 2);
    }
}

async fn g7_with_sign_up_closed_nobody_becomes_full() {
    let app = config().auth("emailAndPassword.disableSignUp = true").start().await;
    let guest = guest(&app).await;
    let before = everything(&app).await;
    for path in [LINK, SIGN_UP] {
        let reply = guest.post(&app, path, account("a@example.com")).send().await;
        assert_eq!((reply.status(), reply.code().as_str()), (403, "SIGN_UP_DISABLED"), "{path}");
    }
    assert_eq!(everything(&app).await, before);
    assert!(guest.is_guest(&app).await);
}

async fn g7_without_passwords_nothing_that_takes_one_is_there() {
    let app = config().auth("emailAndPassword.enabled = false").start().await;
    let guest = guest(&app).await;
    let before = everything(&app).await;
    for path in [LINK, SIGN_UP, SIGN_IN, "/api/auth/change-password"] {
        let reply = guest.post(&app, path, account("a@example.com")).send().await;
        assert_eq!((reply.status(), reply.code().as_str()), (404, "NOT_FOUND"), "{path}");
        assert!(!has_path(&app, path), "{path}");
    }
    assert_eq!(everything(&app).await, before);
    assert!(guest.is_guest(&app).await);
}

/// An app with handlers of its own beside nevr's.
async fn shop(config: Config) -> TestApp {
    async fn orders(user: FullUser) -> HttpResponse {
        HttpResponse::Ok().body(user.id().to_owned())
    }
    async fn cart(user: User) -> HttpResponse {
        HttpResponse::Ok().body(user.id().to_owned())
    }
    let own = |config: &mut web::ServiceConfig| {
        config.route("/orders", web::get().to(orders)).route("/cart", web::get().to(cart));
    };
    TestApp::builder(registry()).config(config.text()).routes(own).start().await
}

async fn g5_a_guest_passes_no_check_for_a_full_user() {
    let app = shop(config()).await;
    let guest = guest(&app).await;
    let refused = app.get("/orders").bearer(&guest.token).send().await;
    assert_eq!((refused.status(), refused.code().as_str()), (403, "GUEST_NOT_ALLOWED"));
    let cart = app.get("/cart").bearer(&guest.token).send().await;
    assert_eq!(cart.text(), guest.id);
    let linked = Person::of(&guest.link(&app, "a@example.com").await);
    assert_eq!(app.get("/orders").bearer(&linked.token).send().await.text(), guest.id);
    assert_eq!(app.get("/orders").bearer(&guest.token).send().await.status(), 401);
}

async fn linking_may_be_switched_off_and_on_again() {
    let (on, off) = (config(), config().anonymous("allowLinking = false"));
    let app = on.start().await;
    let (one, two) = (guest(&app).await, guest(&app).await);
    let one = Person::of(&one.link(&app, "one@example.com").await);
    let rows = app.rows().await;

    let app = app.restart(&off.text()).await;
    assert_eq!(two.link(&app, "two@example.com").await.status(), 404);
    assert!(two.is_guest(&app).await && !one.is_guest(&app).await);
    assert_eq!(app.rows().await, rows);

    let app = app.restart(&on.text()).await;
    let two = Person::of(&two.link(&app, "two@example.com").await);
    assert!(!two.is_guest(&app).await);
    let back = app.post(SIGN_IN).json(credentials("one@example.com")).send().await;
    assert_eq!(Person::of(&back).id, one.id);
}

async fn a_member_is_not_touched_by_any_of_it() {
    let app = config().start().await;
    let member = member(&app, "a@example.com").await;
    assert!(!member.is_guest(&app).await);
    let body = member.session(&app).await;
    assert_eq!(body["user"]["anonymousId"], serde_json::Value::Null);
}

nevr_core::testing::on_every_database!(
    g7_without_linking_a_guest_who_signs_up_is_another_user,
    g7_with_sign_up_closed_nobody_becomes_full,
    g7_without_passwords_nothing_that_takes_one_is_there,
    g5_a_guest_passes_no_check_for_a_full_user,
    linking_may_be_switched_off_and_on_again,
    a_member_is_not_touched_by_any_of_it,
);
