//! `POST /anonymous/link`

use std::sync::Arc;

use nevr_auth::{
    User,
    account::{Attach, Attached, Begin, NewCredential, NewUser, Profile},
    email::Email,
    error::AttachError,
    name::UserName,
    password::Password,
    schema::UserEntity,
    session::SessionPolicy,
};
use nevr_core::{
    http::{Checks, Ctx, Invalid, Json, JsonWith, Returned},
    store::Query,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Anonymous, error::LinkError, schema::USER};

/// What the account is to be.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkInput {
    /// The e-mail address.
    #[schemars(extend("format" = "email"))]
    email: String,
    /// The password.
    password: String,
    /// What the user is called; without it, the name stays.
    name: Option<String>,
}

/// The guest is a full account.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Linked {
    /// Always `true`.
    success: bool,
    /// The token of the new session; the guest's tokens are dead.
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
    if guest.is_full() {
        return Err(LinkError::NotAnonymous);
    }
    let auth = &anonymous.auth;
    // Before the hash, which is dear.
    if auth.options().email_and_password.disable_sign_up {
        return Err(AttachError::SignUpDisabled.into());
    }
    let (password, profile) = check(&anonymous, input)?;
    let hash = auth.accounts().hash(&ctx, password).await?;
    let attach = Attach {
        credential: NewCredential::password(hash, profile),
        presented: Some(guest.authenticated().clone()),
        begin: Begin::Policy(auth.sessions().policy(SessionPolicy::DEFAULT)?),
        new_user: NewUser::Refused,
    };
    let attached = attached(&ctx, &anonymous, attach, &guest).await?;
    if let Some(session) = &attached.session {
        auth.sessions().deliver(&ctx, session)?;
    }
    Ok(Json(Linked {
        success: true,
        token: attached.session.map(|session| session.token()),
        user: Returned::new(ctx.store().schema(), &attached.user),
    }))
}

fn check(
    anonymous: &Anonymous,
    input: JsonWith<LinkInput, UserEntity>,
) -> Result<(Password, Profile), Invalid> {
    let JsonWith { declared, fields, .. } = input;
    let mut checks = Checks::new();
    let email = checks.take("email", Email::parse(&declared.email));
    let passwords = anonymous.auth.passwords();
    let password = checks.take("password", passwords.check_new(&declared.password));
    let name = checks.take_optional("name", declared.name.as_deref().map(UserName::parse));
    checks.pass(password.map(|password| (password, Profile { email, name, image: None, fields })))
}

async fn attached(
    ctx: &Ctx,
    anonymous: &Anonymous,
    attach: Attach,
    guest: &User,
) -> Result<Attached, LinkError> {
    let (auth, context) = (anonymous.auth.clone(), ctx.clone());
    let outcome: Result<Attached, AttachError> = ctx
        .store()
        .durable_transaction(move |tx| async move { auth.attach(&context, &tx, attach).await })
        .await;
    match outcome {
        // Its session has ended since the request came: by another link, or by signing out?
        Err(AttachError::NobodyTakesIt) if is_linked(ctx, guest).await? => {
            Err(LinkError::NotAnonymous)
        }
        outcome => Ok(outcome?),
    }
}

async fn is_linked(ctx: &Ctx, guest: &User) -> Result<bool, LinkError> {
    let user = ctx.store().find_one(Query::by_id(USER, guest.id())).await?;
    Ok(match user {
        Some(user) => !user.get::<bool>("isAnonymous")?,
        None => false,
    })
}
