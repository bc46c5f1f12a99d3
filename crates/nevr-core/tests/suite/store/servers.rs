//! Servers that are down, end connections, or are busy.

use std::{fmt::Debug, time::Duration};

use futures_util::future::join_all;
use nevr_core::{
    store::{Database, DatabaseOptions, Filter, Query, Store, StoreError, Tx},
    testing::{Engine, TestDatabase},
    wire::{WireError, codes},
};
use nevr_schema::Record;
use sea_orm::{ConnectionTrait, DbErr, Statement};
use tokio::sync::oneshot;

use super::{
    fixture::{OpenTransaction, SEEDED, Shop, note, on_servers, set_of, store, user},
    proxy::Proxy,
};

/// Longer than a new connection takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// Few connections and short waits, because these tests wait until the limit is reached.
fn impatient() -> DatabaseOptions {
    DatabaseOptions {
        max_connections: 2,
        acquire_timeout: Duration::from_millis(300),
        ..DatabaseOptions::default()
    }
}

fn assert_away<T: Debug>(outcome: Result<T, StoreError>) {
    let error = outcome.unwrap_err();
    let wire = error.wire();
    assert_eq!(wire.code, codes::SERVICE_UNAVAILABLE, "{error:?}");
    assert!(wire.retry_after.is_some());
}

/// Ends every connection to the database except the one that does it.
async fn end_connections(database: &TestDatabase) -> usize {
    let connection = database.connect().await;
    let (find, end) = match database.engine() {
        // The list of sessions does not show the schema; only a session's last statement does.
        Engine::Postgresql => (
            "SELECT pid::bigint FROM pg_stat_activity WHERE pid <> pg_backend_pid()
             AND application_name = current_schema()",
            "SELECT pg_terminate_backend({})",
        ),
        _ => (
            "SELECT CAST(id AS signed) FROM information_schema.processlist
             WHERE db = DATABASE() AND id <> CONNECTION_ID()",
            "KILL {}",
        ),
    };
    let backend = connection.get_database_backend();
    let found = connection.query_all_raw(Statement::from_string(backend, find)).await.unwrap();
    for row in &found {
        let id: i64 = row.try_get_by_index(0).unwrap();
        let ended = connection.execute_unprepared(&end.replace("{}", &id.to_string())).await;
        // MySQL lists sessions that are ending, and may have ended by now.
        let has_ended = |error: DbErr| error.to_string().contains("Unknown thread id");
        assert!(ended.map_or_else(has_ended, |_| true), "the session {id} could not be ended");
    }
    connection.close().await.unwrap();
    found.len()
}

/// A second store over the shop's database, whose connections can be distinguished from those of
/// other tests.
async fn second_store(shop: &Shop, options: DatabaseOptions) -> Store {
    let url = shop.database.url();
    let url = match shop.database.engine() {
        Engine::Postgresql => {
            let schema = url.rsplit_once("search_path%3D").unwrap().1.to_owned();
            format!("{url}&application_name={schema}")
        }
        _ => url,
    };
    store(Database::open(&url, options).await.unwrap(), |_| {})
}

/// As after a restart of the server: every pooled connection is broken, and none has noticed.
async fn f2_after_the_server_has_ended_every_connection_no_read_and_no_write_fails() {
    let shop = Shop::open().await;
    shop.store.close().await;
    let patient = DatabaseOptions { acquire_timeout: PATIENCE, ..impatient() };
    let store = second_store(&shop, patient).await;
    let read_all = || join_all((0..4).map(|_| store.find(Query::from("user"))));
    for name in ["dora", "eve", "finn"] {
        read_all().await;
        assert!(end_connections(&shop.database).await > 0);
        for read in read_all().await {
            read.unwrap();
        }
        assert!(end_connections(&shop.database).await > 0);
        store.write(set_of("user", user(name))).await.unwrap();
        assert!(end_connections(&shop.database).await > 0);
        store.ping().await.unwrap();
        assert!(end_connections(&shop.database).await > 0);
        read_in_a_job(&store).await.unwrap();
    }
    assert_eq!(shop.names().await, ["ann", "bob", "cleo", "dora", "eve", "finn"]);
    store.close().await;
}

async fn f2_a_connection_that_ends_in_a_unit_of_work_leaves_nothing_of_it() {
    let shop = Shop::open().await;
    shop.store.close().await;
    let store = second_store(&shop, impatient()).await;
    let (begun, at_work) = oneshot::channel();
    let (go_on, held) = oneshot::channel::<()>();
    let job = store.transaction(move |tx: Tx| async move {
        tx.insert("user", user("dora")).await?;
        begun.send(()).unwrap();
        held.await.unwrap();
        tx.insert("note", note("dora-1")).await.map(drop)
    });
    let ending = async {
        at_work.await.unwrap();
        end_connections(&shop.database).await;
        go_on.send(()).unwrap();
    };
    let (outcome, ()) = tokio::join!(job, ending);
    assert!(matches!(outcome, Err(StoreError::Unavailable(_))), "{outcome:?}");
    assert_away(outcome);
    store.find(Query::from("user")).await.unwrap();
    assert_eq!(shop.counts().await, SEEDED);
    store.close().await;
}

async fn f2_a_caller_that_waits_too_long_for_a_connection_gets_a_retry_after() {
    let shop = Shop::open().await;
    let options = DatabaseOptions { max_connections: 1, ..impatient() };
    let store = second_store(&shop, options).await;
    let held = OpenTransaction::begin(&store).await;
    assert_away(store.write(set_of("user", user("dora"))).await);
    assert_away(store.find(Query::from("user")).await);
    assert_away(store.ping().await);
    held.end().await;
    store.write(set_of("user", user("eve"))).await.unwrap();
    assert_eq!(shop.names().await, ["ann", "bob", "cleo", "eve"]);
}

