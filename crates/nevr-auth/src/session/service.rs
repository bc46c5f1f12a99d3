//! The service of sessions: begin, find, extend, end.

use std::{sync::Arc, time::Duration};

use actix_web::http::header::{HeaderName, HeaderValue};
use nevr_core::{
    http::{CredentialSource, Ctx},
    store::{Filter, Query, RowCache, StatementId, Store, StoreError, WriteSet},
};
use nevr_schema::{Record, RecordError, env::Timestamp};
use uuid::Uuid;

use super::{
    credential::{SessionCredential, Transport},
    policy::SessionPolicy,
};
use crate::{
    Auth,
    error::AuthError,
    options::{SessionCache, SessionOptions},
    schema::SESSION,
    token::{PresentedToken, SessionToken},
};

/// The relation of a session to its user.
const RELATION: &str = "user";

/// The response header that holds the successor of a bearer client's token.
const X_NEVR_TOKEN: HeaderName = HeaderName::from_static("x-nevr-token");

/// A session that a request presented, with its user and its policy, as they were read for the
/// request.
#[derive(Clone, Debug)]
pub struct Authenticated {
    /// The row of the session.
    pub session: Arc<Record>,
    /// The row of its user.
    pub user: Arc<Record>,
    /// The policy of the session.
    pub policy: SessionPolicy,
    session_id: String,
    user_id: String,
}

impl Authenticated {
    /// Returns the user's id.
    pub fn user_id(&self) -> &str {
        &self.user_id
    }

    /// Returns the session's id.
    pub fn session_id(&self) -> &str {
        &self.session_id
    }

    /// Returns the filter that finds this session's row. A statement with it touches no row once the
    /// session has ended, which is how a unit of work makes sure that it has not.
    ///
    /// # Errors
    ///
    /// When the row has no token hash: it was not read from the entity `session`.
    pub fn this_session(&self) -> Result<Filter, RecordError> {
        let hash: &str = self.session.get("tokenHash")?;
        Ok(Filter::id(self.session_id.as_str()).eq("tokenHash", hash))
    }
}

/// A session that is about to begin. Its row is inserted by a write set or a transaction; its token
/// is delivered to the client after the commit.
pub struct NewSession {
    /// The row to insert into `session`.
    pub record: Record,
    token: SessionToken,
    policy: SessionPolicy,
}

impl NewSession {
    /// Returns the token, for the answer's body.
    pub fn token(&self) -> String {
        self.token.as_str().to_owned()
    }
}

/// The service that begins, finds, extends and ends sessions; see [`Auth::sessions`].
///
/// Signing a user in takes three steps. [`begin`](Self::begin) makes the session and its token,
/// [`insert`](Self::insert) adds its row to a write set, and after the commit
/// [`deliver`](Self::deliver) sends the cookie. If the write fails, nothing has begun, and the token
/// was never shown.
///
/// ```
/// use nevr_auth::{Auth, error::AuthError, schema::UserEntity, session::SessionPolicy};
/// use nevr_core::{http::Ctx, store::WriteSet};
/// use nevr_schema::{EntityType, Record};
///
/// /// Makes a user and signs it in, both or neither.
/// async fn welcome(ctx: &Ctx, auth: &Auth) -> Result<String, AuthError> {
///     let user_id = ctx.env().uuid().to_string();
///     let policy = auth.sessions().policy(SessionPolicy::DEFAULT)?;
///     let session = auth.sessions().begin(ctx, &user_id, &policy)?;
///
///     let user = Record::new().with("id", user_id).with("name", "Ann").with("emailVerified", false);
///     let mut set = WriteSet::new();
///     set.insert(UserEntity::NAME, user);
///     auth.sessions().insert(&mut set, &session);
///     ctx.store().write(set).await?;
///
///     auth.sessions().deliver(ctx, &session)?;
///     Ok(session.token())
/// }
/// # let _ = welcome;
/// ```
pub struct Sessions<'a>(pub(crate) &'a Auth);

