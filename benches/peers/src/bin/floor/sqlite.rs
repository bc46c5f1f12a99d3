//! SQLite by hand: a connection for reading in each worker, and one thread that writes. Guests that
//! wait are committed together.

use std::{
    io,
    sync::mpsc::{self, Receiver, Sender},
    thread,
};

use rusqlite::{Connection, OptionalExtension, params};
use tokio::sync::oneshot;

use crate::session::{Guest, Session, User};

const TABLES: &str = r#"
    PRAGMA journal_mode = WAL;
    CREATE TABLE IF NOT EXISTS "user" ("id" TEXT PRIMARY KEY, "name" TEXT NOT NULL, "email" TEXT UNIQUE,
        "emailVerified" BOOLEAN NOT NULL, "image" TEXT, "isAnonymous" BOOLEAN NOT NULL,
        "createdAt" TEXT NOT NULL, "updatedAt" TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS "session" ("id" TEXT PRIMARY KEY,
        "userId" TEXT NOT NULL REFERENCES "user" ("id") ON DELETE CASCADE, "tokenHash" TEXT NOT NULL,
        "expiresAt" TEXT NOT NULL, "createdAt" TEXT NOT NULL, "updatedAt" TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS "session_user" ON "session" ("userId");"#;
const FIND: &str = r#"
    SELECT s."id", s."userId", s."tokenHash", s."expiresAt", s."createdAt", s."updatedAt", u."id",
        u."name", u."email", u."emailVerified", u."image", u."isAnonymous", u."createdAt", u."updatedAt"
    FROM "session" AS s JOIN "user" AS u ON u."id" = s."userId" WHERE s."id" = ?"#;
const INSERT_USER: &str = r#"INSERT INTO "user" VALUES (?, ?, ?, ?, ?, ?, ?, ?)"#;
const INSERT_SESSION: &str = r#"INSERT INTO "session" VALUES (?, ?, ?, ?, ?, ?)"#;
/// The most guests in one commit.
const TOGETHER: usize = 512;

/// A guest to write, and the request that waits for its commit.
type Order = (Guest, oneshot::Sender<()>);

#[derive(Clone)]
pub(crate) struct Sqlite {
    file: String,
    writer: Sender<Order>,
}

pub(crate) struct Reader {
    /// Its error is that of every request of this worker.
    connection: rusqlite::Result<Connection>,
    writer: Sender<Order>,
}

impl Sqlite {
    pub(crate) fn open(file: &str) -> io::Result<Self> {
        let connection = connect(file).map_err(io::Error::other)?;
        connection.execute_batch(TABLES).map_err(io::Error::other)?;
        let (writer, orders) = mpsc::channel();
        thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || write(&connection, &orders))?;
        Ok(Self { file: file.to_owned(), writer })
    }

    pub(crate) fn reader(&self) -> Reader {
        Reader { connection: connect(&self.file), writer: self.writer.clone() }
    }
}

impl Reader {
    pub(crate) fn find(&self, id: &str) -> io::Result<Option<Guest>> {
        let connection =
            self.connection.as_ref().map_err(|error| io::Error::other(error.to_string()))?;
        let mut statement = connection.prepare_cached(FIND).map_err(io::Error::other)?;
        statement.query_row([id], guest).optional().map_err(io::Error::other)
    }

    pub(crate) async fn insert(&self, guest: Guest) -> io::Result<()> {
        let (committed, wait) = oneshot::channel();
        self.writer.send((guest, committed)).map_err(io::Error::other)?;
        wait.await.map_err(io::Error::other)
    }
}

fn connect(file: &str) -> rusqlite::Result<Connection> {
    let connection = Connection::open(file)?;
    connection.execute_batch(
        "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;",
    )?;
    Ok(connection)
}

/// Writes until the queue is closed. Requests whose commit fails are answered with an error, because
/// the sender of their answer is dropped.
fn write(connection: &Connection, orders: &Receiver<Order>) {
    while let Ok(first) = orders.recv() {
        let batch: Vec<Order> =
            [first].into_iter().chain(orders.try_iter().take(TOGETHER)).collect();
        match commit(connection, &batch) {
            Ok(()) => batch.into_iter().for_each(answer),
            Err(_) => drop(connection.execute_batch("ROLLBACK")),
        }
    }
}

/// Answers a waiting request. Its client may have hung up.
fn answer((_, committed): Order) {
    committed.send(()).ok();
}

fn commit(connection: &Connection, batch: &[Order]) -> rusqlite::Result<()> {
    connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    let mut insert_user = connection.prepare_cached(INSERT_USER)?;
    let mut insert_session = connection.prepare_cached(INSERT_SESSION)?;
    for (Guest { user, session }, _) in batch {
        insert_user.execute(params![
            user.id,
            user.name,
            user.email,
            user.email_verified,
            user.image,
            user.is_anonymous,
            user.created_at,
            user.updated_at,
        ])?;
        insert_session.execute(params![
            session.id,
            session.user_id,
            session.token_hash,
            session.expires_at,
            session.created_at,
            session.updated_at,
        ])?;
    }
    connection.prepare_cached("COMMIT")?.execute([])?;
    Ok(())
}

fn guest(row: &rusqlite::Row<'_>) -> rusqlite::Result<Guest> {
    let session = Session {
        id: row.get(0)?,
        user_id: row.get(1)?,
        token_hash: row.get(2)?,
        expires_at: row.get(3)?,
        created_at: row.get(4)?,
        updated_at: row.get(5)?,
    };
    let user = User {
        id: row.get(6)?,
        name: row.get(7)?,
        email: row.get(8)?,
        email_verified: row.get(9)?,
        image: row.get(10)?,
        is_anonymous: row.get(11)?,
        created_at: row.get(12)?,
        updated_at: row.get(13)?,
    };
    Ok(Guest { session, user })
}
