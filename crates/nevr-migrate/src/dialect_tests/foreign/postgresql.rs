//! Objects that only PostgreSQL has.

use nevr_core::testing::Engine;
use nevr_schema::{Field, Schema};

use crate::catalogue::{Index, ObjectKind, Table};
use crate::dialect_tests::lab::{Lab, schema};

fn shop() -> Schema {
    schema(|schema| {
        schema.entity("user").field("email", Field::string().optional());
        schema.entity("cart").field("user", Field::belongs_to("user")).field("n", Field::int());
    })
}

/// Creates the shop's tables and runs these statements.
async fn after(sql: &str) -> Lab {
    Lab::after(&shop(), sql).await
}

async fn cart_after(sql: &str) -> Table {
    after(sql).await.table("cart").await
}

#[test]
#[ignore = "needs NEVR_TEST_POSTGRES_URL"]
fn everything_that_takes_a_name_has_a_kind() {
    Engine::Postgresql.run(async {
        let lab = after(
            "CREATE MATERIALIZED VIEW \"m\" AS SELECT 1 AS x; CREATE SEQUENCE \"s\"; \
             CREATE TYPE \"colour\" AS ENUM ('red'); CREATE DOMAIN \"name\" AS text; \
             CREATE TYPE \"pair\" AS (a int, b int); \
             CREATE TABLE \"parts\" (x int) PARTITION BY LIST (x); \
             CREATE TABLE \"part\" PARTITION OF \"parts\" DEFAULT",
        )
        .await;
        let catalogue = lab.catalogue(&[]).await;
        for (name, kind) in [
            ("m", ObjectKind::View),
            ("s", ObjectKind::Sequence),
            ("colour", ObjectKind::Type),
            ("name", ObjectKind::Type),
            ("pair", ObjectKind::Type),
            ("parts", ObjectKind::Table),
            ("part", ObjectKind::Table),
            ("cart_userId_idx", ObjectKind::Index),
            ("user_pkey", ObjectKind::Index),
        ] {
            assert_eq!(catalogue.object(name).map(|it| it.kind), Some(kind), "{name}");
        }
        let named = |name: &str| catalogue.objects.iter().filter(|it| it.name == name).count();
        assert_eq!((named("cart"), named("pair"), named("_cart")), (1, 1, 0));
    });
}

#[test]
#[ignore = "needs NEVR_TEST_POSTGRES_URL"]
fn an_index_that_is_other_than_a_plain_one_matches_none() {
    Engine::Postgresql.run(async {
        let wanted = Index::new("cart", vec!["n".to_owned()], true);
        for sql in [
            "CREATE INDEX \"cart_n_key\" ON \"cart\" (n)",
            "CREATE UNIQUE INDEX \"cart_n_key\" ON \"cart\" (n) WHERE n > 0",
            "CREATE UNIQUE INDEX \"cart_n_key\" ON \"cart\" (n) INCLUDE (\"userId\")",
            "CREATE UNIQUE INDEX \"cart_n_key\" ON \"cart\" (n DESC)",
            "CREATE UNIQUE INDEX \"cart_n_key\" ON \"cart\" ((n + 1))",
            "CREATE UNIQUE INDEX \"cart_n_key\" ON \"cart\" (n, \"userId\")",
            "CREATE INDEX \"cart_n_key\" ON \"cart\" USING hash (n)",
            "ALTER TABLE \"cart\" ADD CONSTRAINT \"cart_n_key\" UNIQUE (n) DEFERRABLE",
            "ALTER TABLE \"cart\" ADD CONSTRAINT \"cart_n_key\" EXCLUDE (n WITH =)",
        ] {
            let live = cart_after(sql).await;
            let index = live.index("cart_n_key").expect(sql);
            assert!(!wanted.matches(index), "{sql}: {index:?}");
        }
        let live = cart_after("CREATE UNIQUE INDEX \"cart_n_key\" ON \"cart\" (n)").await;
        assert!(wanted.matches(live.index("cart_n_key").unwrap()));
    });
}

#[test]
#[ignore = "needs NEVR_TEST_POSTGRES_URL"]
fn an_index_in_the_order_of_a_language_matches_none() {
    Engine::Postgresql.run(async {
        let wanted = Index::new("user", vec!["email".to_owned()], true);
        let make = "CREATE UNIQUE INDEX \"user_email_key\" ON \"user\" (\"email\"";
        for rest in [" COLLATE \"POSIX\")", " varchar_pattern_ops)"] {
            let live = after(&format!("{make}{rest}")).await.table("user").await;
            assert!(!wanted.matches(live.index("user_email_key").unwrap()), "{rest}: {live:?}");
        }
    });
}

