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
    Sequence,
    /// PostgreSQL's types; a table takes the name of one.
    Type,
}

/// A table: what is there, or what a table is to become.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    pub(super) indexes: Vec<LiveIndex>,
    /// Foreign keys that refer to it, from other tables: (table, column or columns joined by ", ").
    pub(super) referred_by: Vec<(String, String)>,
    /// The triggers on it, as SQL or in words. SQLite puts them back after a rebuild.
    pub(super) triggers: Vec<String>,
    /// What hangs on it that these words can't say: CHECKs, generated columns, composite foreign
    /// keys. SQLite refuses to build such a table anew.
    pub(super) unspoken: Vec<String>,
}

/// A column in the words of the database: what a field becomes there, or what is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) ty: String,
    pub(super) not_null: bool,
    /// The SQL text of the default: as it is written for a wanted column, as the catalogue shows it
    /// for a live one.
    pub(super) default: Option<String>,
    pub(super) reference: Option<ForeignKey>,
}

/// A foreign key over one column, to the id of another table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ForeignKey {
    /// `session_userId_fkey`; empty where the engine has no names for them.
    pub(super) name: String,
    pub(super) table: String,
    /// `CASCADE`, `SET NULL`, or whatever somebody made: `NO ACTION`, `RESTRICT`, `SET DEFAULT`.
    pub(super) on_delete: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
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

impl ForeignKey {
    /// Whether both are one: the same table, the same action, and the same name where both have
    /// one.
    pub(super) fn same(&self, other: &Self) -> bool {
        let unnamed = self.name.is_empty() || other.name.is_empty();
        self.table == other.table
            && self.on_delete == other.on_delete
            && (unnamed || self.name == other.name)
    }
}

impl ObjectKind {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::View => "view",
            Self::Index => "index",
            Self::Sequence => "sequence",
            Self::Type => "type",
        }
    }
}
