//! The schemas that tests bring databases to.

use nevr_migrate::Target;
use nevr_schema::{Field, OnDelete, Owner, SchemaBuilder};

use crate::fixture::target;

pub(crate) fn auth() -> Owner {
    Owner::plugin("auth")
}

pub(crate) fn anonymous() -> Owner {
    Owner::plugin("auth.anonymous")
}

/// Users, with their sessions and accounts.
pub(crate) fn users() -> SchemaBuilder {
    let mut schema = SchemaBuilder::new(auth());
    schema
        .entity("user")
        .field("name", Field::string())
        .field("email", Field::string().optional().unique())
        .field("emailVerified", Field::boolean().default(false))
        .timestamps();
    schema
        .entity("session")
        .field("tokenHash", Field::string())
        .field("user", Field::belongs_to("user"))
        .field("expiresAt", Field::datetime());
    schema
        .entity("account")
        .field("user", Field::belongs_to("user"))
        .field("providerId", Field::string())
        .field("accountId", Field::string())
        .unique(["providerId", "accountId"]);
    schema
}

/// A sub-plugin that adds fields to users and has a table of its own.
pub(crate) fn guests() -> SchemaBuilder {
    let mut schema = SchemaBuilder::new(anonymous());
    schema
        .extend("user")
        .field("isAnonymous", Field::boolean().default(false))
        .field("anonymousId", Field::string().optional().index());
    schema.entity("merge").field("user", Field::belongs_to("user"));
    schema
}

/// A table of the app.
pub(crate) fn carts() -> SchemaBuilder {
    let mut schema = SchemaBuilder::new(Owner::App);
    schema
        .entity("cart")
        .field("items", Field::json())
        .field("note", Field::text().optional())
        .field("user", Field::belongs_to("user").optional().on_delete(OnDelete::SetNull));
    schema
}

/// Users, guests and carts.
pub(crate) fn shop() -> Target {
    target(vec![users(), guests(), carts()])
}

/// One entity `item` of the app with one field `value`, beside a `child` that belongs to it.
pub(crate) fn item(value: Field) -> Target {
    let mut schema = SchemaBuilder::new(Owner::App);
    schema.entity("item").field("label", Field::string()).field("value", value);
    schema.entity("child").field("item", Field::belongs_to("item"));
    target(vec![schema])
}

/// Like [`item`], without the field.
pub(crate) fn plain_item() -> Target {
    let mut schema = SchemaBuilder::new(Owner::App);
    schema.entity("item").field("label", Field::string());
    schema.entity("child").field("item", Field::belongs_to("item"));
    target(vec![schema])
}
