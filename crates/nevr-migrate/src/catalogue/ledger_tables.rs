//! The names of nevr's own tables.

use nevr_schema::FieldType;

pub(crate) const SCHEMA: &str = "nevr_schema";
pub(crate) const MIGRATION: &str = "nevr_migration";

/// The names of nevr's own tables, which no owner has and which are not foreign.
pub(crate) const TABLES: [&str; 2] = [SCHEMA, MIGRATION];

/// Returns the columns of one of nevr's own tables.
pub(crate) fn ledger_columns(table: &str) -> &'static [&'static str] {
    if table == SCHEMA {
        &["owner", "snapshot", "appliedAt"]
    } else {
        &["owner", "name", "checksum", "appliedAt"]
    }
}

/// Returns the type of a column of nevr's own tables.
pub(crate) fn ledger_type(column: &str) -> FieldType {
    match column {
        "snapshot" => FieldType::Text,
        "appliedAt" => FieldType::DateTime,
        _ => FieldType::String,
    }
}
