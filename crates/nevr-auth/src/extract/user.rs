//! Who sends a request.

use std::{ops::Deref, sync::Arc};

use nevr_core::{
    http::{Ctx, HttpError},
    wire::codes as core,
};
use nevr_schema::{FromValue, Record, RecordError, env::Timestamp};

use crate::{error::codes, session::Authenticated};

/// Whoever is signed in, guests included; nobody is refused with 401.
///
/// An argument of nevr's endpoints, and an extractor for the app's own handlers:
///
/// ```
/// use actix_web::{HttpResponse, get};
/// use nevr_auth::User;
///
/// #[get("/api/greeting")]
/// async fn greeting(user: User) -> HttpResponse {
///     HttpResponse::Ok().body(format!("Hello {}", user.name()))
/// }
/// ```
#[derive(Clone, Debug)]
pub struct User(Arc<Authenticated>);

impl User {
    /// The id.
    pub fn id(&self) -> &str {
        self.0.user_id()
    }

    /// What the user is called.
    pub fn name(&self) -> &str {
        self.0.user.get("name").unwrap_or_default()
    }

    /// The address, if the user has one.
    pub fn email(&self) -> Option<&str> {
        self.0.user.get("email").unwrap_or_default()
    }

    /// Whether the user is a full account, by what its session says.
    pub fn is_full(&self) -> bool {
        self.0.policy.full
    }

    /// A field of the user, of those too that plugins and the config added.
    pub fn get<'u, T: FromValue<'u>>(&'u self, field: &str) -> Result<T, RecordError> {
        self.0.user.get(field)
    }

    /// The row as it was read.
    pub fn record(&self) -> &Record {
        &self.0.user
    }

    /// The user with its session.
    pub fn authenticated(&self) -> &Arc<Authenticated> {
        &self.0
    }
}

/// Whoever is signed in with a full account; a guest is refused with 403.
#[derive(Clone, Debug)]
pub struct FullUser(User);

impl Deref for FullUser {
    type Target = User;
    fn deref(&self) -> &User {
        &self.0
    }
}

/// Whoever is signed in, or nobody.
///
/// Not `Option<User>`: of that, actix makes nobody out of every error, and a database that is away
/// would look like a visitor.
#[derive(Clone, Debug)]
pub struct MaybeUser(pub Option<User>);

/// The session of whoever is signed in.
#[derive(Clone, Debug)]
pub struct Session(Arc<Authenticated>);

impl Session {
    /// The id; not the token, and not a secret.
    pub fn id(&self) -> &str {
        self.0.session_id()
    }

    /// Id of its user.
    pub fn user_id(&self) -> &str {
        self.0.user_id()
    }

    /// When it ends if it is not used.
    pub fn expires_at(&self) -> Result<Timestamp, RecordError> {
        self.0.session.get("expiresAt")
    }

    /// The session with its user.
    pub fn authenticated(&self) -> &Arc<Authenticated> {
        &self.0
    }
}

/// Reads itself from a request whose sender was looked up.
pub(crate) trait FromIdentity: Sized {
    fn from_identity(ctx: &Ctx) -> Result<Self, HttpError>;
}

impl FromIdentity for MaybeUser {
    fn from_identity(ctx: &Ctx) -> Result<Self, HttpError> {
        Ok(Self(ctx.identity::<Authenticated>().map(User)))
    }
}

impl FromIdentity for User {
    fn from_identity(ctx: &Ctx) -> Result<Self, HttpError> {
        MaybeUser::from_identity(ctx)?.0.ok_or_else(|| HttpError::new(core::UNAUTHORIZED))
    }
}

impl FromIdentity for FullUser {
    fn from_identity(ctx: &Ctx) -> Result<Self, HttpError> {
        let user = User::from_identity(ctx)?;
        if user.is_full() { Ok(Self(user)) } else { Err(HttpError::new(codes::GUEST_NOT_ALLOWED)) }
    }
}

impl FromIdentity for Session {
    fn from_identity(ctx: &Ctx) -> Result<Self, HttpError> {
        User::from_identity(ctx).map(|user| Self(user.0))
    }
}
