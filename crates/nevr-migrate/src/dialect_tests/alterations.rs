//! Changes that servers make in place and SQLite rebuilds tables for, on tables with rows.

use nevr_schema::{Field, FieldType, OnDelete, Value, env::Timestamp};

use super::{
    lab::Lab,
    operations::{TABLE, fill, order, orders, with_rows},
    servers::on_servers,
};
use crate::dialect::Operation;

/// Changes a field from one declaration to the other, and asserts that the table follows.
async fn alter(lab: &Lab, from: Field, to: Field) {
    let (before, after) = (orders(&[("field", from)]), orders(&[("field", to)]));
    fill(lab, &before).await;
    let live = lab.live_column(TABLE, "field").await;
    let wanted = lab.dialect.column(order(&after), &order(&after).fields["field"]);
    let operation = Operation::AlterColumn { table: TABLE.to_owned(), from: live, to: wanted };
    lab.run(&[operation]).await;
    lab.holds(order(&after)).await;
    assert_eq!(lab.database.rows().await[TABLE], 1);
    let tables = [TABLE, "user"].map(str::to_owned);
    lab.run(&tables.map(|table| Operation::DropTable { table })).await;
}

async fn a_string_becomes_a_text() {
    let lab = Lab::new().await;
    alter(&lab, Field::string().default("it's"), Field::text().default("it's")).await;
    alter(&lab, Field::string().optional(), Field::text().optional()).await;
}

async fn a_default_is_set_changed_and_taken_away() {
    let lab = Lab::new().await;
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
        alter(&lab, field.clone(), field.clone().default(one.clone())).await;
        alter(&lab, field.clone().default(one.clone()), field.clone().default(other)).await;
        alter(&lab, field.clone().default(one), field).await;
    }
}

async fn a_field_becomes_optional_and_required() {
    let lab = Lab::new().await;
    for field in [Field::string(), Field::text(), Field::int(), Field::boolean(), Field::json()] {
        let default: Value = match field.ty {
            FieldType::Int => 7.into(),
            FieldType::Boolean => true.into(),
            FieldType::Json => serde_json::json!({ "a": "b" }).into(),
            _ => "it's".into(),
        };
        let field = field.default(default);
        alter(&lab, field.clone(), field.clone().optional()).await;
        alter(&lab, field.clone().optional(), field).await;
    }
}

async fn a_reference_becomes_optional_and_keeps_its_foreign_key() {
    let before = orders(&[("buyer", Field::belongs_to("user"))]);
    let after = orders(&[("buyer", Field::belongs_to("user").optional())]);
    let lab = with_rows(&before).await;
    let from = lab.live_column(TABLE, "buyerId").await;
    let to = lab.dialect.column(order(&after), &order(&after).fields["buyerId"]);
    let operation = Operation::AlterColumn { table: TABLE.to_owned(), from, to };
    lab.run(&[operation]).await;
    lab.holds(order(&after)).await;
}

async fn a_column_is_dropped_with_its_foreign_key() {
    let mut buyer = Field::belongs_to("user").optional();
    buyer.index = false;
    let (before, after) = (orders(&[("buyer", buyer)]), orders(&[]));
    let lab = with_rows(&before).await;
    lab.holds(order(&before)).await;
    let column = lab.live_column(TABLE, "buyerId").await;
    let operation = Operation::DropColumn { table: TABLE.to_owned(), column };
    lab.run(&[operation]).await;
    lab.holds(order(&after)).await;
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
    lab.run(&operations).await;
    lab.holds(order(&after)).await;
}

on_servers!(
    a_string_becomes_a_text,
    a_default_is_set_changed_and_taken_away,
    a_field_becomes_optional_and_required,
    a_reference_becomes_optional_and_keeps_its_foreign_key,
    a_column_is_dropped_with_its_foreign_key,
    a_reference_changes_what_happens_on_delete,
);
