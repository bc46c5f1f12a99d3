//! A table: its columns, indexes and foreign keys.

/// A table: what is there, or what a table is to become.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) indexes: Vec<LiveIndex>,
    /// Foreign keys that refer to it, from other tables: (table, column or columns joined by ", ").
    pub(crate) referred_by: Vec<(String, String)>,
    /// The triggers on it, as SQL or in words. SQLite puts them back after a rebuild.
    pub(crate) triggers: Vec<String>,
    /// What hangs on it that these words can't say: CHECKs, generated columns, composite foreign
    /// keys. SQLite refuses to build such a table anew.
    pub(crate) unspoken: Vec<String>,
}

/// A column in the words of the database: what a field becomes there, or what is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) ty: String,
    pub(crate) not_null: bool,
    /// The SQL text of the default: as it is written for a wanted column, as the catalogue shows it
    /// for a live one.
    pub(crate) default: Option<String>,
    pub(crate) reference: Option<ForeignKey>,
}

/// A foreign key over one column, to the id of another table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ForeignKey {
    /// `session_userId_fkey`; empty where the engine has no names for them.
    pub(crate) name: String,
    pub(crate) table: String,
    /// `CASCADE`, `SET NULL`, or whatever somebody made: `NO ACTION`, `RESTRICT`, `SET DEFAULT`.
    pub(crate) on_delete: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LiveIndex {
    pub(crate) name: String,
    /// None stands for an expression.
    pub(crate) columns: Vec<Option<String>>,
    pub(crate) unique: bool,
    pub(crate) partial: bool,
}

impl Table {
    /// The column of this name, compared without case.
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name))
    }

    /// Adds a column to the last index if that has the same name, and else the index: catalogues
    /// list the columns of an index one after the other.
    pub(crate) fn add_index_column(&mut self, column: LiveIndex) {
        match self.indexes.last_mut() {
            Some(index) if index.name == column.name => {
                index.columns.extend(column.columns);
                index.partial |= column.partial;
            }
            _ => self.indexes.push(column),
        }
    }

    /// The index of this name.
    pub(crate) fn index(&self, name: &str) -> Option<&LiveIndex> {
        self.indexes.iter().find(|index| index.name.eq_ignore_ascii_case(name))
    }
}

impl ForeignKey {
    /// Whether both are one: the same table, the same action, and the same name where both have
    /// one.
    pub(crate) fn same(&self, other: &Self) -> bool {
        let unnamed = self.name.is_empty() || other.name.is_empty();
        self.table == other.table
            && self.on_delete == other.on_delete
            && (unnamed || self.name == other.name)
    }
}
