//! Statements from the merged schema. The text of a statement depends on its shape alone, never on
//! its values, so that the databases' statement caches hit.

use sea_orm::sea_query::{
    Alias, Asterisk, Cond, DeleteStatement, Expr, ExprTrait, InsertStatement, Order as SqlOrder,
    Query as Sql, SelectStatement, UpdateStatement,
};

use super::{
    Filter, Order, Query, StoreError,
    codec::encode,
    query::{Comparison, Condition},
};
use crate::schema::{Entity, Field, Name, Record, Value};

pub(crate) fn unknown_field(entity: &Entity, field: &str) -> StoreError {
    StoreError::UnknownField { entity: entity.name.to_string(), field: field.to_owned() }
}

fn field<'e>(entity: &'e Entity, name: &Name) -> Result<&'e Field, StoreError> {
    entity.field(name).ok_or_else(|| unknown_field(entity, name))
}

fn column(entity: &Entity, field: &str) -> (Alias, Alias) {
    (Alias::new(entity.name.as_str()), Alias::new(field))
}

fn condition(entity: &Entity, filter: &Filter) -> Result<Cond, StoreError> {
    let mut all = Cond::all();
    for condition in &filter.0 {
        all = all.add(match condition {
            Condition::Compare(name, how, value) => {
                compare(Expr::col(column(entity, name)), *how, value, field(entity, name)?)
            }
            Condition::In(name, values) => {
                let ty = field(entity, name)?.ty;
                Expr::col(column(entity, name)).is_in(values.iter().map(|value| encode(value, ty)))
            }
        });
    }
    Ok(all)
}

fn compare(column: Expr, how: Comparison, value: &Value, field: &Field) -> Expr {
    if value.is_null() {
        return match how {
            Comparison::NotEqual => column.is_not_null(),
            _ => column.is_null(),
        };
    }
    let value = encode(value, field.ty);
    match how {
        Comparison::Equal => column.eq(value),
        Comparison::NotEqual if field.optional => column.clone().ne(value).or(column.is_null()),
        Comparison::NotEqual => column.ne(value),
        Comparison::Less => column.lt(value),
        Comparison::LessOrEqual => column.lte(value),
        Comparison::Greater => column.gt(value),
        Comparison::GreaterOrEqual => column.gte(value),
    }
}

fn selection(select: &mut SelectStatement, entity: &Entity) {
    for name in entity.fields.keys() {
        select.column(column(entity, name));
    }
}

pub(crate) fn select(entity: &Entity, query: &Query) -> Result<SelectStatement, StoreError> {
    let mut select = Sql::select();
    selection(&mut select, entity);
    select.from(Alias::new(entity.name.as_str()));
    narrow(&mut select, entity, query)?;
    Ok(select)
}

/// The rows of `entity` with the rows of `other` that its field `by` refers to, in one statement.
pub(crate) fn select_joined(
    entity: &Entity,
    query: &Query,
    by: &Field,
    other: &Entity,
) -> Result<SelectStatement, StoreError> {
    let mut select = select(entity, query)?;
    selection(&mut select, other);
    let on = Expr::col(column(entity, &by.name)).equals(column(other, "id"));
    select.inner_join(Alias::new(other.name.as_str()), on);
    Ok(select)
}

pub(crate) fn count(entity: &Entity, filter: &Filter) -> Result<SelectStatement, StoreError> {
    let mut select = Sql::select();
    select
        .expr(Expr::col(Asterisk).count())
        .from(Alias::new(entity.name.as_str()))
        .cond_where(condition(entity, filter)?);
    Ok(select)
}

fn narrow(select: &mut SelectStatement, entity: &Entity, query: &Query) -> Result<(), StoreError> {
    select.cond_where(condition(entity, &query.filter)?);
    for (name, order) in &query.order {
        field(entity, name)?;
        let order = match order {
            Order::Ascending => SqlOrder::Asc,
            Order::Descending => SqlOrder::Desc,
        };
        select.order_by(column(entity, name), order);
    }
    if let Some(rows) = query.limit {
        select.limit(rows);
    }
    if let Some(rows) = query.offset {
        select.offset(rows);
    }
    Ok(())
}

pub(crate) fn insert(entity: &Entity, record: &Record) -> Result<InsertStatement, StoreError> {
    let mut insert = Sql::insert();
    insert.into_table(Alias::new(entity.name.as_str()));
    let mut values: Vec<Expr> = Vec::with_capacity(record.len());
    let mut columns = Vec::with_capacity(record.len());
    for (name, value) in record.iter() {
        columns.push(Alias::new(name.as_str()));
        values.push(encode(value, field(entity, name)?.ty).into());
    }
    insert.columns(columns).values_panic(values);
    Ok(insert)
}

pub(crate) fn update(
    entity: &Entity,
    filter: &Filter,
    changes: &Record,
) -> Result<UpdateStatement, StoreError> {
    let mut update = Sql::update();
    update.table(Alias::new(entity.name.as_str())).cond_where(condition(entity, filter)?);
    for (name, value) in changes.iter() {
        update.value(Alias::new(name.as_str()), encode(value, field(entity, name)?.ty));
    }
    Ok(update)
}

pub(crate) fn delete(entity: &Entity, filter: &Filter) -> Result<DeleteStatement, StoreError> {
    let mut delete = Sql::delete();
    delete.from_table(Alias::new(entity.name.as_str())).cond_where(condition(entity, filter)?);
    Ok(delete)
}
