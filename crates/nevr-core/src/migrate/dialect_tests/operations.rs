//! Each operation, on tables with rows.

use super::{
    super::{index::Index, operation::Operation},
    lab::{Lab, schema},
};
use crate::{
    env::Timestamp,
    schema::{Entity, Field, FieldType, OnDelete, Schema, Value},
    testing::{Engine, on_every_database},
};

const TABLE: &str = "order";

/// Two tables with a row each; `order` has these fields too.
fn orders(fields: &[(&'static str, Field)]) -> Schema {
    schema(|schema| {
        schema.entity("user").field("name", Field::string().default("ann"));
        let order = schema.entity(TABLE);
        for (name, field) in fields {
            order.field(*name, field.clone());
        }
    })
}

async fn with_rows(schema: &Schema) -> Lab {
    let lab = Lab::new().await;
    lab.create(schema).await;
    lab.database.execute("INSERT INTO \"user\" (\"id\") VALUES ('x')").await;
    let row = match order(schema).field("buyerId") {
        Some(_) => "(\"id\", \"buyerId\") VALUES ('x', 'x')",
        None => "(\"id\") VALUES ('x')",
    };
    lab.database.execute(&format!("INSERT INTO \"order\" {row}")).await;
    lab
}

fn order(schema: &Schema) -> &Entity {
    schema.entity(TABLE).unwrap()
}

/// Brings the field from one declaration to the other, if the engine can do so in place.
async fn alter(from: Field, to: Field) {
    let (before, after) = (orders(&[("field", from)]), orders(&[("field", to)]));
    let lab = with_rows(&before).await;
    let live = lab.live_column(TABLE, "field").await;
    let wanted = lab.dialect.column(order(&after), &order(&after).fields["field"]);
    let operation = Operation::AlterColumn { table: TABLE.to_owned(), from: live, to: wanted };
    if lab.dialect.in_place(&operation) {
        lab.run(&[operation]).await;
        lab.holds(order(&after)).await;
        assert_eq!(lab.database.rows().await[TABLE], 1);
    }
}

async fn a_string_becomes_a_text() {
    alter(Field::string().default("it's"), Field::text().default("it's")).await;
    alter(Field::string().optional(), Field::text().optional()).await;
}

async fn a_default_is_set_changed_and_taken_away() {
    let defaults: [(FieldType, [Value; 2]); 6] = [
        (FieldType::String, ["a".into(), "it's \\ \u{1F389}".into()]),
        (FieldType::Text, ["a".into(), "it's \\ \u{1F389}".into()]),
        (FieldType::Int, [1.into(), i64::MIN.into()]),
        (FieldType::Boolean, [true.into(), false.into()]),
        (
            FieldType::DateTime,
            [Timestamp::from_millis(1).into(), Timestamp::from_millis(-1).into()],
        ),
        (FieldType::Json, [serde_json::json!({}).into(), serde_json::json!(["it's"]).into()]),
    ];
    for (ty, [one, other]) in defaults {
        let field = Field::new(ty).optional();
        alter(field.clone(), field.clone().default(one.clone())).await;
        alter(field.clone().default(one.clone()), field.clone().default(other)).await;
        alter(field.clone().default(one), field).await;
    }
}

async fn a_field_becomes_optional_and_required() {
    for field in [Field::string(), Field::text(), Field::int(), Field::boolean(), Field::json()] {
        let default: Value = match field.ty {
            FieldType::Int => 7.into(),
            FieldType::Boolean => true.into(),
            FieldType::Json => serde_json::json!({ "a": "b" }).into(),
            _ => "it's".into(),
        };
        let field = field.default(default);
        alter(field.clone(), field.clone().optional()).await;
        alter(field.clone().optional(), field).await;
    }
}

async fn a_reference_becomes_optional_and_keeps_its_foreign_key() {
    let before = orders(&[("buyer", Field::belongs_to("user"))]);
    let after = orders(&[("buyer", Field::belongs_to("user").optional())]);
    let lab = with_rows(&before).await;
    let from = lab.live_column(TABLE, "buyerId").await;
    let to = lab.dialect.column(order(&after), &order(&after).fields["buyerId"]);
    let operation = Operation::AlterColumn { table: TABLE.to_owned(), from, to };
    if lab.dialect.in_place(&operation) {
        lab.run(&[operation]).await;
        lab.holds(order(&after)).await;
    }
}

async fn a_column_is_added_with_its_reference_and_dropped_again() {
    let (before, after) = (orders(&[]), orders(&[("buyer", Field::belongs_to("user").optional())]));
    let lab = with_rows(&before).await;
    let column = lab.dialect.column(order(&after), &order(&after).fields["buyerId"]);
    let table = TABLE.to_owned();
    let index = Index::new(TABLE, vec!["buyerId".to_owned()], false);
    let add = Operation::AddColumn { table: table.clone(), column };
    lab.run(&[add, Operation::CreateIndex(index.clone())]).await;
    lab.holds(order(&after)).await;
    let referred_by = [(table.clone(), "buyerId".to_owned())];
    if lab.database.engine() != Engine::Sqlite {
        assert_eq!(lab.table("user").await.referred_by, referred_by);
    }
    lab.database.execute("UPDATE \"order\" SET \"buyerId\" = 'x'").await;
    lab.database.execute("DELETE FROM \"user\"").await;
    assert_eq!(lab.database.rows().await[TABLE], 0, "the reference cascades");
    let column = lab.live_column(TABLE, "buyerId").await;
    let drop_column = Operation::DropColumn { table: table.clone(), column: column.clone() };
    if lab.dialect.in_place(&drop_column) {
        let drop_reference = Operation::DropReference { table, column: column.clone() };
        lab.run(&[drop_reference, Operation::DropIndex(index)]).await;
        let bare = super::super::catalogue::Column { reference: None, ..column };
        lab.run(&[Operation::DropColumn { table: TABLE.to_owned(), column: bare }]).await;
        lab.holds(order(&before)).await;
        assert_eq!(lab.table("user").await.referred_by, []);
    }
}

async fn a_column_is_dropped_with_its_foreign_key() {
    let mut buyer = Field::belongs_to("user").optional();
    buyer.index = false;
    let (before, after) = (orders(&[("buyer", buyer)]), orders(&[]));
    let lab = with_rows(&before).await;
    lab.holds(order(&before)).await;
    let column = lab.live_column(TABLE, "buyerId").await;
    let operation = Operation::DropColumn { table: TABLE.to_owned(), column };
    if lab.dialect.in_place(&operation) {
        lab.run(&[operation]).await;
        lab.holds(order(&after)).await;
    }
}

async fn a_column_is_renamed_with_its_values_index_and_foreign_key() {
    let before = orders(&[("buyer", Field::belongs_to("user"))]);
    let lab = with_rows(&before).await;
    let (table, from, to) = (TABLE.to_owned(), "buyerId".to_owned(), "group".to_owned());
    lab.run(&[Operation::RenameColumn { table, from, to }]).await;
    let live = lab.table(TABLE).await;
    assert_eq!(live.indexes[0].columns, [Some("group".to_owned())]);
    assert_eq!(live.column("group").unwrap().reference.as_ref().unwrap().table, "user");
    assert_eq!(lab.database.execute("DELETE FROM \"order\" WHERE \"group\" = 'x'").await, 1);
}

async fn a_reference_changes_what_happens_on_delete() {
    let buyer = Field::belongs_to("user").optional();
    let before = orders(&[("buyer", buyer.clone())]);
    let after = orders(&[("buyer", buyer.on_delete(OnDelete::SetNull))]);
    let lab = with_rows(&before).await;
    let live = lab.live_column(TABLE, "buyerId").await;
    let wanted = lab.dialect.column(order(&after), &order(&after).fields["buyerId"]);
    let operations = [
        Operation::DropReference { table: TABLE.to_owned(), column: live },
        Operation::AddReference { table: TABLE.to_owned(), column: wanted },
    ];
    if operations.iter().all(|operation| lab.dialect.in_place(operation)) {
        lab.run(&operations).await;
        lab.holds(order(&after)).await;
    }
}

async fn an_index_is_dropped_and_made_unique() {
    let before = orders(&[("number", Field::int().index().default(1))]);
    let after = orders(&[("number", Field::int().unique().default(1))]);
    let lab = with_rows(&before).await;
    let index = |unique| Index::new(TABLE, vec!["number".to_owned()], unique);
    lab.run(&[Operation::DropIndex(index(false)), Operation::CreateIndex(index(true))]).await;
    lab.holds(order(&after)).await;
}

async fn a_table_is_dropped() {
    let lab = with_rows(&orders(&[])).await;
    lab.run(&[Operation::DropTable { table: TABLE.to_owned() }]).await;
    let catalogue = lab.catalogue(&[TABLE, "user"]).await;
    assert!(!catalogue.has_table(TABLE) && catalogue.has_table("user"));
}

on_every_database!(
    a_string_becomes_a_text,
    a_default_is_set_changed_and_taken_away,
    a_field_becomes_optional_and_required,
    a_reference_becomes_optional_and_keeps_its_foreign_key,
    a_column_is_added_with_its_reference_and_dropped_again,
    a_column_is_dropped_with_its_foreign_key,
    a_column_is_renamed_with_its_values_index_and_foreign_key,
    a_reference_changes_what_happens_on_delete,
    an_index_is_dropped_and_made_unique,
    a_table_is_dropped,
);
