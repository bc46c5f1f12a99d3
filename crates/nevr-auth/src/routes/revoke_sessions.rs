//! `POST /revoke-session`, `/revoke-sessions` and `/revoke-other-sessions`

use std::sync::Arc;

use nevr_core::{
    http::{Ctx, Json},
    store::{Filter, WriteSet},
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::output::Status;
use crate::{
    Auth,
    error::AuthError,
    extract::User,
    schema::{SESSION, USER},
};

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
    let mut set = WriteSet::new();
    set.delete(SESSION, own(&user).eq("id", input.id.as_str())).id();
    commit(&ctx, set).await?;
    if input.id == user.authenticated().session_id() {
        auth.sessions().clear_cookie(&ctx)?;
    }
    Ok(Json(Status::YES))
}

pub(crate) async fn all(ctx: Ctx, auth: Arc<Auth>, user: User) -> Result<Json<Status>, AuthError> {
    revoke(&ctx, &user, own(&user)).await?;
    auth.sessions().clear_cookie(&ctx)?;
    Ok(Json(Status::YES))
}

pub(crate) async fn others(ctx: Ctx, user: User) -> Result<Json<Status>, AuthError> {
    let others = own(&user).ne("id", user.authenticated().session_id());
    revoke(&ctx, &user, others).await?;
    Ok(Json(Status::YES))
}

fn own(user: &User) -> Filter {
    Filter::all().eq("userId", user.id())
}

async fn revoke(ctx: &Ctx, user: &User, which: Filter) -> Result<(), AuthError> {
    let mut set = WriteSet::new();
    set.lock(USER, user.id());
    set.delete(SESSION, which).id();
    commit(ctx, set).await
}

async fn commit(ctx: &Ctx, mut set: WriteSet) -> Result<(), AuthError> {
    set.durable();
    ctx.store().write(set).await?;
    Ok(())
}
