//! Names of indexes and foreign keys, by which the database says which one refused a row.

use sha2::{Digest, Sha256};

use crate::{entity::Entity, name::Name};

/// The longest name that every database takes.
const MAX_LENGTH: usize = 63;

/// `user_email_key`, `session_userId_idx`.
pub fn index_name(table: &str, columns: &[String], unique: bool) -> String {
    named(table, columns, if unique { "key" } else { "idx" })
}

/// The name of a foreign key: `session_userId_fkey`.
pub fn foreign_key_name(table: &str, column: &str) -> String {
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

impl Entity {
    /// The fields that no two rows may share by the unique index of this name, or by the primary
    /// key: `user_pkey` on PostgreSQL, `PRIMARY` on MySQL.
    pub fn fields_of_index(&self, index: &str) -> Option<Vec<Name>> {
        // MySQL may keep names in lower case.
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

/// SHA-256 (FIPS 180-4) of a text, in hex.
pub fn hex_digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        for half in [byte >> 4, byte & 0xf] {
            hex.extend(char::from_digit(u32::from(half), 16));
        }
        hex
    })
}
