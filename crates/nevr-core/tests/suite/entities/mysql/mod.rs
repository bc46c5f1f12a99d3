//! The files for this database, and the tests with them on it.

// As written: this workspace has a width of its own.
#[rustfmt::skip]
pub(crate) mod entities;

use nevr_schema::column::MysqlTimestamp as Moment;

/// These async functions as tests on this database.
macro_rules! tests {
    ($($name:ident,)*) => {
        $(
            #[test]
            #[ignore = "needs NEVR_TEST_MYSQL_URL"]
            fn $name() {
                nevr_core::testing::Engine::Mysql.run(super::$name());
            }
        )*
    };
}

#[path = "../reading.rs"]
mod reading;
