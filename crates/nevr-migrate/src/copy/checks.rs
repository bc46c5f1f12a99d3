//! Checks made before anything is written.

use nevr_schema::{Entity, Field, FieldType};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement,
    sea_query::{Alias, Expr, ExprTrait, JoinType, Query, SelectStatement},
};

use super::inventory::Inventory;
use super::{
    error::{CopyError, InvalidValue},
    layout::Layout,
};

/// Refuses a target that is the source.
pub(super) async fn check_distinct(
    source: &DatabaseTransaction,
    target: &DatabaseTransaction,
) -> Result<(), CopyError> {
    let own = identity(source).await.map_err(|it| CopyError::Source(it.into()))?;
    let other = identity(target).await.map_err(CopyError::Failed)?;
    let same_kind = source.get_database_backend() == target.get_database_backend();
    if same_kind && own.is_some() && own == other {
        return Err(CopyError::SameDatabase);
    }
    Ok(())
}

/// Refuses a target with rows in any table of nevr's.
pub(super) async fn check_unused(target: &DatabaseTransaction) -> Result<(), CopyError> {
    let held = Inventory::of(target).await.map_err(CopyError::Target)?;
    let entities = held.schema.entities.values();
    check_empty(target, entities.filter(|entity| held.has_table(&entity.name))).await
}

/// Refuses tables that have rows.
pub(super) async fn check_empty<'e>(
    db: &DatabaseTransaction,
    entities: impl Iterator<Item = &'e Entity>,
) -> Result<(), CopyError> {
    let mut filled = Vec::new();
    for entity in entities {
        let id = Alias::new("id");
        let mut any = Query::select();
        any.column(id).from(Alias::new(entity.name.as_str())).limit(1);
        if db.query_one(&any).await.map_err(CopyError::Failed)?.is_some() {
            filled.push(entity.name.to_string());
        }
    }
    if filled.is_empty() { Ok(()) } else { Err(CopyError::NotEmpty(filled)) }
}

/// The alias of the referenced table in a statement. No entity can have this name.
const OTHER: &str = "nevr_other";

/// The first and the last moment that a field can hold. PostgreSQL also stores earlier and later ones
/// and infinity, which the driver can't read.
const MOMENTS: [&str; 2] =
    ["TIMESTAMPTZ '0001-01-01 00:00:00+00 BC'", "TIMESTAMPTZ '9999-12-31 23:59:59.999999+00'"];

/// Refuses rows of the source that refer to a missing row or hold a moment that can't be read.
pub(super) async fn check_rows(db: &DatabaseTransaction, layout: &Layout) -> Result<(), CopyError> {
    for (entity, field, other) in layout.references() {
        if let Some(id) = first(db, entity, &dangling(entity, field, other)).await? {
            let (table, column) = (entity.name.to_string(), field.name.to_string());
            return Err(CopyError::Dangling { table, id, column, other: other.to_owned() });
        }
    }
    if db.get_database_backend() == DbBackend::Postgres {
        for entity in &layout.entities {
            check_moments(db, entity).await?;
        }
    }
    Ok(())
}

async fn check_moments(db: &DatabaseTransaction, entity: &Entity) -> Result<(), CopyError> {
    for field in entity.fields.values().filter(|field| field.ty == FieldType::DateTime) {
        let column = || Expr::col(Alias::new(field.name.as_str()));
        let [begin, end] = MOMENTS.map(Expr::cust);
        let mut select = ids(entity);
        select.cond_where(column().lt(begin).or(column().gt(end)));
        if let Some(id) = first(db, entity, &select).await? {
            let (table, column) = (entity.name.to_string(), field.name.to_string());
            return Err(CopyError::InvalidValue { table, id, column, problem: InvalidValue::Year });
        }
    }
    Ok(())
}

fn dangling(entity: &Entity, field: &Field, other: &str) -> SelectStatement {
    let own = || Expr::col((Alias::new(entity.name.as_str()), Alias::new(field.name.as_str())));
    let id = || (Alias::new(OTHER), Alias::new("id"));
    let mut select = ids(entity);
    select
        .join_as(JoinType::LeftJoin, Alias::new(other), Alias::new(OTHER), own().equals(id()))
        .and_where(own().is_not_null())
        .and_where(Expr::col(id()).is_null());
    select
}

/// Selects one id of a table; conditions are added by the caller.
fn ids(entity: &Entity) -> SelectStatement {
    let table = || Alias::new(entity.name.as_str());
    let mut select = Query::select();
    select.column((table(), Alias::new("id"))).from(table()).limit(1);
    select
}

async fn first(
    db: &DatabaseTransaction,
    entity: &Entity,
    select: &SelectStatement,
) -> Result<Option<String>, CopyError> {
    let failed = |source: DbErr| CopyError::Read { table: entity.name.to_string(), source };
    let row = db.query_one(select).await.map_err(failed)?;
    row.map(|row| row.try_get_by_index(0)).transpose().map_err(failed)
}

const SQLITE: &str = "SELECT file AS place FROM pragma_database_list WHERE name = 'main'";

/// The server, independent of the address by which it is reached, the database and its schema.
const POSTGRESQL: &str = "SELECT concat_ws('/', extract(epoch FROM pg_postmaster_start_time()), \
    current_setting('port'), current_database(), current_schema()) AS place";

const MYSQL: &str = "SELECT CAST(CONCAT_WS('/', @@hostname, @@port, @@datadir, DATABASE()) AS CHAR) \
    AS place";

/// Returns a text that identifies a database among all of its kind, or `None` for a database in
/// memory.
async fn identity(db: &DatabaseTransaction) -> Result<Option<String>, DbErr> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => POSTGRESQL,
        DbBackend::MySql => MYSQL,
        _ => SQLITE,
    };
    let row = db.query_one_raw(Statement::from_string(backend, sql)).await?;
    let place: Option<String> = row.map(|row| row.try_get("", "place")).transpose()?.flatten();
    let place = place.filter(|place| !place.is_empty());
    Ok(match backend {
        DbBackend::Sqlite => place.map(canonical),
        _ => place,
    })
}

/// Resolves links, by which one file can have several paths.
fn canonical(path: String) -> String {
    match std::fs::canonicalize(&path) {
        Ok(file) => file.display().to_string(),
        Err(_) => path,
    }
}
