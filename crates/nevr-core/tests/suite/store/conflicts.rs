//! Writes that the database refuses because of other rows.

use nevr_core::{
    store::{Filter, StoreError, WriteSet},
    wire::{WireError, codes},
};
use nevr_schema::Record;

use super::fixture::{SEEDED, Shop, session, set_of, user};

fn assert_conflict(error: &StoreError, entity: &str, fields: &[&str]) {
    let StoreError::Conflict { entity: at, fields: on, .. } = error else { panic!("{error:?}") };
    assert_eq!((at.as_str(), on.as_slice()), (entity, fields.map_owned().as_slice()));
    assert!(fields.iter().all(|field| error.is_conflict_on(entity, field)));
    assert!(!error.is_conflict_on(entity, "name") && !error.is_conflict_on("note", fields[0]));
    assert_eq!(error.wire().code, codes::CONFLICT);
}

trait MapOwned {
    fn map_owned(&self) -> Vec<String>;
}

impl MapOwned for &[&str] {
    fn map_owned(&self) -> Vec<String> {
        self.iter().map(ToString::to_string).collect()
    }
}

async fn a_value_that_is_taken_is_a_conflict_on_its_field() {
    let shop = Shop::open().await;
    let error = shop.store.write(set_of("user", user("ann"))).await.unwrap_err();
    assert_conflict(&error, "user", &["email"]);
    let mut set = WriteSet::new();
    let taken = Record::new().with("email", "bob@example.com");
    set.update("user", Filter::id("ann"), taken).expect(1);
    assert_conflict(&shop.store.write(set).await.unwrap_err(), "user", &["email"]);
}

async fn an_id_that_is_taken_is_a_conflict_on_it() {
    let shop = Shop::open().await;
    let again = user("dora").with("id", "ann");
    let error = shop.store.write(set_of("user", again)).await.unwrap_err();
    assert_conflict(&error, "user", &["id"]);
}

async fn a_combination_that_is_taken_is_a_conflict_on_all_its_fields() {
    let shop = Shop::open().await;
    let error = shop.store.write(set_of("session", session("ann", "phone"))).await.unwrap_err();
    assert_conflict(&error, "session", &["userId", "label"]);
    assert_eq!(shop.counts().await, SEEDED);
}

async fn null_conflicts_with_nothing() {
    let shop = Shop::open().await;
    for _ in 0..2 {
        let guest = Record::new().with("name", "guest");
        shop.store.write(set_of("user", guest)).await.unwrap();
    }
    assert_eq!(shop.counts().await[0], SEEDED[0] + 2);
}

async fn a_reference_to_nothing_is_dangling() {
    let shop = Shop::open().await;
    let error = shop.store.write(set_of("session", session("nobody", "x"))).await.unwrap_err();
    assert!(error.is_missing_reference_of("session", "userId"), "{error:?}");
    assert_eq!(error.wire().code, codes::INTERNAL_ERROR);
    assert_eq!(shop.counts().await, SEEDED);
}

nevr_core::testing::on_every_database!(
    a_value_that_is_taken_is_a_conflict_on_its_field,
    an_id_that_is_taken_is_a_conflict_on_it,
    a_combination_that_is_taken_is_a_conflict_on_all_its_fields,
    null_conflicts_with_nothing,
    a_reference_to_nothing_is_dangling,
);