async fn f2_a_caller_that_waits_too_long_for_a_row_gets_a_retry_after() {
    let shop = Shop::open().await;
    let store = second_store(&shop, impatient()).await;
    let (begun, at_work) = oneshot::channel();
    let (go_on, held) = oneshot::channel::<()>();
    let holder = store.clone();
    let holding = tokio::spawn(async move {
        holder
            .transaction(|tx| async move {
                tx.find(Query::by_id("user", "ann")).await?;
                begun.send(()).unwrap();
                held.await.unwrap();
                Ok::<_, StoreError>(())
            })
            .await
    });
    at_work.await.unwrap();
    let mut set = set_of("note", note("late"));
    set.update("user", Filter::id("ann"), Record::new().with("age", 1)).expect(1);
    let outcome = store.write(set).await;
    assert!(matches!(outcome, Err(StoreError::Unavailable(_))), "{outcome:?}");
    assert_away(outcome);
    go_on.send(()).unwrap();
    holding.await.unwrap().unwrap();
    assert_eq!(shop.counts().await, SEEDED);
}

async fn f2_a_server_that_goes_away_and_comes_back_is_found_again() {
    let shop = Shop::open().await;
    let mut proxy = Proxy::before(&shop.database).await;
    let store = store(Database::open(proxy.url(), impatient()).await.unwrap(), |_| {});
    for round in 0..2 {
        store.write(set_of("user", user(&format!("before{round}")))).await.unwrap();
        proxy.cut().await;
        for _ in 0..3 {
            assert_away(store.find(Query::from("user")).await);
            assert_away(store.write(set_of("user", user("dora"))).await);
            assert_away(store.count("user", Filter::all()).await);
            assert_away(store.ping().await);
        }
        proxy.mend().await;
        store.find(Query::from("user")).await.unwrap();
        store.write(set_of("user", user(&format!("after{round}")))).await.unwrap();
    }
    assert_eq!(shop.counts().await, [SEEDED[0] + 4, SEEDED[1], SEEDED[2]]);
    store.close().await;
}

/// A statement of a transaction sees what others have committed before it, and nothing uncommitted.
async fn a_transaction_sees_what_is_committed_meanwhile() {
    let shop = Shop::open().await;
    let other = shop.store.clone();
    let (seen, ask) = oneshot::channel();
    let (go_on, written) = oneshot::channel::<()>();
    let job = shop.store.transaction(|tx| async move {
        let before = tx.find(Query::from("user")).await?.len();
        seen.send(()).unwrap();
        written.await.unwrap();
        Ok::<_, StoreError>((before, tx.find(Query::from("user")).await?.len()))
    });
    let writing = async {
        ask.await.unwrap();
        other.write(set_of("user", user("dora"))).await.unwrap();
        go_on.send(()).unwrap();
    };
    let (outcome, ()) = tokio::join!(job, writing);
    assert_eq!(outcome.unwrap(), (3, 4));
}

/// Even with more callers than connections, and with callers that stop waiting.
async fn callers_that_hang_up_leave_no_connection_unusable() {
    let shop = Shop::open().await;
    let store = second_store(&shop, impatient()).await;
    for _ in 0..20 {
        let mut reading = Box::pin(store.find(Query::from("user")));
        assert!(futures_util::poll!(&mut reading).is_pending());
        drop(reading);
    }
    assert_eq!(store.find(Query::from("user")).await.unwrap().len(), 3);
    store.close().await;
}

async fn read_in_a_job(store: &Store) -> Result<(), StoreError> {
    let read = |tx: Tx| async move { tx.find(Query::from("note")).await.map(drop) };
    store.transaction(read).await
}

/// PostgreSQL refuses a statement that was prepared before the change from then on; a new
/// connection prepares it anew. The first refusal has all connections replaced.
async fn a_column_that_changes_its_type_meanwhile_turns_one_away_at_most() {
    let shop = Shop::open().await;
    let store = second_store(&shop, impatient()).await;
    for ty in ["varchar(255)", "text", "varchar(200)"] {
        for _ in 0..4 {
            let both = tokio::join!(read_in_a_job(&store), store.find(Query::from("note")));
            both.0.unwrap();
            both.1.unwrap();
        }
        let change = match shop.database.engine() {
            Engine::Postgresql => format!(r#"ALTER COLUMN "text" TYPE {ty}"#),
            _ => format!(r#"MODIFY COLUMN "text" {ty} NOT NULL"#),
        };
        shop.database.execute(&format!(r#"ALTER TABLE "note" {change}"#)).await;
        let mut turned_away = 0;
        for _ in 0..4 {
            let job = read_in_a_job(&store).await;
            for outcome in [job, store.find(Query::from("note")).await.map(drop)] {
                if outcome.is_err() {
                    assert_away(outcome);
                    turned_away += 1;
                }
            }
        }
        assert!(turned_away <= 1, "{turned_away}");
    }
    store.close().await;
}

on_servers!(
    f2_after_the_server_has_ended_every_connection_no_read_and_no_write_fails,
    f2_a_connection_that_ends_in_a_unit_of_work_leaves_nothing_of_it,
    f2_a_caller_that_waits_too_long_for_a_connection_gets_a_retry_after,
    f2_a_caller_that_waits_too_long_for_a_row_gets_a_retry_after,
    f2_a_server_that_goes_away_and_comes_back_is_found_again,
    a_transaction_sees_what_is_committed_meanwhile,
    callers_that_hang_up_leave_no_connection_unusable,
    a_column_that_changes_its_type_meanwhile_turns_one_away_at_most,
);
