//! The SQL that all databases write alike.
//!
//! It is written by hand: the model has types and defaults as SQL already, and sea-query neither
//! takes those nor escapes the names of indexes and constraints.

use super::operation::Operation;
use crate::catalogue::{Column, ForeignKey, Index};

/// The primary key of every entity.
const ID: &str = "id";

/// Writes SQL for one database.
pub(super) struct Sql {
    /// The quote around names.
    pub(super) quote: char,
    /// What follows the type of a column that may be null.
    pub(super) nullable: &'static str,
}

impl Sql {
    /// Returns the statements of an operation that all databases write alike, and none for one that
    /// each writes in its own way.
    pub(super) fn statements(&self, operation: &Operation) -> Vec<String> {
        match operation {
            Operation::DropTable { table } => vec![format!("DROP TABLE {}", self.name(table))],
            Operation::DropColumn { table, column } => {
                vec![self.alter(table, &format!("DROP COLUMN {}", self.name(&column.name)))]
            }
            Operation::RenameColumn { table, from, to } => {
                let [from, to] = [from, to].map(|name| self.name(name));
                vec![self.alter(table, &format!("RENAME COLUMN {from} TO {to}"))]
            }
            Operation::AddReference { table, column } => {
                let key = self.foreign_key(column);
                key.map(|key| self.alter(table, &format!("ADD {key}"))).into_iter().collect()
            }
            Operation::CreateIndex(index) => vec![self.create_index(index)],
            Operation::DropIndex(index) => vec![format!("DROP INDEX {}", self.name(&index.name))],
            Operation::CreateTable(_)
            | Operation::AddColumn { .. }
            | Operation::AlterColumn { .. }
            | Operation::DropReference { .. }
            | Operation::Rebuild { .. } => Vec::new(),
        }
    }

    /// `CREATE TABLE`, with the primary key and the foreign keys. Unique columns get indexes of
    /// their own, so that a table that grew looks the same as one made at once.
    pub(super) fn create_table(
        &self,
        name: &str,
        columns: &[Column],
        definition: impl Fn(&Column) -> String,
    ) -> String {
        let definitions = columns.iter().map(|column| {
            let key = if column.name == ID { " PRIMARY KEY" } else { "" };
            definition(column) + key
        });
        let keys = columns.iter().filter_map(|column| self.foreign_key(column));
        let parts: Vec<_> = definitions.chain(keys).collect();
        format!("CREATE TABLE {} ({})", self.name(name), parts.join(", "))
    }

    /// `ALTER TABLE … ADD COLUMN`, with the foreign key in the column's definition.
    pub(super) fn add_column(&self, table: &str, column: &Column, definition: &str) -> String {
        let mut change = format!("ADD COLUMN {definition}");
        if let Some(key) = &column.reference {
            change.extend([" ", &self.constraint(key), &self.references(key)]);
        }
        self.alter(table, &change)
    }

    pub(super) fn create_index(&self, index: &Index) -> String {
        let unique = if index.unique { "UNIQUE " } else { "" };
        let (name, table) = (self.name(&index.name), self.name(&index.table));
        let columns = self.names(index.columns.iter().map(String::as_str));
        format!("CREATE {unique}INDEX {name} ON {table} ({columns})")
    }

    pub(super) fn alter(&self, table: &str, change: &str) -> String {
        format!("ALTER TABLE {} {change}", self.name(table))
    }

    /// A column's definition: name, type, nullability, default. Live columns of SQLite may have no
    /// type.
    pub(super) fn column(&self, column: &Column, ty: &str, default: Option<&str>) -> String {
        let mut sql = self.name(&column.name);
        if !ty.is_empty() {
            sql.extend([" ", ty]);
        }
        sql.push_str(if column.not_null { " NOT NULL" } else { self.nullable });
        if let Some(default) = default {
            sql.extend([" DEFAULT ", default]);
        }
        sql
    }

    /// The foreign key of a column as a part of its table. It is not written inside the definition
    /// of the column, where MySQL ignores it.
    fn foreign_key(&self, column: &Column) -> Option<String> {
        let key = column.reference.as_ref()?;
        let (constraint, references) = (self.constraint(key), self.references(key));
        Some(format!("{constraint}FOREIGN KEY ({}) {references}", self.name(&column.name)))
    }

    fn constraint(&self, key: &ForeignKey) -> String {
        if key.name.is_empty() {
            String::new()
        } else {
            format!("CONSTRAINT {} ", self.name(&key.name))
        }
    }

    fn references(&self, key: &ForeignKey) -> String {
        let (table, id) = (self.name(&key.table), self.name(ID));
        format!("REFERENCES {table} ({id}) ON DELETE {}", key.on_delete)
    }

    /// Puts a name in quotes, so that it keeps its case and may be a reserved word.
    pub(super) fn name(&self, name: &str) -> String {
        let quote = self.quote.to_string();
        format!("{quote}{}{quote}", name.replace(self.quote, &quote.repeat(2)))
    }

    /// A list of names in quotes.
    pub(super) fn names<'n>(&self, names: impl Iterator<Item = &'n str>) -> String {
        names.map(|name| self.name(name)).collect::<Vec<_>>().join(", ")
    }
}

/// Puts a text in quotes, for databases or sessions in which a backslash is a character like
/// others.
pub(super) fn text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
