//! Rows that were read are kept, and what the cache answers is what the database has.

use std::{pin::pin, sync::Arc, time::Duration};

use futures_util::future::{Either, select};
use nevr_core::{
    store::{
        Action, CacheOptions, CachedRows, EntityWrite, Filter, Hooks, RowCache, StatementId, Store,
        StoreError, Tx, WriteSet,
    },
    testing::Engine,
};
use nevr_schema::Record;
use sqlx::{AssertSqlSafe, Executor};

use super::fixture::{Shop, named, note, open, session, set_of, store, user};

/// The id of the session that is read.
pub(super) const ID: &str = "cached";

/// A cache of sessions, each with its user. Commits of others may stay unseen for as long, if it is
/// set.
pub(super) fn cache(store: &Store, max_stale: Option<Duration>) -> RowCache {
    let options = CacheOptions { memory: 1024 * 1024, max_stale };
    store.cache_rows("session", "user", options).unwrap().unwrap()
}

/// Long enough for every test: what is seen before is seen for another reason.
pub(super) const LONG: Option<Duration> = Some(Duration::from_hours(1));

/// A shop with one more session of ann, and without a trigger.
pub(super) async fn shop_with(register: impl FnOnce(&mut Hooks)) -> Shop {
    let shop = Shop::with(register).await;
    if shop.database.engine() == Engine::Sqlite {
        shop.database.execute("DROP TRIGGER paced").await;
    }
    shop.store.write(set_of("session", session("ann", "tablet").with("id", ID))).await.unwrap();
    shop
}

async fn shop() -> Shop {
    shop_with(|_| {}).await
}

async fn read(store: &Store, cache: &RowCache, id: &str) -> Option<CachedRows> {
    store.find_cached(cache, id).await.unwrap()
}

/// Reads until two reads have the same row in memory, which the second has from the cache.
async fn keep(store: &Store, cache: &RowCache, id: &str) -> CachedRows {
    loop {
        let one = read(store, cache, id).await.unwrap();
        let two = read(store, cache, id).await.unwrap();
        if Arc::ptr_eq(&one.0, &two.0) {
            assert!(Arc::ptr_eq(&one.1, &two.1));
            return two;
        }
        tokio::task::yield_now().await;
    }
}

fn texts((session, user): &CachedRows) -> [String; 2] {
    [session.get("label").unwrap(), user.get("name").unwrap()]
}

async fn write<S>(store: &Store, fill: impl FnOnce(&mut WriteSet) -> S) {
    let mut set = WriteSet::new();
    fill(&mut set);
    store.write(set).await.unwrap();
}

fn label(text: &str) -> Record {
    Record::new().with("label", text)
}

async fn what_was_read_is_answered_without_the_database_until_it_is_written() {
    let shop = shop().await;
    let cache = cache(&shop.store, LONG);
    let store = &shop.store;
    let before = keep(store, &cache, ID).await;
    assert_eq!(texts(&before), ["tablet", "ann"]);

    // What others do leaves it alone.
    write(store, |set| {
        set.insert("session", session("bob", "watch"));
        set.update("user", Filter::id("bob"), Record::new().with("age", 7));
        set.delete("session", Filter::all().eq("userId", "cleo"));
        set.delete("note", Filter::all());
    })
    .await;
    let still = read(store, &cache, ID).await.unwrap();
    assert!(Arc::ptr_eq(&before.0, &still.0) && Arc::ptr_eq(&before.1, &still.1));

    let by_filter = || Filter::all().eq("label", "one").gt("id", "a");
    let writes: [(&str, Filter, Record, [&str; 2]); 4] = [
        ("session", Filter::id(ID), label("one"), ["one", "ann"]),
        ("session", by_filter(), label("two"), ["two", "ann"]),
        ("user", Filter::id("ann"), Record::new().with("name", "Ann"), ["two", "Ann"]),
        ("user", named("Ann"), Record::new().with("name", "Anna"), ["two", "Anna"]),
    ];
    for (entity, filter, changes, expected) in writes {
        keep(store, &cache, ID).await;
        write(store, |set| set.update(entity.to_owned(), filter, changes).id()).await;
        assert_eq!(texts(&read(store, &cache, ID).await.unwrap()), expected);
        assert_eq!(texts(&keep(store, &cache, ID).await), expected);
    }
}

