//! Statements that must touch a given number of rows.

use std::sync::Arc;

use nevr_core::store::{Filter, StoreError, TransactionEvent, Tx, WriteSet};
use nevr_schema::Record;

use super::fixture::{SEEDED, Shop, named, set_of, user};

struct SignedUp;
impl TransactionEvent for SignedUp {}

fn older() -> Record {
    Record::new().with("age", 9)
}

async fn a_miss_undoes_the_set_and_names_its_statement() {
    let shop = Shop::open().await;
    let mut set = set_of("user", user("dora"));
    let hit = set.update("user", named("ann"), older()).expect(1);
    let refused = set.delete("session", Filter::all().eq("userId", "nobody")).expect(1);
    set.insert("user", user("eve"));
    let error = shop.store.write(set).await.unwrap_err();
    assert!(error.is_mismatch_of(refused) && !error.is_mismatch_of(hit), "{error:?}");
    let StoreError::RowCountMismatch(mismatch) = error else { panic!("{error:?}") };
    let counts = (mismatch.entity.as_str(), mismatch.expected, mismatch.found);
    assert_eq!(counts, ("session", 1, 0));
    assert_eq!(shop.counts().await, SEEDED);
}

async fn touching_too_many_rows_is_a_miss_too() {
    let shop = Shop::open().await;
    let mut set = WriteSet::new();
    let refused = set.update("user", Filter::all(), older()).expect(1);
    let error = shop.store.write(set).await.unwrap_err();
    assert!(error.is_mismatch_of(refused), "{error:?}");
    let aged = shop.store.count("user", Filter::all().eq("age", 9)).await.unwrap();
    assert_eq!(aged, 0);
}

async fn what_became_of_each_statement_can_be_asked() {
    let shop = Shop::open().await;
    let mut set = WriteSet::new();
    let made = set.insert("user", user("dora"));
    let changed = set.update("user", Filter::all(), older()).expect(4);
    let gone = set.delete("session", Filter::all().eq("label", "phone")).id();
    let written = shop.store.write(set).await.unwrap();
    assert_eq!(written.record(made).unwrap().get("name"), Ok("dora"));
    assert_eq!([made, changed, gone].map(|id| written.rows(id)), [1, 4, 3]);
    assert!(written.record(changed).is_none());
    assert_eq!(shop.counts().await, [4, 3, SEEDED[2]]);
}

async fn a_miss_in_a_hooks_own_set_is_not_mistaken_for_the_callers() {
    let shop = Shop::with(|hooks| {
        hooks.on(|_: &SignedUp, set: &mut WriteSet| {
            set.delete("user", named("nobody")).expect(1);
        });
    })
    .await;
    let mut set = WriteSet::new();
    // Both are the first statement of their set, so their ids are equal.
    let own = set.update("user", named("ann"), older()).expect(1);
    set.fire(SignedUp);
    let error = shop.store.write(set).await.unwrap_err();
    assert!(!error.is_mismatch_of(own), "{error:?}");
    let StoreError::HookFailed { hook, source } = error else { panic!("{error:?}") };
    assert_eq!(hook, "SignedUp");
    assert!(matches!(source.downcast_ref(), Some(StoreError::RowCountMismatch(_))));
}

async fn a_miss_in_a_transaction_hook_is_not_mistaken_for_the_callers() {
    let shop = Shop::with(|hooks| {
        hooks.on_tx(|_: Arc<SignedUp>, tx: Tx| async move {
            let mut set = WriteSet::new();
            set.delete("user", named("nobody")).expect(1);
            tx.write(set).await.map(drop)
        });
    })
    .await;
    let mut set = WriteSet::new();
    let own = set.update("user", named("ann"), older()).expect(1);
    set.fire(SignedUp);
    let error = shop.store.write(set).await.unwrap_err();
    assert!(!error.is_mismatch_of(own), "{error:?}");
    assert!(matches!(error, StoreError::HookFailed { .. }), "{error:?}");
}

nevr_core::testing::on_every_database!(
    a_miss_undoes_the_set_and_names_its_statement,
    touching_too_many_rows_is_a_miss_too,
    what_became_of_each_statement_can_be_asked,
    a_miss_in_a_hooks_own_set_is_not_mistaken_for_the_callers,
    a_miss_in_a_transaction_hook_is_not_mistaken_for_the_callers,
);
