//! What a table of every database has room for.
//!
//! The narrowest is MySQL's `InnoDB`
//! (<https://dev.mysql.com/doc/refman/8.4/en/column-count-limit.html>,
//! <https://dev.mysql.com/doc/refman/8.4/en/innodb-limits.html>). PostgreSQL and SQLite take every
//! table that fits there.

use crate::{entity::Entity, field::Field, field_type::FieldType, origin::Defect};

/// The bytes that the columns of a table may have together, at their longest. Texts of any length
/// count with their pointer alone.
const ROW_BYTES: usize = 65_535;
/// The bytes of a row that must be in one page: of a longer text, its beginning and a pointer.
const PAGE_BYTES: usize = 8_000;
/// The indexes of a table, the one of its primary key included.
const INDEXES: usize = 64;
/// The fields of an index.
const INDEX_FIELDS: usize = 16;
/// The bytes of an index.
const INDEX_BYTES: usize = 3_072;
/// The bytes of all defaults of a table. MySQL keeps them in 64 KiB with everything else that it
/// knows of the table, some of them in hexadecimal.
const DEFAULT_BYTES: usize = 8_000;

/// The greatest length of a `string`, with four bytes for each character.
const STRING_BYTES: usize = 4 * FieldType::STRING_LENGTH;

/// Returns everything that is too much for one table.
pub(super) fn defects(entity: &Entity) -> Vec<Defect> {
    let mut defects = Vec::new();
    defects.extend(too_wide(entity));
    defects.extend(too_many_indexes(entity));
    defects.extend(too_long_defaults(entity));
    defects.extend(entity.unique.iter().filter_map(|fields| {
        let fields: Vec<&Field> = fields.iter().filter_map(|name| entity.field(name)).collect();
        unusable_index(entity, &fields)
    }));
    defects
}

/// Returns a defect at the first field that a row has no room for.
fn too_wide(entity: &Entity) -> Option<Defect> {
    // First those that every entity has: nobody can take them out.
    let built_in = |field: &&Field| ["id", "createdAt", "updatedAt"].contains(&field.name.as_str());
    let (given, own): (Vec<&Field>, Vec<&Field>) = entity.fields.values().partition(built_in);
    let (mut row, mut page) = (0, 0);
    let field = given.into_iter().chain(own).find(|field| {
        row += row_bytes(field.ty);
        page += page_bytes(field.ty);
        row > ROW_BYTES || page > PAGE_BYTES
    })?;
    let title = format!("`{}` has more fields than a row can hold", entity.name);
    Some(Defect::new(title).at(&field.origin, format!("from `{}` on", field.name)).help(
        "a row holds about 60 fields of type `string` and references, 180 of type `text` and \
         `json`, or 900 others: move some of them into an entity that refers to this one",
    ))
}

fn row_bytes(ty: FieldType) -> usize {
    match ty {
        FieldType::String => STRING_BYTES + 2,
        FieldType::Text | FieldType::Json => 12,
        FieldType::Int | FieldType::DateTime => 8,
        FieldType::Boolean => 1,
    }
}

fn page_bytes(ty: FieldType) -> usize {
    match ty {
        FieldType::String | FieldType::Text | FieldType::Json => 43,
        FieldType::Int | FieldType::DateTime | FieldType::Boolean => 8,
    }
}

fn too_many_indexes(entity: &Entity) -> Option<Defect> {
    let single = entity.fields.values().filter(|field| field.unique || field.index);
    let last = single.clone().next_back()?;
    let count = 1 + single.count() + entity.unique.len();
    let title = format!("`{}` has {count} indexes, and a table has at most {INDEXES}", entity.name);
    (count > INDEXES).then(|| {
        Defect::new(title)
            .at(&last.origin, format!("`{}` is the last of them", last.name))
            .help("the id, every `unique` field, every `index` and every reference is one")
    })
}

fn too_long_defaults(entity: &Entity) -> Option<Defect> {
    let mut bytes = 0;
    let field = entity.fields.values().find(|field| {
        bytes +=
            field.default.as_ref().map_or(0, |value| serde_json::json!(value).to_string().len());
        bytes > DEFAULT_BYTES
    })?;
    let title = format!("the defaults of `{}` are too long", entity.name);
    Some(Defect::new(title).at(&field.origin, format!("from `{}` on", field.name)).help(format!(
        "together they have at most {DEFAULT_BYTES} bytes: make the field optional, and set the \
         value when a row is made"
    )))
}

/// Returns a defect if no unique index over these fields can be made.
fn unusable_index(entity: &Entity, fields: &[&Field]) -> Option<Defect> {
    let is_long = |ty| matches!(ty, FieldType::Text | FieldType::Json);
    let bytes: usize = fields.iter().map(|field| row_bytes(field.ty)).sum();
    let names: Vec<String> = fields.iter().map(|field| format!("`{}`", field.name)).collect();
    let mut known = fields.iter();
    let help = if let Some(long) = fields.iter().find(|field| is_long(field.ty)) {
        format!("`{}` has type `{}`: not every database indexes it", long.name, long.ty.as_str())
    } else if known.any(|field| fields.iter().filter(|other| other.name == field.name).count() > 1)
    {
        "name each field once".to_owned()
    } else if fields.len() > INDEX_FIELDS || bytes > INDEX_BYTES {
        format!("at most three fields of type `string`, and {INDEX_FIELDS} in all, fit into one")
    } else {
        return None;
    };
    let title = format!("{} of `{}` can't be unique together", names.join(", "), entity.name);
    Some(Defect::new(title).at(&entity.origin, "declared here").help(help))
}
