//! `POST /delete-user`

use std::sync::Arc;

use nevr_core::{
    http::{Checks, Ctx, Json},
    store::{Filter, Tx, WriteSet},
};
use nevr_schema::Value;
use schemars::JsonSchema;
use serde::Deserialize;

use super::output::Done;
use crate::{
    Auth,
    account::{StoredCredential, password_account},
    error::{AuthError, PasswordError},
    extract::User,
    password::{Password, PasswordCheck},
    schema::{SESSION, USER},
    session::Authenticated,
};

/// The proof that the request is the user's own.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeleteInput {
    /// The password, if the user has one.
    password: Option<String>,
}

pub(crate) async fn delete(
    ctx: Ctx,
    auth: Arc<Auth>,
    user: User,
    Json(input): Json<DeleteInput>,
) -> Result<Json<Done>, PasswordError> {
    let mut checks = Checks::new();
    let password = input.password.as_deref().map(|password| auth.passwords().accept(password));
    let password = checks.take_optional("password", password);
    let password = checks.finish(Some(password))?;
    let proof = verified(&ctx, &auth, &user, password).await?;
    let presented = user.authenticated().clone();
    ctx.store()
        .durable_transaction(move |tx| async move { remove(&tx, &presented, proof).await })
        .await?;
    auth.sessions().clear_cookie(&ctx)?;
    Ok(Json(Done::YES))
}

/// Verifies the password, and returns the stored one; `None` for a user without a password.
async fn verified(
    ctx: &Ctx,
    auth: &Auth,
    user: &User,
    password: Option<Password>,
) -> Result<Option<StoredCredential>, PasswordError> {
    let Some(stored) = auth.accounts().find_password(ctx.store(), user.id()).await? else {
        return Ok(None);
    };
    let Some(password) = password else { return Err(PasswordError::InvalidPassword) };
    match auth.accounts().verify(ctx, &password, Some(&stored)).await? {
        PasswordCheck::Mismatch => Err(PasswordError::InvalidPassword),
        PasswordCheck::Match | PasswordCheck::MatchNeedsRehash => Ok(Some(stored)),
    }
}

/// Deletes the user if what was verified still holds: the session is live, and the user has the
/// same password, or still none.
async fn remove(
    tx: &Tx,
    presented: &Authenticated,
    proof: Option<StoredCredential>,
) -> Result<(), PasswordError> {
    tx.lock(USER, presented.user_id()).await?;
    if tx.delete(SESSION, presented.this_session()?).await? != 1 {
        return Err(AuthError::Unauthorized.into());
    }
    still_proven(tx, presented.user_id(), proof).await?;
    tx.delete(USER, Filter::id(presented.user_id())).await?;
    Ok(())
}

/// Refuses if the verified password has changed, or if a user without one has one now.
async fn still_proven(
    tx: &Tx,
    user_id: &str,
    proof: Option<StoredCredential>,
) -> Result<(), PasswordError> {
    let Some(stored) = proof else {
        let account = tx.find_one(password_account(user_id)).await?;
        let password = account.as_ref().and_then(|account| account.value("password"));
        return if password.is_none_or(Value::is_null) {
            Ok(())
        } else {
            Err(PasswordError::InvalidPassword)
        };
    };
    let mut set = WriteSet::new();
    let guard = stored.guard(&mut set, None);
    tx.write(set).await.map(drop).map_err(|error| match error {
        error if error.is_mismatch_of(guard) => PasswordError::InvalidPassword,
        error => AuthError::from(error).into(),
    })
}
