//! Why a database could not be read or brought to the schema.

use sea_orm::DbErr;

use super::{MigrationId, Refusal, Step};
use crate::schema::Owner;

/// Why a database could not be read or brought to the schema. It is then as it was before.
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
    #[error("could not {step}: {source}")]
    Step {
        /// The one that failed.
        step: Box<Step>,
        /// What the database said.
        source: DbErr,
    },
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

fn list(refusals: &[Refusal]) -> String {
    refusals.iter().fold(String::new(), |list, refusal| list + "\n- " + &refusal.to_string())
}
