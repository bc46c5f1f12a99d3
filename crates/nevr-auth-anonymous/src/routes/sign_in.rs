//! `POST /sign-in/anonymous`

use std::sync::Arc;

use nevr_auth::{MaybeUser, SignedIn, User, error::AuthError};
use nevr_core::{
    http::{Ctx, Json, Returned},
    store::WriteSet,
};
use nevr_schema::Record;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    Anonymous, GUEST_POLICY,
    error::SignInError,
    event::GuestMade,
    options::OnExistingGuest,
    schema::{ID_PREFIX, USER},
};

/// The name of a guest until it sets another.
const NAME: &str = "Anonymous";

/// No input is needed to become a guest.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignInInput {}

pub(crate) async fn sign_in(
    ctx: Ctx,
    anonymous: Arc<Anonymous>,
    sender: MaybeUser,
    Json(SignInInput {}): Json<SignInInput>,
) -> Result<Json<SignedIn>, SignInError> {
    match sender.0 {
        None => make_guest(&ctx, &anonymous).await.map(Json),
        Some(user) if user.is_full() => Err(SignInError::AlreadySignedIn),
        Some(guest) => match anonymous.options.on_existing_guest {
            OnExistingGuest::Reuse => reuse(&ctx, &anonymous, &guest).await.map(Json),
            OnExistingGuest::Reject => Err(SignInError::AlreadyGuest),
        },
    }
}

async fn make_guest(ctx: &Ctx, anonymous: &Anonymous) -> Result<SignedIn, SignInError> {
    let auth = &anonymous.auth;
    let user_id = format!("{ID_PREFIX}{}", ctx.env().uuid().simple());
    let session = auth.sessions().begin(ctx, &user_id, &auth.sessions().policy(GUEST_POLICY)?)?;
    let mut set = WriteSet::new();
    let guest = set.insert(USER, guest(&user_id));
    auth.sessions().insert(&mut set, &session);
    set.fire(GuestMade { user_id });
    let written = ctx.store().write(set).await?;
    auth.sessions().deliver(ctx, &session)?;
    let user = written.record(guest).ok_or(AuthError::NotStarted)?;
    let user = Returned::new(ctx.store().schema(), user);
    Ok(SignedIn { token: Some(session.token()), user })
}

fn guest(user_id: &str) -> Record {
    Record::new()
        .with("id", user_id)
        .with("name", NAME)
        .with("emailVerified", false)
        .with("isAnonymous", true)
        .with("anonymousId", user_id)
}

/// Answers with the guest as it is. The request is a use of its session, which may extend it.
async fn reuse(ctx: &Ctx, anonymous: &Anonymous, guest: &User) -> Result<SignedIn, SignInError> {
    let sessions = anonymous.auth.sessions();
    let current = sessions.slide(ctx, guest.authenticated().clone()).await?;
    let user = Returned::new(ctx.store().schema(), &current.user);
    Ok(SignedIn { token: sessions.presented_token(ctx)?, user })
}
