//! Tests that only PostgreSQL and MySQL run.

/// Makes two tests of each `async fn`, as `on_every_database!` makes three.
macro_rules! on_servers {
    ($($name:ident),+ $(,)?) => {
        mod postgresql {
            $(
                #[test]
                #[ignore = "needs NEVR_TEST_POSTGRES_URL"]
                fn $name() {
                    nevr_core::testing::Engine::Postgresql.run(super::$name());
                }
            )+
        }
        mod mysql {
            $(
                #[test]
                #[ignore = "needs NEVR_TEST_MYSQL_URL"]
                fn $name() {
                    nevr_core::testing::Engine::Mysql.run(super::$name());
                }
            )+
        }
    };
}

pub(super) use on_servers;
