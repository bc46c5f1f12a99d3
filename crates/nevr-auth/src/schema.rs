//! The entities of auth.

use nevr_core::plugin::Invariant;
use nevr_schema::{EntityType, Field, OnDelete, SchemaBuilder};

use crate::options::AuthOptions;

/// The entity `user`.
#[derive(Debug, Clone, Copy)]
pub struct UserEntity;

impl EntityType for UserEntity {
    const NAME: &'static str = "user";
}

/// The entity `session`.
#[derive(Debug, Clone, Copy)]
pub struct SessionEntity;

impl EntityType for SessionEntity {
    const NAME: &'static str = "session";
}

/// The entity `account`: a credential that a user signs in with.
#[derive(Debug, Clone, Copy)]
pub struct AccountEntity;

impl EntityType for AccountEntity {
    const NAME: &'static str = "account";
}

pub(crate) const USER: &str = UserEntity::NAME;
pub(crate) const SESSION: &str = SessionEntity::NAME;
pub(crate) const ACCOUNT: &str = AccountEntity::NAME;

/// The `providerId` of accounts that are an e-mail address and a password.
pub const CREDENTIAL_PROVIDER: &str = "credential";

/// What auth keeps of its rows, and SQL by hand may break.
pub(crate) const INVARIANTS: [Invariant; 3] = [
    Invariant {
        name: "auth.email.canonical",
        broken: "users with an address that is not in lower case or has spaces around",
        query: r#"SELECT "id", "email" FROM "user" WHERE "email" <> LOWER(TRIM("email"))"#,
    },
    Invariant {
        name: "auth.email.unique",
        broken: "addresses that several users have, in different spellings",
        query: r#"SELECT LOWER(TRIM("email")) AS "address", COUNT(*) AS "users" FROM "user" WHERE "email" IS NOT NULL GROUP BY LOWER(TRIM("email")) HAVING COUNT(*) > 1"#,
    },
    Invariant {
        name: "auth.account",
        broken: "users with an address and no account to sign in with",
        query: r#"SELECT "id", "email" FROM "user" WHERE "email" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "account" WHERE "account"."userId" = "user"."id")"#,
    },
];

pub(crate) fn declare(schema: &mut SchemaBuilder, options: &AuthOptions) {
    user(schema, options);
    session(schema);
    account(schema);
    schema
        .entity("verification")
        .describe("A one-time proof that a person receives mail at an address.")
        .field("identifier", Field::string())
        .field("valueHash", Field::string().hidden())
        .field("expiresAt", Field::datetime().index());
}

fn user(schema: &mut SchemaBuilder, options: &AuthOptions) {
    let user = schema.entity(USER);
    user.describe("A user of the app.")
        .field("name", Field::string().describe("The name that the user is shown by."))
        .field(
            "email",
            Field::string().optional().unique().describe("The e-mail address, in lower case."),
        )
        .field(
            "emailVerified",
            Field::boolean()
                .default(false)
                .describe("Whether the user has proven to receive mail at the address."),
        )
        .field("image", Field::text().optional().describe("URL of a picture."))
        .timestamps();
    // Added like another plugin's fields, which must be optional or have a default: plugins make
    // users without asking a client for fields, and rows may exist before the field does.
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
        .describe("A period in which a user is signed in on a device.")
        .field("user", Field::belongs_to(USER).on_delete(OnDelete::Cascade))
        .field("tokenHash", Field::string().hidden())
        .field("policy", Field::string().hidden())
        .field(
            "expiresAt",
            Field::datetime().describe("When the session ends if it is not used until then."),
        )
        .field(
            "ipAddress",
            Field::string().optional().describe("The IP address that the session was begun from."),
        )
        .field(
            "userAgent",
            Field::text()
                .optional()
                .describe("The `User-Agent` of the client that began the session."),
        )
        .timestamps();
}

fn account(schema: &mut SchemaBuilder) {
    schema
        .entity(ACCOUNT)
        .describe("A credential that a user signs in with.")
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
