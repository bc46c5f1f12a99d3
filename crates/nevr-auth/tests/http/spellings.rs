//! Addresses that another program has written into the database, in a spelling that is not ours.

use nevr_core::testing::TestApp;

use super::fixture::{
    ANN, BOB, PASSWORD, account, assert_refused, hashes, plain, sign_in, sign_up, start,
    try_sign_in, visit, with_visitors,
};

/// An app in which Ann's address was changed by SQL.
async fn with_address(config: &str, address: &str) -> (TestApp, String) {
    let app = start(config).await;
    let ann = sign_up(&app, ANN).await;
    sign_up(&app, BOB).await;
    let sql = format!("UPDATE \"user\" SET \"email\" = '{address}' WHERE \"id\" = '{}'", ann.id);
    assert_eq!(app.execute(&sql).await, 1);
    (app.restart(config).await, ann.id)
}

async fn an_address_in_another_spelling_is_taken() {
    for spelling in ["Ann@Example.com", "aNN@example.com", " ann@example.com "] {
        let (app, _) = with_address(&with_visitors(), spelling).await;
        let before = hashes(&app);
        let reply = app.post("/api/auth/sign-up/email").json(account(ANN)).send().await;
        assert_refused(&reply, 409, "USER_ALREADY_EXISTS");
        let visitor = visit(&app).await;
        let request = app.post("/api/auth/sign-up/email").bearer(&visitor.token);
        assert_refused(&request.json(account(ANN)).send().await, 409, "USER_ALREADY_EXISTS");
        assert_eq!(hashes(&app), before);
        sign_up(&app, "dora@example.com").await;
    }
}

async fn a_user_whose_address_is_spelled_otherwise_signs_in() {
    let (app, id) = with_address(&plain(), "Ann@Example.com").await;
    assert_eq!(sign_in(&app, ANN).await.id, id);
    assert_eq!(sign_in(&app, "Ann@Example.com").await.id, id);
    assert_refused(
        &try_sign_in(&app, ANN, "wrong password").await,
        401,
        "INVALID_EMAIL_OR_PASSWORD",
    );
    sign_in(&app, BOB).await;
}

async fn of_two_users_of_one_address_the_one_with_our_spelling_signs_in() {
    let (app, _) = with_address(&plain(), "Ann@Example.com").await;
    let sql = format!("UPDATE \"user\" SET \"email\" = '{ANN}' WHERE \"email\" = '{BOB}'");
    assert_eq!(app.execute(&sql).await, 1);
    let signed_in = try_sign_in(&app, ANN, PASSWORD).await.json();
    assert_eq!(signed_in["user"]["email"], ANN);
    // Without it, nothing tells which of the two is meant.
    let sql =
        format!("UPDATE \"user\" SET \"email\" = 'ANN@example.com' WHERE \"email\" = '{ANN}'");
    assert_eq!(app.execute(&sql).await, 1);
    assert_refused(&try_sign_in(&app, ANN, PASSWORD).await, 401, "INVALID_EMAIL_OR_PASSWORD");
}

nevr_core::testing::on_every_database!(
    an_address_in_another_spelling_is_taken,
    a_user_whose_address_is_spelled_otherwise_signs_in,
    of_two_users_of_one_address_the_one_with_our_spelling_signs_in,
);
