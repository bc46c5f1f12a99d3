//! What a table has that a schema can't express: a rebuild would lose it.

use super::words::words;

/// Names what the SQL of a table has beyond columns, types, defaults and foreign keys to an `id`.
pub(super) fn in_text(sql: &str) -> Vec<String> {
    let words = words(sql);
    let has = |word: &str| words.iter().any(|other| other == word);
    let pair = |one: &str, two: &str| words.windows(2).any(|pair| pair == [one, two]);
    let all = [
        (has("CHECK"), "a CHECK"),
        (has("COLLATE"), "a COLLATE"),
        (has("AUTOINCREMENT"), "AUTOINCREMENT"),
        (has("DEFERRABLE"), "a deferrable foreign key"),
        (pair("ON", "CONFLICT"), "an ON CONFLICT"),
        (pair("ON", "UPDATE"), "an ON UPDATE"),
        (pair("WITHOUT", "ROWID"), "WITHOUT ROWID"),
        (words.last().is_some_and(|last| last == "STRICT"), "STRICT"),
        (words.starts_with(&["CREATE".to_owned(), "VIRTUAL".to_owned()]), "a virtual table"),
    ];
    all.into_iter().filter(|(is, _)| *is).map(|(_, what)| what.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_table_has_nothing_more() {
        let sql = "CREATE TABLE \"a\" ( \"id\" varchar(255) NOT NULL PRIMARY KEY, \"strict\" text \
                   DEFAULT 'CHECK', FOREIGN KEY (\"b\") REFERENCES \"b\" (\"id\") ON DELETE CASCADE )";
        assert_eq!(in_text(sql), [""; 0]);
    }

    #[test]
    fn each_thing_that_would_be_lost_is_named() {
        for (sql, what) in [
            ("CREATE TABLE a (b int check (b > 0))", "a CHECK"),
            ("CREATE TABLE a (b text COLLATE NOCASE)", "a COLLATE"),
            ("CREATE TABLE a (id integer PRIMARY KEY AUTOINCREMENT)", "AUTOINCREMENT"),
            ("CREATE TABLE a (b int) WITHOUT ROWID", "WITHOUT ROWID"),
            ("CREATE TABLE a (b int) STRICT", "STRICT"),
            ("CREATE TABLE a (b int NOT NULL ON CONFLICT IGNORE)", "an ON CONFLICT"),
            ("CREATE TABLE a (b int REFERENCES c ON UPDATE CASCADE)", "an ON UPDATE"),
            ("CREATE VIRTUAL TABLE a USING fts5(b)", "a virtual table"),
        ] {
            assert_eq!(in_text(sql), [what], "{sql}");
        }
    }
}