impl Sessions<'_> {
    /// Makes a session for a user, without inserting its row.
    ///
    /// # Errors
    ///
    /// When auth has not started, or the operating system returns no random numbers.
    pub fn begin(
        &self,
        ctx: &Ctx,
        user_id: &str,
        policy: &SessionPolicy,
    ) -> Result<NewSession, AuthError> {
        let running = self.0.running()?;
        let now = ctx.now();
        let issued = SessionToken::issue(&running.ring, ctx.env().uuid(), now)?;
        let record = Record::new()
            .with("id", issued.id().to_string())
            .with("userId", user_id)
            .with("tokenHash", issued.token_hash())
            .with("policy", policy.name)
            .with("expiresAt", now + policy.lifetime)
            .with("ipAddress", ctx.client().ip().map(|ip| ip.to_string()))
            .with("userAgent", ctx.user_agent());
        Ok(NewSession { record, token: issued.into_token(), policy: policy.clone() })
    }

    /// Adds the row of a new session to a write set.
    pub fn insert(&self, set: &mut WriteSet, session: &NewSession) -> StatementId {
        set.insert(SESSION, session.record.clone())
    }

    /// Returns the policy of this name, which auth or a plugin that is switched on declares.
    ///
    /// # Errors
    ///
    /// [`AuthError::NotStarted`] when there is no such policy.
    pub fn policy(&self, name: &str) -> Result<SessionPolicy, AuthError> {
        self.0.running()?.policies.get(name).cloned().ok_or(AuthError::NotStarted)
    }

    /// Returns the session of a token, with its user, or `None` if it does not exist or has ended.
    /// It takes one statement, or none if the cache has the session (`session.cache`).
    pub async fn find(
        &self,
        store: &Store,
        presented: &SessionCredential,
    ) -> Result<Option<Authenticated>, AuthError> {
        let mut buffer = Uuid::encode_buffer();
        let id = &*presented.token.id().hyphenated().encode_lower(&mut buffer);
        let found = if let Some(cache) = &self.0.running()?.session_cache {
            store.find_cached(cache, id).await?
        } else {
            let found = store.find_with(Query::by_id(SESSION, id), RELATION).await?.pop();
            found.map(|(session, user)| (Arc::new(session), Arc::new(user)))
        };
        let Some((session, user)) = found else { return Ok(None) };
        self.authenticate(store.env().now(), &presented.token, session, user)
    }

    /// Creates the cache of sessions, each with its user, if the options and the database allow one.
    pub(crate) fn cache(
        options: &SessionOptions,
        store: &Store,
    ) -> Result<Option<RowCache>, StoreError> {
        match options.cache {
            SessionCache::Off => Ok(None),
            SessionCache::On(limits) => store.cache_rows(SESSION, RELATION, limits.into()),
        }
    }

    fn authenticate(
        &self,
        now: Timestamp,
        token: &PresentedToken,
        session: Arc<Record>,
        user: Arc<Record>,
    ) -> Result<Option<Authenticated>, AuthError> {
        if !token.matches(session.get("tokenHash")?) {
            return Ok(None);
        }
        let Some(policy) = self.policy_if_live(&session, now)? else { return Ok(None) };
        let (session_id, user_id) = (session.get("id")?, user.get("id")?);
        Ok(Some(Authenticated { session, user, policy, session_id, user_id }))
    }

    /// Returns the policy of a live session; `None` if the session has ended or its policy is
    /// declared by no plugin.
    fn policy_if_live(
        &self,
        session: &Record,
        now: Timestamp,
    ) -> Result<Option<SessionPolicy>, AuthError> {
        let policies = &self.0.running()?.policies;
        let Some(policy) = policies.get(session.get("policy")?) else { return Ok(None) };
        // `maxAge` comes from the config of now: shortening it holds for sessions that exist.
        let last = session.get::<Timestamp>("createdAt")? + policy.max_age;
        // A session ends at `expiresAt`, not after it; here and everywhere else.
        Ok((now < session.get("expiresAt")? && now < last).then(|| policy.clone()))
    }

    /// Extends a session that was used, if its policy's `slides_after` has passed since the last
    /// extension, and sends the client its token again. Returns the session as it is now.
    ///
    /// A browser whose cookie is older than the last extension gets its cookie again too: the answer
    /// to the request that extended the session went to another program, such as a server that renders
    /// pages, or was lost. Its cookie would end while its session goes on.
    pub async fn slide(
        &self,
        ctx: &Ctx,
        current: Arc<Authenticated>,
    ) -> Result<Arc<Authenticated>, AuthError> {
        let extended = self.extend(ctx, &current).await?;
        let current = extended.clone().unwrap_or(current);
        if let Some(presented) = ctx.credential::<SessionCredential>()
            && (extended.is_some() || is_outdated(presented, &current)?)
        {
            self.send_again(ctx, presented, &current)?;
        }
        Ok(current)
    }

    /// Returns the extended session, or `None` if it is not time to extend it.
    async fn extend(
        &self,
        ctx: &Ctx,
        current: &Authenticated,
    ) -> Result<Option<Arc<Authenticated>>, AuthError> {
        let now = ctx.now();
        let Some(expires_at) = extension(current, now)? else { return Ok(None) };
        let mut set = WriteSet::new();
        // Only the row as it was read: of two uses at once, one extends the session.
        let was: Timestamp = current.session.get("updatedAt")?;
        let row = current.this_session()?.eq("updatedAt", was);
        let changes = Record::new().with("expiresAt", expires_at).with("updatedAt", now);
        let extended = set.update(SESSION, row, changes).id();
        if ctx.store().write(set).await?.rows(extended) == 0 {
            return Ok(None);
        }
        let mut extended = current.clone();
        let session = Arc::make_mut(&mut extended.session);
        session.set("expiresAt", expires_at);
        session.set("updatedAt", now);
        Ok(Some(Arc::new(extended)))
    }

    /// Sends the presented token back in the way it came, signed with the first secret.
    fn send_again(
        &self,
        ctx: &Ctx,
        presented: &SessionCredential,
        session: &Authenticated,
    ) -> Result<(), AuthError> {
        let ring = &self.0.running()?.ring;
        match presented.transport {
            Transport::Cookie => {
                let expires_at = session.session.get("expiresAt")?;
                let token = presented.token.renew(ring, ctx.now());
                self.set_cookie(ctx, &token, &session.policy, expires_at)
            }
            Transport::Bearer => {
                if let Ok(value) = HeaderValue::from_str(presented.token.reissue(ring).as_str()) {
                    ctx.reply_header(X_NEVR_TOKEN, value);
                }
                Ok(())
            }
        }
    }

    /// Sets the session cookie for a session that has begun; call it after the commit. A client that
    /// presented a bearer token gets no cookie: it reads the token from the answer's body.
    pub fn deliver(&self, ctx: &Ctx, session: &NewSession) -> Result<(), AuthError> {
        if ctx.credential_source() == CredentialSource::Bearer {
            return Ok(());
        }
        let expires_at = session.record.get("expiresAt")?;
        self.set_cookie(ctx, &session.token, &session.policy, expires_at)
    }

    /// Returns the token that the request presented as bearer, for answers that repeat it; `None` if
    /// the token came by cookie. A script in a browser must never read the cookie's token.
    pub fn presented_token(&self, ctx: &Ctx) -> Result<Option<String>, AuthError> {
        let presented = ctx.credential::<SessionCredential>();
        let Some(presented) = presented.filter(|it| it.transport == Transport::Bearer) else {
            return Ok(None);
        };
        Ok(Some(presented.token.reissue(&self.0.running()?.ring).as_str().to_owned()))
    }

    fn set_cookie(
        &self,
        ctx: &Ctx,
        token: &SessionToken,
        policy: &SessionPolicy,
        expires_at: Timestamp,
    ) -> Result<(), AuthError> {
        let max_age = policy.persistent.then(|| remaining(expires_at, ctx.now()));
        Ok(self.0.running()?.cookie.set(ctx, token.as_str(), max_age)?)
    }

    /// Removes the session cookie of a client whose valid token came in it. A request with any other
    /// cookie of the name, or with none, is left alone.
    pub fn clear_cookie(&self, ctx: &Ctx) -> Result<(), AuthError> {
        let by_cookie = |presented: &SessionCredential| presented.transport == Transport::Cookie;
        if !ctx.credential::<SessionCredential>().is_some_and(by_cookie) {
            return Ok(());
        }
        Ok(self.0.running()?.cookie.clear(ctx)?)
    }

    /// Returns whether a row of `session` is live: a request with its token would be accepted.
    pub fn is_live(&self, session: &Record, now: Timestamp) -> Result<bool, AuthError> {
        Ok(self.policy_if_live(session, now)?.is_some())
    }
}

