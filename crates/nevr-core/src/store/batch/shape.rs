//! The statement for sets that write the same entities.

use std::{fmt::Write, sync::Arc};

use nevr_schema::{Entity, Field, FieldType, Schema};
use sea_orm::sea_query::Value as SqlValue;

use crate::store::prepared_set::{PreparedSet, PreparedWrite};

/// The most rows of a set that is sent together with others; one with more is written in a
/// transaction.
const MAX_ROWS: usize = 64;
/// The most bytes of text in such a set.
const MAX_BYTES: usize = 64 * 1024;

/// What sets have in common that can be sent together: the entities that they insert rows of, in the
/// order in which they first do, by their positions in the schema.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct ShapeKey(Vec<usize>);

/// A set's place among others: its shape and its size.
pub(super) struct Fit {
    pub(super) key: ShapeKey,
    /// The bytes of its texts.
    pub(super) bytes: usize,
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

/// Returns how a set fits among others, if it does: it only inserts, not too much, and no row refers
/// to one that a later statement of the set inserts. The database checks references at the end of a
/// statement, so that sent together such a row would be accepted, and alone refused.
pub(super) fn fit(schema: &Schema, set: &PreparedSet) -> Option<Fit> {
    if set.statements.is_empty() || set.statements.len() > MAX_ROWS {
        return None;
    }
    let (mut key, mut bytes) = (Vec::with_capacity(4), 0);
    for (at, statement) in set.statements.iter().enumerate() {
        let PreparedWrite::Insert(record) = &statement.write else { return None };
        let (position, _, entity) = schema.entities.get_full(&statement.entity)?;
        let refers_ahead = || {
            let later = &set.statements[at + 1..];
            record.iter().zip(entity.fields.values()).any(|((_, value), field)| {
                field.reference.as_ref().is_some_and(|to| {
                    later.iter().any(|other| {
                        let id = other.written().and_then(|row| row.value("id"));
                        other.entity == to.entity && id == Some(value)
                    })
                })
            })
        };
        if refers_ahead() {
            return None;
        }
        bytes += statement.values.iter().map(length).sum::<usize>();
        if !key.contains(&position) {
            key.push(position);
        }
    }
    (bytes <= MAX_BYTES).then_some(Fit { key: ShapeKey(key), bytes })
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
