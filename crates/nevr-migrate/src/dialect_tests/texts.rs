//! Texts that a database could misread: each comes back as it was written.

use nevr_core::testing::on_every_database;
use nevr_schema::{Field, FieldType};

use super::lab::{Lab, schema};

/// Quotes, escapes, text that looks like SQL, and characters of every length.
pub(super) fn hostile() -> Vec<String> {
    let short = [
        "",
        " ",
        "a ",
        " a",
        "A",
        "a",
        "it's",
        "'",
        "''",
        "\\",
        "\\'",
        "'\\",
        "\\\\",
        "a\\nb",
        "\"",
        "`",
        "``",
        "$1",
        "$$",
        "?",
        "??",
        ":name",
        "@name",
        "%s",
        "--",
        "-- ",
        "#",
        "/* */",
        "/*! */",
        ";",
        "'; DROP TABLE \"t\"; --",
        "NULL",
        "null",
        "now()",
        "CURRENT_TIMESTAMP",
        "TRUE",
        "1",
        "-1",
        "(x)",
        "('x')",
        "'x'",
        "x'::text",
        "'x'::text",
        "_utf8mb4'x'",
        "E'x'",
        "CONVERT(UNHEX('00') USING utf8mb4)",
        "line\nline",
        "\r\n",
        "\t",
        "\u{1}",
        "\u{1b}",
        "\u{7f}",
        "é",
        "e\u{301}",
        "ß",
        "ﬀ",
        "日本",
        "\u{1F389}",
        "\u{10ffff}",
        "\u{feff}",
        "\u{202e}",
        "{\"a\": 1}",
        "\\u0000",
    ];
    let long = ["é", "\u{1F389}", "'", "\\"].map(|character| character.repeat(255));
    short.into_iter().map(str::to_owned).chain(long).collect()
}

async fn a_row_gets_the_default_as_it_was_written(ty: FieldType) {
    let lab = Lab::new().await;
    let texts = hostile();
    let schema = schema(|schema| {
        // A row of MySQL has a maximal length, so these long columns are spread over tables.
        for (at, texts) in texts.chunks(20).enumerate() {
            let entity = schema.entity(format!("t{at}"));
            for (at, text) in texts.iter().enumerate() {
                entity.field(format!("f{at}"), Field::new(ty).default(text.as_str()));
            }
        }
    });
    lab.create(&schema).await;
    for (at, texts) in texts.chunks(20).enumerate() {
        lab.holds(schema.entity(&format!("t{at}")).unwrap()).await;
        lab.database.execute(&format!("INSERT INTO \"t{at}\" (\"id\") VALUES ('x')")).await;
        let row = lab.row(&format!("SELECT * FROM t{at}")).await;
        for (at, text) in texts.iter().enumerate() {
            assert_eq!(row.try_get::<String>("", &format!("f{at}")).unwrap(), *text);
        }
    }
}

async fn a_string_comes_back_as_it_was_written() {
    a_row_gets_the_default_as_it_was_written(FieldType::String).await;
}

async fn a_text_comes_back_as_it_was_written() {
    a_row_gets_the_default_as_it_was_written(FieldType::Text).await;
}

async fn a_column_that_is_added_gives_its_default_to_rows_that_are_there() {
    use crate::dialect::Operation;
    let lab = Lab::new().await;
    let bare = schema(|schema| {
        schema.entity("note");
    });
    lab.create(&bare).await;
    lab.database.execute("INSERT INTO \"note\" (\"id\") VALUES ('x')").await;
    let texts = ["it's", "\\", "\u{1F389}", "a\nb", ""];
    let grown = schema(|schema| {
        let note = schema.entity("note");
        for (at, text) in texts.iter().enumerate() {
            note.field(format!("s{at}"), Field::string().default(*text));
            note.field(format!("t{at}"), Field::text().default(*text));
        }
    });
    let note = grown.entity("note").unwrap();
    for field in note.fields.values().skip(1) {
        let (table, column) = ("note".to_owned(), lab.dialect.column(note, field));
        lab.run(&[Operation::AddColumn { table, column }]).await;
    }
    lab.holds(note).await;
    let row = lab.row("SELECT * FROM note").await;
    for (at, text) in texts.iter().enumerate() {
        for column in [format!("s{at}"), format!("t{at}")] {
            assert_eq!(row.try_get::<String>("", &column).unwrap(), *text);
        }
    }
}

on_every_database!(
    a_string_comes_back_as_it_was_written,
    a_text_comes_back_as_it_was_written,
    a_column_that_is_added_gives_its_default_to_rows_that_are_there,
);
