//! Sets that wait for the database at the same time, which may be sent together.

use std::{collections::BTreeSet, time::Duration};

use futures_util::{future::join_all, poll};
use nevr_core::{
    store::{Database, Query, Store, StoreError, TransactionEvent, WriteSet},
    testing::Engine,
    wire::{Wire, WireError},
};
use nevr_schema::Record;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, TransactionOptions, TransactionTrait,
};
use tokio::{sync::oneshot, time::timeout};

use super::{
    fixture::{SEEDED, Shop, Veto, at_once, note, patient, session, set_of, store, user},
    proxy::Proxy,
};

/// Is refused, panics, or has a hook write a row that is there already.
enum Hooked {
    Refused,
    Panics,
    Conflicts,
}
impl TransactionEvent for Hooked {}

async fn shop() -> Shop {
    Shop::with(|hooks| {
        hooks.on(|event: &Hooked, set: &mut WriteSet| match event {
            Hooked::Refused => Err(Veto::NotToday),
            Hooked::Panics => panic!("a hook of the tests panics"),
            Hooked::Conflicts => {
                set.insert("user", user("ann"));
                Ok(())
            }
        });
    })
    .await
}

/// A new user with a session.
fn guest(name: &str) -> WriteSet {
    let mut set = set_of("user", user(name).with("id", name));
    set.insert("session", session(name, "phone"));
    set
}

/// The kinds of sets in the order in which callers write them.
const KINDS: usize = 8;

async fn write(store: Store, at: usize) -> (usize, Result<(), StoreError>) {
    let name = format!("{}-{at}", at % KINDS);
    let mut set = guest(&name);
    match at % KINDS {
        1 => {
            set.insert("user", user("ann"));
        }
        2 => {
            set.insert("session", session("nobody", "phone"));
        }
        3 => {
            set.fire(Hooked::Refused);
        }
        4 => {
            set.fire(Hooked::Panics);
        }
        5 => {
            set.fire(Hooked::Conflicts);
        }
        6 => {
            let mut writing = Box::pin(store.write(set));
            let _leaves_unless_done = poll!(&mut writing);
            return (at, Ok(()));
        }
        7 => {
            drop(store.write(set));
            return (at, Ok(()));
        }
        _ => {}
    }
    (at, store.write(set).await.map(drop))
}

fn is_its_own(at: usize, outcome: &Result<(), StoreError>) -> bool {
    match (at % KINDS, outcome) {
        (0 | 6 | 7, Ok(())) => true,
        (1, Err(error)) => error.is_conflict_on("user", "email"),
        (2, Err(error)) => error.is_missing_reference_of("session", "userId"),
        (3, Err(error)) => error.refusal() == Some(&Veto::NotToday),
        (4, Err(StoreError::HookPanicked(hook))) => hook == "Hooked",
        (5, Err(error)) => {
            let Wire { details, .. } = error.wire();
            error.is_conflict_on("user", "email") && details.is_empty()
        }
        _ => false,
    }
}

async fn f3_of_fifty_sets_of_all_kinds_exactly_those_that_succeed_are_there() {
    let shop = shop().await;
    let store = shop.store.clone();
    let outcomes = at_once(56, move |at| write(store.clone(), at)).await;
    for (at, outcome) in outcomes {
        assert!(is_its_own(at, &outcome), "{at}: {outcome:?}");
    }
    // Waits for those that were left.
    shop.store.close().await;
    let there = |at: &usize| matches!(at % KINDS, 0 | 6);
    let mut expected: Vec<_> =
        (0..56).filter(there).map(|at| format!("{}-{at}", at % KINDS)).collect();
    expected.extend(["ann", "bob", "cleo"].map(str::to_owned));
    expected.sort();
    assert_eq!(shop.names().await, expected);
    assert_eq!(shop.counts().await, [SEEDED[0] + 14, SEEDED[1] + 14, SEEDED[2]]);
}

