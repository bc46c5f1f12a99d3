//! One row that is about to be written, as entity hooks see it.

use nevr_schema::{Name, Record};
use serde::Serialize;

/// What a statement does to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// A new row.
    Insert,
    /// A changed row.
    Update,
    /// A row that goes.
    Delete,
}

/// One row that is about to be written.
#[derive(Clone, Debug)]
pub struct EntityWrite {
    /// The entity.
    pub entity: Name,
    /// What happens to the row.
    pub action: Action,
    /// The row as it is; empty for an insert.
    pub old: Record,
    /// For an insert the whole row, for an update the fields that change, for a delete nothing. A
    /// hook may change it.
    pub new: Record,
}
