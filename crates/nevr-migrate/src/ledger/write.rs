//! Creates and writes the ledger.

use nevr_schema::{FieldType, Owner, codec, env::Timestamp, hex_digest};
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr,
    sea_query::{
        Alias, ColumnDef, ColumnType, Expr, ExprTrait, Index, InsertStatement, OnConflict, Query,
        StringLen, Table, TableCreateStatement,
    },
};

use crate::{
    catalogue::{Catalogue, MIGRATION, SCHEMA, TABLES, ledger_columns, ledger_type},
    dialect::definition_of_type,
    goal::MigrationId,
    report::MigrateError,
    snapshot::Snapshot,
};

/// Creates the tables that do not exist yet.
pub(crate) async fn create(db: &impl ConnectionTrait, names: &Catalogue) -> Result<(), DbErr> {
    for (table, key) in [(SCHEMA, &["owner"][..]), (MIGRATION, &["owner", "name"][..])] {
        if names.object(table).is_none() {
            db.execute(&definition(db.get_database_backend(), table, key)).await?;
        }
    }
    Ok(())
}

fn definition(backend: DbBackend, table: &str, key: &[&str]) -> TableCreateStatement {
    let mut create = Table::create();
    create.table(Alias::new(table));
    for column in ledger_columns(table) {
        let ty = column_type(backend, column);
        create.col(ColumnDef::new_with_type(Alias::new(*column), ty).not_null());
    }
    if backend == DbBackend::MySql {
        create.engine("InnoDB").extra("ROW_FORMAT=DYNAMIC");
    }
    let mut primary = Index::create();
    for column in key {
        primary.col(Alias::new(*column));
    }
    create.primary_key(&mut primary);
    create
}

fn column_type(backend: DbBackend, column: &str) -> ColumnType {
    let field = ledger_type(column);
    match (backend, field) {
        // Names that differ only in case are two names, whatever the database's character set.
        (DbBackend::MySql, _) => ColumnType::custom(definition_of_type(field)),
        (_, FieldType::Text) => ColumnType::Text,
        (_, FieldType::DateTime) => ColumnType::TimestampWithTimeZone,
        _ => ColumnType::String(StringLen::N(255)),
    }
}

/// Records what an owner applied.
pub(crate) async fn record_snapshot(
    db: &impl ConnectionTrait,
    owner: &Owner,
    snapshot: &Snapshot,
    now: Timestamp,
) -> Result<(), MigrateError> {
    let text = serde_json::to_string(snapshot)
        .map_err(|source| MigrateError::Snapshot { owner: owner.clone(), source })?;
    let now = codec::written(&now.into(), FieldType::DateTime, db.get_database_backend());
    let mut insert = insert(SCHEMA, [owner.as_str().into(), text.into(), now]);
    insert.on_conflict(
        OnConflict::column(Alias::new("owner"))
            .update_columns(["snapshot", "appliedAt"].map(Alias::new))
            .to_owned(),
    );
    db.execute(&insert).await?;
    Ok(())
}

/// Deletes the record of an owner that has nothing in the database any more. A plugin's
/// hand-written migrations are deleted too: they run again when it is switched on again. The app's
/// rows stay, because they are migration files.
pub(crate) async fn forget(db: &impl ConnectionTrait, owner: &Owner) -> Result<(), DbErr> {
    let tables = if *owner == Owner::App { &TABLES[..1] } else { &TABLES[..] };
    for table in tables {
        let mut delete = Query::delete();
        delete.from_table(Alias::new(*table));
        delete.and_where(Expr::col(Alias::new("owner")).eq(owner.as_str()));
        db.execute(&delete).await?;
    }
    Ok(())
}

/// Records that a hand-written migration ran. There is no text for a checksum: the ledger knows it
/// by owner and name.
pub(crate) async fn record_migration(
    db: &impl ConnectionTrait,
    id: &MigrationId,
    now: Timestamp,
) -> Result<(), DbErr> {
    record(db, id, &hex_digest(&id.name), now).await
}

/// The name of the record that a copy to this database is under way. It is nevr's own.
pub(super) const COPY: &str = "db:copy";

fn copy_id() -> MigrationId {
    MigrationId { owner: Owner::Core, name: COPY.to_owned() }
}

/// Records that a copy to this database has begun.
pub(crate) async fn mark_copying(db: &impl ConnectionTrait, now: Timestamp) -> Result<(), DbErr> {
    unmark_copying(db).await?;
    record(db, &copy_id(), "begun", now).await
}

/// Deletes the record of [`mark_copying`].
pub(crate) async fn unmark_copying(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    let MigrationId { owner, name } = copy_id();
    let mut delete = Query::delete();
    delete.from_table(Alias::new(MIGRATION));
    delete.and_where(Expr::col(Alias::new("owner")).eq(owner.as_str()));
    delete.and_where(Expr::col(Alias::new("name")).eq(name));
    db.execute(&delete).await.map(drop)
}

/// Records a migration.
pub(crate) async fn record(
    db: &impl ConnectionTrait,
    id: &MigrationId,
    checksum: &str,
    now: Timestamp,
) -> Result<(), DbErr> {
    let now = codec::written(&now.into(), FieldType::DateTime, db.get_database_backend());
    let row = [id.owner.as_str().into(), id.name.as_str().into(), checksum.into(), now];
    db.execute(&insert(MIGRATION, row)).await?;
    Ok(())
}

fn insert(table: &str, row: impl IntoIterator<Item = Expr>) -> InsertStatement {
    let mut insert = Query::insert();
    insert
        .into_table(Alias::new(table))
        .columns(ledger_columns(table).iter().map(|it| Alias::new(*it)));
    insert.values_panic(row);
    insert
}
