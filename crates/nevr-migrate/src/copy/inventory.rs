//! What nevr has in a database, for a copy.

use nevr_schema::{Provider, Schema};
use sea_orm::{DatabaseConnection, DatabaseTransaction};

use crate::{
    catalogue::Catalogue,
    dialect::dialect_of,
    files::{FilesError, Folder, convert_checksums},
    goal::MigrationId,
    ledger::{LiveState, Records},
    report::MigrateError,
    snapshot::Snapshots,
};

/// What nevr has in a database.
#[derive(Debug)]
pub(crate) struct Inventory {
    /// Everything on record, that of owners that are switched off included.
    pub(crate) schema: Schema,
    /// What is on record but missing: `table cart`, `column user.email`.
    pub(crate) missing: Vec<String>,
    /// What no owner has on record: tables and views by their names, columns as `user.nickname`.
    pub(crate) foreign: Vec<String>,
    /// Hand-written migrations that ran.
    pub(crate) applied: Vec<MigrationId>,
    /// Whether a migration stopped half-way.
    pub(crate) unfinished: bool,
    /// Whether a copy to it was interrupted.
    pub(crate) copying: bool,
    pub(crate) records: Records,
    /// Migration files on record, with the progress of each.
    files: Vec<(String, String)>,
    provider: Provider,
}

/// Begins a transaction that reads one state of the database.
pub(crate) async fn reading(db: &DatabaseConnection) -> Result<DatabaseTransaction, MigrateError> {
    Ok(dialect_of(db)?.read(db).await?)
}

impl Inventory {
    /// Reads a database. Writes nothing.
    pub(crate) async fn of(db: &DatabaseTransaction) -> Result<Self, MigrateError> {
        let dialect = dialect_of(db)?;
        let seen = LiveState::read(dialect, db).await?;
        let records = Records::read(db, |table| seen.names.object(table).is_some()).await?;
        let known = seen.ledger.snapshots;
        let schema = known.to_schema();
        Ok(Self {
            missing: missing(&schema, &seen.live),
            foreign: foreign(&schema, &known, &seen.live),
            unfinished: known.iter().any(|(_, snapshot)| snapshot.unfinished),
            copying: seen.ledger.copying,
            applied: seen.ledger.applied,
            schema,
            records,
            files: seen.ledger.files,
            provider: dialect.provider(),
        })
    }

    /// Replaces the checksums of migration files by those of the same migrations on another kind of
    /// database.
    pub(crate) fn carry_files(&mut self, folder: &Folder, to: Provider) -> Result<(), FilesError> {
        let checksums = convert_checksums(folder, &self.files, self.provider, to)?;
        self.records.set_checksums(&checksums);
        Ok(())
    }

    /// Whether this table is on record and exists.
    pub(crate) fn has_table(&self, name: &str) -> bool {
        self.schema.entity(name).is_some() && !self.missing.contains(&missing_table(name))
    }
}

fn missing_table(name: &str) -> String {
    format!("table {name}")
}

fn missing(schema: &Schema, live: &Catalogue) -> Vec<String> {
    let mut missing = Vec::new();
    for entity in schema.entities.values() {
        let Some(table) = live.table(&entity.name) else {
            missing.push(missing_table(&entity.name));
            continue;
        };
        let fields = entity.fields.keys().filter(|name| table.column(name).is_none());
        missing.extend(fields.map(|name| format!("column {}.{name}", entity.name)));
    }
    missing
}

fn foreign(schema: &Schema, known: &Snapshots, live: &Catalogue) -> Vec<String> {
    let mut foreign = live.foreign(|name| known.entity_owner(name).is_some());
    for entity in schema.entities.values() {
        let Some(table) = live.table(&entity.name) else { continue };
        let ours = |name: &str| entity.fields.keys().any(|it| it.eq_ignore_ascii_case(name));
        let columns = table.columns.iter().filter(|column| !ours(&column.name));
        foreign.extend(columns.map(|column| format!("{}.{}", entity.name, column.name)));
    }
    foreign
}
