//! Builds statements from the merged schema. Values are always parameters, so the text of a
//! statement depends on its shape alone: values can't inject SQL, and the databases' statement
//! caches hit.

use nevr_schema::{
    Entity, Field, Record,
    codec::{readable, written},
};
use sea_orm::{
    DbBackend,
    sea_query::{
        Alias, Asterisk, DeleteStatement, Expr, ExprTrait, InsertStatement, JoinType, LockType,
        NullOrdering, Order as SqlOrder, Query as Sql, SelectStatement, UpdateStatement,
    },
};

use super::{
    condition::{column, condition, sort_key},
    error::StoreError,
    lookup::field_of,
    query::{Filter, Order, Query},
};

/// The alias of the joined table, which may be the same table again: an entity may refer to itself.
/// No entity can have this name.
const REFERENCED: &str = "nevr_referred";

/// The largest limit that the databases accept, as they use signed numbers: no limit in effect.
const MAX_ROWS: u64 = i64::MAX.unsigned_abs();

/// Whether a read locks the rows that it returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lock {
    /// They may change at any time.
    None,
    /// They stay as they were read until the transaction ends. SQLite needs no lock for it: only
    /// one transaction writes at a time.
    Rows,
}

fn selection(select: &mut SelectStatement, table: &str, entity: &Entity, backend: DbBackend) {
    for field in entity.fields.values() {
        let column = Expr::col((Alias::new(table), Alias::new(field.name.as_str())));
        select.expr(readable(column, field.ty, backend));
    }
}

pub(crate) fn select(
    entity: &Entity,
    query: &Query,
    backend: DbBackend,
    lock: Lock,
) -> Result<SelectStatement, StoreError> {
    let mut select = Sql::select();
    selection(&mut select, &entity.name, entity, backend);
    select.from(Alias::new(entity.name.as_str()));
    restrict(&mut select, entity, query, backend)?;
    if lock == Lock::Rows {
        // The weaker lock of PostgreSQL still lets others insert rows that refer to these, whose
        // ids do not change.
        let strength = match backend {
            DbBackend::Postgres => LockType::NoKeyUpdate,
            _ => LockType::Update,
        };
        select.lock(strength);
    }
    Ok(select)
}

/// Selects and locks one row. The lock is the strongest one, as a delete needs it: on PostgreSQL a
/// weaker one would have to be raised, for which two that hold it would wait for each other.
pub(crate) fn lock(
    entity: &Entity,
    id: &str,
    backend: DbBackend,
) -> Result<SelectStatement, StoreError> {
    let mut select = Sql::select();
    select
        .column(column(entity, "id"))
        .from(Alias::new(entity.name.as_str()))
        .cond_where(condition(entity, &Filter::id(id), backend)?)
        .lock(LockType::Update);
    Ok(select)
}

/// Selects the rows of `entity`, each joined with the row of `other` that its field `by` refers to.
pub(crate) fn select_joined(
    entity: &Entity,
    query: &Query,
    (by, other): (&Field, &Entity),
    backend: DbBackend,
    lock: Lock,
) -> Result<SelectStatement, StoreError> {
    let mut select = select(entity, query, backend, lock)?;
    selection(&mut select, REFERENCED, other, backend);
    let on = Expr::col(column(entity, &by.name)).equals((Alias::new(REFERENCED), Alias::new("id")));
    let table = Alias::new(other.name.as_str());
    select.join_as(JoinType::InnerJoin, table, Alias::new(REFERENCED), on);
    Ok(select)
}

/// Selects a constant, to learn whether the database answers.
pub(crate) fn nothing() -> SelectStatement {
    let mut select = Sql::select();
    select.expr(Expr::cust("1"));
    select
}

pub(crate) fn count(
    entity: &Entity,
    filter: &Filter,
    backend: DbBackend,
) -> Result<SelectStatement, StoreError> {
    let mut select = Sql::select();
    select
        .expr(Expr::col(Asterisk).count())
        .from(Alias::new(entity.name.as_str()))
        .cond_where(condition(entity, filter, backend)?);
    Ok(select)
}

