//! `POST /change-password`

use std::sync::Arc;

use nevr_core::{
    http::{Checks, Ctx, InvalidInput, Json, Returned},
    store::{Filter, WriteSet},
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::output::SignedIn;
use crate::{
    Auth,
    error::{AuthError, PasswordError},
    extract::FullUser,
    password::{Password, PasswordCheck},
    schema::{SESSION, USER},
};

/// The old password and the new one.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ChangeInput {
    /// The current password.
    current_password: String,
    /// The new password.
    new_password: String,
    /// Whether all other sessions end; `true` by default.
    revoke_other_sessions: Option<bool>,
}

pub(crate) async fn change(
    ctx: Ctx,
    auth: Arc<Auth>,
    user: FullUser,
    Json(input): Json<ChangeInput>,
) -> Result<Json<SignedIn>, PasswordError> {
    let (current, new) = check(&auth, &input)?;
    let stored = auth.accounts().find_password(ctx.store(), user.id()).await?;
    let outcome = auth.accounts().verify(&ctx, &current, stored.as_ref()).await?;
    let Some(stored) = stored.filter(|_| outcome != PasswordCheck::Mismatch) else {
        return Err(PasswordError::InvalidPassword);
    };
    let hash = auth.accounts().hash(&ctx, new).await?;

    let presented = user.authenticated();
    let session = auth.sessions().begin(&ctx, user.id(), &presented.policy)?;
    let mut set = WriteSet::new();
    set.durable();
    set.lock(USER, user.id());
    // The presented token ends with the password that it was obtained by.
    let rotated = set.delete(SESSION, presented.this_session()?).expect(1);
    if input.revoke_other_sessions != Some(false) {
        set.delete(SESSION, Filter::all().eq("userId", user.id())).id();
    }
    auth.sessions().insert(&mut set, &session);
    let guard = stored.guard(&mut set, Some(hash));
    ctx.store().write(set).await.map_err(|error| match error {
        error if error.is_mismatch_of(guard) => PasswordError::InvalidPassword,
        error if error.is_mismatch_of(rotated) => AuthError::Unauthorized.into(),
        error => AuthError::from(error).into(),
    })?;
    auth.sessions().deliver(&ctx, &session)?;
    Ok(Json(SignedIn {
        token: Some(session.token()),
        user: Returned::new(ctx.store().schema(), user.record()),
    }))
}

fn check(auth: &Auth, input: &ChangeInput) -> Result<(Password, Password), InvalidInput> {
    let mut checks = Checks::new();
    let current = checks.take("currentPassword", auth.passwords().accept(&input.current_password));
    let new = checks.take("newPassword", auth.passwords().check_new(&input.new_password));
    checks.finish(current.zip(new))
}