fn remaining(expires_at: Timestamp, now: Timestamp) -> Duration {
    expires_at.since(now)
}

/// Returns whether a browser does not know about the last extension of its session, or its cookie has
/// a name of before the config changed.
fn is_outdated(
    presented: &SessionCredential,
    current: &Authenticated,
) -> Result<bool, RecordError> {
    let (created, extended): (Timestamp, Timestamp) =
        (current.session.get("createdAt")?, current.session.get("updatedAt")?);
    // The row of a session that was never extended is a moment younger than its token.
    let is_older = || extended > created && presented.token.issued_at() < Some(extended);
    Ok(presented.transport == Transport::Cookie && (presented.is_renamed || is_older()))
}

/// Returns when the session ends if it is extended now; `None` if it is not time to extend it.
fn extension(current: &Authenticated, now: Timestamp) -> Result<Option<Timestamp>, RecordError> {
    let Some(slides_after) = current.policy.slides_after else { return Ok(None) };
    let updated: Timestamp = current.session.get("updatedAt")?;
    if now < updated + slides_after {
        return Ok(None);
    }
    let created: Timestamp = current.session.get("createdAt")?;
    let last = created + current.policy.max_age;
    let expires_at = (now + current.policy.lifetime).min(last);
    Ok((expires_at > current.session.get("expiresAt")?).then_some(expires_at))
}