fn restrict(
    select: &mut SelectStatement,
    entity: &Entity,
    query: &Query,
    backend: DbBackend,
) -> Result<(), StoreError> {
    select.cond_where(condition(entity, &query.filter, backend)?);
    for (name, order) in &query.order {
        order_by(select, entity, field_of(entity, name)?, *order, backend);
    }
    // SQLite and MySQL have no OFFSET without a LIMIT.
    if query.limit.is_some() || query.offset.is_some() {
        select.limit(Ord::min(query.limit.unwrap_or(MAX_ROWS), MAX_ROWS));
    }
    if let Some(rows) = query.offset {
        select.offset(Ord::min(rows, MAX_ROWS));
    }
    Ok(())
}

/// Sorts by a field. Null counts as the smallest value, as it does on SQLite and MySQL by default.
fn order_by(
    select: &mut SelectStatement,
    entity: &Entity,
    field: &Field,
    order: Order,
    backend: DbBackend,
) {
    let value = sort_key(entity, field, backend);
    let (order, nulls) = match order {
        Order::Ascending => (SqlOrder::Asc, NullOrdering::First),
        Order::Descending => (SqlOrder::Desc, NullOrdering::Last),
    };
    if field.optional && backend == DbBackend::Postgres {
        select.order_by_expr_with_nulls(value, order, nulls);
    } else {
        select.order_by_expr(value, order);
    }
}

pub(crate) fn insert(
    entity: &Entity,
    record: &Record,
    backend: DbBackend,
) -> Result<InsertStatement, StoreError> {
    let mut insert = Sql::insert();
    insert.into_table(Alias::new(entity.name.as_str()));
    let mut values: Vec<Expr> = Vec::with_capacity(record.len());
    let mut columns = Vec::with_capacity(record.len());
    for (name, value) in record.iter() {
        columns.push(Alias::new(name.as_str()));
        values.push(written(value, field_of(entity, name)?.ty, backend));
    }
    insert.columns(columns).values_panic(values);
    Ok(insert)
}

pub(crate) fn update(
    entity: &Entity,
    filter: &Filter,
    changes: &Record,
    backend: DbBackend,
) -> Result<UpdateStatement, StoreError> {
    let mut update = Sql::update();
    update.table(Alias::new(entity.name.as_str())).cond_where(condition(entity, filter, backend)?);
    for (name, value) in changes.iter() {
        let value = written(value, field_of(entity, name)?.ty, backend);
        update.value(Alias::new(name.as_str()), value);
    }
    Ok(update)
}

pub(crate) fn delete(
    entity: &Entity,
    filter: &Filter,
    backend: DbBackend,
) -> Result<DeleteStatement, StoreError> {
    let mut delete = Sql::delete();
    let table = Alias::new(entity.name.as_str());
    delete.from_table(table).cond_where(condition(entity, filter, backend)?);
    Ok(delete)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use nevr_schema::{Owner, SchemaBuilder, merge};
    use sea_orm::StatementBuilder;

    use super::*;

    const ALL_BACKENDS: [DbBackend; 3] = [DbBackend::Sqlite, DbBackend::Postgres, DbBackend::MySql];

    fn text(filter: Filter, backend: DbBackend) -> String {
        let mut builder = SchemaBuilder::new(Owner::App);
        builder.entity("note").field("rank", Field::int().optional());
        let (schema, _) = merge(vec![builder]);
        let query = Query::from("note").filter(filter).limit(3).offset(1);
        let note = schema.entity("note").unwrap();
        let select = select(note, &query, backend, Lock::Rows).unwrap();
        StatementBuilder::build(&select, &backend).sql
    }

    #[test]
    fn the_text_of_a_statement_does_not_depend_on_its_values() {
        for backend in ALL_BACKENDS {
            let with = |rank: i64, id: &str| text(Filter::id(id).ge("rank", rank), backend);
            assert_eq!(with(1, "a"), with(i64::MIN, "'; --"));
            assert!(!with(7777, "needle").contains("7777"));
            assert!(!with(1, "needle").contains("needle"));
        }
    }

    #[test]
    fn lists_of_similar_length_share_one_text() {
        let with = |length: i64| text(Filter::all().is_in("rank", 0..length), DbBackend::Sqlite);
        assert_eq!(with(5), with(8));
        assert_ne!(with(4), with(5));
    }

    #[test]
    fn rows_are_locked_where_writers_work_side_by_side() {
        let with = |backend| text(Filter::all(), backend);
        assert!(!with(DbBackend::Sqlite).contains(" FOR "));
        assert!(with(DbBackend::Postgres).ends_with(" FOR NO KEY UPDATE"));
        assert!(with(DbBackend::MySql).ends_with(" FOR UPDATE"));
    }
}
