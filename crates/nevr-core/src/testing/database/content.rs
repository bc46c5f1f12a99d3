//! Definitions of tables, and numbers of rows.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DatabaseConnection, QueryResult, Statement, TryGetable};

use crate::testing::engine::Engine;

/// Selects the columns, constraints and indexes of the tables, a line each. The name of the schema is
/// removed, so that the tables of two tests can be compared although they are in two schemas.
const POSTGRESQL_TABLES: &str = r"
    SELECT t.relname::text, (
        SELECT string_agg(line, E'\n' ORDER BY kind, line) FROM (
            SELECT 1 AS kind, format(
                '%I %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
                CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END,
                ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid)
            ) AS line
            FROM pg_attribute a
            LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
            UNION ALL
            SELECT 2, format('%I %s', c.conname, pg_get_constraintdef(c.oid))
            FROM pg_constraint c WHERE c.conrelid = t.oid
            UNION ALL
            SELECT 3, pg_get_indexdef(i.indexrelid) FROM pg_index i WHERE i.indrelid = t.oid
        ) AS lines
    ), current_schema()::text
    FROM pg_class t
    WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind = 'r'";

/// Returns the number of rows of every table, from one statement.
pub(super) async fn rows(engine: Engine, connection: &DatabaseConnection) -> BTreeMap<String, u64> {
    let names = names(engine, connection).await;
    let count = |name: &String| {
        let (text, quoted) = (name.replace('\'', "''"), quoted(name));
        format!("SELECT '{text}', count(*) FROM {quoted}")
    };
    let counts: Vec<String> = names.iter().map(count).collect();
    if counts.is_empty() {
        return BTreeMap::new();
    }
    let rows = query(connection, &counts.join(" UNION ALL ")).await;
    rows.iter().map(|row| (get(row, 0), get::<i64>(row, 1).unsigned_abs())).collect()
}

/// Returns the definition of every table, except the engine's own tables.
pub(super) async fn tables(
    engine: Engine,
    connection: &DatabaseConnection,
) -> BTreeMap<String, String> {
    match engine {
        Engine::Sqlite => sqlite_tables(connection).await,
        Engine::Postgresql => {
            let rows = query(connection, POSTGRESQL_TABLES).await;
            let lines = |row: &QueryResult| {
                let schema = format!("{}.", get::<String>(row, 2));
                get::<Option<String>>(row, 1).unwrap_or_default().replace(&schema, "")
            };
            rows.iter().map(|row| (get(row, 0), lines(row))).collect()
        }
        Engine::Mysql => {
            let mut tables = BTreeMap::new();
            for name in names(engine, connection).await {
                let sql = format!("SHOW CREATE TABLE {}", quoted(&name));
                let shown = query(connection, &sql).await;
                tables.insert(name, shown.iter().map(|row| get::<String>(row, 1)).collect());
            }
            tables
        }
    }
}

/// Returns the statement of each table, and those of its indexes that were made by a statement.
async fn sqlite_tables(connection: &DatabaseConnection) -> BTreeMap<String, String> {
    let sql = "SELECT tbl_name, group_concat(sql, char(10)) FROM (
            SELECT tbl_name, sql FROM sqlite_master
            WHERE type IN ('table', 'index') AND sql IS NOT NULL AND name NOT GLOB 'sqlite_*'
            ORDER BY type DESC, name
        ) GROUP BY tbl_name";
    query(connection, sql).await.iter().map(|row| (get(row, 0), get(row, 1))).collect()
}

async fn names(engine: Engine, connection: &DatabaseConnection) -> Vec<String> {
    let sql = match engine {
        Engine::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*'"
        }
        Engine::Postgresql => {
            "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()"
        }
        Engine::Mysql => {
            "SELECT CAST(table_name AS char) FROM information_schema.tables \
             WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'"
        }
    };
    query(connection, sql).await.iter().map(|row| get(row, 0)).collect()
}

async fn query(connection: &DatabaseConnection, sql: &str) -> Vec<QueryResult> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    match connection.query_all_raw(statement).await {
        Ok(rows) => rows,
        Err(error) => panic!("the database refused `{sql}`: {error}"),
    }
}

fn get<T: TryGetable>(row: &QueryResult, at: usize) -> T {
    match row.try_get_by_index(at) {
        Ok(value) => value,
        Err(error) => panic!("column {at} of the catalogue can't be read: {error:?}"),
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
