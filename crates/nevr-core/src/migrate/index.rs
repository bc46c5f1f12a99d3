//! Indexes and their names.

use sha2::{Digest, Sha256};

use super::catalogue::LiveIndex;
use crate::schema::{Entity, Name};

/// The longest name that every database takes.
const MAX_LENGTH: usize = 63;

/// An index that the schema asks for, or asked for once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Index {
    pub(super) name: String,
    pub(super) table: String,
    pub(super) columns: Vec<String>,
    pub(super) unique: bool,
}

impl Index {
    pub(super) fn new(table: &str, columns: Vec<String>, unique: bool) -> Self {
        Self { name: name(table, &columns, unique), table: table.to_owned(), columns, unique }
    }

    /// Whether the live index does what this one should.
    pub(super) fn matches(&self, live: &LiveIndex) -> bool {
        let columns = self.columns.iter().map(Some);
        self.unique == live.unique
            && !live.partial
            && columns.eq(live.columns.iter().map(Option::as_ref))
    }
}

/// The indexes of an entity, in the order of its fields. A unique field needs no second index.
pub(super) fn indexes(entity: &Entity) -> Vec<Index> {
    let fields = entity
        .fields
        .values()
        .filter(|field| field.unique || field.index)
        .map(|field| Index::new(&entity.name, vec![field.name.to_string()], field.unique));
    let combined = entity
        .unique
        .iter()
        .filter(|columns| !columns.is_empty())
        .map(|columns| Index::new(&entity.name, names(columns), true));
    let mut all: Vec<Index> = Vec::new();
    for index in fields.chain(combined) {
        if all.iter().all(|other| other.name != index.name) {
            all.push(index);
        }
    }
    all
}

pub(super) fn names(columns: &[Name]) -> Vec<String> {
    columns.iter().map(ToString::to_string).collect()
}

/// `user_email_key`, `session_userId_idx`.
fn name(table: &str, columns: &[String], unique: bool) -> String {
    named(table, columns, if unique { "key" } else { "idx" })
}

/// The name of a foreign key: `session_userId_fkey`.
#[allow(dead_code, reason = "SQLite's foreign keys have no names")]
pub(super) fn foreign_key_name(table: &str, column: &str) -> String {
    named(table, &[column.to_owned()], "fkey")
}

/// Names of entities and fields have no underscore, so two indexes can't share a name; a long one
/// ends in a hash of the whole.
fn named(table: &str, columns: &[String], suffix: &str) -> String {
    let stem = format!("{table}_{}", columns.join("_"));
    if stem.len() + 1 + suffix.len() <= MAX_LENGTH {
        return format!("{stem}_{suffix}");
    }
    let hash = &hex_digest(&stem)[..10];
    let kept: String = stem.chars().take(MAX_LENGTH - hash.len() - suffix.len() - 2).collect();
    format!("{kept}_{hash}_{suffix}")
}

/// SHA-256 (FIPS 180-4) of a text, in hex.
pub(super) fn hex_digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        for half in [byte >> 4, byte & 0xf] {
            hex.extend(char::from_digit(u32::from(half), 16));
        }
        hex
    })
}
