//! `POST /sign-out`

use std::sync::Arc;

use nevr_core::{
    http::{Ctx, Json},
    store::{Filter, WriteSet},
};

use super::output::Done;
use crate::{Auth, error::AuthError, schema::SESSION, session::SessionCredential};

pub(crate) async fn sign_out(ctx: Ctx, auth: Arc<Auth>) -> Result<Json<Done>, AuthError> {
    // First, so that the client drops the cookie even if the database is away.
    auth.sessions().clear_cookie(&ctx)?;
    if let Some(presented) = ctx.credential::<SessionCredential>() {
        let row = Filter::id(presented.token.id().to_string())
            .eq("tokenHash", presented.token.token_hash());
        let mut set = WriteSet::new();
        set.delete(SESSION, row).id();
        set.durable();
        ctx.store().write(set).await?;
    }
    Ok(Json(Done::YES))
}
