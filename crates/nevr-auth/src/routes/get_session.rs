//! `GET /get-session`

use std::sync::Arc;

use nevr_core::http::{Ctx, Json, Query, Returned};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Auth,
    error::AuthError,
    extract::MaybeUser,
    schema::{SessionEntity, UserEntity},
};

/// The query of `get-session`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetSessionQuery {
    /// Whether this use may extend the session; `true` by default.
    refresh: Option<bool>,
}

/// A session with its user.
#[derive(Serialize, JsonSchema)]
pub(crate) struct CurrentSession {
    /// The session.
    session: Returned<SessionEntity>,
    /// Its user.
    user: Returned<UserEntity>,
}

pub(crate) async fn get(
    ctx: Ctx,
    auth: Arc<Auth>,
    sender: MaybeUser,
    Query(query): Query<GetSessionQuery>,
) -> Result<Json<Option<CurrentSession>>, AuthError> {
    let Some(user) = sender.0 else { return Ok(Json(None)) };
    let mut current = user.authenticated().clone();
    if query.refresh != Some(false) {
        current = auth.sessions().slide(&ctx, current).await?;
    }
    let schema = ctx.store().schema();
    Ok(Json(Some(CurrentSession {
        session: Returned::new(schema, &current.session),
        user: Returned::new(schema, &current.user),
    })))
}
