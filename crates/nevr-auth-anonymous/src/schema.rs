//! The fields that the plugin adds to `user`.

use nevr_auth::schema::UserEntity;
use nevr_core::plugin::Invariant;
use nevr_schema::{EntityType, Field, SchemaBuilder};

pub(crate) const USER: &str = UserEntity::NAME;
/// What the ids of guests begin with. They keep their ids when they become full accounts.
pub(crate) const ID_PREFIX: &str = "anon_";

/// What the plugin keeps of its rows, and SQL by hand may break.
pub(crate) const INVARIANTS: [Invariant; 2] = [
    Invariant {
        name: "anonymous.guest",
        broken: "guests with an account, who can't be linked",
        query: r#"SELECT "id" FROM "user" WHERE "isAnonymous" = TRUE AND EXISTS (SELECT 1 FROM "account" WHERE "account"."userId" = "user"."id")"#,
    },
    Invariant {
        name: "anonymous.account",
        broken: "users who are no guests and have neither an address nor an account to sign in with",
        query: r#"SELECT "id" FROM "user" WHERE "isAnonymous" = FALSE AND "email" IS NULL AND "id" LIKE 'anon_%' AND NOT EXISTS (SELECT 1 FROM "account" WHERE "account"."userId" = "user"."id")"#,
    },
];

pub(crate) fn declare(schema: &mut SchemaBuilder) {
    schema
        .extend(USER)
        .field(
            "isAnonymous",
            Field::boolean().default(false).describe("Whether the user is a guest."),
        )
        .field(
            "anonymousId",
            Field::string()
                .optional()
                .index()
                .describe("The id of the guest that the user is or was; null for a user who never was a guest."),
        );
}
