//! The entities of auth.

use nevr_schema::{EntityType, Field, OnDelete, SchemaBuilder};

use crate::options::AuthOptions;

/// Entity `user`.
#[derive(Debug, Clone, Copy)]
pub struct UserEntity;

impl EntityType for UserEntity {
    const NAME: &'static str = "user";
}

/// Entity `session`.
#[derive(Debug, Clone, Copy)]
pub struct SessionEntity;

impl EntityType for SessionEntity {
    const NAME: &'static str = "session";
}

/// Entity `account`: a way to sign in that a user has.
#[derive(Debug, Clone, Copy)]
pub struct AccountEntity;

impl EntityType for AccountEntity {
    const NAME: &'static str = "account";
}

pub(crate) const USER: &str = UserEntity::NAME;
pub(crate) const SESSION: &str = SessionEntity::NAME;
pub(crate) const ACCOUNT: &str = AccountEntity::NAME;

/// `providerId` of accounts that are an e-mail address and a password.
pub const CREDENTIAL_PROVIDER: &str = "credential";

pub(crate) fn declare(schema: &mut SchemaBuilder, options: &AuthOptions) {
    user(schema, options);
    session(schema);
    account(schema);
    schema
        .entity("verification")
        .describe("Proves, once, that somebody reads an address.")
        .field("identifier", Field::string())
        .field("valueHash", Field::string().hidden())
        .field("expiresAt", Field::datetime().index());
}

fn user(schema: &mut SchemaBuilder, options: &AuthOptions) {
    let user = schema.entity(USER);
    user.describe("Somebody who uses the app.")
        .field("name", Field::string().describe("What the user is called."))
        .field("email", Field::string().optional().unique().describe("The address, in lower case."))
        .field(
            "emailVerified",
            Field::boolean()
                .default(false)
                .describe("Whether the user proved to read the address."),
        )
        .field("image", Field::text().optional().describe("URL of a picture."))
        .timestamps();
    // Not every way to a user asks a client for fields: plugins make users on their own, and rows
    // may be there before the field is.
    let user = schema.extend(USER);
    for (name, field) in &options.user.additional_fields {
        if let Some(field) = field.to_field() {
            user.field(name.clone(), field.declared_by(format!("user.additionalFields.{name}")));
        }
    }
}

fn session(schema: &mut SchemaBuilder) {
    schema
        .entity(SESSION)
        .describe("A time in which a user is signed in on a device.")
        .field("user", Field::belongs_to(USER).on_delete(OnDelete::Cascade))
        .field("tokenHash", Field::string().hidden())
        .field("policy", Field::string().hidden())
        .field("expiresAt", Field::datetime().describe("When it ends if it is not used."))
        .field("ipAddress", Field::string().optional().describe("Address that it was begun from."))
        .field("userAgent", Field::text().optional().describe("Program that it was begun with."))
        .timestamps();
}

fn account(schema: &mut SchemaBuilder) {
    schema
        .entity(ACCOUNT)
        .describe("A way to sign in that a user has.")
        .field("user", Field::belongs_to(USER).on_delete(OnDelete::Cascade))
        .field("providerId", Field::string())
        .field("accountId", Field::string())
        .field("password", Field::text().optional().hidden())
        .field("accessToken", Field::text().optional().hidden())
        .field("refreshToken", Field::text().optional().hidden())
        .field("idToken", Field::text().optional().hidden())
        .field("accessTokenExpiresAt", Field::datetime().optional().hidden())
        .field("refreshTokenExpiresAt", Field::datetime().optional().hidden())
        .field("scope", Field::text().optional().hidden())
        .timestamps()
        .unique(["providerId", "accountId"]);
}
