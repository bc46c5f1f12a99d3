//! Runs tests from every engine to every engine.

use nevr_core::testing::{Engine, TestDatabase};

/// The engines of a source and a target.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair {
    pub(crate) from: Engine,
    pub(crate) to: Engine,
}

impl Pair {
    pub(crate) fn source(self) -> TestDatabase {
        self.from.enter(TestDatabase::new)
    }

    pub(crate) fn target(self) -> TestDatabase {
        self.to.enter(TestDatabase::new)
    }
}

/// Makes nine tests of each `async fn(Pair)`. Those that need a server are ignored by default.
macro_rules! on_every_pair {
    ($($name:ident),+ $(,)?) => {
        $crate::copy::pair::on_every_pair!(@pair sqlite_to_sqlite, Sqlite, Sqlite, [], $($name)+);
        $crate::copy::pair::on_every_pair!(@pair sqlite_to_postgresql, Sqlite, Postgresql,
            [#[ignore = "needs NEVR_TEST_POSTGRES_URL"]], $($name)+);
        $crate::copy::pair::on_every_pair!(@pair sqlite_to_mysql, Sqlite, Mysql,
            [#[ignore = "needs NEVR_TEST_MYSQL_URL"]], $($name)+);
        $crate::copy::pair::on_every_pair!(@pair postgresql_to_sqlite, Postgresql, Sqlite,
            [#[ignore = "needs NEVR_TEST_POSTGRES_URL"]], $($name)+);
        $crate::copy::pair::on_every_pair!(@pair postgresql_to_postgresql, Postgresql, Postgresql,
            [#[ignore = "needs NEVR_TEST_POSTGRES_URL"]], $($name)+);
        $crate::copy::pair::on_every_pair!(@pair postgresql_to_mysql, Postgresql, Mysql,
            [#[ignore = "needs NEVR_TEST_POSTGRES_URL and NEVR_TEST_MYSQL_URL"]], $($name)+);
        $crate::copy::pair::on_every_pair!(@pair mysql_to_sqlite, Mysql, Sqlite,
            [#[ignore = "needs NEVR_TEST_MYSQL_URL"]], $($name)+);
        $crate::copy::pair::on_every_pair!(@pair mysql_to_postgresql, Mysql, Postgresql,
            [#[ignore = "needs NEVR_TEST_MYSQL_URL and NEVR_TEST_POSTGRES_URL"]], $($name)+);
        $crate::copy::pair::on_every_pair!(@pair mysql_to_mysql, Mysql, Mysql,
            [#[ignore = "needs NEVR_TEST_MYSQL_URL"]], $($name)+);
    };
    (@pair $module:ident, $from:ident, $to:ident, $ignore:tt, $($name:ident)+) => {
        mod $module {
            $($crate::copy::pair::on_every_pair!(@test $name, $from, $to, $ignore);)+
        }
    };
    (@test $name:ident, $from:ident, $to:ident, [$($ignore:tt)*]) => {
        #[test]
        $($ignore)*
        fn $name() {
            use nevr_core::testing::{Engine, run};
            run(super::$name($crate::copy::pair::Pair { from: Engine::$from, to: Engine::$to }));
        }
    };
}

pub(crate) use on_every_pair;