async fn what_fails_first_decides_even_if_a_hook_refuses_later() {
    let shop = shop().await;
    let mut set = set_of("user", user("ann"));
    set.fire(Hooked::Refused);
    let error = shop.store.write(set).await.unwrap_err();
    assert!(error.is_conflict_on("user", "email"), "{error:?}");
    let mut set = set_of("user", user("ann"));
    set.insert("note", Record::new().with("text", 7));
    let error = shop.store.write(set).await.unwrap_err();
    assert!(error.is_conflict_on("user", "email"), "{error:?}");
    let mut set = set_of("user", user("dora"));
    set.fire(Hooked::Refused);
    set.insert("user", user("ann"));
    let error = shop.store.write(set).await.unwrap_err();
    assert_eq!(error.refusal(), Some(&Veto::NotToday));
    assert_eq!(shop.counts().await, SEEDED);
}

/// A database that checks references at the end of a statement must not see both at once.
async fn a_reference_to_a_row_that_comes_later_in_the_set_is_refused() {
    let shop = Shop::open().await;
    let mut set = set_of("session", session("dora", "phone"));
    set.insert("user", user("dora").with("id", "dora"));
    let error = shop.store.write(set).await.unwrap_err();
    assert!(error.is_missing_reference_of("session", "userId"), "{error:?}");
    let mut set = set_of("note", note("child").with("parentId", "parent"));
    set.insert("note", note("parent"));
    let error = shop.store.write(set).await.unwrap_err();
    assert!(error.is_missing_reference_of("note", "parentId"), "{error:?}");
    let mut set = set_of("note", note("parent"));
    set.insert("note", note("child").with("parentId", "parent"));
    set.insert("note", note("own").with("parentId", "own"));
    shop.store.write(set).await.unwrap();
    assert_eq!(shop.counts().await, [SEEDED[0], SEEDED[1], SEEDED[2] + 3]);
}

async fn values_of_every_type_are_kept_in_every_row_of_a_group() {
    let shop = Shop::open().await;
    let store = shop.store.clone();
    let row = |at: i64| {
        let some = at % 2 == 0;
        note(&format!("\"{at}\", {{\u{e9}}} \\ NULL"))
            .with("rank", some.then_some(i64::MAX - at))
            .with("extra", some.then(|| serde_json::json!({ "b": 1.50, "a": [at, null] })))
            .with("userId", some.then_some("ann"))
            .with("parentId", None::<&str>)
    };
    let writes = (0..20).map(|at| store.write(set_of("note", row(at))));
    for (at, written) in (0..).zip(join_all(writes).await) {
        written.unwrap();
        let id = row(at).get::<String>("id").unwrap();
        let query = Query::by_id("note", id);
        let found = store.find_one(query).await.unwrap().unwrap();
        for (field, value) in row(at).iter() {
            assert_eq!(found.value(field), Some(value), "{field}");
        }
    }
}

nevr_core::testing::on_every_database!(
    f3_of_fifty_sets_of_all_kinds_exactly_those_that_succeed_are_there,
    what_fails_first_decides_even_if_a_hook_refuses_later,
    a_reference_to_a_row_that_comes_later_in_the_set_is_refused,
    values_of_every_type_are_kept_in_every_row_of_a_group,
);

/// The transactions, and the statements in them, that have inserted the rows of a table which have
/// this prefix: `xmin` and `cmin` on PostgreSQL.
async fn statements(shop: &Shop, table: &str, prefix: &str) -> Vec<String> {
    let sql = format!(
        r#"SELECT xmin::text || '.' || cmin::text FROM "{table}" WHERE "id" LIKE '{prefix}%'"#
    );
    shop.column(&sql).await
}

