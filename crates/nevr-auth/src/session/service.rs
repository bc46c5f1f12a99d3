//! Sessions begin, are found, are extended and end.

use std::{sync::Arc, time::Duration};

use actix_web::http::header::{HeaderName, HeaderValue};
use nevr_core::{
    env::Timestamp,
    http::{Ctx, SetCookie},
    schema::{Record, RecordError},
    store::{Filter, Query, StatementId, Store, WriteSet},
};

use super::{SessionCredential, SessionPolicy, Transport};
use crate::{
    Auth,
    error::AuthError,
    schema::SESSION,
    token::{PresentedToken, SessionToken},
};

/// Gives a bearer client the successor of its token.
const X_NEVR_TOKEN: HeaderName = HeaderName::from_static("x-nevr-token");

/// A live session with its user, as a request presented it.
#[derive(Clone, Debug)]
pub struct Authenticated {
    /// The row of the session.
    pub session: Record,
    /// The row of its user.
    pub user: Record,
    /// What rules it.
    pub policy: SessionPolicy,
    session_id: String,
    user_id: String,
}

impl Authenticated {
    /// Id of the user.
    pub fn user_id(&self) -> &str {
        &self.user_id
    }

    /// Id of the session.
    pub fn session_id(&self) -> &str {
        &self.session_id
    }

    /// The row of this very session, by which a statement makes sure that it still lives.
    pub fn this_session(&self) -> Result<Filter, RecordError> {
        let hash: &str = self.session.get("tokenHash")?;
        Ok(Filter::id(self.session_id.as_str()).eq("tokenHash", hash))
    }
}

/// A session that is about to begin: its row is in a write set or a transaction, its token goes to
/// the client after the commit.
pub struct NewSession {
    /// The row.
    pub record: Record,
    token: SessionToken,
    policy: SessionPolicy,
}

impl NewSession {
    /// The token, for the answer's body.
    pub fn token(&self) -> String {
        self.token.as_str().to_owned()
    }
}

/// What auth offers about sessions.
pub struct Sessions<'a>(pub(crate) &'a Auth);

