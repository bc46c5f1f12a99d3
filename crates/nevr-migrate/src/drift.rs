//! Compares a database with what is on record.

use std::{collections::BTreeSet, fmt};

use nevr_schema::{Entity, Field};
use sea_orm::DatabaseConnection;

use crate::{
    catalogue::{Catalogue, Column, ForeignKey, TABLES, Table, indexes},
    dialect::{Dialect, dialect_of},
    report::MigrateError,
    snapshot::Snapshots,
};

/// A difference between a database and what is on record.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Drift {
    /// A table is missing.
    MissingTable {
        /// The table.
        table: String,
    },
    /// A column is missing.
    MissingColumn {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// An index is missing.
    MissingIndex {
        /// The table.
        table: String,
        /// The index.
        index: String,
    },
    /// A column has another type, default, nullability or foreign key.
    ChangedColumn {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The column on record, as SQL.
        recorded: String,
        /// The column in the database, as SQL.
        live: String,
    },
    /// An index has other columns or is of another kind.
    ChangedIndex {
        /// The table.
        table: String,
        /// The index.
        index: String,
    },
    /// No owner has this column on record.
    ForeignColumn {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// No owner has this index on record.
    ForeignIndex {
        /// The table.
        table: String,
        /// The index.
        index: String,
    },
    /// A table has a trigger, or something else that a schema can't express.
    ForeignRest {
        /// The table.
        table: String,
        /// What it is, as SQL or described.
        what: String,
    },
}

/// Compares a database with records. Writes nothing. Tables that no owner has on record are foreign
/// and not reported.
pub async fn drift(
    db: &DatabaseConnection,
    recorded: &Snapshots,
) -> Result<Vec<Drift>, MigrateError> {
    let dialect = dialect_of(db)?;
    let mut names = recorded.tables();
    names.extend(TABLES.map(str::to_owned));
    let transaction = dialect.read(db).await?;
    let live = dialect.catalogue(&transaction, &names).await;
    transaction.rollback().await?;
    Ok(compare(dialect, recorded, &live?))
}

/// Compares a catalogue with records.
pub(crate) fn compare(dialect: &dyn Dialect, recorded: &Snapshots, live: &Catalogue) -> Vec<Drift> {
    let mut all = Vec::new();
    for entity in recorded.to_schema().entities.values() {
        match live.table(&entity.name) {
            Some(table) => {
                columns(dialect, entity, table, &mut all);
                rest(entity, table, &mut all);
            }
            None => all.push(Drift::MissingTable { table: entity.name.to_string() }),
        }
    }
    all
}

fn columns(dialect: &dyn Dialect, entity: &Entity, live: &Table, all: &mut Vec<Drift>) {
    let table = || live.name.clone();
    for field in entity.fields.values() {
        let column = field.name.to_string();
        let Some(is) = live.columns.iter().find(|is| is.name == column) else {
            all.push(Drift::MissingColumn { table: table(), column });
            continue;
        };
        let should = dialect.column(entity, field);
        if !same(dialect, field, &should, is) {
            let (recorded, live) = (describe(&should), describe(is));
            all.push(Drift::ChangedColumn { table: table(), column, recorded, live });
        }
    }
    let foreign = live.columns.iter().filter(|is| entity.field(&is.name).is_none());
    all.extend(foreign.map(|is| Drift::ForeignColumn { table: table(), column: is.name.clone() }));
}

fn same(dialect: &dyn Dialect, field: &Field, should: &Column, is: &Column) -> bool {
    let reference = match (&should.reference, &is.reference) {
        (Some(should), Some(is)) => should.same(is),
        (should, is) => should.is_none() && is.is_none(),
    };
    reference
        && dialect.same_type(&should.ty, &is.ty)
        && should.not_null == is.not_null
        && dialect.same_default(field.ty, should.default.as_deref(), is.default.as_deref())
}

fn rest(entity: &Entity, live: &Table, all: &mut Vec<Drift>) {
    let table = || live.name.clone();
    let mut known = BTreeSet::new();
    for should in indexes(entity) {
        match live.index(&should.name) {
            None => all.push(Drift::MissingIndex { table: table(), index: should.name.clone() }),
            Some(is) if !should.matches(is) => {
                all.push(Drift::ChangedIndex { table: table(), index: should.name.clone() });
            }
            Some(_) => {}
        }
        known.insert(should.name.to_lowercase());
    }
    let foreign = live.indexes.iter().filter(|is| !known.contains(&is.name.to_lowercase()));
    all.extend(foreign.map(|is| Drift::ForeignIndex { table: table(), index: is.name.clone() }));
    let rest = live.triggers.iter().chain(&live.unsupported).cloned();
    all.extend(rest.map(|what| Drift::ForeignRest { table: table(), what }));
}

fn describe(column: &Column) -> String {
    let mut text = column.ty.clone();
    if column.not_null {
        text.push_str(" not null");
    }
    if let Some(default) = &column.default {
        text.extend([" default ", default]);
    }
    if let Some(ForeignKey { table, on_delete, .. }) = &column.reference {
        text.extend([" references ", table, " on delete ", &on_delete.to_lowercase()]);
    }
    text
}

impl Drift {
    /// Whether it is something that nevr did not create, and leaves alone.
    pub fn is_foreign(&self) -> bool {
        matches!(
            self,
            Self::ForeignColumn { .. } | Self::ForeignIndex { .. } | Self::ForeignRest { .. }
        )
    }
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingTable { table } => write!(f, "the table {table} is not there"),
            Self::MissingColumn { table, column } => {
                write!(f, "the column {table}.{column} is not there")
            }
            Self::MissingIndex { table, index } => {
                write!(f, "the index {index} on {table} is not there")
            }
            Self::ChangedColumn { table, column, recorded, live } => {
                write!(f, "the column {table}.{column} is `{live}`, but `{recorded}` on record")
            }
            Self::ChangedIndex { table, index } => {
                write!(f, "the index {index} on {table} differs from the one on record")
            }
            Self::ForeignColumn { table, column } => {
                write!(f, "no owner has the column {table}.{column} on record")
            }
            Self::ForeignIndex { table, index } => {
                write!(f, "no owner has the index {index} on {table} on record")
            }
            Self::ForeignRest { table, what } => {
                write!(f, "no owner has this part of {table} on record: {what}")
            }
        }
    }
}
