//! Notices rows that vanish from tables which a statement does not name: by foreign keys, by
//! triggers, by a table that is dropped.

use std::collections::BTreeMap;

use sea_orm::{DatabaseTransaction, DbErr};

use crate::{
    dialect::Dialect,
    script::{Statement, is_word},
};

/// First words of statements that delete no rows of other tables. Nothing is counted around them.
const KEEP_ROWS: [&str; 10] = [
    "CREATE", "ALTER", "COMMENT", "ANALYZE", "SET", "PRAGMA", "GRANT", "REVOKE", "REINDEX",
    "RENAME",
];

/// Compares the number of rows of every table before and after each statement.
#[derive(Default)]
pub(super) struct RowWatch {
    /// The rows before the next statement, if they were counted after the last one.
    counted: Option<BTreeMap<String, i64>>,
}

impl RowWatch {
    /// Counts the rows, unless the statement can delete none of other tables.
    pub(super) async fn before(
        &mut self,
        dialect: &dyn Dialect,
        db: &DatabaseTransaction,
        statement: &Statement,
    ) -> Result<(), DbErr> {
        if KEEP_ROWS.contains(&statement.verb.as_str()) {
            self.counted = None;
        } else if self.counted.is_none() {
            self.counted = Some(dialect.row_counts(db).await?);
        }
        Ok(())
    }

    /// Counts again, and describes what is gone from tables that the statement does not name.
    pub(super) async fn after(
        &mut self,
        dialect: &dyn Dialect,
        db: &DatabaseTransaction,
        statement: &Statement,
    ) -> Result<Vec<String>, DbErr> {
        let Some(before) = self.counted.take() else { return Ok(Vec::new()) };
        let after = dialect.row_counts(db).await?;
        let is_unnamed = |table: &&String| {
            // A table of another schema has that before its name.
            !names(&statement.sql, table.rsplit('.').next().unwrap_or(table))
        };
        let tables = before.keys().filter(|table| !after.contains_key(*table)).filter(is_unnamed);
        let mut gone: Vec<_> = tables.map(|table| format!("the table `{table}`")).collect();
        for (table, left) in after.iter().filter(|(table, _)| is_unnamed(table)) {
            match before.get(table).unwrap_or(&0) - left {
                ..=0 => {}
                1 => gone.push(format!("1 row of `{table}`")),
                rows => gone.push(format!("{rows} rows of `{table}`")),
            }
        }
        self.counted = Some(after);
        Ok(gone)
    }
}

/// Returns whether SQL has this name in it, in quotes or not.
pub(super) fn names(sql: &str, table: &str) -> bool {
    let (sql, table) = (sql.to_lowercase(), table.to_lowercase());
    sql.match_indices(&table).any(|(at, found)| {
        !sql[..at].ends_with(is_word) && !sql[at + found.len()..].starts_with(is_word)
    })
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_name_is_a_whole_word_in_any_case() {
        for sql in ["DROP TABLE cart", r#"drop table "Cart";"#, "DELETE FROM shop.`CART`"] {
            assert!(names(sql, "cart"), "{sql}");
        }
        for sql in ["DROP TABLE carts", "DROP TABLE my_cart", "DROP TABLE cart2", ""] {
            assert!(!names(sql, "cart"), "{sql}");
        }
    }
}
