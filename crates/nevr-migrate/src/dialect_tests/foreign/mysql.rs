//! Objects that only MySQL and MariaDB have.

use nevr_core::testing::Engine;
use nevr_schema::{Field, Schema};

use crate::catalogue::{Index, ObjectKind, Table};
use crate::dialect_tests::lab::{Lab, schema};

fn shop() -> Schema {
    schema(|schema| {
        schema.entity("user");
        schema
            .entity("cart")
            .field("user", Field::belongs_to("user"))
            .field("n", Field::int())
            .field("s", Field::string().optional());
    })
}

/// Creates the shop's tables and runs these statements.
async fn after(sql: &str) -> Lab {
    Lab::after(&shop(), sql).await
}

async fn cart_after(sql: &str) -> Table {
    after(sql).await.table("cart").await
}

async fn is_mariadb(lab: &Lab) -> bool {
    let row = lab.row("SELECT CAST(VERSION() AS CHAR) AS v").await;
    row.try_get::<String>("", "v").unwrap().contains("MariaDB")
}

#[test]
#[ignore = "needs NEVR_TEST_MYSQL_URL"]
fn a_sequence_takes_a_name() {
    Engine::Mysql.run(async {
        let lab = Lab::new().await;
        // MySQL has none.
        if is_mariadb(&lab).await {
            lab.database.execute("CREATE SEQUENCE \"s\"").await;
            let catalogue = lab.catalogue(&[]).await;
            assert_eq!(catalogue.object("s").unwrap().kind, ObjectKind::Sequence);
        }
    });
}

#[test]
#[ignore = "needs NEVR_TEST_MYSQL_URL"]
fn an_index_that_is_other_than_a_plain_one_matches_none() {
    Engine::Mysql.run(async {
        let wanted = Index::new("cart", vec!["s".to_owned()], true);
        for sql in [
            "CREATE INDEX \"cart_s_key\" ON \"cart\" (s)",
            "CREATE UNIQUE INDEX \"cart_s_key\" ON \"cart\" (s(10))",
            "CREATE UNIQUE INDEX \"cart_s_key\" ON \"cart\" (s DESC)",
            "CREATE UNIQUE INDEX \"cart_s_key\" ON \"cart\" (s, n)",
            "CREATE FULLTEXT INDEX \"cart_s_key\" ON \"cart\" (s)",
        ] {
            let live = cart_after(sql).await;
            let index = live.index("cart_s_key").expect(sql);
            assert!(!wanted.matches(index), "{sql}: {index:?}");
        }
        let live = cart_after("CREATE UNIQUE INDEX \"cart_s_key\" ON \"cart\" (s)").await;
        assert!(wanted.matches(live.index("cart_s_key").unwrap()));
    });
}

#[test]
#[ignore = "needs NEVR_TEST_MYSQL_URL"]
fn what_a_schema_cannot_express_is_described() {
    Engine::Mysql.run(async {
        let lab = after(
            "ALTER TABLE \"cart\" ADD CHECK (n > 0), \
                 ADD COLUMN \"g\" int GENERATED ALWAYS AS (n + 1) STORED, \
                 ADD COLUMN \"i\" int AUTO_INCREMENT UNIQUE, \
                 ADD COLUMN \"t\" datetime DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, \
                 ADD UNIQUE (\"userId\", n); \
             CREATE TABLE \"line\" (a varchar(255) CHARACTER SET utf8mb4 \
                 COLLATE /*!80017 utf8mb4_0900_bin */ /*M!100202 utf8mb4_nopad_bin */, b bigint, \
                 FOREIGN KEY (a, b) REFERENCES \"cart\" (\"userId\", n)); \
             CREATE TRIGGER \"watch\" BEFORE INSERT ON \"cart\" FOR EACH ROW SET NEW.n = 1",
        )
        .await;
        let live = lab.table("cart").await;
        assert_eq!(live.unsupported.len(), 1, "{:?}", live.unsupported);
        assert_eq!(live.triggers, ["BEFORE INSERT trigger watch"]);
        assert_eq!(live.referred_by, [("line".to_owned(), "a, b".to_owned())]);
        for column in ["g", "i", "t"] {
            assert!(live.column(column).unwrap().default.is_some(), "{column}");
        }
        assert_eq!(lab.table("line").await.unsupported.len(), 1);
    });
}

#[test]
#[ignore = "needs NEVR_TEST_MYSQL_URL"]
fn text_that_ignores_case_is_of_another_type() {
    Engine::Mysql.run(async {
        let lab = after(
            "ALTER TABLE \"cart\" MODIFY COLUMN s varchar(255) CHARACTER SET utf8mb4 \
             COLLATE utf8mb4_general_ci",
        )
        .await;
        let shop = shop();
        let cart = shop.entity("cart").unwrap();
        let wanted = lab.dialect.column(cart, &cart.fields["s"]);
        let live = lab.live_column("cart", "s").await;
        assert!(!lab.dialect.same_type(&wanted.ty, &live.ty), "{live:?}");
    });
}

#[test]
#[ignore = "needs NEVR_TEST_MYSQL_URL"]
fn a_column_is_ours_whatever_the_table_was_changed_to() {
    use crate::dialect::Operation;
    Engine::Mysql.run(async {
        let lab = after("ALTER TABLE \"cart\" DEFAULT CHARACTER SET latin1").await;
        let grown = schema(|schema| {
            schema
                .entity("cart")
                .field("note", Field::text().default("it's"))
                .field("title", Field::string().default("\u{1F389}"));
        });
        let cart = grown.entity("cart").unwrap();
        for name in ["note", "title"] {
            let (table, column) = ("cart".to_owned(), lab.dialect.column(cart, &cart.fields[name]));
            lab.run(&[Operation::AddColumn { table, column }]).await;
            let live = lab.live_column("cart", name).await;
            lab.same(cart, &cart.fields[name], &live);
        }
    });
}

#[test]
#[ignore = "needs NEVR_TEST_MYSQL_URL"]
fn the_longest_defaults_that_are_written_fit_into_a_table() {
    Engine::Mysql.run(async {
        let text = "'".repeat(8000);
        let lab = Lab::new().await;
        let schema = schema(|schema| {
            schema
                .entity("note")
                .field("one", Field::text().default(text.as_str()))
                .field("other", Field::json().default(serde_json::json!(text)));
        });
        let note = schema.entity("note").unwrap();
        for name in ["one", "other"] {
            assert!(lab.dialect.can_write(note.fields[name].default.as_ref().unwrap()));
        }
        lab.create(&schema).await;
        lab.holds(note).await;
        let too_long = "'".repeat(9000).into();
        assert!(!lab.dialect.can_write(&too_long));
    });
}
