//! Migrations on a server at the same time.

use nevr_core::testing::Engine;
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::{lab::Lab, servers::on_servers};

async fn release(lab: &Lab, lock: DatabaseTransaction) {
    lab.dialect.unlock(&lock).await.unwrap();
    lock.commit().await.unwrap();
}

/// The number of connections that wait for the lock that `lab` holds.
async fn waiting(lab: &Lab) -> i64 {
    let db = lab.database.connect().await;
    let sql = match lab.database.engine() {
        Engine::Postgresql => {
            "SELECT count(*) AS n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted \
             AND objid = hashtext(current_schema())::bigint & 4294967295"
        }
        _ => {
            "SELECT count(*) AS n FROM information_schema.PROCESSLIST \
             WHERE STATE = 'User lock' AND DB = DATABASE()"
        }
    };
    let backend = db.get_database_backend();
    let row = db.query_one_raw(sea_orm::Statement::from_string(backend, sql)).await;
    let waiting = row.unwrap().unwrap().try_get("", "n").unwrap();
    db.close().await.unwrap();
    waiting
}

async fn the_second_waits_until_the_first_is_finished() {
    let lab = Lab::new().await;
    let first = lab.dialect.lock(&lab.db).await.unwrap();
    // Statements that commit by themselves do not release it.
    first.execute_unprepared("CREATE TABLE t (x integer)").await.unwrap();
    let (dialect, db) = (lab.dialect, lab.database.connect().await);
    let second = tokio::spawn(async move { (dialect.lock(&db).await.unwrap(), db) });
    while waiting(&lab).await == 0 {
        assert!(!second.is_finished());
    }
    release(&lab, first).await;
    let (second, _db) = second.await.unwrap();
    let seen = lab.dialect.catalogue(&second, &["t".to_owned()].into()).await.unwrap();
    assert!(seen.has_table("t"), "it sees what the first one made");
    release(&lab, second).await;
}

async fn two_apps_on_one_server_do_not_wait_for_each_other() {
    let (one, other) = (Lab::new().await, Lab::new().await);
    let first = one.dialect.lock(&one.db).await.unwrap();
    let second = other.dialect.lock(&other.db).await.unwrap();
    release(&one, first).await;
    release(&other, second).await;
}

async fn a_killed_connection_holds_no_lock() {
    let lab = Lab::new().await;
    let id = match lab.database.engine() {
        Engine::Mysql => "SELECT CAST(CONNECTION_ID() AS SIGNED) AS id",
        _ => "SELECT pg_backend_pid()::bigint AS id",
    };
    let first = lab.dialect.lock(&lab.db).await.unwrap();
    let backend = first.get_database_backend();
    let row = first.query_one_raw(sea_orm::Statement::from_string(backend, id)).await;
    let id: i64 = row.unwrap().unwrap().try_get("", "id").unwrap();
    let kill = match lab.database.engine() {
        Engine::Mysql => format!("KILL {id}"),
        _ => format!("SELECT pg_terminate_backend({id}::integer)"),
    };
    lab.database.execute(&kill).await;
    let db = lab.database.connect().await;
    let second = lab.dialect.lock(&db).await.unwrap();
    release(&lab, second).await;
    drop(first);
}

async fn a_transaction_for_reading_writes_nothing() {
    let lab = Lab::new().await;
    lab.database.execute("CREATE TABLE t (x integer)").await;
    let reading = lab.dialect.read(&lab.db).await.unwrap();
    assert!(reading.execute_unprepared("INSERT INTO t VALUES (1)").await.is_err());
    reading.rollback().await.unwrap();
}

async fn a_connection_without_a_schema_is_refused_with_the_remedy() {
    let lab = Lab::new().await;
    let (leave, remedy) = match lab.database.engine() {
        Engine::Mysql => {
            // A database can be dropped while a connection is in it.
            let row = lab.row("SELECT CAST(CONCAT(DATABASE(), '_gone') AS CHAR) AS name").await;
            let name: String = row.try_get("", "name").unwrap();
            let leave = format!("CREATE DATABASE {name}; USE {name}; DROP DATABASE {name}");
            (leave, "name one in the URL")
        }
        _ => ("SET search_path = nowhere".to_owned(), "create the first one"),
    };
    lab.db.execute_unprepared(&leave).await.unwrap();
    let error = lab.dialect.lock(&lab.db).await.map(drop).unwrap_err();
    assert!(error.to_string().contains(remedy), "{error}");
}

on_servers!(
    the_second_waits_until_the_first_is_finished,
    two_apps_on_one_server_do_not_wait_for_each_other,
    a_killed_connection_holds_no_lock,
    a_transaction_for_reading_writes_nothing,
    a_connection_without_a_schema_is_refused_with_the_remedy,
);
