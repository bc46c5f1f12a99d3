//! Statements that do nothing inside a migration, or that reach beyond it.
//!
//! A file runs on a connection of a pool. On SQLite and PostgreSQL it runs in one transaction, on
//! MySQL each of its statements does. What can't run there, does nothing there, or stays on the
//! connection when the file has ended is refused before the first statement runs.

use nevr_schema::Provider;

use super::lexer::ScriptProblem;

/// Pragmas that do their work inside a transaction and leave nothing behind on the connection, or
/// that nevr's own files switch on and off again.
const PRAGMAS: [&str; 15] = [
    "APPLICATION_ID",
    "DEFER_FOREIGN_KEYS",
    "FOREIGN_KEY_CHECK",
    "FOREIGN_KEY_LIST",
    "INDEX_INFO",
    "INDEX_LIST",
    "INDEX_XINFO",
    "INTEGRITY_CHECK",
    "LEGACY_ALTER_TABLE",
    "OPTIMIZE",
    "QUICK_CHECK",
    "TABLE_INFO",
    "TABLE_LIST",
    "TABLE_XINFO",
    "USER_VERSION",
];

const NOT_IN_TRANSACTION: &str = "can't run inside a transaction, and a migration is one";
const BY_ITSELF: &str = "run it by itself, outside of a migration";
const STAYS: &str = "stays on the connection when the migration has ended, and nevr goes on to use \
                     that connection";
const COMMITS: &str = "has no effect here: on MySQL each statement of a migration is committed by \
                       itself";
const OWN_TABLES: &str = "would have nevr write its own tables in another place";

/// Why a statement is refused, and the way that works.
type Rule = (&'static str, &'static str);

/// Returns why a statement can't be in a migration. `words` are its words outside of quotes, in
/// capitals.
pub(super) fn misplaced(words: &[String], provider: Provider) -> Option<ScriptProblem> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let found = match provider {
        Provider::Sqlite => sqlite(&words),
        Provider::Postgresql => postgresql(&words),
        Provider::Mysql => mysql(&words),
    };
    let (because, instead) = found.or_else(|| temporary(&words, provider))?;
    let statement = words[..words.len().min(2)].join(" ");
    Some(ScriptProblem::Misplaced { statement, because, instead })
}

fn sqlite(words: &[&str]) -> Option<Rule> {
    match words {
        ["PRAGMA", "FOREIGN_KEYS", ..] | ["PRAGMA", "MAIN", "FOREIGN_KEYS", ..] => Some((
            "does nothing inside a transaction, and a migration is one",
            "take it out, and write the line `-- nevr: foreign keys off` at the top of the file: \
             then the file runs with foreign keys off, and they are checked before the commit",
        )),
        ["PRAGMA", "MAIN", name, ..] | ["PRAGMA", name, ..] if PRAGMAS.contains(name) => None,
        ["PRAGMA", ..] => Some((
            "does nothing inside a transaction, or stays on the connection when it has ended",
            BY_ITSELF,
        )),
        ["VACUUM", ..] => Some((NOT_IN_TRANSACTION, BY_ITSELF)),
        ["ATTACH" | "DETACH", ..] => Some((STAYS, BY_ITSELF)),
        _ => None,
    }
}

fn postgresql(words: &[&str]) -> Option<Rule> {
    let has = |word: &str| words.contains(&word);
    match words {
        ["VACUUM" | "DISCARD", ..]
        | ["CLUSTER"]
        | [
            "CREATE" | "DROP" | "ALTER",
            "DATABASE" | "TABLESPACE" | "SYSTEM" | "SUBSCRIPTION",
            ..,
        ]
        | ["REINDEX", "DATABASE" | "SYSTEM" | "SCHEMA", ..] => {
            Some((NOT_IN_TRANSACTION, BY_ITSELF))
        }
        ["CREATE" | "DROP" | "REINDEX" | "ALTER", ..] if has("CONCURRENTLY") => Some((
            "with `CONCURRENTLY` can't run inside a transaction, and a migration is one",
            "leave `CONCURRENTLY` out; or run the statement by itself before, and write `IF NOT \
             EXISTS` or `IF EXISTS` here",
        )),
        ["COPY", ..] if has("STDIN") || has("STDOUT") => {
            Some(("needs a client that sends or takes the rows", "write `INSERT` statements"))
        }
        ["PREPARE", "TRANSACTION", ..] => {
            Some(("ends the transaction", "take it out: nevr ends the transaction itself"))
        }
        ["TRUNCATE", ..] if has("CASCADE") => Some((
            "with `CASCADE` empties tables that it does not name",
            "name every table that it is to empty: `TRUNCATE a, b`",
        )),
        ["SET", "LOCAL", "SEARCH_PATH" | "SCHEMA" | "ROLE" | "SESSION", ..]
        | ["SET", "ROLE" | "SCHEMA" | "SEARCH_PATH", ..]
        | ["SET", "SESSION", "AUTHORIZATION" | "SEARCH_PATH" | "ROLE", ..] => {
            Some((OWN_TABLES, "write the schema before the name: `other.\"table\"`"))
        }
        ["SET", "LOCAL" | "CONSTRAINTS" | "TRANSACTION", ..] => None,
        ["SET", ..] => Some((STAYS, "write `SET LOCAL`")),
        ["RESET", ..] => Some((STAYS, "take it out")),
        _ if has("SET_CONFIG") => {
            Some(("with `set_config` may stay on the connection", "write `SET LOCAL`"))
        }
        _ => None,
    }
}

fn mysql(words: &[&str]) -> Option<Rule> {
    let has = |word: &str| words.contains(&word);
    match words {
        ["XA" | "SAVEPOINT" | "RELEASE", ..] => Some((COMMITS, "take it out")),
        ["LOCK" | "UNLOCK", ..] => {
            Some((COMMITS, "take it out: nevr holds the lock of migrations"))
        }
        ["FLUSH", ..] if has("LOCK") => Some((COMMITS, "take it out")),
        ["USE", ..] => Some((OWN_TABLES, "write the database before the name: `other`.`table`")),
        ["SET", "STATEMENT", ..] => {
            Some(("hides the statement that it runs", "write that statement alone"))
        }
        ["SET", "SESSION" | "LOCAL", "TRANSACTION", ..]
        | [
            "SET",
            "TRANSACTION" | "NAMES" | "CHARACTER" | "CHARSET" | "GLOBAL" | "PERSIST"
            | "PERSIST_ONLY" | "ROLE" | "PASSWORD",
            ..,
        ] => Some((STAYS, BY_ITSELF)),
        ["SET", ..] if has("AUTOCOMMIT") || has("SQL_MODE") || has("COMPLETION_TYPE") => {
            Some((STAYS, "take it out: nevr sets up the connection itself"))
        }
        _ => None,
    }
}

/// A temporary table stays on the connection, and hides the table of the same name from the app.
fn temporary(words: &[&str], provider: Provider) -> Option<Rule> {
    let is_temporary = |word: &&&str| matches!(**word, "TEMP" | "TEMPORARY");
    let created = words.first() == Some(&"CREATE")
        && words.iter().skip(1).take(4).any(|it| is_temporary(&it));
    let selected = provider == Provider::Postgresql
        && words.windows(2).any(|pair| pair[0] == "INTO" && is_temporary(&&pair[1]));
    let dropped = provider == Provider::Postgresql
        && words.windows(3).any(|three| three == ["ON", "COMMIT", "DROP"]);
    ((created || selected) && !dropped)
        .then_some((STAYS, "create it without `TEMPORARY`, and drop it at the end of the file"))
}
