//! Reads rows, over the database or inside a transaction.

use nevr_schema::{Entity, Record, Schema};

use super::{
    database::{Executor, Reach, Row},
    error::StoreError,
    lookup::{entity_of, unknown_field},
    query::{Filter, Query},
    rows,
    sql::{self, Lock},
};

pub(crate) async fn find(
    executor: Executor<'_>,
    schema: &Schema,
    query: &Query,
    lock: Lock,
) -> Result<Vec<Record>, StoreError> {
    let entity = entity_of(schema, &query.entity)?;
    let select = sql::select(entity, query, executor.backend(), lock)?;
    let found = executor.query(&select, Reach::Rows).await?;
    found.into_iter().map(|mut row| rows::read(entity, &mut row, 0)).collect()
}

pub(crate) async fn find_with(
    executor: Executor<'_>,
    schema: &Schema,
    query: &Query,
    relation: &str,
    lock: Lock,
) -> Result<Vec<(Record, Record)>, StoreError> {
    let entity = entity_of(schema, &query.entity)?;
    let by = entity.relation(relation).ok_or_else(|| unknown_field(entity, relation))?;
    let target = by.reference.as_ref().map_or("", |to| to.entity.as_str());
    let other = entity_of(schema, target)?;
    let joined = sql::select_joined(entity, query, (by, other), executor.backend(), lock)?;
    let found = executor.query(&joined, Reach::Rows).await?;
    let first = entity.fields.len();
    let both =
        |mut row: Row| Ok((rows::read(entity, &mut row, 0)?, rows::read(other, &mut row, first)?));
    found.into_iter().map(both).collect()
}

pub(crate) async fn count(
    executor: Executor<'_>,
    entity: &Entity,
    filter: &Filter,
) -> Result<u64, StoreError> {
    let count = sql::count(entity, filter, executor.backend())?;
    let reach = if filter.0.is_empty() { Reach::Table } else { Reach::Rows };
    let found = executor.query(&count, reach).await?;
    let rows = found.first().map_or(Ok(0), Row::number)?;
    Ok(u64::try_from(rows).unwrap_or(0))
}
