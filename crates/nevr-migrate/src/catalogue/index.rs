//! The indexes of an entity.

use nevr_schema::{Entity, Name, index_name};

use super::table::LiveIndex;

/// An index that the schema asks for, or once asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Index {
    pub(crate) name: String,
    pub(crate) table: String,
    pub(crate) columns: Vec<String>,
    pub(crate) unique: bool,
}

impl Index {
    pub(crate) fn new(table: &str, columns: Vec<String>, unique: bool) -> Self {
        Self { name: index_name(table, &columns, unique), table: table.to_owned(), columns, unique }
    }

    /// Whether the live index has the same columns and uniqueness, and is a plain one.
    pub(crate) fn matches(&self, live: &LiveIndex) -> bool {
        let columns = self.columns.iter().map(Some);
        self.unique == live.unique
            && !live.partial
            && columns.eq(live.columns.iter().map(Option::as_ref))
    }
}

/// Returns the indexes of an entity, in the order of its fields. A unique field needs no second
/// index.
pub(crate) fn indexes(entity: &Entity) -> Vec<Index> {
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

pub(crate) fn names(columns: &[Name]) -> Vec<String> {
    columns.iter().map(ToString::to_string).collect()
}
