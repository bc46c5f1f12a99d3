//! Statements from the merged schema. The text of a statement depends on its shape alone, never on
//! its values, so that the databases' statement caches hit.

use sea_orm::sea_query::{
    Alias, Asterisk, Cond, DeleteStatement, Expr, ExprTrait, InsertStatement, JoinType,
    Order as SqlOrder, Query as Sql, SelectStatement, UpdateStatement,
};

use super::{
    Filter, Order, Query, StoreError,
    codec::encode,
    query::{Comparison, Condition},
    rows,
};
use crate::schema::{Entity, Field, FieldType, Name, Record, Value};

/// What the rows that are referred to are called in a statement: an entity may refer to itself. No
/// entity has such a name.
const REFERRED: &str = "nevr_referred";

/// More rows than there can be; databases count with a sign.
const ALL: u64 = i64::MAX.unsigned_abs();

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
                let field = comparable(entity, name, [value])?;
                compare(Expr::col(column(entity, name)), *how, value, field)
            }
            Condition::In(name, values) => {
                let field = comparable(entity, name, values)?;
                one_of(&Expr::col(column(entity, name)), values, field)
            }
        });
    }
    Ok(all)
}

/// The field, if it can be compared with the values. A text that is too long for the field is
/// fine: it equals nothing.
fn comparable<'e, 'v>(
    entity: &'e Entity,
    name: &Name,
    values: impl IntoIterator<Item = &'v Value>,
) -> Result<&'e Field, StoreError> {
    let field = field(entity, name)?;
    let is_text = matches!(field.ty, FieldType::String | FieldType::Text);
    let fits = |value: &Value| match value {
        Value::String(_) => is_text,
        other => other.fits(field.ty),
    };
    if values.into_iter().all(fits) { Ok(field) } else { Err(rows::mistyped(entity, field)) }
}

fn compare(column: Expr, how: Comparison, value: &Value, field: &Field) -> Expr {
    if value.is_null() {
        return match how {
            Comparison::Equal => column.is_null(),
            Comparison::NotEqual => column.is_not_null(),
            // Nothing is less or greater than null.
            _ => column.is_in(Vec::<Expr>::new()),
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

/// The last value is repeated up to a power of two, so that lists of all lengths make a handful of
/// texts.
fn one_of(column: &Expr, values: &[Value], field: &Field) -> Expr {
    let mut list: Vec<_> =
        values.iter().filter(|value| !value.is_null()).map(|v| encode(v, field.ty)).collect();
    if let Some(last) = list.last().cloned() {
        list.resize(list.len().next_power_of_two(), last);
    }
    let has_null = values.iter().any(Value::is_null);
    let among = column.clone().is_in(list);
    if has_null { among.or(column.clone().is_null()) } else { among }
}

fn selection(select: &mut SelectStatement, table: &str, entity: &Entity) {
    for name in entity.fields.keys() {
        select.column((Alias::new(table), Alias::new(name.as_str())));
    }
}

pub(crate) fn select(entity: &Entity, query: &Query) -> Result<SelectStatement, StoreError> {
    let mut select = Sql::select();
    selection(&mut select, &entity.name, entity);
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
    selection(&mut select, REFERRED, other);
    let on = Expr::col(column(entity, &by.name)).equals((Alias::new(REFERRED), Alias::new("id")));
    let table = Alias::new(other.name.as_str());
    select.join_as(JoinType::InnerJoin, table, Alias::new(REFERRED), on);
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
    // SQLite knows no offset without a limit.
    if query.limit.is_some() || query.offset.is_some() {
        select.limit(Ord::min(query.limit.unwrap_or(ALL), ALL));
    }
    if let Some(rows) = query.offset {
        select.offset(Ord::min(rows, ALL));
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use sea_orm::sea_query::SqliteQueryBuilder;

    use super::*;
    use crate::schema::{Owner, SchemaBuilder, merge};

    fn text(filter: Filter) -> String {
        let mut builder = SchemaBuilder::new(Owner::App);
        builder.entity("note").field("rank", Field::int().optional());
        let (schema, _) = merge(vec![builder]);
        let query = Query::from("note").filter(filter).limit(3).offset(1);
        select(schema.entity("note").unwrap(), &query).unwrap().build(SqliteQueryBuilder).0
    }

    #[test]
    fn the_text_of_a_statement_does_not_depend_on_its_values() {
        let with = |rank: i64, id: &str| text(Filter::id(id).ge("rank", rank));
        assert_eq!(with(1, "a"), with(i64::MIN, "'; --"));
        assert!(!with(7777, "needle").contains("7777") && !with(1, "needle").contains("needle"));
    }

    #[test]
    fn lists_of_similar_length_share_one_text() {
        let with = |length: i64| text(Filter::all().is_in("rank", 0..length));
        assert_eq!(with(5), with(8));
        assert_ne!(with(4), with(5));
    }
}