async fn a_row_that_is_gone_is_gone_at_the_next_read() {
    type Delete = fn(&mut WriteSet) -> StatementId;
    let deletes: [(&str, Delete); 6] = [
        ("its id", |set| set.delete("session", Filter::id(ID)).expect(1)),
        ("a list", |set| set.delete("session", Filter::all().is_in("id", ["x", ID])).expect(1)),
        ("its user's id", |set| {
            set.delete("session", Filter::all().eq("userId", "ann").eq("id", ID)).expect(1)
        }),
        ("another field", |set| {
            set.delete("session", Filter::all().eq("label", "tablet")).expect(1)
        }),
        ("the user", |set| set.delete("user", Filter::id("ann")).expect(1)),
        ("a field of the user", |set| set.delete("user", named("ann")).expect(1)),
    ];
    for (by, delete) in deletes {
        for hooked in [false, true] {
            let shop = shop_with(|hooks| {
                if hooked {
                    hooks.on_write("session", Action::Delete, |_: &mut EntityWrite, _| {});
                }
            })
            .await;
            let cache = cache(&shop.store, LONG);
            keep(&shop.store, &cache, ID).await;
            write(&shop.store, delete).await;
            assert!(read(&shop.store, &cache, ID).await.is_none(), "by {by}");
        }
    }
}

async fn what_a_hook_or_a_transaction_writes_is_seen_at_the_next_read() {
    let shop = shop_with(|hooks| {
        hooks.on_write("note", Action::Insert, |_: &mut EntityWrite, set: &mut WriteSet| {
            set.update("session", Filter::id(ID), label("hooked"));
        });
        hooks.on_write("user", Action::Update, |write: &mut EntityWrite, _| {
            write.new.set("name", "Changed by a hook");
        });
    })
    .await;
    let (store, cache) = (&shop.store, cache(&shop.store, LONG));
    keep(store, &cache, ID).await;
    store.write(set_of("note", note("n"))).await.unwrap();
    assert_eq!(texts(&read(store, &cache, ID).await.unwrap())[0], "hooked");
    keep(store, &cache, ID).await;
    store
        .durable_transaction(|tx: Tx| async move {
            tx.update("user", named("ann"), Record::new().with("age", 30)).await?;
            tx.update("session", Filter::id(ID), label("tx")).await
        })
        .await
        .unwrap();
    let seen = texts(&read(store, &cache, ID).await.unwrap());
    assert_eq!(seen, ["tx", "Changed by a hook"]);
}

async fn what_was_undone_was_never_seen() {
    let shop = shop().await;
    let (store, cache) = (&shop.store, cache(&shop.store, LONG));
    keep(store, &cache, ID).await;
    let undone = store.transaction(|tx: Tx| async move {
        tx.update("session", Filter::id(ID), label("undone")).await?;
        Err::<(), _>(StoreError::RolledBack)
    });
    undone.await.unwrap_err();
    assert_eq!(texts(&read(store, &cache, ID).await.unwrap())[0], "tablet");
    let panicked = store.transaction(|tx: Tx| async move {
        tx.delete("session", Filter::id(ID)).await?;
        assert!(tx.env().now() < tx.env().now(), "the job panics");
        Ok::<_, StoreError>(())
    });
    panicked.await.unwrap_err();
    assert_eq!(texts(&keep(store, &cache, ID).await)[0], "tablet");
}

