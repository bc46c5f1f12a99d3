//! Splitting the SQL of a file into statements.

use nevr_migrate::{
    MigrationId,
    files::{Block, Item, Kind, Script, ScriptProblem, render},
};
use nevr_schema::{
    Owner,
    Provider::{self, Mysql, Postgresql, Sqlite},
};
use proptest::prelude::*;

const ALL: [Provider; 3] = [Sqlite, Postgresql, Mysql];

fn script(text: &str, provider: Provider) -> Script {
    Script::parse(text, provider).unwrap_or_else(|error| panic!("{provider}: {error}\n{text}"))
}

fn statements(text: &str, provider: Provider) -> Vec<String> {
    script(text, provider).statements().map(|statement| statement.sql.clone()).collect()
}

/// Checks that a text is one statement on these kinds of database.
#[track_caller]
fn is_one(text: &str, providers: &[Provider]) {
    for provider in providers {
        assert_eq!(statements(&format!("{text};"), *provider), [text], "{provider}");
        let beside = statements(&format!("SELECT 1; {text} ; SELECT 2"), *provider);
        assert_eq!(beside, ["SELECT 1", text, "SELECT 2"], "{provider}");
    }
}

fn problem(text: &str, provider: Provider) -> (usize, ScriptProblem) {
    let error = Script::parse(text, provider).expect_err(text);
    (error.line, error.problem)
}

#[test]
fn statements_end_at_semicolons_and_the_last_may_lack_its_own() {
    for provider in ALL {
        assert_eq!(statements("", provider), [""; 0]);
        assert_eq!(statements(" ;; \n; -- nothing\n /* at all */ ;", provider), [""; 0]);
        assert_eq!(statements("SELECT 1;SELECT\n2", provider), ["SELECT 1", "SELECT\n2"]);
    }
}

#[test]
fn quotes_hide_semicolons_and_comments() {
    is_one("SELECT ';', '--', '/*', 'it''s; ', ''';'", &ALL);
    is_one("SELECT \"a;b\", \"--\", \"say \"\"x;\"\" twice\"", &ALL);
    is_one("SELECT `a;b` FROM `--`", &[Sqlite, Mysql]);
    is_one("SELECT [a;b] FROM [--]", &[Sqlite]);
    is_one("SELECT 'ä;ö' || '🛒;' || ';é'", &ALL);
}

