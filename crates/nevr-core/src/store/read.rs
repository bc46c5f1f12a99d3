//! Reads rows, over the database or inside a transaction.

use nevr_schema::{Entity, Record, Schema};

use super::{
    database::{Executor, Reach, Row},
    error::StoreError,
    lookup::{entity_of, unknown_field},
    query::{Comparison, Condition, Filter, Query},
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
    let found = executor.query(&select, reach(entity, &query.filter)).await?;
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
    let found = executor.query(&joined, reach(entity, &query.filter)).await?;
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
    let found = executor.query(&count, reach(entity, filter)).await?;
    let rows = found.first().map_or(Ok(0), Row::number)?;
    Ok(u64::try_from(rows).unwrap_or(0))
}

/// Returns whether a filter names one row by a unique field.
fn reach(entity: &Entity, filter: &Filter) -> Reach {
    let is_unique = |name: &str| name == "id" || entity.field(name).is_some_and(|f| f.unique);
    let names_one = filter.0.iter().any(|condition| match condition {
        Condition::Compare(name, Comparison::Equal, value) => !value.is_null() && is_unique(name),
        _ => false,
    });
    if names_one { Reach::OneRow } else { Reach::AnyRows }
}
