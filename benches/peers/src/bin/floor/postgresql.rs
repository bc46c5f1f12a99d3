//! PostgreSQL by hand: one statement finds a session, one statement writes all guests that wait.

use std::{io, str::FromStr, thread};

use sqlx::{
    PgPool, Row,
    postgres::{PgConnectOptions, PgPoolOptions, PgRow},
};
use tokio::{
    runtime,
    sync::{mpsc, oneshot},
};

use crate::session::{Guest, Session, User};

const TABLES: &str = r#"
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
    FROM "session" AS s JOIN "user" AS u ON u."id" = s."userId" WHERE s."id" = $1"#;
const INSERT: &str = r#"
    WITH "made" AS (
        INSERT INTO "user" ("id", "name", "emailVerified", "isAnonymous", "createdAt", "updatedAt")
        SELECT "id", 'Anonymous', FALSE, TRUE, "now", "now" FROM UNNEST($1::text[], $2::text[]) AS t("id", "now"))
    INSERT INTO "session" ("userId", "createdAt", "updatedAt", "id", "tokenHash", "expiresAt")
    SELECT "user", "now", "now", "id", "hash", "expires"
    FROM UNNEST($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS t("user", "now", "id", "hash", "expires")"#;
const CONNECTIONS: u32 = 10;
/// The most guests in one statement.
const TOGETHER: usize = 512;
/// The statements that write at a time.
const WRITERS: usize = 2;

/// A guest to write, and the request that waits for its commit.
type Order = (Guest, oneshot::Sender<()>);

#[derive(Clone)]
pub(crate) struct Postgresql {
    pool: PgPool,
    writer: mpsc::UnboundedSender<Order>,
}

impl Postgresql {
    pub(crate) async fn open(url: &str) -> io::Result<Self> {
        let options = PgConnectOptions::from_str(url).map_err(io::Error::other)?;
        let (opened, wait) = oneshot::channel();
        // Connections belong to the runtime that opened them. One of a worker would stall with it.
        thread::Builder::new().name("database".to_owned()).spawn(move || serve(options, opened))?;
        wait.await.map_err(io::Error::other)?
    }

    pub(crate) async fn find(&self, id: String) -> io::Result<Option<Guest>> {
        let row = sqlx::query(FIND).bind(id).fetch_optional(&self.pool).await;
        row.and_then(|row| row.as_ref().map(guest).transpose()).map_err(io::Error::other)
    }

    pub(crate) async fn insert(&self, guest: Guest) -> io::Result<()> {
        let (committed, wait) = oneshot::channel();
        self.writer.send((guest, committed)).map_err(io::Error::other)?;
        wait.await.map_err(io::Error::other)
    }
}

/// Keeps the runtime of the database for as long as the process lives.
fn serve(options: PgConnectOptions, opened: oneshot::Sender<io::Result<Postgresql>>) {
    let runtime = match runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()
    {
        Ok(runtime) => runtime,
        Err(error) => return drop(opened.send(Err(error))),
    };
    runtime.block_on(async {
        let pool = PgPoolOptions::new()
            .min_connections(CONNECTIONS)
            .max_connections(CONNECTIONS)
            .test_before_acquire(false);
        let made = async {
            let pool = pool.connect_with(options).await?;
            sqlx::raw_sql(TABLES).execute(&pool).await?;
            Ok::<_, sqlx::Error>(pool)
        };
        match made.await {
            Ok(pool) => {
                let (writer, orders) = mpsc::unbounded_channel();
                drop(opened.send(Ok(Postgresql { pool: pool.clone(), writer })));
                write(pool, orders).await;
            }
            Err(error) => drop(opened.send(Err(io::Error::other(error)))),
        }
    });
}

/// Writes with a few statements at a time. Guests that come while all of them run join the next.
async fn write(pool: PgPool, mut orders: mpsc::UnboundedReceiver<Order>) {
    let places = std::sync::Arc::new(tokio::sync::Semaphore::new(WRITERS));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { return };
        let mut batch = Vec::new();
        if orders.recv_many(&mut batch, TOGETHER).await == 0 {
            return;
        }
        let pool = pool.clone();
        tokio::spawn(async move {
            // Who waits for a statement that fails is answered with an error, because the sender of
            // its answer is dropped.
            if commit(&pool, &batch).await.is_ok() {
                batch.into_iter().for_each(answer);
            }
            drop(place);
        });
    }
}

/// Answers a waiting request. Its client may have hung up.
fn answer((_, committed): Order) {
    committed.send(()).ok();
}

async fn commit(pool: &PgPool, batch: &[Order]) -> Result<(), sqlx::Error> {
    let column = |of: fn(&Session) -> &String| -> Vec<&str> {
        batch.iter().map(|(guest, _)| of(&guest.session).as_str()).collect()
    };
    let insert = sqlx::query(INSERT)
        .bind(column(|session| &session.user_id))
        .bind(column(|session| &session.created_at))
        .bind(column(|session| &session.id))
        .bind(column(|session| &session.token_hash))
        .bind(column(|session| &session.expires_at));
    insert.execute(pool).await?;
    Ok(())
}

fn guest(row: &PgRow) -> Result<Guest, sqlx::Error> {
    let session = Session {
        id: row.try_get(0)?,
        user_id: row.try_get(1)?,
        token_hash: row.try_get(2)?,
        expires_at: row.try_get(3)?,
        created_at: row.try_get(4)?,
        updated_at: row.try_get(5)?,
    };
    let user = User {
        id: row.try_get(6)?,
        name: row.try_get(7)?,
        email: row.try_get(8)?,
        email_verified: row.try_get(9)?,
        image: row.try_get(10)?,
        is_anonymous: row.try_get(11)?,
        created_at: row.try_get(12)?,
        updated_at: row.try_get(13)?,
    };
    Ok(Guest { session, user })
}
