//! Reads rows, over a pool or inside a transaction.

use nevr_schema::{Entity, Record, Schema};
use sea_orm::ConnectionTrait;

use super::{
    error::StoreError,
    lookup::{entity_of, unknown_field},
    query::{Filter, Query},
    rows,
    sql::{self, Lock},
};

pub(crate) async fn find(
    connection: &impl ConnectionTrait,
    schema: &Schema,
    query: &Query,
    lock: Lock,
) -> Result<Vec<Record>, StoreError> {
    let backend = connection.get_database_backend();
    let entity = entity_of(schema, &query.entity)?;
    let found = connection.query_all(&sql::select(entity, query, backend, lock)?).await?;
    found.iter().map(|row| rows::read(entity, row, 0, backend)).collect()
}

pub(crate) async fn find_with(
    connection: &impl ConnectionTrait,
    schema: &Schema,
    query: &Query,
    relation: &str,
    lock: Lock,
) -> Result<Vec<(Record, Record)>, StoreError> {
    let backend = connection.get_database_backend();
    let entity = entity_of(schema, &query.entity)?;
    let by = entity.relation(relation).ok_or_else(|| unknown_field(entity, relation))?;
    let target = by.reference.as_ref().map_or("", |to| to.entity.as_str());
    let other = entity_of(schema, target)?;
    let joined = sql::select_joined(entity, query, (by, other), backend, lock)?;
    let found = connection.query_all(&joined).await?;
    let first = entity.fields.len();
    let both =
        |row| Ok((rows::read(entity, row, 0, backend)?, rows::read(other, row, first, backend)?));
    found.iter().map(both).collect()
}

pub(crate) async fn count(
    connection: &impl ConnectionTrait,
    entity: &Entity,
    filter: &Filter,
) -> Result<u64, StoreError> {
    let backend = connection.get_database_backend();
    let row = connection.query_one(&sql::count(entity, filter, backend)?).await?;
    let rows = row.map_or(Ok(0), |row| row.try_get_by_index::<i64>(0))?;
    Ok(u64::try_from(rows).unwrap_or(0))
}
