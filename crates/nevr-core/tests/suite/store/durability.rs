//! Which commits survive a power cut. A trigger on `note` records the `synchronous` level of the
//! connection: 1 is NORMAL, 2 is FULL.

use nevr_core::store::{StoreError, TransactionEvent, WriteSet};

use super::fixture::{SEEDED, Shop, note, set_of};

struct Revoked;
impl TransactionEvent for Revoked {}

async fn paces(shop: &Shop) -> Vec<i64> {
    let levels = sqlx::query_scalar("SELECT level FROM pace ORDER BY rowid");
    let levels: Vec<i64> = levels.fetch_all(&mut shop.outsider().await).await.unwrap();
    levels[usize::try_from(SEEDED[2]).unwrap()..].to_vec()
}

#[actix_web::test]
async fn f7_durable_units_of_work_sync_their_commit_and_others_do_not() {
    let shop = Shop::open().await;
    let insert = |id: &'static str| {
        move |tx: nevr_core::store::Tx| async move { tx.insert("note", note(id)).await }
    };
    shop.store.write(set_of("note", note("a"))).await.unwrap();
    shop.store.transaction(insert("b")).await.unwrap();
    let mut set = set_of("note", note("c"));
    set.durable();
    shop.store.write(set).await.unwrap();
    shop.store.durable_transaction(insert("d")).await.unwrap();
    shop.store.write(set_of("note", note("e"))).await.unwrap();
    assert_eq!(paces(&shop).await, [1, 1, 2, 2, 1]);
}

#[actix_web::test]
async fn f7_a_set_to_which_a_hook_adds_a_durable_one_syncs_its_commit() {
    let shop = Shop::with(|hooks| {
        hooks.on(|_: &Revoked, set: &mut WriteSet| {
            set.durable();
            set.insert("note", note("0"));
        });
    })
    .await;
    let mut set = set_of("note", note("1"));
    set.fire(Revoked);
    shop.store.write(set).await.unwrap();
    assert_eq!(paces(&shop).await, [2, 2]);
}

/// A commit that only serves to sync writes one page more to the log.
#[actix_web::test]
async fn f7_a_durable_set_that_joins_a_transaction_syncs_it() {
    let shop = Shop::open().await;
    let log = shop.path().with_extension("db-wal");
    let length = || std::fs::metadata(&log).unwrap().len();
    let plain = || async {
        let before = length();
        shop.store.write(set_of("note", note("1"))).await.unwrap();
        length() - before
    };
    let without = plain().await;
    let page = 4096 + 24;
    let before = length();
    let write = |tx: nevr_core::store::Tx| async move {
        let mut set = set_of("note", note("2"));
        set.durable();
        tx.write(set).await?;
        Ok::<_, StoreError>(())
    };
    shop.store.transaction(write).await.unwrap();
    assert_eq!(length() - before, without + page, "one page more");
}
