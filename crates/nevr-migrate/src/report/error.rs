//! Why a database could not be read or brought to the schema.

use nevr_schema::Owner;
use sea_orm::DbErr;

use super::{refusal::Refusal, step::Step};
use crate::goal::MigrationId;

/// Why a database could not be read or brought to the schema. The database is then as it was
/// before, except on MySQL and MariaDB, which commit each statement by itself.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MigrateError {
    /// The schema asks for changes that can't be made; no statement was run.
    #[error("the database can't be brought to the schema{}", list(.0))]
    Refused(Vec<Refusal>),
    /// There is no dialect for this kind of database.
    #[error(
        "migrations of this kind of database are not supported; use SQLite, PostgreSQL, MySQL or MariaDB"
    )]
    UnsupportedEngine,
    /// Two migrations of one plugin have the same name.
    #[error("two migrations are called `{}` in {}; rename the newer one", .0.name, .0.owner)]
    DuplicateMigration(MigrationId),
    /// A hand-written migration failed.
    #[error("migration {migration} failed: {source}")]
    Migration {
        /// The migration or step that failed.
        migration: MigrationId,
        /// Its error.
        source: DbErr,
    },
    /// The database refused a structural step.
    #[error("could not {step}: {source}{}", after(*.undone))]
    Step {
        /// The migration or step that failed.
        step: Box<Step>,
        /// Whether the steps before it were undone; else they stay, and the next push continues.
        undone: bool,
        /// The error of the database.
        source: DbErr,
    },
    /// After the steps, rows or views were broken that were not before; the steps were undone.
    #[error("nothing was changed, because the change would break this{}", list(.0))]
    Breaks(Vec<String>),
    /// Another process changed the database between two transactions of a migration.
    #[error("another process changed the database at the same time; try again")]
    Overtaken,
    /// A copy to this database was interrupted: it has to be copied again.
    #[error(
        "a copy to this database broke off: run `nevr db:copy` again where the rows are, or empty \
         this database with `nevr db:reset --force`"
    )]
    CopyInterrupted,
    /// The plugin is switched on, so its tables are in use.
    #[error("{0} is switched on; switch it off in the config file before its tables are dropped")]
    SwitchedOn(Owner),
    /// No table, column or migration of this owner is on record.
    #[error("{0} has nothing in the database")]
    NothingOf(Owner),
    /// The snapshot of an owner in the ledger can't be read.
    #[error("the snapshot of {owner} in `nevr_schema` can't be read: {source}")]
    Snapshot {
        /// The owner.
        owner: Owner,
        /// The error of the JSON reader.
        source: serde_json::Error,
    },
    /// A table has the name of one of nevr's own, with other columns.
    #[error("the database has a `{0}` that is not nevr's; rename it")]
    NameTaken(&'static str),
    /// Another process held the lock for as long as this one waited.
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
        "; the steps before it stay: fix the cause and run it again, it continues from there"
    }
}
