//! The statement for sets that write the same entities.

use std::{fmt::Write, sync::Arc};

use nevr_schema::{Entity, Field, FieldType, Schema};
use sea_orm::sea_query::Value as SqlValue;

use crate::store::prepared_set::{PreparedSet, PreparedStatement, PreparedWrite};

/// The most rows of a set that is sent as one statement; one with more is written in a transaction.
const MAX_ROWS: usize = 64;
/// The most bytes of values in such a set.
const MAX_BYTES: usize = 64 * 1024;

/// What sets have in common that can be sent together: the entities that they insert rows of, in the
/// order in which they first do, by their positions in the schema.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct ShapeKey(Vec<usize>);

/// How a set is sent as one statement.
pub(super) struct Fit {
    pub(super) key: ShapeKey,
    /// The bytes of its values.
    pub(super) bytes: usize,
    /// It must not share the statement with others: it refers to a row outside of the set, which it
    /// locks. Sets of several users in one statement would lock the rows of several users, in no order.
    pub(super) alone: bool,
}

/// The statement that inserts rows of several entities, any number of each.
pub(super) struct Shape {
    pub(super) tables: Vec<Table>,
    pub(super) text: Arc<str>,
}

/// An entity, as the statement writes it.
pub(super) struct Table {
    pub(super) entity: nevr_schema::Name,
    /// The types of its fields, in their order.
    pub(super) fields: Vec<FieldType>,
}

/// Returns how a set can be sent as one statement, if it can: it only inserts, not too much, and
/// nothing about it depends on its rows being inserted one after the other.
///
/// The database checks references at the end of a statement, and locks then the rows that are referred
/// to. So a row must not refer to one that comes later in the set, which alone would be refused. And
/// only the last row may refer to one outside of the set: that is locked after all rows are inserted,
/// and [the order of locks](crate::store::Tx#the-order-of-locks) is kept as by single statements.
pub(super) fn fit(schema: &Schema, set: &PreparedSet) -> Option<Fit> {
    let rows = &set.statements;
    if rows.is_empty() || rows.len() > MAX_ROWS {
        return None;
    }
    let mut fit = Fit { key: ShapeKey(Vec::with_capacity(4)), bytes: 0, alone: false };
    for (at, row) in rows.iter().enumerate() {
        let PreparedWrite::Insert(record) = &row.write else { return None };
        let (position, _, entity) = schema.entities.get_full(&row.entity)?;
        for ((_, value), field) in record.iter().zip(entity.fields.values()) {
            let Some(to) = field.reference.as_ref().filter(|_| !value.is_null()) else { continue };
            let is_target = |other: &PreparedStatement| {
                let id = other.written().and_then(|record| record.value("id"));
                other.entity == to.entity && id == Some(value)
            };
            if !rows[..=at].iter().any(is_target) {
                if at + 1 < rows.len() {
                    return None;
                }
                fit.alone = true;
            }
        }
        fit.bytes += row.values.iter().map(length).sum::<usize>();
        if !fit.key.0.contains(&position) {
            fit.key.0.push(position);
        }
    }
    (fit.bytes <= MAX_BYTES).then_some(fit)
}

fn length(value: &SqlValue) -> usize {
    match value {
        SqlValue::String(Some(text)) => text.len(),
        _ => size_of::<i64>(),
    }
}

impl Shape {
    pub(super) fn new(schema: &Schema, key: &ShapeKey) -> Self {
        let entities: Vec<&Entity> =
            key.0.iter().filter_map(|at| Some(schema.entities.get_index(*at)?.1)).collect();
        let mut first = 1;
        let mut inserts = Vec::new();
        for entity in &entities {
            inserts.push(insert(entity, first));
            first += entity.fields.len();
        }
        let tables = entities.iter().map(|entity| Table {
            entity: entity.name.clone(),
            fields: entity.fields.values().map(|field| field.ty).collect(),
        });
        Self { text: statement(inserts).into(), tables: tables.collect() }
    }
}

/// Joins the inserts. PostgreSQL performs the main one first and then the others from the last to
/// the first, so they are written in the opposite order: whoever writes the same rows one by one
/// waits for them in one order.
fn statement(mut inserts: Vec<String>) -> String {
    let mut text = String::new();
    let main = inserts.remove(0);
    for (at, insert) in inserts.iter().enumerate().rev() {
        let begin = if text.is_empty() { "WITH" } else { "," };
        // Writing to a text does not fail.
        let _ = write!(text, r#"{begin} "{at}" AS ({insert}) "#);
    }
    text + &main
}

/// Returns the insert of any number of rows: each parameter is the list of the values of a field,
/// so that the text, and the statement as the server has prepared it, is one for all sizes.
fn insert(entity: &Entity, first: usize) -> String {
    let listed =
        |of: fn(&Field) -> String| entity.fields.values().map(of).collect::<Vec<_>>().join(", ");
    let columns = listed(|field| format!(r#""{}""#, field.name));
    let selected = listed(|field| match field.ty {
        FieldType::Json => format!(r#"CAST("{}" AS json)"#, field.name),
        _ => format!(r#""{}""#, field.name),
    });
    let parameters: Vec<_> = entity
        .fields
        .values()
        .enumerate()
        .map(|(at, field)| format!("${}::{}[]", first + at, element(field.ty)))
        .collect();
    format!(
        r#"INSERT INTO "{table}" ({columns}) SELECT {selected} FROM unnest({lists}) AS "rows" ({columns})"#,
        table = entity.name,
        lists = parameters.join(", ")
    )
}

fn element(ty: FieldType) -> &'static str {
    match ty {
        FieldType::String | FieldType::Text | FieldType::Json => "text",
        FieldType::Int => "bigint",
        FieldType::Boolean => "boolean",
        FieldType::DateTime => "timestamptz",
    }
}

#[cfg(test)]
mod tests {
    use nevr_schema::{Owner, SchemaBuilder, merge};

    use super::*;

    #[test]
    fn the_statement_is_written_in_the_opposite_order_of_its_inserts() {
        let mut builder = SchemaBuilder::new(Owner::App);
        for entity in ["one", "two", "three"] {
            builder.entity(entity).field("extra", Field::json().optional());
        }
        let (schema, _) = merge(vec![builder]);
        let key = ["one", "two", "three"].map(|name| schema.entities.get_index_of(name));
        let key = ShapeKey(key.into_iter().flatten().collect());
        let insert = |table: &str, first: usize| {
            format!(
                r#"INSERT INTO "{table}" ("id", "extra") SELECT "id", CAST("extra" AS json) FROM unnest(${first}::text[], ${}::text[]) AS "rows" ("id", "extra")"#,
                first + 1
            )
        };
        let (one, two, three) = (insert("one", 1), insert("two", 3), insert("three", 5));
        let expected = format!(r#"WITH "1" AS ({three}) , "0" AS ({two}) {one}"#);
        assert_eq!(*Shape::new(&schema, &key).text, expected);
    }
}
