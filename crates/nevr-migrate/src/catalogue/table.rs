//! A table: its columns, indexes and foreign keys.

/// A table, as it is or as it should be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) indexes: Vec<LiveIndex>,
    /// The foreign keys of other tables that refer to it: the table, and its column or columns
    /// joined by ", ".
    pub(crate) referred_by: Vec<(String, String)>,
    /// Its triggers, as SQL or described. SQLite creates them again after a rebuild.
    pub(crate) triggers: Vec<String>,
    /// What it has that a schema can't express, described: CHECKs, generated columns, composite
    /// foreign keys. A rebuild would lose it, so such a table is not rebuilt.
    pub(crate) unsupported: Vec<String>,
}

/// A column in the words of the database, as it is or as a field asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) ty: String,
    pub(crate) not_null: bool,
    /// The default as SQL: as it is written for a wanted column, or as the catalogue shows it for a
    /// live one.
    pub(crate) default: Option<String>,
    pub(crate) reference: Option<ForeignKey>,
}

/// A foreign key over one column, to the id of another table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ForeignKey {
    /// The name, such as `session_userId_fkey`; empty on engines without names for foreign keys.
    pub(crate) name: String,
    pub(crate) table: String,
    /// `CASCADE` or `SET NULL`; keys made by hand also have `NO ACTION`, `RESTRICT`, `SET DEFAULT`.
    pub(crate) on_delete: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LiveIndex {
    pub(crate) name: String,
    /// The columns in order; `None` for an expression.
    pub(crate) columns: Vec<Option<String>>,
    pub(crate) unique: bool,
    /// Whether it is other than a plain index over all rows, and so never the one that a field asks
    /// for: it has a condition, an order, a collation or a method of its own.
    pub(crate) partial: bool,
}

impl Table {
    /// Returns the column of this name, compared without case.
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

    /// Returns the index of this name, compared without case.
    pub(crate) fn index(&self, name: &str) -> Option<&LiveIndex> {
        self.indexes.iter().find(|index| index.name.eq_ignore_ascii_case(name))
    }
}

impl ForeignKey {
    /// Whether both have the same table, the same action, and the same name if both have one.
    pub(crate) fn same(&self, other: &Self) -> bool {
        let unnamed = self.name.is_empty() || other.name.is_empty();
        self.table == other.table
            && self.on_delete == other.on_delete
            && (unnamed || self.name == other.name)
    }
}
