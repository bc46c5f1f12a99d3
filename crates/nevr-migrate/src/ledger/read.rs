//! Reads the ledger.

use nevr_schema::Owner;
use sea_orm::{
    ConnectionTrait,
    sea_query::{Alias, Query},
};

use super::write::COPY;
use crate::{
    catalogue::{Catalogue, MIGRATION, ObjectKind, SCHEMA, Table, ledger_columns},
    goal::MigrationId,
    report::MigrateError,
    snapshot::Snapshots,
};

/// What nevr has on record in a database.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) snapshots: Snapshots,
    /// Hand-written migrations that ran, by owner and name.
    pub(crate) applied: Vec<MigrationId>,
    /// Migration files by name, with the progress of each: the checksum of one that is applied.
    pub(crate) files: Vec<(String, String)>,
    /// Whether a copy to this database has begun and has not ended.
    pub(crate) copying: bool,
}

/// Reads the ledger; it is empty on a database without nevr's own tables.
pub(crate) async fn read(
    db: &impl ConnectionTrait,
    names: &Catalogue,
) -> Result<Ledger, MigrateError> {
    let mut ledger = Ledger::default();
    if is_there(names, SCHEMA)? {
        let mut all = Query::select();
        all.columns(["owner", "snapshot"].map(Alias::new)).from(Alias::new(SCHEMA));
        for row in db.query_all(&all).await? {
            let owner = Owner::named(row.try_get::<String>("", "owner")?);
            let text: String = row.try_get("", "snapshot")?;
            let snapshot = serde_json::from_str(&text)
                .map_err(|source| MigrateError::Snapshot { owner: owner.clone(), source })?;
            ledger.snapshots.insert(owner, snapshot);
        }
    }
    if is_there(names, MIGRATION)? {
        let mut all = Query::select();
        all.columns(["owner", "name", "checksum"].map(Alias::new)).from(Alias::new(MIGRATION));
        for row in db.query_all(&all).await? {
            let owner = Owner::named(row.try_get::<String>("", "owner")?);
            let name: String = row.try_get("", "name")?;
            // Only plugins write migrations by hand: the app's rows are migration files.
            match owner {
                Owner::Core if name == COPY => ledger.copying = true,
                Owner::App => ledger.files.push((name, row.try_get("", "checksum")?)),
                owner => ledger.applied.push(MigrationId { owner, name }),
            }
        }
        ledger.files.sort();
        ledger.applied.sort();
    }
    Ok(ledger)
}

/// Whether the table of this name exists; an error if it is not the ledger's.
fn is_there(names: &Catalogue, table: &'static str) -> Result<bool, MigrateError> {
    let Some(object) = names.object(table) else { return Ok(false) };
    let ours = object.kind == ObjectKind::Table
        && names.table(&object.name).is_some_and(|live| has_columns(live, table));
    if ours { Ok(true) } else { Err(MigrateError::NameTaken(table)) }
}

fn has_columns(live: &Table, table: &str) -> bool {
    ledger_columns(table).iter().all(|column| live.column(column).is_some())
}
