//! The objects of a live database.

use std::collections::{BTreeMap, BTreeSet};

use super::{ledger_tables::TABLES, table::Table};

/// The structure of a live database: the names of everything, and the details of some tables.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    pub(crate) objects: Vec<Object>,
    /// The tables that are read in detail, by their names in the database.
    pub(crate) tables: BTreeMap<String, Table>,
}

/// An object that takes a name.
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
    /// A type of PostgreSQL, where tables and types share names.
    Type,
}

impl Catalogue {
    /// A catalogue of names alone; of those tables whose details are asked for, there is an empty
    /// one to be filled.
    pub(crate) fn new(objects: Vec<Object>, detailed: &BTreeSet<String>) -> Self {
        let tables = objects.iter().filter(|object| object.kind == ObjectKind::Table);
        let tables = tables.map(|object| &object.name).filter(|name| detailed.contains(*name));
        let empty = |name: &String| Table { name: name.clone(), ..Table::default() };
        let tables = tables.map(|name| (name.clone(), empty(name))).collect();
        Self { objects, tables }
    }

    /// The names of tables and views that nevr did not make: those that no owner has.
    pub(crate) fn foreign(&self, is_owned: impl Fn(&str) -> bool) -> Vec<String> {
        let has_rows = |kind| matches!(kind, ObjectKind::Table | ObjectKind::View);
        let objects = self.objects.iter().filter(|object| has_rows(object.kind));
        let names = objects.map(|object| object.name.as_str());
        let foreign = names.filter(|name| !TABLES.contains(name) && !is_owned(name));
        foreign.map(str::to_owned).collect()
    }

    /// Returns the object of this name, compared without case: SQLite does, and two names that
    /// differ only in case confuse people on every other database.
    pub(crate) fn object(&self, name: &str) -> Option<&Object> {
        self.objects.iter().find(|object| object.name.eq_ignore_ascii_case(name))
    }

    /// Returns the table of exactly this name, if it was read in detail.
    pub(crate) fn table(&self, name: &str) -> Option<&Table> {
        self.tables.get(name)
    }

    /// Whether a table of exactly this name exists, read in detail or not.
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
