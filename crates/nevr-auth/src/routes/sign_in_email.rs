//! `POST /sign-in/email`

use std::sync::Arc;

use nevr_core::{
    http::{Checks, Ctx, InvalidInput, Json, Returned},
    store::WriteSet,
};
use nevr_schema::Record;
use schemars::JsonSchema;
use serde::Deserialize;

use super::output::SignedIn;
use crate::{
    Auth,
    account::StoredCredential,
    email::Email,
    error::{AuthError, SignInError},
    extract::MaybeUser,
    password::{Password, PasswordCheck, PasswordHash},
    schema::{SESSION, UserEntity},
    session::{Authenticated, NewSession, SessionPolicy},
};

/// How often the password is verified at most. Of two requests that sign in at once to a weak hash,
/// one replaces it; the other has then verified a hash that no longer exists, and tries again.
const ATTEMPTS: usize = 2;

/// The credentials to sign in with.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SignInInput {
    /// The e-mail address.
    #[schemars(extend("format" = "email"))]
    email: String,
    /// The password.
    password: String,
    /// Whether the session is kept when the browser is closed; `true` by default.
    remember_me: Option<bool>,
}

pub(crate) async fn sign_in(
    ctx: Ctx,
    auth: Arc<Auth>,
    sender: MaybeUser,
    Json(input): Json<SignInInput>,
) -> Result<Json<SignedIn>, SignInError> {
    let (email, password) = check(&auth, &input)?;
    let remember = input.remember_me != Some(false);
    let policy = auth.sessions().policy(if remember {
        SessionPolicy::DEFAULT
    } else {
        SessionPolicy::SHORT
    })?;
    let presented = sender.0.as_ref().map(|user| &**user.authenticated());
    let accounts = auth.accounts();
    let guess = accounts.begin_guess(&ctx, &email)?;
    let outcome = attempt(&ctx, &auth, (&email, &password), &policy, presented).await;
    match (guess, &outcome) {
        (Some(guess), Ok(_)) => guess.was_right(),
        (None, _) | (_, Err(SignInError::InvalidEmailOrPassword)) => {}
        (Some(guess), Err(_)) => guess.was_not_compared(),
    }
    let (user, session) = outcome?;
    auth.sessions().deliver(&ctx, &session)?;
    let user = Returned::<UserEntity>::new(ctx.store().schema(), &user);
    Ok(Json(SignedIn { token: Some(session.token()), user }))
}

/// Verifies the credentials and begins the session.
async fn attempt(
    ctx: &Ctx,
    auth: &Auth,
    (email, password): (&Email, &Password),
    policy: &SessionPolicy,
    presented: Option<&Authenticated>,
) -> Result<(Record, NewSession), SignInError> {
    for _ in 0..ATTEMPTS {
        let (user, credential) = verified(ctx, auth, email, password).await?;
        let session = auth.sessions().begin(ctx, user.get("id")?, policy)?;
        if begin(ctx, auth, credential, &session, presented).await? == BeginOutcome::Begun {
            return Ok((user, session));
        }
    }
    Err(SignInError::InvalidEmailOrPassword)
}

fn check(auth: &Auth, input: &SignInInput) -> Result<(Email, Password), InvalidInput> {
    let mut checks = Checks::new();
    let email = checks.take("email", Email::parse(&input.email));
    let password = checks.take("password", auth.passwords().accept(&input.password));
    checks.finish(email.zip(password))
}

/// A credential whose password was verified, and the hash that replaces it if it was weak.
struct VerifiedCredential {
    stored: StoredCredential,
    renewed: Option<PasswordHash>,
}

/// Compares the password. An unknown user, or one without a password, costs the same work.
async fn verified(
    ctx: &Ctx,
    auth: &Auth,
    email: &Email,
    password: &Password,
) -> Result<(Record, VerifiedCredential), SignInError> {
    let found = auth.accounts().find_by_email(ctx.store(), email).await?;
    let (user, stored) = match found {
        Some((user, stored)) => (Some(user), stored),
        None => (None, None),
    };
    let outcome = auth.accounts().verify(ctx, password, stored.as_ref()).await?;
    let (Some(user), Some(stored)) = (user, stored) else {
        return Err(SignInError::InvalidEmailOrPassword);
    };
    let renewed = match outcome {
        PasswordCheck::Mismatch => return Err(SignInError::InvalidEmailOrPassword),
        PasswordCheck::Match => None,
        PasswordCheck::MatchNeedsRehash => Some(auth.accounts().hash(ctx, password.clone()).await?),
    };
    Ok((user, VerifiedCredential { stored, renewed }))
}

/// Whether the session has begun.
#[derive(PartialEq, Eq)]
enum BeginOutcome {
    Begun,
    /// The password has changed since it was verified, or the user is gone.
    PasswordChanged,
}

/// Begins the session, if the password still is the one that was verified. The presented session
/// ends in the same commit if it is a full account's; a guest's stays.
async fn begin(
    ctx: &Ctx,
    auth: &Auth,
    credential: VerifiedCredential,
    session: &NewSession,
    presented: Option<&Authenticated>,
) -> Result<BeginOutcome, AuthError> {
    let mut set = WriteSet::new();
    auth.sessions().insert(&mut set, session);
    if let Some(presented) = presented.filter(|presented| presented.policy.full) {
        set.delete(SESSION, presented.this_session()?).id();
        set.durable();
    }
    let guard = credential.stored.guard(&mut set, credential.renewed);
    match ctx.store().write(set).await {
        Ok(_) => Ok(BeginOutcome::Begun),
        Err(error)
            if error.is_mismatch_of(guard) || error.is_missing_reference_of(SESSION, "userId") =>
        {
            Ok(BeginOutcome::PasswordChanged)
        }
        Err(error) => Err(error.into()),
    }
}