#[test]
#[ignore = "needs NEVR_TEST_POSTGRES_URL"]
fn what_a_schema_cannot_express_is_described() {
    Engine::Postgresql.run(async {
        let live = cart_after(
            "ALTER TABLE \"cart\" ADD CHECK (n > 0), ADD EXCLUDE (n WITH =), \
                 ADD COLUMN \"g\" int GENERATED ALWAYS AS (1 + 1) STORED, \
                 ADD COLUMN \"i\" int GENERATED ALWAYS AS IDENTITY, \
                 ADD UNIQUE (\"userId\", n); \
             CREATE TABLE \"line\" (a varchar, b bigint, \
                 FOREIGN KEY (a, b) REFERENCES \"cart\" (\"userId\", n)); \
             ALTER TABLE \"cart\" ENABLE ROW LEVEL SECURITY; \
             CREATE POLICY \"own\" ON \"cart\"; \
             CREATE RULE \"keep\" AS ON DELETE TO \"cart\" DO INSTEAD NOTHING; \
             CREATE FUNCTION \"f\"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'; \
             CREATE TRIGGER \"watch\" BEFORE INSERT ON \"cart\" EXECUTE FUNCTION \"f\"()",
        )
        .await;
        assert_eq!(live.unsupported.len(), 3, "{:?}", live.unsupported);
        assert!(live.unsupported.iter().any(|words| words.starts_with("CHECK")), "{live:?}");
        let [rule, trigger] = &live.triggers[..] else { panic!("{:?}", live.triggers) };
        assert!(rule.contains("keep") && trigger.contains("watch"), "{rule}, {trigger}");
        assert_eq!(live.referred_by, [("line".to_owned(), "a, b".to_owned())]);
        for column in ["g", "i"] {
            let default = live.column(column).unwrap().default.clone().unwrap_or_default();
            assert!(default.starts_with("GENERATED"), "{column}: {default}");
        }
    });
}

#[test]
#[ignore = "needs NEVR_TEST_POSTGRES_URL"]
fn a_foreign_key_that_is_not_validated_is_not_ours() {
    Engine::Postgresql.run(async {
        let live = cart_after(
            "ALTER TABLE \"cart\" DROP CONSTRAINT \"cart_userId_fkey\", \
             ADD CONSTRAINT \"cart_userId_fkey\" FOREIGN KEY (\"userId\") \
             REFERENCES \"user\" (\"id\") ON DELETE CASCADE NOT VALID",
        )
        .await;
        let key = live.column("userId").unwrap().reference.clone().unwrap();
        assert_eq!(key.on_delete, "CASCADE NOT VALID");
    });
}

#[test]
#[ignore = "needs NEVR_TEST_POSTGRES_URL"]
fn a_reference_from_another_schema_is_named_with_it() {
    Engine::Postgresql.run(async {
        let (lab, other) = (after("SELECT 1").await, Lab::new().await);
        let [ours, theirs] = [schema_of(&lab).await, schema_of(&other).await];
        let sql = format!("CREATE TABLE \"t\" (u varchar REFERENCES {ours}.\"user\" (\"id\"))");
        other.database.execute(&sql).await;
        let referred_by = lab.table("user").await.referred_by;
        assert!(referred_by.contains(&(format!("{theirs}.t"), "u".to_owned())), "{referred_by:?}");
        other.database.execute("DROP TABLE \"t\"").await;
    });
}

async fn schema_of(lab: &Lab) -> String {
    lab.row("SELECT quote_ident(current_schema()) AS s").await.try_get("", "s").unwrap()
}

#[test]
#[ignore = "needs NEVR_TEST_POSTGRES_URL"]
fn text_in_the_order_of_a_language_is_of_another_type() {
    Engine::Postgresql.run(async {
        let lab = after(
            "ALTER TABLE \"user\" ALTER COLUMN \"email\" TYPE varchar(255) COLLATE \"default\"",
        )
        .await;
        let shop = shop();
        let user = shop.entity("user").unwrap();
        let wanted = lab.dialect.column(user, &user.fields["email"]);
        let live = lab.live_column("user", "email").await;
        assert!(!lab.dialect.same_type(&wanted.ty, &live.ty), "{live:?}");
    });
}
