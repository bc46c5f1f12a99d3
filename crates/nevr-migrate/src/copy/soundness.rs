//! What is looked for in the source before anything is written.

use nevr_schema::{Entity, Field, FieldType};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr,
    sea_query::{Alias, Expr, ExprTrait, JoinType, Query, SelectStatement},
};

use super::{
    error::{CopyError, InvalidValue},
    layout::Layout,
};

/// What the table that is referred to is called in a statement. No entity has such a name.
const OTHER: &str = "nevr_other";

/// The first and the last moment that a field can hold; PostgreSQL's years go further, and it knows
/// infinity. The driver can't read what is beyond.
const MOMENTS: [&str; 2] =
    ["TIMESTAMPTZ '0001-01-01 00:00:00+00 BC'", "TIMESTAMPTZ '9999-12-31 23:59:59.999999+00'"];

/// Refuses rows that refer to nothing, and moments that can't even be read.
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

/// One id of the rows that meet conditions which are yet to come.
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
