//! Everything that a guest owns is the account's after the link.

use nevr_core::{
    store::{Filter, Order, Query, WriteSet},
    testing::TestApp,
};
use nevr_schema::Record;
use serde_json::json;

use crate::fixture::{DELETE_USER, PASSWORD, Person, config, guest};

const CART: &str = r#"
[entities.cart]
fields = { items = { type = "json" }, note = { type = "text", optional = true }, user = { belongsTo = "user", onDelete = "cascade" } }

[plugins.club]
"#;

async fn fill_cart(app: &TestApp, owner: &Person, notes: &[&str]) {
    let mut set = WriteSet::new();
    for note in notes {
        let cart = Record::new()
            .with("items", json!([{ "sku": "bread", "count": 2 }]))
            .with("note", *note)
            .with("userId", owner.id.as_str());
        set.insert("cart", cart);
    }
    app.store().write(set).await.unwrap();
}

async fn owned(app: &TestApp, entity: &'static str, owner: &Person) -> Vec<Record> {
    let query = Query::from(entity)
        .filter(Filter::all().eq("userId", owner.id.as_str()))
        .order_by("id", Order::Ascending);
    app.store().find(query).await.unwrap()
}

async fn what_a_guest_owns_stays_its_own_when_it_is_linked() {
    let app = config().with(CART).start().await;
    let (guest, other) = (guest(&app).await, guest(&app).await);
    fill_cart(&app, &guest, &["for friday", "for sunday"]).await;
    fill_cart(&app, &other, &["not yours"]).await;
    let (carts, stamps) = (owned(&app, "cart", &guest).await, owned(&app, "stamp", &guest).await);
    assert_eq!((carts.len(), stamps.len()), (2, 1));
    let mut expected = app.rows().await;

    let linked = Person::of(&guest.link(&app, "a@example.com").await);
    assert_eq!(linked.id, guest.id);
    assert_eq!(owned(&app, "cart", &linked).await, carts, "untouched, timestamps included");
    assert_eq!(owned(&app, "stamp", &linked).await, stamps);
    assert_eq!(owned(&app, "cart", &other).await.len(), 1);
    *expected.get_mut("account").unwrap() += 1;
    *expected.get_mut("pass").unwrap() -= 1;
    assert_eq!(app.rows().await, expected, "in no other table is a row more or less");
}

async fn a_linked_guest_that_is_deleted_takes_everything_along() {
    let app = config().with(CART).start().await;
    let other = guest(&app).await;
    fill_cart(&app, &other, &["stays"]).await;
    let before = app.rows().await;
    let guest = guest(&app).await;
    fill_cart(&app, &guest, &["one", "two"]).await;
    let linked = Person::of(&guest.link(&app, "a@example.com").await);
    let refused = linked.post(&app, DELETE_USER, json!({})).send().await;
    assert_eq!((refused.status(), refused.code().as_str()), (400, "INVALID_PASSWORD"));
    assert_eq!(owned(&app, "cart", &linked).await.len(), 2);
    let deleted = linked.post(&app, DELETE_USER, json!({ "password": PASSWORD })).send().await;
    assert_eq!(deleted.status(), 200, "{}", deleted.text());
    assert_eq!(app.rows().await, before);
    assert!(linked.is_signed_out(&app).await && other.is_guest(&app).await);
}

async fn a_guest_that_is_deleted_takes_everything_along() {
    let app = config().with(CART).start().await;
    let before = app.rows().await;
    let guest = guest(&app).await;
    fill_cart(&app, &guest, &["one"]).await;
    let deleted = guest.post(&app, DELETE_USER, json!({})).send().await;
    assert_eq!(deleted.status(), 200, "{}", deleted.text());
    assert_eq!(app.rows().await, before);
    assert!(guest.is_signed_out(&app).await);
}

async fn the_address_of_a_deleted_account_is_free_for_a_guest() {
    let app = config().start().await;
    let first = Person::of(&guest(&app).await.link(&app, "a@example.com").await);
    first.post(&app, DELETE_USER, json!({ "password": PASSWORD })).send().await;
    let second = guest(&app).await;
    assert_eq!(Person::of(&second.link(&app, "a@example.com").await).id, second.id);
}

nevr_core::testing::on_every_database!(
    what_a_guest_owns_stays_its_own_when_it_is_linked,
    a_linked_guest_that_is_deleted_takes_everything_along,
    a_guest_that_is_deleted_takes_everything_along,
    the_address_of_a_deleted_account_is_free_for_a_guest,
);
