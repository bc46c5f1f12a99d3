//! Writing statements for SQLite.

use crate::{
    catalogue::{Column, Index, Table},
    dialect::{operation::Operation, sql::Sql},
};

/// How SQLite writes names and nullable columns.
pub(super) const SQL: Sql = Sql { quote: '"', nullable: "" };

/// Returns the statements of an operation. What SQLite has no statement for is part of a rebuild.
pub(super) fn statements(operation: &Operation) -> Vec<String> {
    match operation {
        Operation::CreateTable(table) => vec![create_table(&table.name, &table.columns)],
        Operation::AddColumn { table, column } => {
            vec![SQL.add_column(table, column, &definition(column))]
        }
        Operation::Rebuild { from, to } => rebuild(from, to),
        Operation::AddReference { .. } => Vec::new(),
        other => SQL.statements(other),
    }
}

fn create_table(name: &str, columns: &[Column]) -> String {
    SQL.create_table(name, columns, definition)
}

/// The order is that of <https://sqlite.org/lang_altertable.html#otheralter>. Foreign keys must be
/// off: with them on, dropping the old table would empty those that refer to it.
fn rebuild(from: &Table, to: &Table) -> Vec<String> {
    let new = format!("nevr_new_{}", to.name);
    let (old_name, new_name) = (SQL.name(&from.name), SQL.name(&new));
    let kept = from.columns.iter().map(|column| column.name.as_str());
    let kept = SQL.names(kept.filter(|old| to.columns.iter().any(|new| new.name == *old)));
    let mut all = vec![
        create_table(&new, &to.columns),
        format!("INSERT INTO {new_name} ({kept}) SELECT {kept} FROM {old_name}"),
        format!("DROP TABLE {old_name}"),
        // Without this, SQLite looks for the new name in views and triggers, which still name the
        // table that was dropped.
        "PRAGMA legacy_alter_table = ON".to_owned(),
        format!("ALTER TABLE {new_name} RENAME TO {old_name}"),
        "PRAGMA legacy_alter_table = OFF".to_owned(),
    ];
    for live in &to.indexes {
        let columns: Option<Vec<_>> = live.columns.iter().cloned().collect();
        // An index with an expression or a condition is among the triggers, as SQL.
        let Some(columns) = columns.filter(|_| !live.partial) else { continue };
        let (name, table, unique) = (live.name.clone(), to.name.clone(), live.unique);
        all.push(SQL.create_index(&Index { name, table, columns, unique }));
    }
    all.extend(to.triggers.iter().cloned());
    all
}

fn definition(column: &Column) -> String {
    let default = column.default.as_deref().map(default_text);
    SQL.column(column, &column.ty, default.as_deref())
}

/// Puts an expression in brackets, which the catalogue shows without them.
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
