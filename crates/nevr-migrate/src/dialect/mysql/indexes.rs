//! Reads indexes from the catalogue.

use sea_orm::{DbErr, QueryResult};

use crate::catalogue::{Column, LiveIndex, Table};

/// Reads one column of an index. A special index counts as partial: it never matches a wanted one.
pub(super) fn column(row: &QueryResult) -> Result<LiveIndex, DbErr> {
    Ok(LiveIndex {
        name: row.try_get("", "name")?,
        columns: vec![row.try_get("", "column_name")?],
        unique: row.try_get::<i64>("", "non_unique")? == 0,
        partial: row.try_get::<Option<i64>>("", "special")? == Some(1),
    })
}

/// Removes the indexes that the server made for foreign keys: they have the name of their key, and
/// the server drops them when another index over the column is created.
pub(super) fn drop_implicit(table: &mut Table) {
    let columns = &table.columns;
    table.indexes.retain(|index| {
        let made_for = |column: &Column| {
            let key = column.reference.as_ref();
            key.is_some_and(|key| key.name == index.name)
                && index.columns == [Some(column.name.clone())]
        };
        index.unique || !columns.iter().any(made_for)
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::ForeignKey;

    fn index(name: &str, unique: bool) -> LiveIndex {
        let columns = vec![Some("userId".to_owned())];
        LiveIndex { name: name.to_owned(), columns, unique, partial: false }
    }

    #[test]
    fn the_index_that_the_server_made_for_a_foreign_key_is_left_out() {
        let key = ForeignKey {
            name: "session_userId_fkey".to_owned(),
            table: "user".to_owned(),
            on_delete: "CASCADE".to_owned(),
        };
        let column = Column {
            name: "userId".to_owned(),
            ty: "varchar(255)".to_owned(),
            not_null: true,
            default: None,
            reference: Some(key),
        };
        let made = index("session_userId_idx", false);
        let mut table = Table {
            columns: vec![column],
            indexes: vec![index("session_userId_fkey", false), made.clone()],
            ..Table::default()
        };
        drop_implicit(&mut table);
        assert_eq!(table.indexes, [made]);
    }
}
