//! Inserts users and sessions, without the server.

use nevr::sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, TransactionTrait};

use crate::{
    Failure,
    temporary_database::{Engine, connect},
};

/// Rows in one statement.
const ROWS: u32 = 2_000;
/// Rows in one transaction.
const TRANSACTION: u32 = 50_000;

const USERS: &str = r#"INSERT INTO "user"
    ("id", "name", "email", "emailVerified", "createdAt", "updatedAt") VALUES "#;
const SESSIONS: &str = r#"INSERT INTO "session"
    ("id", "tokenHash", "userId", "policy", "expiresAt", "ipAddress", "userAgent", "createdAt",
    "updatedAt") VALUES "#;

/// Inserts users with a session each, and updates the statistics of the database's query planner.
pub(crate) async fn fill(engine: Engine, url: &str, users: u32) -> Result<(), Failure> {
    let connection = connect(url).await?;
    let now = match engine {
        Engine::Mysql => "2026-01-31 12:00:00",
        _ => "2026-01-31T12:00:00.000Z",
    };
    for (into, row) in [(USERS, user as Row), (SESSIONS, session as Row)] {
        let mut first = 0;
        while first < users {
            let last = (first + TRANSACTION).min(users);
            write(&connection, into, &|at| row(at, now), first, last).await?;
            first = last;
        }
    }
    let analyse = match engine {
        Engine::Mysql => r#"ANALYZE TABLE "user", "session""#,
        Engine::Sqlite | Engine::Postgresql => "ANALYZE",
    };
    connection.execute_unprepared(analyse).await?;
    connection.close().await?;
    Ok(())
}

type Row = fn(u32, &str) -> String;

fn user(at: u32, now: &str) -> String {
    format!("('{}', 'User {at}', 'user{at}@example.com', FALSE, '{now}', '{now}')", id(at))
}

fn session(at: u32, now: &str) -> String {
    let expires = now.replace("2026", "2036");
    format!(
        "('{id}', '{at:064x}', '{id}', 'default', '{expires}', '203.0.113.7', 'Mozilla/5.0 (X11; \
         Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', '{now}', '{now}')",
        id = id(at)
    )
}

/// Returns an id as long as those that the store makes, and sorted by time like them.
fn id(at: u32) -> String {
    format!(
        "{at:08x}-0000-7000-8000-{:012x}",
        u64::from(at).wrapping_mul(0x9e37_79b9) & 0xffff_ffff
    )
}

#[expect(clippy::disallowed_methods, reason = "it only writes, and is alone on the database")]
async fn write(
    connection: &DatabaseConnection,
    into: &str,
    row: &(dyn Fn(u32) -> String + Sync),
    first: u32,
    last: u32,
) -> Result<(), DbErr> {
    let transaction = connection.begin().await?;
    let mut at = first;
    while at < last {
        let end = (at + ROWS).min(last);
        let rows: Vec<String> = (at..end).map(row).collect();
        transaction.execute_unprepared(&format!("{into}{}", rows.join(", "))).await?;
        at = end;
    }
    transaction.commit().await
}