#[test]
fn a_backslash_means_something_on_mysql_and_in_escape_strings_of_postgresql() {
    is_one(r"SELECT 'a\';b'", &[Mysql]);
    is_one(r#"SELECT "a\";b""#, &[Mysql]);
    is_one(r"SELECT E'a\';b', e'\\'", &[Postgresql]);
    assert_eq!(statements(r"SELECT 'a\'; SELECT 'b'", Sqlite), [r"SELECT 'a\'", "SELECT 'b'"]);
    assert_eq!(statements(r"SELECT 'a\'; SELECT 'b'", Postgresql), [r"SELECT 'a\'", "SELECT 'b'"]);
    is_one(r"SELECT 'a\\'", &[Mysql]);
}

#[test]
fn dollar_quotes_hide_everything_up_to_their_like() {
    is_one(
        "CREATE FUNCTION f() RETURNS void AS $$ BEGIN x; -- ' \n END; $$ LANGUAGE plpgsql",
        &[Postgresql],
    );
    is_one("SELECT $a$ ; $$ ; $b$ $a$, $_1ä$;$_1ä$", &[Postgresql]);
    assert_eq!(statements("SELECT $1; SELECT a$b$c; SELECT 2", Postgresql).len(), 3);
    assert_eq!(statements("SELECT 1$$; SELECT 2", Mysql).len(), 2);
}

#[test]
fn comments_hide_semicolons_and_quotes() {
    for provider in ALL {
        let text = "SELECT 1 -- it's; fine\n, 2 /* it's; */ + 3;\nSELECT 4";
        assert_eq!(statements(text, provider).len(), 2, "{provider}");
    }
    is_one("SELECT /* a /* b; */ c; */ 1", &[Postgresql]);
    assert_eq!(statements("SELECT 1 /* a /* b; */; SELECT 2", Sqlite).len(), 2);
    assert_eq!(statements("SELECT 1 # it's;\n;SELECT 2--1;SELECT 3", Mysql).len(), 3);
    assert_eq!(statements("SELECT 1--1;\n;SELECT 2", Sqlite).len(), 2);
}

#[test]
fn what_mysql_runs_inside_of_comments_is_part_of_its_statement() {
    is_one("CREATE TABLE t (a text COLLATE /*!80017 x */ /*M!100202 y;z */)", &[Mysql]);
    is_one("/*!50003 CREATE VIEW v AS SELECT '*/;' */", &[Mysql]);
}

#[test]
fn bodies_of_triggers_are_inside_of_their_statement() {
    is_one(
        "CREATE TRIGGER t AFTER INSERT ON cart BEGIN UPDATE cart SET n = CASE WHEN 1 THEN 2 END; \
         SELECT 'END;'; DELETE FROM x; END",
        &[Sqlite, Mysql],
    );
    is_one(
        "CREATE TEMP TRIGGER IF NOT EXISTS t AFTER UPDATE OF end ON c BEGIN SELECT 1; END",
        &[Sqlite],
    );
    is_one(
        "CREATE DEFINER=`root`@`%` PROCEDURE p() BEGIN IF 1 THEN SELECT 1; ELSEIF 2 THEN SELECT 2; \
         END IF; WHILE 0 DO SELECT 3; END WHILE; BEGIN SELECT 4; END; CASE 1 WHEN 1 THEN SELECT 5; \
         END CASE; l: LOOP LEAVE l; END LOOP l; SELECT IF(1, 2, 3); END",
        &[Mysql],
    );
    is_one(
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END",
        &[Postgresql],
    );
    is_one("CREATE TRIGGER t BEFORE INSERT ON c FOR EACH ROW SET NEW.a = 1", &[Mysql]);
    assert_eq!(statements("CREATE TABLE event (begin datetime); SELECT 1", Mysql).len(), 2);
    assert_eq!(
        statements(
            "CREATE TRIGGER t BEFORE INSERT ON c EXECUTE FUNCTION f(); SELECT 1",
            Postgresql
        )
        .len(),
        2
    );
}

#[test]
fn mysql_may_be_told_another_delimiter() {
    let text = "DELIMITER //\nCREATE TRIGGER t FOR EACH ROW IF 1 THEN SET @a = 1; END IF//\n\
                delimiter ;\nSELECT 1; SELECT 2;";
    let found = statements(text, Mysql);
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[0].ends_with("END IF"), "{found:?}");
    assert_eq!(problem("\nDELIMITER \nSELECT 1", Mysql), (2, ScriptProblem::NoDelimiter));
}

#[test]
fn what_is_not_closed_is_an_error_with_its_line() {
    for (text, providers) in [
        ("SELECT 1;\nSELECT 'a;\n;", &ALL[..]),
        ("\nSELECT \"a;", &ALL),
        ("\nSELECT `a;", &[Sqlite, Mysql]),
        ("\nSELECT [a;", &[Sqlite]),
        ("\n/* a;\n", &ALL),
        ("\n/* a /* b */", &[Postgresql]),
        ("\nSELECT $x$ ; $$", &[Postgresql]),
        ("\nSELECT E'\\';", &[Postgresql]),
        ("\nCREATE TRIGGER t BEGIN SELECT 1;\n", &[Sqlite, Mysql]),
        ("\nCREATE FUNCTION f() BEGIN ATOMIC SELECT 1;", &[Postgresql]),
    ] {
        for provider in providers {
            let (line, problem) = problem(text, *provider);
            assert_eq!(line, 2, "{provider}: {text}");
            assert!(matches!(problem, ScriptProblem::Open(_)), "{problem}");
        }
    }
}

#[test]
fn transactions_are_not_begun_or_ended_in_a_file() {
    for provider in ALL {
        for word in ["BEGIN", "begin", "COMMIT", "ROLLBACK", "START TRANSACTION", "End"] {
            let (line, problem) = problem(&format!("SELECT 1;\n\n{word};"), provider);
            assert_eq!(line, 3);
            assert!(matches!(problem, ScriptProblem::Transaction(_)), "{problem}");
        }
    }
}

