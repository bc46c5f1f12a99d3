//! The schemas that tests copy.

use nevr_migrate::Target;
use nevr_schema::{Field, OnDelete, Owner, SchemaBuilder};

use crate::fixture::target;

/// Users with sessions.
pub(crate) fn auth() -> SchemaBuilder {
    let mut auth = SchemaBuilder::new(Owner::plugin("auth"));
    auth.entity("user")
        .field("name", Field::string())
        .field("email", Field::string().optional().unique())
        .timestamps();
    auth.entity("session")
        .field("user", Field::belongs_to("user"))
        .field("tokenHash", Field::string())
        .field("expiresAt", Field::datetime())
        .unique(["userId", "tokenHash"]);
    auth
}

/// Guests among the users.
pub(crate) fn guests() -> SchemaBuilder {
    let mut guests = SchemaBuilder::new(Owner::plugin("auth.anonymous"));
    guests
        .extend("user")
        .field("isAnonymous", Field::boolean().default(false))
        .field("anonymousId", Field::string().optional().index());
    guests
}

/// Points of users, in a table of their own.
pub(crate) fn points() -> SchemaBuilder {
    let mut points = SchemaBuilder::new(Owner::plugin("points"));
    points
        .entity("points")
        .field("user", Field::belongs_to("user"))
        .field("value", Field::int().default(5));
    points
}

/// Fields of every type, required and optional, and a tree. The table's name is a reserved word.
pub(crate) fn notes() -> SchemaBuilder {
    let mut app = SchemaBuilder::new(Owner::App);
    app.entity("order")
        .field("parent", Field::belongs_to("order").optional())
        .field("user", Field::belongs_to("user").optional().on_delete(OnDelete::SetNull))
        .field("title", Field::string())
        .field("text", Field::text().optional())
        .field("rank", Field::int().optional())
        .field("done", Field::boolean().optional())
        .field("due", Field::datetime().optional())
        .field("extra", Field::json().optional());
    app
}

/// Two tables that refer to each other, one of them in every row.
pub(crate) fn circle() -> SchemaBuilder {
    let mut shop = SchemaBuilder::new(Owner::plugin("shop"));
    shop.entity("author").field("book", Field::belongs_to("book").optional());
    shop.entity("book").field("author", Field::belongs_to("author"));
    shop
}

/// All of them but [`circle`].
pub(crate) fn all() -> Target {
    target(vec![auth(), guests(), points(), notes()])
}
