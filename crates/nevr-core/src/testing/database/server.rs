//! The connections that make and drop the databases of tests on servers.

use std::{
    sync::{
        OnceLock,
        mpsc::{self, Receiver, Sender},
    },
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement, TryGetable};
use tokio::runtime::Builder;
use url::Url;
use uuid::{NoContext, Timestamp, Uuid};

use super::{connection, name::name as name_of};
use crate::testing::engine::Engine;

/// A database older than this is left over from a test that was killed.
const LEFTOVER_AGE: Duration = Duration::from_hours(24);
/// How often to try to drop a database that is still in use.
const TRIES: u32 = 20;

/// A command to the server.
pub(super) enum Command {
    Make(String),
    Drop(String),
}

type Done = Sender<Result<(), String>>;

/// Runs a command on the one thread of this process that is connected to the server, and waits for
/// it. Opening a connection takes longer than most commands, and a `drop` can't wait on the runtime
/// of its test.
pub(super) fn send(engine: Engine, server: Url, command: Command) -> Result<(), String> {
    static THREADS: [OnceLock<Sender<(Command, Done)>>; 3] =
        [OnceLock::new(), OnceLock::new(), OnceLock::new()];
    let commands = THREADS[engine as usize].get_or_init(|| start(engine, server));
    let (done, outcome) = mpsc::channel();
    let gone = || "the thread that makes databases has ended".to_owned();
    commands.send((command, done)).map_err(|_| gone())?;
    outcome.recv().map_err(|_| gone())?
}

fn start(engine: Engine, server: Url) -> Sender<(Command, Done)> {
    let (commands, received) = mpsc::channel();
    thread::spawn(move || serve(engine, server.as_str(), &received));
    commands
}

fn serve(engine: Engine, url: &str, commands: &Receiver<(Command, Done)>) {
    let runtime = match Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => panic!("no runtime could be started: {error}"),
    };
    let opened = runtime.block_on(Server::open(engine, url)).map_err(|error| error.to_string());
    for (command, done) in commands {
        let outcome = match &opened {
            Ok(server) => runtime.block_on(server.run(command)).map_err(|error| error.to_string()),
            Err(error) => Err(error.clone()),
        };
        // An error means that the sender no longer waits for the outcome.
        drop(done.send(outcome));
    }
}

struct Server {
    engine: Engine,
    connection: DatabaseConnection,
}

impl Server {
    async fn open(engine: Engine, url: &str) -> Result<Self, DbErr> {
        let server = Self { engine, connection: connection::try_open(url).await? };
        server.sweep().await?;
        Ok(server)
    }

    async fn run(&self, command: Command) -> Result<(), DbErr> {
        match command {
            Command::Make(name) => self.execute(&format!("CREATE {} {name}", self.kind())).await,
            Command::Drop(name) => self.drop(&name).await,
        }
    }

    fn kind(&self) -> &'static str {
        if self.engine == Engine::Mysql { "DATABASE" } else { "SCHEMA" }
    }

    /// Drops a database. It may still be in use, by a unit of work whose app was dropped or by a test
    /// that failed inside a transaction, so connections that hold locks in it are ended first.
    async fn drop(&self, name: &str) -> Result<(), DbErr> {
        let mut tries = 0;
        loop {
            self.disconnect(name).await?;
            let dropped = self.try_drop(name).await;
            tries += 1;
            if dropped.is_ok() || tries == TRIES {
                return dropped;
            }
        }
    }

    async fn try_drop(&self, name: &str) -> Result<(), DbErr> {
        let sql = if self.engine == Engine::Mysql {
            self.execute("SET SESSION lock_wait_timeout = 1").await?;
            format!("DROP DATABASE IF EXISTS {name}")
        } else {
            // In one message, and so in one transaction: the settings end with it.
            format!(
                "SET LOCAL lock_timeout = '500ms'; SET LOCAL client_min_messages = 'warning'; \
                 DROP SCHEMA IF EXISTS {name} CASCADE"
            )
        };
        self.execute(&sql).await
    }

    async fn disconnect(&self, name: &str) -> Result<(), DbErr> {
        if self.engine == Engine::Mysql {
            let sql = format!("SELECT id FROM information_schema.processlist WHERE db = '{name}'");
            for id in self.query::<i64>(&sql).await? {
                // An error means that it has ended already.
                drop(self.execute(&format!("KILL {id}")).await);
            }
            return Ok(());
        }
        let sql = format!(
            "SELECT pg_terminate_backend(pid) FROM (
                SELECT DISTINCT l.pid FROM pg_locks l
                JOIN pg_class c ON c.oid = l.relation
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = '{name}' AND l.pid <> pg_backend_pid()
            ) AS busy"
        );
        self.query::<bool>(&sql).await.map(drop)
    }

    /// Drops the databases of tests that were killed. Runs once in a process.
    async fn sweep(&self) -> Result<(), DbErr> {
        let names = match self.engine {
            Engine::Mysql => {
                "SELECT CAST(schema_name AS char) FROM information_schema.schemata \
                 WHERE schema_name LIKE 'nevr\\_test\\_%'"
            }
            _ => "SELECT nspname::text FROM pg_namespace WHERE nspname LIKE 'nevr\\_test\\_%'",
        };
        #[expect(
            clippy::disallowed_methods,
            reason = "compared with names that other processes have made"
        )]
        let limit = SystemTime::now() - LEFTOVER_AGE;
        let limit = limit.duration_since(UNIX_EPOCH).unwrap_or_default();
        let limit = Timestamp::from_unix(NoContext, limit.as_secs(), 0);
        let limit = name_of(Uuid::new_v7(limit));
        for name in self.query::<String>(names).await? {
            if name < limit {
                self.drop(&name).await?;
            }
        }
        Ok(())
    }

    async fn execute(&self, sql: &str) -> Result<(), DbErr> {
        self.connection.execute_unprepared(sql).await.map(drop)
    }

    async fn query<T: TryGetable>(&self, sql: &str) -> Result<Vec<T>, DbErr> {
        let statement = Statement::from_string(self.connection.get_database_backend(), sql);
        let rows = self.connection.query_all_raw(statement).await?;
        rows.iter().map(|row| row.try_get_by_index(0)).collect()
    }
}
