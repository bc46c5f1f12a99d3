//! What a live database holds, as far as migrations look at it.

use std::collections::BTreeMap;

use super::table::Table;

/// The live database: the names of everything, and the details of the tables that are on record.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    pub(crate) objects: Vec<Object>,
    /// By name as it stands in the database.
    pub(crate) tables: BTreeMap<String, Table>,
}

/// Something that takes a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Object {
    pub(crate) kind: ObjectKind,
    pub(crate) name: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ObjectKind {
    Table,
    View,
    Index,
    Sequence,
    /// PostgreSQL's types; a table takes the name of one.
    Type,
}

impl Catalogue {
    /// What has this name. SQLite compares names without case, and two names that differ in case
    /// alone confuse people on every other database.
    pub(crate) fn object(&self, name: &str) -> Option<&Object> {
        self.objects.iter().find(|object| object.name.eq_ignore_ascii_case(name))
    }

    /// The table of exactly this name, if it is on record.
    pub(crate) fn table(&self, name: &str) -> Option<&Table> {
        self.tables.get(name)
    }

    /// Whether a table of exactly this name is there, on record or not.
    pub(crate) fn has_table(&self, name: &str) -> bool {
        let mut objects = self.objects.iter();
        objects.any(|object| object.kind == ObjectKind::Table && object.name == name)
    }
}

impl ObjectKind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::View => "view",
            Self::Index => "index",
            Self::Sequence => "sequence",
            Self::Type => "type",
        }
    }
}
