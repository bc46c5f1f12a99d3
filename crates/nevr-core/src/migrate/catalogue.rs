//! What a live database holds, as far as migrations look at it.

use std::collections::BTreeMap;

/// The live database: the names of everything, and the details of the tables that are on record.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    pub(super) objects: Vec<Object>,
    /// By name as it stands in the database.
    pub(super) tables: BTreeMap<String, Table>,
}

/// Something that takes a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Object {
    pub(super) kind: ObjectKind,
    pub(super) name: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ObjectKind {
    Table,
    View,
    Index,
}

#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) columns: Vec<Column>,
    pub(super) indexes: Vec<LiveIndex>,
}

/// A column in the words of the database: what a field becomes there, or what is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) ty: String,
    pub(super) not_null: bool,
    /// The SQL text of the default.
    pub(super) default: Option<String>,
    pub(super) reference: Option<ForeignKey>,
}

/// A foreign key over one column, to the id of another table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ForeignKey {
    pub(super) table: String,
    pub(super) on_delete: String,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct LiveIndex {
    pub(super) name: String,
    /// None stands for an expression.
    pub(super) columns: Vec<Option<String>>,
    pub(super) unique: bool,
    pub(super) partial: bool,
}

impl Catalogue {
    /// What has this name. SQLite compares names without case, and two names that differ in case
    /// alone confuse people on every other database.
    pub(super) fn object(&self, name: &str) -> Option<&Object> {
        self.objects.iter().find(|object| object.name.eq_ignore_ascii_case(name))
    }

    /// The table of exactly this name, if it is on record.
    pub(super) fn table(&self, name: &str) -> Option<&Table> {
        self.tables.get(name)
    }

    /// Whether a table of exactly this name is there, on record or not.
    pub(super) fn has_table(&self, name: &str) -> bool {
        let mut objects = self.objects.iter();
        objects.any(|object| object.kind == ObjectKind::Table && object.name == name)
    }
}

impl Table {
    /// The column of this name, compared without case.
    pub(super) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name))
    }

    /// The index of this name.
    pub(super) fn index(&self, name: &str) -> Option<&LiveIndex> {
        self.indexes.iter().find(|index| index.name.eq_ignore_ascii_case(name))
    }
}

impl ObjectKind {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::View => "view",
            Self::Index => "index",
        }
    }
}
