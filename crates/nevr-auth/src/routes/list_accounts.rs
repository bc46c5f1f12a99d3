//! `GET /list-accounts`

use nevr_core::{
    http::{Ctx, Json},
    store::{Filter, Order, Query},
};
use nevr_schema::{Record, RecordError, env::Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{error::AuthError, extract::User, schema::ACCOUNT};

/// A credential that the user signs in with.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListedAccount {
    /// The id of the account.
    id: String,
    /// The provider of the credential: `credential` for a password.
    provider_id: String,
    /// The person's id at the provider; for a password, the user's own id.
    account_id: String,
    /// When the account was made.
    created_at: Timestamp,
    /// When the account was last changed.
    updated_at: Timestamp,
}

impl TryFrom<&Record> for ListedAccount {
    type Error = RecordError;
    fn try_from(account: &Record) -> Result<Self, RecordError> {
        Ok(Self {
            id: account.get("id")?,
            provider_id: account.get("providerId")?,
            account_id: account.get("accountId")?,
            created_at: account.get("createdAt")?,
            updated_at: account.get("updatedAt")?,
        })
    }
}

pub(crate) async fn list(ctx: Ctx, user: User) -> Result<Json<Vec<ListedAccount>>, AuthError> {
    let query = Query::from(ACCOUNT)
        .filter(Filter::all().eq("userId", user.id()))
        .order_by("createdAt", Order::Ascending)
        .order_by("id", Order::Ascending);
    let accounts = ctx.store().find(query).await?;
    let listed: Result<Vec<ListedAccount>, RecordError> =
        accounts.iter().map(ListedAccount::try_from).collect();
    Ok(Json(listed?))
}