impl Sessions<'_> {
    /// Makes a session for a user; its row is yet to be inserted.
    pub fn begin(
        &self,
        ctx: &Ctx,
        user_id: &str,
        policy: &SessionPolicy,
    ) -> Result<NewSession, AuthError> {
        let running = self.0.running()?;
        let issued = SessionToken::issue(&running.ring, ctx.env().uuid())?;
        let now = ctx.now();
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

    /// Adds the row of a new session to a set.
    pub fn insert(&self, set: &mut WriteSet, session: &NewSession) -> StatementId {
        set.insert(SESSION, session.record.clone())
    }

    /// The policy of this name, which auth itself or a switched-on plugin registered.
    pub fn policy(&self, name: &str) -> Result<SessionPolicy, AuthError> {
        self.0.policies().get(name).ok_or(AuthError::NotStarted)
    }

    /// The live session that a token names, with its user, in one statement.
    pub async fn find(
        &self,
        store: &Store,
        presented: &SessionCredential,
    ) -> Result<Option<Authenticated>, AuthError> {
        let query = Query::by_id(SESSION, presented.token.id().to_string());
        let Some((session, user)) = store.find_with(query, "user").await?.pop() else {
            return Ok(None);
        };
        Ok(self.authenticate(store.env().now(), &presented.token, session, user)?)
    }

    fn authenticate(
        &self,
        now: Timestamp,
        token: &PresentedToken,
        session: Record,
        user: Record,
    ) -> Result<Option<Authenticated>, RecordError> {
        if !token.matches(session.get("tokenHash")?) {
            return Ok(None);
        }
        let Some(policy) = self.policy_if_live(&session, now)? else { return Ok(None) };
        let (session_id, user_id) = (session.get("id")?, user.get("id")?);
        Ok(Some(Authenticated { session, user, policy, session_id, user_id }))
    }

    /// The policy of a session that lives; `None` when it is over, or nobody registers its policy.
    fn policy_if_live(
        &self,
        session: &Record,
        now: Timestamp,
    ) -> Result<Option<SessionPolicy>, RecordError> {
        let Some(policy) = self.0.policies().get(session.get("policy")?) else { return Ok(None) };
        // A lifetime that was shortened in the config holds for sessions that exist.
        let last = session.get::<Timestamp>("createdAt")? + policy.max_age;
        // `now >= expiresAt` is expired, everywhere.
        Ok((now < session.get("expiresAt")? && now < last).then_some(policy))
    }

    /// Extends a session that was used, at most once in a while, and gives the client its token
    /// anew. Returns the session as it is now.
    pub async fn slide(
        &self,
        ctx: &Ctx,
        current: Arc<Authenticated>,
    ) -> Result<Arc<Authenticated>, AuthError> {
        let now = ctx.now();
        let Some(expires_at) = extension(&current, now)? else {
            return Ok(current);
        };
        let mut set = WriteSet::new();
        // Only the row as it was read: of two uses at once, one extends it.
        let was: Timestamp = current.session.get("updatedAt")?;
        let row = current.this_session()?.eq("updatedAt", was);
        let changes = Record::new().with("expiresAt", expires_at).with("updatedAt", now);
        let extended = set.update(SESSION, row, changes).id();
        if ctx.store().write(set).await?.rows(extended) == 0 {
            return Ok(current);
        }
        let mut extended = (*current).clone();
        extended.session.set("expiresAt", expires_at);
        extended.session.set("updatedAt", now);
        self.reissue(ctx, &extended)?;
        Ok(Arc::new(extended))
    }

    /// The presented token with the tag of the first secret, by the way it came.
    fn reissue(&self, ctx: &Ctx, session: &Authenticated) -> Result<(), AuthError> {
        let Some(presented) = ctx.credential::<SessionCredential>() else { return Ok(()) };
        let token = presented.token.reissue(&self.0.running()?.ring);
        match presented.transport {
            Transport::Cookie => {
                let expires_at = session.session.get("expiresAt")?;
                self.set_cookie(ctx, &token, &session.policy, expires_at)
            }
            Transport::Bearer => {
                if let Ok(value) = HeaderValue::from_str(token.as_str()) {
                    ctx.reply_header(X_NEVR_TOKEN, value);
                }
                Ok(())
            }
        }
    }

    /// Gives the client the token of a session that has just begun. A client that presents bearer
    /// tokens reads it from the body; every other gets the cookie.
    pub fn deliver(&self, ctx: &Ctx, session: &NewSession) -> Result<(), AuthError> {
        if ctx.presents() == nevr_core::http::Presents::Bearer {
            return Ok(());
        }
        let expires_at = session.record.get("expiresAt")?;
        self.set_cookie(ctx, &session.token, &session.policy, expires_at)
    }

    /// The token that the request presented as bearer, for answers that name it. A client with a
    /// cookie never sees its token.
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
        let running = self.0.running()?;
        let max_age = policy.persistent.then(|| remaining(expires_at, ctx.now()));
        Ok(ctx.reply_cookie(&SetCookie {
            name: &running.cookie_name,
            value: token.as_str(),
            max_age,
            secure: running.secure,
        })?)
    }

    /// Takes the cookie from a client whose session came in it. Somebody else's cookie, or none,
    /// is left alone.
    pub fn clear_cookie(&self, ctx: &Ctx) -> Result<(), AuthError> {
        let by_cookie = |presented: &SessionCredential| presented.transport == Transport::Cookie;
        if !ctx.credential::<SessionCredential>().is_some_and(by_cookie) {
            return Ok(());
        }
        let running = self.0.running()?;
        let cookie = SetCookie {
            name: &running.cookie_name,
            value: "",
            max_age: None,
            secure: running.secure,
        };
        Ok(ctx.reply_cookie(&cookie.cleared())?)
    }

    /// Whether a row of `session` is live for who lists sessions: its token would be accepted.
    pub fn is_live(&self, session: &Record, now: Timestamp) -> Result<bool, RecordError> {
        Ok(self.policy_if_live(session, now)?.is_some())
    }
}

fn remaining(expires_at: Timestamp, now: Timestamp) -> Duration {
    expires_at.since(now)
}

/// When the session ends if it is extended now; `None` when it is not to be.
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
