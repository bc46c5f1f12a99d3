//! The files for this database, and the tests with them on it.

// As written: this workspace has a width of its own.
#[rustfmt::skip]
pub(crate) mod entities;

use nevr_schema::column::SqliteTimestamp as Moment;

/// These async functions as tests on this database.
macro_rules! tests {
    ($($name:ident,)*) => {
        $(
            #[test]
            fn $name() {
                nevr_core::testing::Engine::Sqlite.run(super::$name());
            }
        )*
    };
}

#[path = "../reading.rs"]
mod reading;
