//! Writing statements for SQLite. sea-query writes what it writes for one alteration at most, and
//! takes no text as a default, so they are written by hand.

use super::text::quoted;
use crate::{
    catalogue::{Column, ForeignKey, Index, Table},
    dialect::operation::Operation,
};

/// The primary key of every entity.
const ID: &str = "id";

/// The statements of an operation. What SQLite has no statement for is part of a rebuild.
pub(super) fn statements(operation: &Operation) -> Vec<String> {
    match operation {
        Operation::CreateTable(table) => vec![create_table(&table.name, &table.columns)],
        Operation::DropTable { table } => vec![format!("DROP TABLE {}", quoted(table))],
        Operation::AddColumn { table, column } => vec![add_column(table, column)],
        Operation::DropColumn { table, column } => {
            let (table, column) = (quoted(table), quoted(&column.name));
            vec![format!("ALTER TABLE {table} DROP COLUMN {column}")]
        }
        Operation::RenameColumn { table, from, to } => {
            let [table, from, to] = [table, from, to].map(|name| quoted(name));
            vec![format!("ALTER TABLE {table} RENAME COLUMN {from} TO {to}")]
        }
        Operation::CreateIndex(index) => vec![create_index(index)],
        Operation::DropIndex(index) => vec![format!("DROP INDEX {}", quoted(&index.name))],
        Operation::Rebuild { from, to } => rebuild(from, to),
        Operation::AlterColumn { .. }
        | Operation::AddReference { .. }
        | Operation::DropReference { .. } => Vec::new(),
    }
}

/// `CREATE TABLE`, with the foreign keys: SQLite can't add them later. Unique columns get indexes
/// of their own, so that a table extended later looks the same as one made at once.
fn create_table(name: &str, columns: &[Column]) -> String {
    let mut parts: Vec<_> = columns.iter().map(definition).collect();
    for column in columns {
        if let Some(key) = &column.reference {
            let column = quoted(&column.name);
            parts.push(format!("FOREIGN KEY ({column}) {}", references(key)));
        }
    }
    format!("CREATE TABLE {} ( {} )", quoted(name), parts.join(", "))
}

fn add_column(table: &str, column: &Column) -> String {
    let mut sql = format!("ALTER TABLE {} ADD COLUMN {}", quoted(table), definition(column));
    if let Some(key) = &column.reference {
        sql.push(' ');
        sql.push_str(&references(key));
    }
    sql
}

fn create_index(index: &Index) -> String {
    let unique = if index.unique { "UNIQUE " } else { "" };
    let (name, table) = (quoted(&index.name), quoted(&index.table));
    let columns: Vec<_> = index.columns.iter().map(|column| quoted(column)).collect();
    format!("CREATE {unique}INDEX {name} ON {table} ({})", columns.join(", "))
}

/// The order is that of <https://sqlite.org/lang_altertable.html#otheralter>. Foreign keys must be
/// off: with them on, dropping the old table would empty those that refer to it.
fn rebuild(from: &Table, to: &Table) -> Vec<String> {
    let new = format!("nevr_new_{}", to.name);
    let (old_name, new_name) = (quoted(&from.name), quoted(&new));
    let kept = from.columns.iter().filter(|old| to.columns.iter().any(|new| new.name == old.name));
    let kept = kept.map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ");
    let mut all = vec![
        create_table(&new, &to.columns),
        format!("INSERT INTO {new_name} ({kept}) SELECT {kept} FROM {old_name}"),
        format!("DROP TABLE {old_name}"),
        // Else the new name is looked for in views and triggers, which name the table that is gone.
        "PRAGMA legacy_alter_table = ON".to_owned(),
        format!("ALTER TABLE {new_name} RENAME TO {old_name}"),
        "PRAGMA legacy_alter_table = OFF".to_owned(),
    ];
    for live in &to.indexes {
        let columns: Option<Vec<_>> = live.columns.iter().cloned().collect();
        // What has an expression or a condition is among the triggers, as SQL.
        let Some(columns) = columns.filter(|_| !live.partial) else { continue };
        let (name, table, unique) = (live.name.clone(), to.name.clone(), live.unique);
        all.push(create_index(&Index { name, table, columns, unique }));
    }
    all.extend(to.triggers.iter().cloned());
    all
}

fn definition(column: &Column) -> String {
    let mut sql = quoted(&column.name);
    if !column.ty.is_empty() {
        sql.push(' ');
        sql.push_str(&column.ty);
    }
    if column.not_null {
        sql.push_str(" NOT NULL");
    }
    if let Some(default) = &column.default {
        sql.push_str(" DEFAULT ");
        sql.push_str(&default_text(default));
    }
    if column.name == ID {
        sql.push_str(" PRIMARY KEY");
    }
    sql
}

/// The catalogue shows an expression without its brackets.
fn default_text(default: &str) -> String {
    let number = default.strip_prefix(['-', '+']).unwrap_or(default);
    let is_simple = is_string(default)
        || (!number.is_empty() && number.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'));
    if is_simple { default.to_owned() } else { format!("({default})") }
}

/// Whether it is one text in quotes, and nothing after it.
fn is_string(sql: &str) -> bool {
    let inner = sql.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    inner.is_some_and(|inner| !inner.replace("''", "").contains('\''))
}

fn references(key: &ForeignKey) -> String {
    let (table, id) = (quoted(&key.table), quoted(ID));
    format!("REFERENCES {table} ({id}) ON DELETE {}", key.on_delete)
}
