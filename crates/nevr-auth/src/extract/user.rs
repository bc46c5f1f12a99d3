//! The user and the session of a request.

use std::{ops::Deref, sync::Arc};

use nevr_core::{
    http::{Ctx, HttpError},
    wire::codes as core,
};
use nevr_schema::{FromValue, Record, RecordError, env::Timestamp};

use crate::{error::codes, session::Authenticated};

/// The user who is signed in, guests included.
///
/// It is an argument of nevr's endpoints and an extractor for the app's own handlers:
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
///
/// A request without a live session is refused with 401 UNAUTHORIZED, and the handler does not run.
/// When the look-up fails, the answer is 503: a database that is away never looks like a missing
/// session. In the app's own handlers, a session that came by cookie is refused with 403 if the
/// method changes state, or the request opens a WebSocket, and its origin is not accepted.
///
/// Extractors read the session without extending it; `get-session` extends it.
#[derive(Clone, Debug)]
pub struct User(Arc<Authenticated>);

impl User {
    /// Returns the user's id. A guest keeps it when it becomes a full account.
    pub fn id(&self) -> &str {
        self.0.user_id()
    }

    /// Returns the user's name.
    pub fn name(&self) -> &str {
        self.0.user.get("name").unwrap_or_default()
    }

    /// Returns the user's e-mail address; `None` for a user who signed in another way.
    pub fn email(&self) -> Option<&str> {
        self.0.user.get("email").unwrap_or_default()
    }

    /// Returns whether the session's policy is for full accounts; a guest's is not.
    pub fn is_full(&self) -> bool {
        self.0.policy.full
    }

    /// Returns a field of the user, including those that plugins and the config add.
    ///
    /// ```
    /// use nevr_auth::User;
    /// use nevr_schema::RecordError;
    ///
    /// /// With `[plugins.auth.user.additionalFields] locale = { type = "string", optional = true }`.
    /// fn locale(user: &User) -> Result<&str, RecordError> {
    ///     Ok(user.get::<Option<&str>>("locale")?.unwrap_or("en"))
    /// }
    /// # let _ = locale;
    /// ```
    pub fn get<'u, T: FromValue<'u>>(&'u self, field: &str) -> Result<T, RecordError> {
        self.0.user.get(field)
    }

    /// Returns the user's row as it was read for this request.
    pub fn record(&self) -> &Record {
        &self.0.user
    }

    /// Returns the user together with its session and the session's policy.
    pub fn authenticated(&self) -> &Arc<Authenticated> {
        &self.0
    }
}

/// The user who is signed in with a full account.
///
/// It is a [`User`], and behaves like one. In addition, a guest is refused with 403
/// `GUEST_NOT_ALLOWED`:
///
/// ```
/// use actix_web::{HttpResponse, post};
/// use nevr_auth::FullUser;
///
/// #[post("/api/orders")]
/// async fn order(user: FullUser) -> HttpResponse {
///     HttpResponse::Ok().body(format!("Ordered by {}", user.id()))
/// }
/// ```
#[derive(Clone, Debug)]
pub struct FullUser(User);

impl Deref for FullUser {
    type Target = User;
    fn deref(&self) -> &User {
        &self.0
    }
}

/// The user who is signed in, or `None` for a request without a live session.
///
/// ```
/// use actix_web::{HttpResponse, get};
/// use nevr_auth::MaybeUser;
///
/// #[get("/")]
/// async fn home(MaybeUser(user): MaybeUser) -> HttpResponse {
///     HttpResponse::Ok().body(user.map_or("Welcome".to_owned(), |user| format!("Hi {}", user.name())))
/// }
/// ```
///
/// Use it instead of `Option<User>`: actix turns every error of an optional extractor into `None`,
/// and a database that is away would look like a request without a session. `MaybeUser` answers 503
/// then.
#[derive(Clone, Debug)]
pub struct MaybeUser(pub Option<User>);

/// The session that a request presented, without its token.
///
/// A request without a live session is refused like one for [`User`].
///
/// ```
/// use actix_web::{HttpResponse, get};
/// use nevr_auth::Session;
///
/// #[get("/api/session-end")]
/// async fn session_end(session: Session) -> HttpResponse {
///     match session.expires_at() {
///         Ok(expires_at) => HttpResponse::Ok().body(expires_at.to_string()),
///         Err(_) => HttpResponse::InternalServerError().finish(),
///     }
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Session(Arc<Authenticated>);

impl Session {
    /// Returns the session's id, which is not a secret: the token can't be derived from it.
    pub fn id(&self) -> &str {
        self.0.session_id()
    }

    /// Returns the id of the session's user.
    pub fn user_id(&self) -> &str {
        self.0.user_id()
    }

    /// Returns when the session ends if it is not used until then.
    pub fn expires_at(&self) -> Result<Timestamp, RecordError> {
        self.0.session.get("expiresAt")
    }

    /// Returns the session together with its user and its policy.
    pub fn authenticated(&self) -> &Arc<Authenticated> {
        &self.0
    }
}

/// A value that is read from a request whose session was looked up.
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
