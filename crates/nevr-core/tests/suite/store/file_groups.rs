//! Write sets that wait for SQLite's writer together, and are committed together.

use futures_util::{future::join_all, poll};
use nevr_core::{
    store::{Filter, Store, StoreError, WriteSet, Written},
    wire::{WireError, codes},
};
use sqlx::Executor;

use super::fixture::{ENDLESS, OpenTransaction, SEEDED, Shop, note, set_of, user};

/// Writes sets that wait together, because a transaction has the writer until all of them do.
async fn together(store: &Store, sets: Vec<WriteSet>) -> Vec<Result<Written, StoreError>> {
    let transaction = OpenTransaction::begin(store).await;
    let mut waiting: Vec<_> = sets.into_iter().map(|set| Box::pin(store.write(set))).collect();
    for set in &mut waiting {
        assert!(poll!(set).is_pending());
    }
    transaction.end().await;
    join_all(waiting).await
}

/// The `synchronous` levels at which notes were committed.
async fn paces(shop: &Shop) -> Vec<i64> {
    let levels = shop.column("SELECT level FROM pace ORDER BY rowid").await;
    levels[usize::try_from(SEEDED[2]).unwrap()..].to_vec()
}

#[actix_web::test]
async fn f7_a_durable_set_syncs_the_commit_of_those_beside_it() {
    let shop = Shop::open().await;
    let mut durable = set_of("note", note("b"));
    durable.durable();
    let sets = vec![set_of("note", note("a")), durable, set_of("note", note("c"))];
    for outcome in together(&shop.store, sets).await {
        outcome.unwrap();
    }
    shop.store.write(set_of("note", note("d"))).await.unwrap();
    assert_eq!(paces(&shop).await, [2, 2, 2, 1]);
}

#[actix_web::test]
async fn each_set_sees_what_those_before_it_have_written() {
    let shop = Shop::open().await;
    let changed = |label: &str| nevr_schema::Record::new().with("name", label);
    let mut sets = vec![set_of("user", user("dora").with("id", "dora"))];
    for (from, to) in [("dora", "eve"), ("dora", "finn"), ("eve", "gus")] {
        let mut set = WriteSet::new();
        set.update("user", Filter::id("dora").eq("name", from), changed(to)).expect(1);
        sets.push(set);
    }
    let outcomes = together(&shop.store, sets).await;
    let succeeded: Vec<_> = outcomes.iter().map(Result::is_ok).collect();
    assert_eq!(succeeded, [true, true, false, true]);
    assert!(matches!(outcomes[2], Err(StoreError::RowCountMismatch(_))), "{outcomes:?}");
    assert_eq!(shop.names().await, ["ann", "bob", "cleo", "gus"]);
}

/// A trigger stands in for a full disk: SQLite undoes the whole transaction by itself.
#[actix_web::test]
async fn f6_what_undoes_the_whole_transaction_fails_its_own_set_only() {
    let shop = Shop::open().await;
    let trigger = "CREATE TRIGGER ends BEFORE INSERT ON note WHEN new.text = 'end'
        BEGIN SELECT RAISE(ROLLBACK, 'disk full'); END";
    shop.outsider().await.execute(trigger).await.unwrap();
    let set = |at: usize| {
        let mut set = set_of("user", user(&format!("user{at}")));
        set.insert("note", if at % 3 == 1 { note("end") } else { note(&format!("n{at}")) });
        set
    };
    let outcomes = together(&shop.store, (0..9).map(set).collect()).await;
    for (at, outcome) in outcomes.iter().enumerate() {
        assert_eq!(outcome.is_err(), at % 3 == 1, "{at}: {outcome:?}");
    }
    assert_eq!(shop.counts().await, [SEEDED[0] + 6, SEEDED[1], SEEDED[2] + 6]);
}

#[actix_web::test]
async fn s2_a_statement_that_never_ends_fails_its_own_set_only() {
    let shop = Shop::open().await;
    shop.outsider().await.execute(ENDLESS).await.unwrap();
    let sets = vec![
        set_of("user", user("dora")),
        set_of("note", note("stuck")),
        set_of("user", user("eve")),
    ];
    let [before, stuck, after] = together(&shop.store, sets).await.try_into().unwrap();
    before.unwrap();
    after.unwrap();
    assert_eq!(stuck.unwrap_err().wire().code, codes::SERVICE_UNAVAILABLE);
    assert_eq!(shop.names().await, ["ann", "bob", "cleo", "dora", "eve"]);
}
