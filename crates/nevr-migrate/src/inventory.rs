//! What a database holds of nevr's, for those who carry it elsewhere.

use nevr_schema::{Provider, Schema};
use sea_orm::{DatabaseConnection, DatabaseTransaction};

use crate::{
    catalogue::Catalogue,
    dialect::dialect_of,
    files::{FilesError, Folder, carried},
    goal::MigrationId,
    ledger::{Records, look},
    report::MigrateError,
    snapshot::Snapshots,
};

/// What a database holds of nevr's.
#[derive(Debug)]
pub(crate) struct Inventory {
    /// All that is on record, of owners that are switched off too.
    pub(crate) schema: Schema,
    /// On record and not there: `table cart`, `column user.email`.
    pub(crate) missing: Vec<String>,
    /// There and nobody's: tables and views by their names, and columns as `user.nickname`.
    pub(crate) foreign: Vec<String>,
    /// Hand-written migrations that ran.
    pub(crate) applied: Vec<MigrationId>,
    /// Whether a migration broke off half-way.
    pub(crate) unfinished: bool,
    pub(crate) records: Records,
    /// Migration files on record, with how far each is.
    files: Vec<(String, String)>,
    provider: Provider,
}

/// A transaction in which the database stands still, for reading.
pub(crate) async fn reading(db: &DatabaseConnection) -> Result<DatabaseTransaction, MigrateError> {
    Ok(dialect_of(db)?.read(db).await?)
}

impl Inventory {
    /// Looks at a database. Writes nothing.
    pub(crate) async fn of(db: &DatabaseTransaction) -> Result<Self, MigrateError> {
        let dialect = dialect_of(db)?;
        let seen = look(dialect, db).await?;
        let records = Records::read(db, |table| seen.names.object(table).is_some()).await?;
        let known = seen.ledger.snapshots;
        let schema = known.to_schema();
        Ok(Self {
            missing: missing(&schema, &seen.live),
            foreign: foreign(&schema, &known, &seen.live),
            unfinished: known.iter().any(|(_, snapshot)| snapshot.unfinished),
            applied: seen.ledger.applied,
            schema,
            records,
            files: seen.ledger.files,
            provider: dialect.provider(),
        })
    }

    /// Has the records say of migration files what is on record of them in a database of another
    /// kind.
    pub(crate) fn carry_files(&mut self, folder: &Folder, to: Provider) -> Result<(), FilesError> {
        let checksums = carried(folder, &self.files, (self.provider, to))?;
        self.records.set_checksums(&checksums);
        Ok(())
    }

    /// Whether this table is there, and not on record alone.
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
