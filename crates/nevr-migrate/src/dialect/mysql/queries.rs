//! Queries to `information_schema`. They read one database, the one that the connection is in.
//! Texts are cast, because some versions of the servers send those of the catalogue as bytes;
//! columns are named, because MySQL would name them in capitals.

use sea_orm::{DbBackend, Statement};

pub(super) const SERVER: &str = "SELECT CAST(VERSION() AS CHAR) AS version, \
    CAST(@@lower_case_table_names AS SIGNED) AS lower_case, \
    CAST(DATABASE() AS CHAR) AS database_name";

pub(super) const GET_LOCK: &str = "SELECT CAST(GET_LOCK(?, 60) AS SIGNED) AS taken";

pub(super) const RELEASE_LOCK: &str = "SELECT CAST(RELEASE_LOCK(?) AS SIGNED) AS freed";

/// Everything that takes a name. Indexes do not: each table has names of its own for them.
pub(super) const OBJECTS: &str = "SELECT CAST(TABLE_NAME AS CHAR) AS relation, \
        CAST(TABLE_TYPE AS CHAR) AS kind \
    FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME";

pub(super) const COLUMNS: &str = "SELECT CAST(TABLE_NAME AS CHAR) AS relation, \
        CAST(COLUMN_NAME AS CHAR) AS name, CAST(COLUMN_TYPE AS CHAR) AS type, \
        CAST(COLLATION_NAME AS CHAR) AS collation_name, CAST(IS_NULLABLE AS CHAR) AS nullable, \
        CAST(COLUMN_DEFAULT AS CHAR) AS default_value, CAST(EXTRA AS CHAR) AS extra, \
        CAST(GENERATION_EXPRESSION AS CHAR) AS generated \
    FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN ($) \
    ORDER BY TABLE_NAME, ORDINAL_POSITION";

/// The columns of the tables' foreign keys, and of those that refer to them, one a row.
pub(super) const FOREIGN_KEYS: &str = "SELECT CAST(k.TABLE_NAME AS CHAR) AS relation, \
        CAST(k.CONSTRAINT_NAME AS CHAR) AS name, CAST(k.COLUMN_NAME AS CHAR) AS column_name, \
        CAST(k.REFERENCED_TABLE_NAME AS CHAR) AS parent, \
        CAST(k.REFERENCED_COLUMN_NAME AS CHAR) AS parent_column, \
        CAST(k.REFERENCED_TABLE_SCHEMA = DATABASE() AS SIGNED) AS refers_near, \
        CAST(r.DELETE_RULE AS CHAR) AS on_delete \
    FROM information_schema.KEY_COLUMN_USAGE k \
    JOIN information_schema.REFERENTIAL_CONSTRAINTS r \
        ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME \
        AND r.TABLE_NAME = k.TABLE_NAME \
    WHERE k.TABLE_SCHEMA = DATABASE() AND r.CONSTRAINT_SCHEMA = DATABASE() \
        AND k.REFERENCED_TABLE_NAME IS NOT NULL \
        AND (k.TABLE_NAME IN ($) OR k.REFERENCED_TABLE_NAME IN ($)) \
    ORDER BY k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION";

/// The columns of indexes, one a row; an expression has no name. `special` marks an index over only
/// the beginning of values, in descending order, or of another kind than the plain one.
pub(super) const INDEXES: &str = "SELECT CAST(TABLE_NAME AS CHAR) AS relation, \
        CAST(INDEX_NAME AS CHAR) AS name, CAST(COLUMN_NAME AS CHAR) AS column_name, \
        CAST(NON_UNIQUE AS SIGNED) AS non_unique, \
        CAST(SUB_PART IS NOT NULL OR INDEX_TYPE <> 'BTREE' OR COLLATION = 'D' AS SIGNED) AS special \
    FROM information_schema.STATISTICS \
    WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN ($) AND INDEX_NAME <> 'PRIMARY' \
    ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX";

/// What tables have that a schema can't express.
pub(super) const TRIGGERS: &str = "SELECT CAST(EVENT_OBJECT_TABLE AS CHAR) AS relation, \
        CONCAT_WS(' ', CAST(ACTION_TIMING AS CHAR), CAST(EVENT_MANIPULATION AS CHAR), 'trigger', \
            CAST(TRIGGER_NAME AS CHAR)) AS description \
    FROM information_schema.TRIGGERS \
    WHERE EVENT_OBJECT_SCHEMA = DATABASE() AND EVENT_OBJECT_TABLE IN ($) ORDER BY TRIGGER_NAME";

pub(super) const CHECKS: &str = "SELECT CAST(TABLE_NAME AS CHAR) AS relation, \
        CONCAT('CHECK ', CAST(CONSTRAINT_NAME AS CHAR)) AS description \
    FROM information_schema.TABLE_CONSTRAINTS \
    WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN ($) AND CONSTRAINT_TYPE = 'CHECK' \
    ORDER BY CONSTRAINT_NAME";

/// Returns the statement with these values.
pub(super) fn statement(sql: &str, values: &[&str]) -> Statement {
    Statement::from_sql_and_values(
        DbBackend::MySql,
        sql,
        values.iter().map(|value| (*value).into()),
    )
}

/// Returns the statement with these names in place of every `$`.
pub(super) fn of_tables(sql: &str, tables: &[&str]) -> Statement {
    let list = vec!["?"; tables.len()].join(", ");
    statement(&sql.replace('$', &list), &tables.repeat(sql.matches('$').count()))
}