/// Keeps everybody from inserting rows into a table until it is committed.
async fn locked(shop: &Shop, table: &str) -> (DatabaseConnection, DatabaseTransaction) {
    let connection = shop.database.connect().await;
    let transaction = connection.begin_with_options(TransactionOptions::default()).await.unwrap();
    let lock = format!(r#"LOCK TABLE "{table}" IN SHARE MODE"#);
    transaction.execute_unprepared(&lock).await.unwrap();
    (connection, transaction)
}

fn on_postgresql(test: impl Future<Output = ()>) {
    Engine::Postgresql.run(test);
}

#[test]
#[ignore = "needs NEVR_TEST_POSTGRES_URL"]
fn a_set_of_inserts_is_one_statement() {
    on_postgresql(async {
        let shop = Shop::open().await;
        let mut set = set_of("user", user("dora").with("id", "x-dora"));
        set.insert("user", user("eve").with("id", "x-eve"));
        set.insert("note", note("x-1").with("userId", "x-dora"));
        shop.store.write(set).await.unwrap();
        let of_users = statements(&shop, "user", "x-").await;
        let of_note = statements(&shop, "note", "x-").await;
        assert_eq!(of_users, [of_note[0].as_str(); 2]);
        assert!(of_note[0].ends_with(".0"), "{of_note:?}");
    });
}

/// Fifty callers wait while the table is locked: those that are sent before it is free are few.
#[test]
#[ignore = "needs NEVR_TEST_POSTGRES_URL"]
fn sets_that_wait_together_are_one_statement_and_share_its_commit() {
    on_postgresql(async {
        let shop = Shop::open().await;
        let (_connection, lock) = locked(&shop, "user").await;
        let mut writes: Vec<_> =
            (0..50).map(|at| Box::pin(shop.store.write(guest(&format!("x-{at}"))))).collect();
        for write in &mut writes {
            assert!(poll!(write).is_pending());
        }
        lock.commit().await.unwrap();
        for written in join_all(writes).await {
            written.unwrap();
        }
        let mut users = statements(&shop, "user", "x-").await;
        let groups = users.iter().collect::<BTreeSet<_>>().len();
        assert!(groups <= 5, "{groups} statements for fifty sets");
        let owned =
            r#"SELECT xmin::text || '.' || cmin::text FROM "session" WHERE "userId" LIKE 'x-%'"#;
        let mut sessions = shop.column::<String>(owned).await;
        users.sort();
        sessions.sort();
        assert_eq!(users, sessions);
    });
}

/// A group would lock the users of all its sets, in no order, and could be in a deadlock with those who
/// lock two users.
#[test]
#[ignore = "needs NEVR_TEST_POSTGRES_URL"]
fn sets_that_refer_to_rows_of_others_are_sent_alone() {
    on_postgresql(async {
        let shop = Shop::open().await;
        let (_connection, lock) = locked(&shop, "note").await;
        let of_note = |at| {
            let set = set_of("note", note(&format!("x-{at}")).with("userId", "ann"));
            Box::pin(shop.store.write(set))
        };
        let mut writes: Vec<_> = (0..20).map(of_note).collect();
        for write in &mut writes {
            assert!(poll!(write).is_pending());
        }
        lock.commit().await.unwrap();
        for written in join_all(writes).await {
            written.unwrap();
        }
        let notes: BTreeSet<_> = statements(&shop, "note", "x-").await.into_iter().collect();
        assert_eq!(notes.len(), 20);
    });
}

/// A session locks its user when it is inserted, before what comes later in the set: as one statement
/// it would be locked last. Here somebody who holds the user goes on to what comes later.
#[test]
#[ignore = "needs NEVR_TEST_POSTGRES_URL"]
fn a_set_of_inserts_keeps_the_order_of_locks() {
    on_postgresql(async {
        let shop = Shop::open().await;
        let (begun, at_work) = oneshot::channel();
        let (go_on, held) = oneshot::channel::<()>();
        let store = shop.store.clone();
        let job = tokio::spawn(async move {
            store
                .transaction(|tx| async move {
                    tx.lock("user", "ann").await?;
                    begun.send(()).unwrap();
                    held.await.unwrap();
                    tx.insert("note", note("wanted")).await.map(drop)
                })
                .await
        });
        at_work.await.unwrap();
        let mut set = set_of("session", session("ann", "tablet"));
        set.insert("note", note("wanted"));
        let mut writing = Box::pin(shop.store.write(set));
        assert!(poll!(&mut writing).is_pending());
        // Who waits for a row that another holds keeps its place before it meanwhile.
        let waits = r#"SELECT count(*) FROM pg_locks
            WHERE locktype = 'tuple' AND relation = '"user"'::regclass"#;
        let locks_a_row = async { while shop.column::<i64>(waits).await == [0] {} };
        timeout(Duration::from_secs(30), locks_a_row).await.unwrap();
        go_on.send(()).unwrap();
        job.await.unwrap().unwrap();
        let error = writing.await.unwrap_err();
        assert!(error.is_conflict_on("note", "id"), "{error:?}");
    });
}

/// Somebody who fails on purpose costs those who write the same entities their company, and nobody
/// else anything.
#[test]
#[ignore = "needs NEVR_TEST_POSTGRES_URL"]
fn a_set_that_fails_fails_alone_and_only_sets_of_its_shape_are_sent_apart() {
    on_postgresql(async {
        let shop = Shop::open().await;
        let (_connection, lock) = locked(&shop, "user").await;
        let (_connection, other_lock) = locked(&shop, "note").await;
        let name = |at: usize| if at == 7 { "ann".to_owned() } else { format!("x-{at}") };
        let of_guest = |at| {
            let set = set_of("user", user(&name(at)).with("id", format!("x-{at}")));
            Box::pin(shop.store.write(set))
        };
        let mut guests: Vec<_> = (0..20).map(of_guest).collect();
        let of_note = |at| Box::pin(shop.store.write(set_of("note", note(&format!("x-{at}")))));
        let mut notes: Vec<_> = (0..20).map(of_note).collect();
        for write in guests.iter_mut().chain(&mut notes) {
            assert!(poll!(write).is_pending());
        }
        lock.commit().await.unwrap();
        for (at, written) in join_all(guests).await.into_iter().enumerate() {
            match written {
                Ok(_) => assert_ne!(at, 7),
                Err(error) => {
                    assert!(at == 7 && error.is_conflict_on("user", "email"), "{error:?}");
                }
            }
        }
        let of_users: BTreeSet<_> = statements(&shop, "user", "x-").await.into_iter().collect();
        other_lock.commit().await.unwrap();
        for written in join_all(notes).await {
            written.unwrap();
        }
        let of_notes: BTreeSet<_> = statements(&shop, "note", "x-").await.into_iter().collect();
        assert!(of_users.len() >= 15, "{of_users:?}");
        assert!(of_notes.len() <= 5, "{of_notes:?}");
    });
}

/// The server may go on with a statement whose client is gone, while the store sends it again. Which of
/// both is first is up to them; the rows are there once, or not at all.
#[test]
#[ignore = "needs NEVR_TEST_POSTGRES_URL"]
fn f2_a_connection_that_breaks_while_sets_are_sent_writes_none_of_them_twice() {
    on_postgresql(async {
        let shop = Shop::open().await;
        let mut proxy = Proxy::before(&shop.database).await;
        let store = store(Database::open(proxy.url(), patient()).await.unwrap(), |_| {});
        for round in 0..3 {
            let (_connection, lock) = locked(&shop, "note").await;
            let text = |at: usize| format!("x-{round}-{at}");
            let of_note =
                |at| Box::pin(store.write(set_of("note", Record::new().with("text", text(at)))));
            let mut writes: Vec<_> = (0..8).map(of_note).collect();
            for write in &mut writes {
                assert!(poll!(write).is_pending());
            }
            let waiting = r#"SELECT count(*) FROM pg_locks
                WHERE NOT granted AND relation = '"note"'::regclass"#;
            let all_wait = async { while shop.column::<i64>(waiting).await == [0] {} };
            timeout(Duration::from_secs(30), all_wait).await.unwrap();
            proxy.cut().await;
            proxy.mend().await;
            lock.commit().await.unwrap();
            let outcomes = join_all(writes).await;
            // Until the statements whose client is gone have ended.
            drop(locked(&shop, "note").await);
            for (at, outcome) in outcomes.into_iter().enumerate() {
                let sql = format!(r#"SELECT count(*) FROM "note" WHERE "text" = '{}'"#, text(at));
                let rows = shop.column::<i64>(&sql).await[0];
                match outcome {
                    Ok(_) => assert_eq!(rows, 1),
                    Err(StoreError::Unavailable(_)) => assert!(rows <= 1, "{rows}"),
                    Err(error) => panic!("{error:?}"),
                }
            }
        }
        store.close().await;
    });
}
