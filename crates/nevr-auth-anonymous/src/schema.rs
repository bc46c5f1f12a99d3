//! The fields that the plugin adds to `user`.

use nevr_auth::schema::UserEntity;
use nevr_schema::{EntityType, Field, SchemaBuilder};

pub(crate) const USER: &str = UserEntity::NAME;

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
