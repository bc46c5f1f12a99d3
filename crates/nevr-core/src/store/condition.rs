//! Turns filters into conditions of statements that find the same rows on every database.

use nevr_schema::{
    Entity, Field, Name, Value,
    codec::{encode, readable, sortable},
};
use sea_orm::{
    DbBackend,
    sea_query::{Alias, Cond, Expr, ExprTrait, Func},
};

use super::{
    error::StoreError,
    lookup::{field_of, wrong_type},
    query::{Comparison, Condition, Filter},
};

/// Returns a column, qualified with its entity's table.
pub(super) fn column(entity: &Entity, field: &str) -> (Alias, Alias) {
    (Alias::new(entity.name.as_str()), Alias::new(field))
}

/// Returns the expression by which rows are sorted by a field.
pub(super) fn sort_key(entity: &Entity, field: &Field, backend: DbBackend) -> Expr {
    sortable(Expr::col(column(entity, &field.name)), field.ty, backend)
}

/// Returns the condition of a filter.
pub(super) fn condition(
    entity: &Entity,
    filter: &Filter,
    backend: DbBackend,
) -> Result<Cond, StoreError> {
    let mut all = Cond::all();
    for condition in &filter.0 {
        all = all.add(match condition {
            Condition::Compare(name, comparison, value) => {
                let field = comparable(entity, name, [value])?;
                compare(entity, field, *comparison, value, backend)
            }
            Condition::In(name, values) => {
                let field = comparable(entity, name, values)?;
                one_of(entity, field, values, backend)
            }
            Condition::Folded(name, value) => {
                let text = Value::String(String::new());
                let field = comparable(entity, name, [value.as_ref().unwrap_or(&text)])?;
                folded(entity, field, value.as_ref(), backend)
            }
        });
    }
    Ok(all)
}

/// Returns the field if it can be compared with the values. A text that is too long for the field
/// is accepted: it equals no stored text.
fn comparable<'e, 'v>(
    entity: &'e Entity,
    name: &Name,
    values: impl IntoIterator<Item = &'v Value>,
) -> Result<&'e Field, StoreError> {
    let field = field_of(entity, name)?;
    let fits = values.into_iter().all(|value| value.is_of(field.ty));
    if fits { Ok(field) } else { Err(wrong_type(entity, field)) }
}

fn compare(
    entity: &Entity,
    field: &Field,
    comparison: Comparison,
    value: &Value,
    backend: DbBackend,
) -> Expr {
    let column = readable(Expr::col(column(entity, &field.name)), field.ty, backend);
    let sortable_column = sort_key(entity, field, backend);
    if value.is_null() {
        return match comparison {
            Comparison::Equal => column.is_null(),
            Comparison::NotEqual => column.is_not_null(),
            // Nothing is less or greater than null.
            _ => no_row(),
        };
    }
    if let Some(storable) = storable_part(value) {
        let prefix = Expr::val(storable);
        // No stored text contains NUL, so none equals the value. Of two texts, `prefix` is the part
        // before the NUL: a text that is at most `prefix` sorts before the value, any other after
        // it.
        return match comparison {
            Comparison::Equal => no_row(),
            Comparison::NotEqual => column.clone().is_not_null().or(column.is_null()),
            Comparison::Less | Comparison::LessOrEqual => sortable_column.lte(prefix),
            Comparison::Greater | Comparison::GreaterOrEqual => sortable_column.gt(prefix),
        };
    }
    let value = encode(value, field.ty, backend);
    match comparison {
        Comparison::Equal => column.eq(value),
        Comparison::NotEqual if field.optional => column.clone().ne(value).or(column.is_null()),
        Comparison::NotEqual => column.ne(value),
        Comparison::Less => sortable_column.lt(value),
        Comparison::LessOrEqual => sortable_column.lte(value),
        Comparison::Greater => sortable_column.gt(value),
        Comparison::GreaterOrEqual => sortable_column.gte(value),
    }
}

/// Returns the condition that a text, in lower case and trimmed, equals `value`; without one, that it
/// differs from itself as it is.
fn folded(entity: &Entity, field: &Field, value: Option<&Value>, backend: DbBackend) -> Expr {
    // By its bytes: in some languages the lower case of `I` is another letter.
    let trimmed = Func::cust("TRIM").arg(sort_key(entity, field, backend));
    let folded = Expr::expr(Func::lower(trimmed));
    match value {
        Some(value) if storable_part(value).is_some() => no_row(),
        Some(value) => folded.eq(encode(value, field.ty, backend)),
        None => folded.ne(sort_key(entity, field, backend)),
    }
}

/// Returns a condition that no row meets.
fn no_row() -> Expr {
    Expr::val(1).is_in(Vec::<Expr>::new())
}

/// Returns the part before the NUL of a text that contains one: PostgreSQL refuses NUL in a
/// parameter.
fn storable_part(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => text.split_once('\0').map(|(part, _)| part.to_owned()),
        _ => None,
    }
}

/// Returns the condition that a field equals one of the values. The last value is repeated until
/// their number is a power of two, so that lists of all lengths make few different statements, and
/// the databases' statement caches hit.
fn one_of(entity: &Entity, field: &Field, values: &[Value], backend: DbBackend) -> Expr {
    let column = readable(Expr::col(column(entity, &field.name)), field.ty, backend);
    let findable = |value: &&Value| !value.is_null() && storable_part(value).is_none();
    let mut list: Vec<_> =
        values.iter().filter(findable).map(|v| encode(v, field.ty, backend)).collect();
    if let Some(last) = list.last().cloned() {
        list.resize(list.len().next_power_of_two(), last);
    }
    let has_null = values.iter().any(Value::is_null);
    let among = column.clone().is_in(list);
    if has_null { among.or(column.is_null()) } else { among }
}
