//! The order in which tables are filled, and the foreign keys that have to wait until all are.
//!
//! A row can be written before the row that it refers to if tables refer to each other, or a table to
//! itself. Such foreign keys are deferred while rows are written.

use nevr_schema::{Entity, Field, Schema, foreign_key_name};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr};

/// The tables of a database, each after the tables that it refers to, as far as possible.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) entities: Vec<Entity>,
}

/// A reference to a row that may be written later than the row that refers to it.
#[derive(Clone, Copy, Debug)]
pub(super) struct CyclicReference<'l> {
    pub(super) entity: &'l Entity,
    pub(super) field: &'l Field,
}

impl Layout {
    pub(super) fn new(schema: &Schema) -> Self {
        Self { entities: schema.entities.values().cloned().collect() }
    }

    /// Returns every reference, with the table that it refers to.
    pub(super) fn references(&self) -> impl Iterator<Item = (&Entity, &Field, &str)> {
        self.entities.iter().flat_map(|entity| {
            entity.fields.values().filter_map(move |field| {
                let reference = field.reference.as_ref()?;
                Some((entity, field, reference.entity.as_str()))
            })
        })
    }

    /// Returns the references of tables to themselves and to later tables.
    pub(super) fn cyclic_references(&self) -> Vec<CyclicReference<'_>> {
        let place = |name: &str| self.entities.iter().position(|entity| entity.name == *name);
        let ahead =
            |(entity, _, other): &(&Entity, &Field, &str)| place(other) >= place(&entity.name);
        self.references()
            .filter(ahead)
            .map(|(entity, field, _)| CyclicReference { entity, field })
            .collect()
    }
}

/// Defers the checks of these references until every row is written.
pub(super) async fn defer(
    db: &DatabaseTransaction,
    cyclic: &[CyclicReference<'_>],
) -> Result<(), DbErr> {
    if cyclic.is_empty() {
        return Ok(());
    }
    match db.get_database_backend() {
        DbBackend::Postgres => {
            for reference in cyclic {
                alter(db, reference, "DEFERRABLE INITIALLY DEFERRED").await?;
            }
        }
        // MySQL can't defer, and checks no reference at all from here on. The references of the
        // source were checked, and the rows are compared with the source's.
        DbBackend::MySql => set_checks(db, false).await?,
        // SQLite checks them at the commit.
        _ => {
            db.execute_unprepared("PRAGMA defer_foreign_keys = ON").await?;
        }
    }
    Ok(())
}

/// Checks the deferred references, and makes the foreign keys what they were.
pub(super) async fn enforce(
    db: &DatabaseTransaction,
    cyclic: &[CyclicReference<'_>],
) -> Result<(), DbErr> {
    if cyclic.is_empty() || db.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    db.execute_unprepared("SET CONSTRAINTS ALL IMMEDIATE").await?;
    for reference in cyclic {
        alter(db, reference, "NOT DEFERRABLE").await?;
    }
    Ok(())
}

/// Restores what was set for the session and not for the transaction. Called after a failure too.
pub(super) async fn restore_session(
    db: &DatabaseTransaction,
    cyclic: &[CyclicReference<'_>],
) -> Result<(), DbErr> {
    if cyclic.is_empty() || db.get_database_backend() != DbBackend::MySql {
        return Ok(());
    }
    set_checks(db, true).await
}

async fn set_checks(db: &DatabaseTransaction, on: bool) -> Result<(), DbErr> {
    let sql = format!("SET SESSION foreign_key_checks = {}", u8::from(on));
    db.execute_unprepared(&sql).await.map(drop)
}

async fn alter(
    db: &DatabaseTransaction,
    reference: &CyclicReference<'_>,
    how: &str,
) -> Result<(), DbErr> {
    let name = foreign_key_name(&reference.entity.name, &reference.field.name);
    let (table, name) = (quoted(&reference.entity.name), quoted(&name));
    let sql = format!("ALTER TABLE {table} ALTER CONSTRAINT {name} {how}");
    db.execute_unprepared(&sql).await.map(drop)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
