//! Operations that every database does in place, on tables with rows.

use nevr_core::testing::{Engine, on_every_database};
use nevr_schema::{Entity, Field, Schema};

use super::lab::{Lab, schema};
use crate::{
    catalogue::{Column, Index},
    dialect::Operation,
};

pub(super) const TABLE: &str = "order";

/// Two tables with a row each; `order` has these fields too.
pub(super) fn orders(fields: &[(&'static str, Field)]) -> Schema {
    schema(|schema| {
        schema.entity("user").field("name", Field::string().default("ann"));
        let order = schema.entity(TABLE);
        for (name, field) in fields {
            order.field(*name, field.clone());
        }
    })
}

pub(super) async fn with_rows(schema: &Schema) -> Lab {
    let lab = Lab::new().await;
    fill(&lab, schema).await;
    lab
}

/// Creates the tables, with their rows.
pub(super) async fn fill(lab: &Lab, schema: &Schema) {
    lab.create(schema).await;
    lab.database.execute("INSERT INTO \"user\" (\"id\") VALUES ('x')").await;
    let row = match order(schema).field("buyerId") {
        Some(_) => "(\"id\", \"buyerId\") VALUES ('x', 'x')",
        None => "(\"id\") VALUES ('x')",
    };
    lab.database.execute(&format!("INSERT INTO \"order\" {row}")).await;
}

pub(super) fn order(schema: &Schema) -> &Entity {
    schema.entity(TABLE).unwrap()
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
        let bare = Column { reference: None, ..column };
        lab.run(&[Operation::DropColumn { table: TABLE.to_owned(), column: bare }]).await;
        lab.holds(order(&before)).await;
        assert_eq!(lab.table("user").await.referred_by, []);
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
    a_column_is_added_with_its_reference_and_dropped_again,
    a_column_is_renamed_with_its_values_index_and_foreign_key,
    an_index_is_dropped_and_made_unique,
    a_table_is_dropped,
);
