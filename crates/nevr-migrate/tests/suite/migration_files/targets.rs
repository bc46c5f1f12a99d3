//! Schemas that migrations lead to.

use nevr_migrate::{SqlMigration, Target};
use nevr_schema::{Field, Owner, SchemaBuilder};

use crate::fixture::target;

pub(crate) fn shop() -> Owner {
    Owner::plugin("shop")
}

pub(crate) fn points() -> Owner {
    Owner::plugin("shop.points")
}

/// A plugin with one table.
fn item() -> SchemaBuilder {
    let mut schema = SchemaBuilder::new(shop());
    schema.entity("item").field("label", Field::string());
    schema
}

pub(crate) fn items() -> Target {
    target(vec![item()])
}

/// [`items`], and a sub-plugin with a table and with fields on `item`.
pub(crate) fn with_points() -> Target {
    let mut schema = SchemaBuilder::new(points());
    schema
        .extend("item")
        .field("points", Field::int().default(7))
        .field("code", Field::string().optional().unique());
    schema.entity("entry").field("item", Field::belongs_to("item"));
    target(vec![item(), schema])
}

/// [`items`] with its field renamed.
pub(crate) fn renamed() -> Target {
    let mut schema = SchemaBuilder::new(shop());
    schema.entity("item").field("title", Field::string().renamed_from("label"));
    target(vec![schema])
}

/// [`items`], and a table of the app.
pub(crate) fn with_cart() -> Target {
    let mut schema = SchemaBuilder::new(Owner::App);
    schema
        .entity("cart")
        .field("note", Field::text().optional())
        .field("item", Field::belongs_to("item").optional());
    target(vec![item(), schema])
}

/// A target with a migration by hand of the sub-plugin that labels every item.
pub(crate) fn labelling(target: Target, name: &'static str, label: &str) -> Target {
    let up = format!("UPDATE item SET label = '{label}'");
    let down = format!("UPDATE item SET label = 'not {label}'");
    target.with(points(), Box::new(SqlMigration::new(name, up).down(down)))
}
