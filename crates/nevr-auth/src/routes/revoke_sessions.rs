//! `POST /revoke-session`, `/revoke-sessions` and `/revoke-other-sessions`

use std::sync::Arc;

use nevr_core::{
    http::{Ctx, Json},
    store::{Filter, WriteSet},
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::output::Status;
use crate::{Auth, error::AuthError, extract::User, schema::SESSION};

/// The session to end.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RevokeInput {
    /// The id of the session.
    id: String,
}

pub(crate) async fn one(
    ctx: Ctx,
    auth: Arc<Auth>,
    user: User,
    Json(input): Json<RevokeInput>,
) -> Result<Json<Status>, AuthError> {
    revoke(&ctx, own(&user).eq("id", input.id.as_str())).await?;
    if input.id == user.authenticated().session_id() {
        auth.sessions().clear_cookie(&ctx)?;
    }
    Ok(Json(Status::YES))
}

pub(crate) async fn all(ctx: Ctx, auth: Arc<Auth>, user: User) -> Result<Json<Status>, AuthError> {
    revoke(&ctx, own(&user)).await?;
    auth.sessions().clear_cookie(&ctx)?;
    Ok(Json(Status::YES))
}

pub(crate) async fn others(ctx: Ctx, user: User) -> Result<Json<Status>, AuthError> {
    revoke(&ctx, own(&user).ne("id", user.authenticated().session_id())).await?;
    Ok(Json(Status::YES))
}

fn own(user: &User) -> Filter {
    Filter::all().eq("userId", user.id())
}

async fn revoke(ctx: &Ctx, which: Filter) -> Result<(), AuthError> {
    let mut set = WriteSet::new();
    set.delete(SESSION, which).id();
    set.durable();
    ctx.store().write(set).await?;
    Ok(())
}
