//! Why a database could not be read or brought to the schema.

use nevr_schema::Owner;
use sea_orm::DbErr;

use super::{refusal::Refusal, step::Step};
use crate::goal::MigrationId;

/// Why a database could not be read or brought to the schema. It is then as it was before, but for
/// MySQL, which commits each statement by itself.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MigrateError {
    /// The schema asks for what can't be done; nothing was tried.
    #[error("the database can't be brought to the schema{}", list(.0))]
    Refused(Vec<Refusal>),
    /// Migrations are not written for this database yet.
    #[error("migrations of this kind of database are not supported; use SQLite")]
    UnsupportedEngine,
    /// Two migrations that the ledger could not tell apart.
    #[error("two migrations are called `{}` in {}; rename the newer one", .0.name, .0.owner)]
    DuplicateMigration(MigrationId),
    /// A hand-written migration failed.
    #[error("migration {migration} failed: {source}")]
    Migration {
        /// The one that failed.
        migration: MigrationId,
        /// What it said.
        source: DbErr,
    },
    /// The database refused a structural step.
    #[error("could not {step}: {source}{}", after(*.undone))]
    Step {
        /// The one that failed.
        step: Box<Step>,
        /// Whether the steps before it were undone; else they stay, and the next push goes on.
        undone: bool,
        /// What the database said.
        source: DbErr,
    },
    /// The steps were made, and something did not hold together any more.
    #[error("nothing was changed, because it would break what is there{}", list(.0))]
    Breaks(Vec<String>),
    /// Another process changed the database between two looks at it.
    #[error("another process changes the database at the same time; try again")]
    Overtaken,
    /// The plugin is switched on: what it has in the database is in use.
    #[error("{0} is switched on; switch it off in the config file before its tables are dropped")]
    SwitchedOn(Owner),
    /// Nothing is on record of this owner.
    #[error("{0} has nothing in the database")]
    NothingOf(Owner),
    /// What is on record for an owner can't be read.
    #[error("the snapshot of {owner} in `nevr_schema` can't be read: {source}")]
    Snapshot {
        /// Whose it is.
        owner: Owner,
        /// Where it breaks off.
        source: serde_json::Error,
    },
    /// A table has the name of one of nevr's own, and is something else.
    #[error("the database has a `{0}` that is not nevr's; rename it")]
    NameTaken(&'static str),
    /// Another process held the write lock all the time.
    #[error("another process keeps the database locked; is a migration running? {0}")]
    Locked(#[source] DbErr),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

fn list(items: &[impl ToString]) -> String {
    items.iter().fold(String::new(), |list, item| list + "\n- " + &item.to_string())
}

fn after(undone: bool) -> &'static str {
    if undone {
        ""
    } else {
        "; what was done before it stays: mend the cause and run it again, it goes on from there"
    }
}