async fn a_read_that_was_paused_across_a_write_is_kept_by_none() {
    let shop = shop().await;
    let (store, cache) = (&shop.store, cache(&shop.store, LONG));
    for round in 0..20 {
        // Nothing of the round before is in the cache.
        let text = format!("round {round}");
        write(store, |set| set.update("session", Filter::id(ID), label("begun")).id()).await;
        let mut held = store.hold_cache_fills().await;
        let mut paused = pin!(store.find_cached(&cache, ID));
        match select(&mut paused, pin!(held.reads(1))).await {
            Either::Left(_) => panic!("it was in the cache"),
            Either::Right(_) => {}
        }
        write(store, |set| set.update("session", Filter::id(ID), label(&text)).id()).await;
        drop(held);
        assert_eq!(texts(&paused.await.unwrap().unwrap())[0], "begun", "it read before");
        assert_eq!(texts(&read(store, &cache, ID).await.unwrap())[0], text);
    }
    let mut held = store.hold_cache_fills().await;
    write(store, |set| set.update("session", Filter::id(ID), label("last")).id()).await;
    let mut paused = pin!(store.find_cached(&cache, ID));
    assert!(matches!(select(&mut paused, pin!(held.reads(1))).await, Either::Right(_)));
    write(store, |set| set.delete("user", Filter::id("ann")).expect(1)).await;
    drop(held);
    assert!(paused.await.unwrap().is_some());
    assert!(read(store, &cache, ID).await.is_none());
}

async fn inside_a_transaction_and_after_the_end_the_cache_answers_as_the_store_does() {
    let shop = shop().await;
    let (store, cache) = (&shop.store, cache(&shop.store, LONG));
    keep(store, &cache, ID).await;
    let (inner, within) = (store.clone(), cache.clone());
    let nested = store.transaction(|_: Tx| async move {
        assert!(matches!(inner.find_cached(&within, ID).await, Err(StoreError::NestedTransaction)));
        Ok::<_, StoreError>(())
    });
    nested.await.unwrap();
    store.close().await;
    assert!(matches!(store.find_cached(&cache, ID).await, Err(StoreError::Closed)));
}

async fn a_cache_is_of_one_store_and_of_a_relation_that_is_there() {
    let shop = shop().await;
    let another =
        store(open(&shop.database, nevr_core::store::DatabaseOptions::default()).await, |_| {});
    let (store, cache) = (&shop.store, cache(&shop.store, LONG));
    keep(store, &cache, ID).await;
    // Another store writes, and reads what it has written.
    for text in ["one", "two", "three"] {
        write(&another, |set| set.update("session", Filter::id(ID), label(text)).id()).await;
        assert_eq!(texts(&read(&another, &cache, ID).await.unwrap())[0], text);
    }
    another.close().await;
    let options = CacheOptions { memory: 1024, max_stale: LONG };
    let unknown =
        |entity: &'static str, relation| store.cache_rows(entity, relation, options).err();
    assert!(matches!(unknown("ghost", "user"), Some(StoreError::UnknownEntity(_))));
    assert!(matches!(unknown("session", "ghost"), Some(StoreError::UnknownField { .. })));
    let exact = store.cache_rows("session", "user", CacheOptions { max_stale: None, ..options });
    let is_sqlite = shop.database.engine() == Engine::Sqlite;
    assert_eq!(exact.unwrap().is_some(), is_sqlite, "on servers nothing bounds it");
}

/// Waits until a read meets the condition. What others write is seen in a second; the machine that
/// the test runs on may take longer.
async fn until(store: &Store, cache: &RowCache, condition: impl Fn(Option<CachedRows>) -> bool) {
    while !condition(read(store, cache, ID).await) {
        tokio::task::yield_now().await;
    }
}

