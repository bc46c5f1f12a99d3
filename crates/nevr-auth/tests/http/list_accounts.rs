//! `GET /list-accounts`

use serde_json::json;

use super::fixture::{ANN, get, members, sign_up, start, visit, with_visitors};

async fn the_ways_to_sign_in_are_listed_without_the_password() {
    let app = start(&with_visitors()).await;
    let ann = sign_up(&app, ANN).await;
    let reply = get(&app, "/list-accounts", &ann.token).await;
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let list = reply.json();
    assert_eq!(list.as_array().unwrap().len(), 1);
    assert_eq!(members(&list[0]), ["accountId", "createdAt", "id", "providerId", "updatedAt"]);
    assert_eq!(list[0]["accountId"], ann.id.as_str());
    assert_eq!(list[0]["providerId"], "credential");
    assert_eq!(list[0]["createdAt"], "2026-03-01T12:00:00.000Z");
    let visitor = visit(&app).await;
    assert_eq!(get(&app, "/list-accounts", &visitor.token).await.json(), json!([]));
}

nevr_core::testing::on_every_database!(the_ways_to_sign_in_are_listed_without_the_password,);
