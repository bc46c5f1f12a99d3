//! How a change affects a table in use: what the documentation of each dialect's statements
//! promises.

use nevr_core::testing::Engine;
use nevr_schema::{Field, Schema};
use sea_orm::ConnectionTrait;

use super::{
    lab::Lab,
    operations::{TABLE, order, orders, with_rows},
};
use crate::{catalogue::Index, dialect::Operation};

/// An order with a title and a number, before and after every change.
fn changes() -> (Schema, Schema) {
    let before =
        orders(&[("title", Field::string().default("a")), ("number", Field::int().optional())]);
    let after = orders(&[
        ("title", Field::string().optional().default("it's")),
        ("number", Field::int().optional()),
        ("paid", Field::boolean().default(false)),
        ("party", Field::text().default("\u{1F389}")),
        ("note", Field::json().default(serde_json::json!({}))),
    ]);
    (before, after)
}

fn added(lab: &Lab, after: &Schema) -> Vec<Operation> {
    let field = |name| lab.dialect.column(order(after), &order(after).fields[name]);
    let add = |name| Operation::AddColumn { table: TABLE.to_owned(), column: field(name) };
    ["paid", "party", "note"].map(add).into()
}

#[test]
#[ignore = "needs NEVR_TEST_POSTGRES_URL"]
fn postgresql_rewrites_no_row_for_what_the_catalogue_can_keep() {
    Engine::Postgresql.run(async {
        let (before, after) = changes();
        let lab = with_rows(&before).await;
        let file = "SELECT pg_relation_filenode('\"order\"')::bigint AS f";
        let before_all: i64 = lab.row(file).await.try_get("", "f").unwrap();
        let from = lab.live_column(TABLE, "title").await;
        let to = lab.dialect.column(order(&after), &order(&after).fields["title"]);
        let text = lab.dialect.column(
            order(&after),
            &Field { name: "title".into(), ..Field::text().optional().default("it's") },
        );
        let (table, number) = (|| TABLE.to_owned(), lab.live_column(TABLE, "number").await);
        let mut operations = added(&lab, &after);
        operations.extend([
            Operation::AlterColumn { table: table(), from, to: to.clone() },
            Operation::AlterColumn { table: table(), from: to, to: text },
            Operation::RenameColumn { table: table(), from: "title".into(), to: "t".into() },
            Operation::DropColumn { table: table(), column: number },
        ]);
        lab.run(&operations).await;
        let after_all: i64 = lab.row(file).await.try_get("", "f").unwrap();
        assert_eq!(before_all, after_all);
    });
}

#[test]
#[ignore = "needs NEVR_TEST_MYSQL_URL"]
fn mysql_lets_readers_and_writers_go_on() {
    Engine::Mysql.run(async {
        let (before, after) = changes();
        let lab = with_rows(&before).await;
        let from = lab.live_column(TABLE, "title").await;
        let to = lab.dialect.column(order(&after), &order(&after).fields["title"]);
        let number = lab.live_column(TABLE, "number").await;
        let index = Index::new(TABLE, vec!["number".to_owned()], false);
        let table = || TABLE.to_owned();
        let mut operations = added(&lab, &after);
        operations.extend([
            Operation::AlterColumn { table: table(), from, to },
            Operation::RenameColumn { table: table(), from: "title".into(), to: "t".into() },
            Operation::CreateIndex(index),
            Operation::DropColumn { table: table(), column: number },
        ]);
        for operation in &operations {
            for sql in lab.dialect.statements(operation) {
                // The server refuses the statement if it can't keep to these words.
                let comma = if sql.starts_with("ALTER") { "," } else { "" };
                let sql = format!("{sql}{comma} ALGORITHM=INPLACE{comma} LOCK=NONE");
                let done = lab.db.execute_unprepared(&sql).await;
                assert!(done.is_ok(), "{sql}: {done:?}");
            }
        }
    });
}
