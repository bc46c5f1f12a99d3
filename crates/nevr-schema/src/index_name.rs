//! The names of indexes and foreign keys. When a database refuses a row, its error names one of
//! them.

use sha2::{Digest, Sha256};

use crate::{entity::Entity, name::Name};

/// The greatest length of a name that every database accepts.
const MAX_LENGTH: usize = 63;

/// Returns the name of an index: `user_email_key` if it is unique, `session_userId_idx` if not.
pub fn index_name(table: &str, columns: &[String], unique: bool) -> String {
    named(table, columns, if unique { "key" } else { "idx" })
}

/// Returns the name of a foreign key: `session_userId_fkey`.
pub fn foreign_key_name(table: &str, column: &str) -> String {
    named(table, &[column.to_owned()], "fkey")
}

/// Joins the parts with underscores, of which names of entities and fields have none, so that no
/// two indexes share a name. A name that is too long is cut, and ends in a hash of the whole.
fn named(table: &str, columns: &[String], suffix: &str) -> String {
    let stem = format!("{table}_{}", columns.join("_"));
    if stem.len() + 1 + suffix.len() <= MAX_LENGTH {
        return format!("{stem}_{suffix}");
    }
    let hash = &hex_digest(&stem)[..10];
    let kept: String = stem.chars().take(MAX_LENGTH - hash.len() - suffix.len() - 2).collect();
    format!("{kept}_{hash}_{suffix}")
}

impl Entity {
    /// Returns the fields of the unique index of this name, or of the primary key, which is called
    /// `user_pkey` on PostgreSQL and `PRIMARY` on MySQL.
    pub fn fields_of_index(&self, index: &str) -> Option<Vec<Name>> {
        // MySQL may store names in lower case.
        let is_index = |fields: &[Name]| {
            let names: Vec<String> = fields.iter().map(ToString::to_string).collect();
            index_name(&self.name, &names, true).eq_ignore_ascii_case(index)
        };
        if index == "PRIMARY" || index == format!("{}_pkey", self.name) {
            return Some(vec![Name::from("id")]);
        }
        let single = self.fields.values().filter(|field| field.unique);
        let single = single.map(|field| vec![field.name.clone()]);
        single.chain(self.unique.iter().cloned()).find(|fields| is_index(fields))
    }
}

/// Returns the SHA-256 hash (FIPS 180-4) of a text, in hexadecimal.
pub fn hex_digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        for half in [byte >> 4, byte & 0xf] {
            hex.extend(char::from_digit(u32::from(half), 16));
        }
        hex
    })
}