async fn what_others_write_is_seen_within_the_bound() {
    let shop = shop().await;
    let another =
        store(open(&shop.database, nevr_core::store::DatabaseOptions::default()).await, |_| {});
    let is_sqlite = shop.database.engine() == Engine::Sqlite;
    for bound in
        [is_sqlite.then_some(None), Some(Some(Duration::from_secs(1)))].into_iter().flatten()
    {
        let (store, cache) = (&shop.store, cache(&shop.store, bound));
        keep(store, &cache, ID).await;
        // Another connection, as of the app's own pool or another process.
        let raw = format!(r#"UPDATE "session" SET "label" = 'raw' WHERE "id" = '{ID}'"#);
        shop.database.execute(&raw).await;
        until(store, &cache, |rows| texts(&rows.unwrap())[0] == "raw").await;
        keep(store, &cache, ID).await;
        // Another store on the same database.
        write(&another, |set| set.update("user", named("ann"), user("Ann")).id()).await;
        until(store, &cache, |rows| texts(&rows.unwrap())[1] == "Ann").await;
        write(&another, |set| set.update("user", named("Ann"), user("ann")).id()).await;
        until(store, &cache, |rows| texts(&rows.unwrap())[1] == "ann").await;
    }
    let cache = cache(&shop.store, Some(Duration::from_secs(1)));
    keep(&shop.store, &cache, ID).await;
    shop.database.execute(&format!(r#"DELETE FROM "session" WHERE "id" = '{ID}'"#)).await;
    until(&shop.store, &cache, |rows| rows.is_none()).await;
    another.close().await;
}

nevr_core::testing::on_every_database!(
    what_was_read_is_answered_without_the_database_until_it_is_written,
    a_row_that_is_gone_is_gone_at_the_next_read,
    what_a_hook_or_a_transaction_writes_is_seen_at_the_next_read,
    what_was_undone_was_never_seen,
    a_read_that_was_paused_across_a_write_is_kept_by_none,
    inside_a_transaction_and_after_the_end_the_cache_answers_as_the_store_does,
    a_cache_is_of_one_store_and_of_a_relation_that_is_there,
    what_others_write_is_seen_within_the_bound,
);

/// A trigger writes what no statement tells.
#[actix_web::test]
async fn what_a_trigger_writes_is_seen_at_the_next_read_once_the_trigger_was_seen() {
    let shop = shop().await;
    let (store, cache) = (&shop.store, cache(&shop.store, None));
    keep(store, &cache, ID).await;
    let mut outsider = shop.outsider().await;
    let trigger = format!(
        "CREATE TRIGGER renaming AFTER INSERT ON note BEGIN \
         UPDATE session SET label = NEW.text WHERE id = '{ID}'; END"
    );
    outsider.execute(AssertSqlSafe(trigger)).await.unwrap();
    let mut at = 0;
    let mut renames = async || {
        at += 1;
        keep(store, &cache, ID).await;
        let text = format!("note {at}");
        store.write(set_of("note", note(&text))).await.unwrap();
        texts(&read(store, &cache, ID).await.unwrap())[0] == text
    };
    while !renames().await {}
    for _ in 0..20 {
        assert!(renames().await);
    }
}

/// A unit of work that holds the writer keeps the database from being asked.
#[actix_web::test]
async fn while_the_database_can_not_be_asked_nothing_is_answered_for_longer_than_the_bound() {
    let shop = shop().await;
    let (store, cache) = (&shop.store, cache(&shop.store, None));
    let kept = keep(store, &cache, ID).await;
    let held = store.transaction(|tx: Tx| async move {
        tx.lock("user", "ann").await?;
        std::future::pending::<()>().await;
        Ok::<_, StoreError>(())
    });
    let mut held = pin!(held);
    loop {
        let reading = pin!(read(store, &cache, ID));
        match select(&mut held, reading).await {
            Either::Right((rows, _)) => {
                if !Arc::ptr_eq(&rows.unwrap().0, &kept.0) {
                    return;
                }
                tokio::task::yield_now().await;
            }
            Either::Left(_) => panic!("the entry was answered until the unit of work timed out"),
        }
    }
}
