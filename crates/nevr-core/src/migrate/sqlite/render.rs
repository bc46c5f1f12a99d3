//! Writing statements for SQLite.

use sea_orm::sea_query::{
    self, Alias, ColumnDef, ColumnType, ForeignKeyAction, SqliteQueryBuilder, StringLen, Table,
};

use super::super::{
    catalogue::{Column, ForeignKey},
    index::Index,
};
use crate::schema::{Entity, Field, FieldType, OnDelete, Reference, Value};

/// The primary key of every entity.
const ID: &str = "id";

/// What a field becomes, as the catalogue will show it.
pub(in super::super) fn column(field: &Field) -> Column {
    Column {
        name: field.name.to_string(),
        ty: type_name(field.ty),
        not_null: !field.optional,
        default: field.default.as_ref().map(literal),
        reference: field.reference.as_ref().map(|to| ForeignKey {
            table: to.entity.to_string(),
            on_delete: on_delete(to).to_owned(),
        }),
    }
}

/// SQLite reads a statement up to the first NUL, so a text that has one can't stand in it.
pub(in super::super) fn can_write(default: &Value) -> bool {
    !literal(default).contains('\0')
}

/// Compares defaults as values: a boolean may be written `TRUE` or `1`, and the members of a JSON
/// object may stand in any order.
pub(in super::super) fn same_default(ty: FieldType, one: Option<&str>, two: Option<&str>) -> bool {
    let (Some(one), Some(two)) = (one, two) else { return one.is_none() && two.is_none() };
    match ty {
        FieldType::Boolean => boolean(one) == boolean(two),
        FieldType::Json => {
            one == two || json(one).is_some_and(|json_one| json(two) == Some(json_one))
        }
        _ => one == two,
    }
}

fn boolean(sql: &str) -> String {
    match sql.to_ascii_uppercase().as_str() {
        "1" => "TRUE".to_owned(),
        "0" => "FALSE".to_owned(),
        other => other.to_owned(),
    }
}

fn json(sql: &str) -> Option<serde_json::Value> {
    let text = sql.strip_prefix('\'')?.strip_suffix('\'')?.replace("''", "'");
    serde_json::from_str(&text).ok()
}

/// `CREATE TABLE`, with the foreign keys: SQLite can't add them later. Unique columns get indexes
/// of their own, so that a table extended later looks the same as one made at once.
pub(in super::super) fn create_table(entity: &Entity) -> String {
    let mut table = Table::create();
    table.table(alias(&entity.name));
    for field in entity.fields.values() {
        let mut column = definition(field);
        if field.name == ID {
            column.primary_key();
        }
        table.col(&mut column);
    }
    for field in entity.fields.values() {
        if let Some(to) = &field.reference {
            table.foreign_key(
                sea_query::ForeignKey::create()
                    .from(alias(&entity.name), alias(&field.name))
                    .to(alias(&to.entity), alias(ID))
                    .on_delete(action(to)),
            );
        }
    }
    table.to_string(SqliteQueryBuilder)
}

/// `ALTER TABLE … ADD COLUMN`, one column: sea-query writes no more than one for SQLite.
pub(in super::super) fn add_column(entity: &Entity, field: &Field) -> String {
    let mut column = definition(field);
    if let Some(to) = &field.reference {
        let (table, id) = (quoted(&to.entity), quoted(ID));
        column.extra(format!("REFERENCES {table} ({id}) ON DELETE {}", on_delete(to)));
    }
    Table::alter().table(alias(&entity.name)).add_column(&mut column).to_string(SqliteQueryBuilder)
}

/// `CREATE INDEX`.
pub(in super::super) fn create_index(index: &Index) -> String {
    let mut create = sea_query::Index::create();
    create.name(&index.name).table(alias(&index.table));
    for column in &index.columns {
        create.col(alias(column));
    }
    if index.unique {
        create.unique();
    }
    create.to_string(SqliteQueryBuilder)
}

fn definition(field: &Field) -> ColumnDef {
    let mut column = ColumnDef::new_with_type(alias(&field.name), column_type(field.ty));
    if !field.optional {
        column.not_null();
    }
    if let Some(default) = &field.default {
        column.default(bound(default));
    }
    column
}

fn column_type(ty: FieldType) -> ColumnType {
    match ty {
        // 255 fits; no conversion can fail here.
        FieldType::String => ColumnType::String(StringLen::N(255)),
        FieldType::Text => ColumnType::Text,
        FieldType::Int => ColumnType::BigInteger,
        FieldType::Boolean => ColumnType::Boolean,
        FieldType::DateTime => ColumnType::TimestampWithTimeZone,
        FieldType::Json => ColumnType::Json,
    }
}

/// The type as sea-query declares it and the catalogue keeps it.
fn type_name(ty: FieldType) -> String {
    let column = ColumnDef::new_with_type(alias("c"), column_type(ty));
    let mut sql = String::new();
    sea_query::TableBuilder::prepare_column_def(&SqliteQueryBuilder, &column, &mut sql);
    sql.split_once(' ').map_or_else(String::new, |(_, ty)| ty.to_owned())
}

/// The value as the store writes it: times and JSON are text.
fn bound(value: &Value) -> sea_query::Value {
    match value {
        Value::Null => sea_query::Value::String(None),
        Value::String(text) => text.as_str().into(),
        Value::Int(number) => (*number).into(),
        Value::Boolean(flag) => (*flag).into(),
        Value::DateTime(moment) => moment.to_string().into(),
        Value::Json(json) => json.to_string().into(),
    }
}

/// The value as SQL text; sea-query doubles the quotes in it.
fn literal(value: &Value) -> String {
    sea_query::QueryBuilder::value_to_string(&SqliteQueryBuilder, &bound(value))
}

fn on_delete(to: &Reference) -> &'static str {
    match to.on_delete {
        OnDelete::Cascade => "CASCADE",
        OnDelete::SetNull => "SET NULL",
    }
}

fn action(to: &Reference) -> ForeignKeyAction {
    match to.on_delete {
        OnDelete::Cascade => ForeignKeyAction::Cascade,
        OnDelete::SetNull => ForeignKeyAction::SetNull,
    }
}

fn alias(name: &str) -> Alias {
    Alias::new(name)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
