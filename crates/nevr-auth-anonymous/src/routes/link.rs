//! `POST /anonymous/link`

use std::sync::Arc;

use nevr_auth::{
    User,
    account::{NewUser, Profile, SessionStart},
    email::Email,
    name::UserName,
    password::Password,
    schema::UserEntity,
    session::SessionPolicy,
};
use nevr_core::http::{Checks, Ctx, InvalidInput, Json, JsonWith, Returned};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Anonymous, error::LinkError, promotion::is_guest_session};

/// The account that the guest becomes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkInput {
    /// The e-mail address.
    #[schemars(extend("format" = "email"))]
    email: String,
    /// The password.
    password: String,
    /// The name that the user is shown by; without it, the guest's name stays.
    name: Option<String>,
}

/// The user, which now is a full account.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Linked {
    /// Always `true`.
    success: bool,
    /// The token of the new session, for programs and native apps; the guest's tokens no longer work.
    /// A page should not keep it: the cookie has it, which no script can read.
    token: Option<String>,
    /// The user, with the id that it had as a guest.
    user: Returned<UserEntity>,
}

pub(crate) async fn link(
    ctx: Ctx,
    anonymous: Arc<Anonymous>,
    guest: User,
    input: JsonWith<LinkInput, UserEntity>,
) -> Result<Json<Linked>, LinkError> {
    let guest = guest.authenticated();
    // Spares a full account the cost of the hash. Whether the user still is a guest, the transaction
    // decides.
    if !is_guest_session(guest) {
        return Err(LinkError::NotAnonymous);
    }
    let auth = &anonymous.auth;
    let start = SessionStart::Always(auth.sessions().policy(SessionPolicy::DEFAULT)?);
    let attach = auth.prepare_attach(Some(guest.clone()), start, NewUser::Refused)?;
    let (password, profile) = check(&anonymous, input)?;
    let attached = auth.attach_password(&ctx, attach, password, profile).await?;
    Ok(Json(Linked {
        success: true,
        token: attached.token(),
        user: Returned::new(ctx.store().schema(), &attached.user),
    }))
}

fn check(
    anonymous: &Anonymous,
    input: JsonWith<LinkInput, UserEntity>,
) -> Result<(Password, Profile), InvalidInput> {
    let JsonWith { declared, fields, .. } = input;
    let mut checks = Checks::new();
    let email = checks.take("email", Email::parse(&declared.email));
    let passwords = anonymous.auth.passwords();
    let password = checks.take("password", passwords.check_new(&declared.password));
    let name = checks.take_optional("name", declared.name.as_deref().map(UserName::parse));
    checks.finish(password.map(|password| (password, Profile { email, name, image: None, fields })))
}
