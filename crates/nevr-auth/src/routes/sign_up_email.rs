//! `POST /sign-up/email`

use std::sync::Arc;

use nevr_core::http::{Checks, Ctx, InvalidInput, Json, JsonWith, Returned};
use schemars::JsonSchema;
use serde::Deserialize;

use super::output::SignedIn;
use crate::{
    Auth,
    account::{NewUser, Profile, SessionStart},
    email::Email,
    error::AttachError,
    extract::MaybeUser,
    image::ImageUrl,
    name::UserName,
    password::Password,
    schema::UserEntity,
    session::SessionPolicy,
};

/// The account to make.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SignUpInput {
    /// The name that the user is shown by.
    name: String,
    /// The e-mail address.
    #[schemars(extend("format" = "email"))]
    email: String,
    /// The password.
    password: String,
    /// The URL of a picture.
    #[schemars(extend("format" = "uri"))]
    image: Option<String>,
    /// Whether the session is kept when the browser is closed; `true` by default.
    remember_me: Option<bool>,
}

pub(crate) async fn sign_up(
    ctx: Ctx,
    auth: Arc<Auth>,
    sender: MaybeUser,
    input: JsonWith<SignUpInput, UserEntity>,
) -> Result<Json<SignedIn>, AttachError> {
    let presented = sender.0.map(|user| user.authenticated().clone());
    let start = session_start(&auth, input.declared.remember_me.unwrap_or(true))?;
    let attach = auth.prepare_attach(presented, start, NewUser::Allowed)?;
    let (password, profile) = check(&auth, input)?;
    let attached = auth.attach_password(&ctx, attach, password, profile).await?;
    Ok(Json(SignedIn {
        token: attached.token(),
        user: Returned::new(ctx.store().schema(), &attached.user),
    }))
}

fn check(
    auth: &Auth,
    input: JsonWith<SignUpInput, UserEntity>,
) -> Result<(Password, Profile), InvalidInput> {
    let JsonWith { declared, fields, .. } = input;
    let mut checks = Checks::new();
    let name = checks.take("name", UserName::parse(&declared.name));
    let email = checks.take("email", Email::parse(&declared.email));
    let password = checks.take("password", auth.passwords().check_new(&declared.password));
    let image = checks.take_optional("image", declared.image.as_deref().map(ImageUrl::parse));
    checks.finish(password.map(|password| (password, Profile { email, name, image, fields })))
}

/// Returns the session to begin. With `autoSignIn = false` a new user is not signed in, but a guest
/// is: it was signed in before, and its sessions end.
fn session_start(auth: &Auth, remember: bool) -> Result<SessionStart, AttachError> {
    let name = if remember { SessionPolicy::DEFAULT } else { SessionPolicy::SHORT };
    let policy = auth.sessions().policy(name)?;
    Ok(if auth.options().email_and_password.auto_sign_in {
        SessionStart::Always(policy)
    } else {
        SessionStart::IfPromoted(policy)
    })
}