#[test]
fn a_statement_knows_its_line_its_words_and_what_it_does_to_a_transaction() {
    let text = "-- the file\n\n-- create table cart (app)\nCREATE TABLE cart (a);\n\
                UPDATE cart SET a = 1;\n/* x */ -- remember\nSET @a = 1;";
    for provider in ALL {
        let script = script(text, provider);
        let found: Vec<_> = script
            .statements()
            .map(|statement| (statement.line, statement.words.as_deref(), statement.kind))
            .collect();
        assert_eq!(
            found,
            [
                (4, Some("create table cart (app)"), Kind::Structure),
                (5, None, Kind::Data),
                (7, Some("remember"), Kind::Session),
            ]
        );
    }
}

#[test]
fn how_lines_end_makes_no_difference() {
    let text = "-- a\nSELECT 'x\ny';\n\n-- nevr: run migration auth/m1\n";
    for provider in ALL {
        let one = script(text, provider);
        assert_eq!(script(&text.replace('\n', "\r\n"), provider), one);
        assert_eq!(script(&format!("\u{feff}{text}"), provider), one);
        assert_ne!(script(&text.replace('x', "z"), provider).checksum, one.checksum);
    }
}

#[test]
fn a_migration_by_hand_is_named_in_a_comment_line() {
    let backfill = Item::ByHand(MigrationId {
        owner: Owner::plugin("auth.anonymous"),
        name: "backfill".into(),
    });
    for provider in ALL {
        let text = "-- nevr: foreign keys off\nSELECT 1;\n--   nevr: run migration auth.anonymous/backfill\r\n";
        let script = script(text, provider);
        assert!(script.foreign_keys_off);
        assert_eq!(script.items[1..], *std::slice::from_ref(&backfill));
        assert_eq!(statements("SELECT '\n-- nevr: run migration auth/m1\n'", provider).len(), 1);
    }
}

#[test]
fn a_misspelled_line_of_nevr_is_an_error_and_no_comment() {
    for provider in ALL {
        for said in [
            "run migration auth",
            "run migraton auth/m1",
            "run migration /m1",
            "run migration auth/",
            "foreign key off",
            "",
            "run migration auth/\"m",
        ] {
            let (line, problem) = problem(&format!("SELECT 1;\n-- nevr: {said}\n"), provider);
            assert_eq!((line, problem), (2, ScriptProblem::Directive(said.to_owned())));
        }
        let inside = "SELECT 1\n-- nevr: run migration auth/m1\n;";
        assert_eq!(problem(inside, provider), (2, ScriptProblem::Inside));
    }
}

#[test]
fn a_written_file_is_as_reviewed() {
    let id = MigrationId { owner: Owner::plugin("auth"), name: "m1".into() };
    let statement =
        |words: &str, sql: &str| Block::Statement { words: words.into(), sql: sql.into() };
    let blocks = [
        statement("create table cart (app)", "CREATE TABLE \"cart\" (\n  \"id\"\n);"),
        Block::ByHand(id),
    ];
    insta::assert_snapshot!(render("20260131120000_init, up", true, &blocks), @r#"
    -- 20260131120000_init, up
    -- nevr: foreign keys off

    -- create table cart (app)
    CREATE TABLE "cart" (
      "id"
    );

    -- nevr: run migration auth/m1
    "#);
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(
        texts in proptest::collection::vec("[^\0\r\\\\]{0,20}", 0..6),
        words in "[ -~\n]{0,20}",
        name in "\\PC{1,12}|[ \n\r\t\"/]{1,4}",
    ) {
        let id = MigrationId { owner: Owner::plugin("auth.anonymous"), name };
        let sql: Vec<_> = texts.iter().map(|text| format!("INSERT INTO t VALUES ('{}')", text.replace('\'', "''"))).collect();
        let mut blocks = vec![Block::ByHand(id.clone())];
        for sql in &sql {
            blocks.push(Block::Statement { words: format!("put {words}"), sql: sql.clone() });
            blocks.push(Block::ByHand(id.clone()));
        }
        for provider in ALL {
            let read = script(&render("head\nof it", false, &blocks), provider);
            prop_assert_eq!(read.items.len(), blocks.len());
            prop_assert!(read.statements().map(|it| &it.sql).eq(&sql));
            prop_assert!(read.by_hand().all(|it| *it == id));
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}|[-a-zE$'\"`;/*#\\\\\n !\\[\\]]{0,60}") {
        for provider in ALL {
            if let Ok(script) = Script::parse(&text, provider) {
                for statement in script.statements() {
                    prop_assert!(!statement.sql.trim().is_empty());
                    prop_assert!(text.contains(&statement.sql), "{:?}", statement.sql);
                }
            }
        }
    }
}
