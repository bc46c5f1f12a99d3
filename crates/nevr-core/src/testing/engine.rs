//! The kind of database that a test runs on.

use std::{cell::Cell, fmt, future::Future};

use super::run::run;

/// A kind of database that tests run on.
///
/// Each test has a current engine: SQLite, unless [`on_every_database!`](super::on_every_database)
/// sets another one. Every [`TestApp`](super::TestApp) and [`TestDatabase`](super::TestDatabase) that
/// the test makes is of that kind. The engine is current on the test's own thread: a thread that a
/// test starts begins with SQLite, unless it calls [`run`](Self::run) or [`enter`](Self::enter).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Engine {
    /// A file of its own for each test, in a temporary folder.
    #[default]
    Sqlite,
    /// A schema of its own for each test, on the server that `NEVR_TEST_POSTGRES_URL` names.
    Postgresql,
    /// A database of its own for each test, on the MySQL or MariaDB server that
    /// `NEVR_TEST_MYSQL_URL` names.
    Mysql,
}

thread_local! {
    static CURRENT: Cell<Engine> = const { Cell::new(Engine::Sqlite) };
}

/// Sets the thread's engine back to the previous one when it is dropped, even by a panic: a thread
/// runs more than one test.
struct PreviousEngine(Engine);

impl Drop for PreviousEngine {
    fn drop(&mut self) {
        CURRENT.set(self.0);
    }
}

impl Engine {
    /// Every engine.
    pub const ALL: [Self; 3] = [Self::Sqlite, Self::Postgresql, Self::Mysql];

    /// Returns the engine of the test that runs on this thread.
    pub fn current() -> Self {
        CURRENT.get()
    }

    /// Returns the name of the provider in the config file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgresql => "postgresql",
            Self::Mysql => "mysql",
        }
    }

    /// Returns the environment variable with the URL of the server; `None` for SQLite.
    pub const fn variable(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgresql => Some("NEVR_TEST_POSTGRES_URL"),
            Self::Mysql => Some("NEVR_TEST_MYSQL_URL"),
        }
    }

    /// Runs an async test to its end like [`run`](super::run()), with this engine as the current one.
    pub fn run<T>(self, test: impl Future<Output = T>) -> T {
        self.enter(|| run(test))
    }

    /// Calls a function with this engine as the current one of the thread.
    pub fn enter<T>(self, work: impl FnOnce() -> T) -> T {
        let _previous = PreviousEngine(CURRENT.replace(self));
        work()
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Makes tests of the listed `async fn`s that run on every kind of database.
///
/// Each function becomes three tests: `sqlite::name`, `postgresql::name` and `mysql::name`. The
/// latter two need a server and are ignored by default. To run them, set `NEVR_TEST_POSTGRES_URL` and
/// `NEVR_TEST_MYSQL_URL` to the URLs of the servers and call `cargo test -- --include-ignored`. The
/// users in the URLs must be allowed to make schemas (PostgreSQL) and databases (MySQL, MariaDB).
/// Each test has a schema or database of its own, which is dropped when the test ends.
///
/// Use it once in a module, because it makes the modules `sqlite`, `postgresql` and `mysql` there.
/// Attributes such as `#[should_panic]` are written before the name.
///
/// ```
/// # // `#[test]` functions are not compiled in an example.
/// use nevr_core::{plugin::Registry, testing::{TestApp, on_every_database}};
///
/// async fn the_app_is_ready() {
///     let app = TestApp::start(Registry::new(), "").await;
///     assert_eq!(app.get("/api/health/ready").send().await.status(), 200);
/// }
///
/// async fn an_invalid_config_fails_the_test() {
///     TestApp::start(Registry::new(), "nothing").await;
/// }
///
/// on_every_database!(
///     the_app_is_ready,
///     #[should_panic(expected = "nevr.config.toml:1")]
///     an_invalid_config_fails_the_test,
/// );
/// # nevr_core::testing::run(the_app_is_ready());
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __on_every_database {
    ($($(#[$attribute:meta])* $name:ident),+ $(,)?) => {
        mod sqlite {
            $(
                #[test]
                $(#[$attribute])*
                fn $name() {
                    $crate::testing::Engine::Sqlite.run(super::$name());
                }
            )+
        }
        mod postgresql {
            $(
                #[test]
                #[ignore = "needs NEVR_TEST_POSTGRES_URL"]
                $(#[$attribute])*
                fn $name() {
                    $crate::testing::Engine::Postgresql.run(super::$name());
                }
            )+
        }
        mod mysql {
            $(
                #[test]
                #[ignore = "needs NEVR_TEST_MYSQL_URL"]
                $(#[$attribute])*
                fn $name() {
                    $crate::testing::Engine::Mysql.run(super::$name());
                }
            )+
        }
    };
}
