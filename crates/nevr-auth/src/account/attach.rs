//! The one function that gives a credential its account. Signing up, linking and every further way
//! to a credential call it.

use std::sync::Arc;

use nevr_core::{
    http::Ctx,
    store::{Filter, Query, StoreError, Tx},
};
use nevr_schema::Record;

use super::arrival::{
    CredentialArriving, CredentialAttached, NewCredential, NewUser, PresentedSession, Profile,
    Promote,
};
use crate::{
    Auth,
    error::{AttachError, AuthError},
    password::{Password, PasswordHash},
    schema::{ACCOUNT, CREDENTIAL_PROVIDER, SESSION, USER},
    session::{Authenticated, NewSession, SessionPolicy},
};

/// A request to attach a credential, made by [`Auth::prepare_attach`].
///
/// Having one proves that sign-up is not disabled. An endpoint makes it first, then does what is
/// expensive, then attaches:
///
/// ```
/// use std::sync::Arc;
///
/// use nevr_auth::{
///     Auth, MaybeUser,
///     account::{NewCredential, NewUser, Profile, SessionStart},
///     error::AttachError,
///     name::UserName,
///     session::SessionPolicy,
/// };
/// use nevr_core::http::{Ctx, Json};
///
/// async fn sign_in(ctx: Ctx, auth: Arc<Auth>, user: MaybeUser) -> Result<Json<String>, AttachError> {
///     let presented = user.0.map(|user| user.authenticated().clone());
///     let start = SessionStart::Always(auth.sessions().policy(SessionPolicy::DEFAULT)?);
///     let attach = auth.prepare_attach(presented, start, NewUser::Allowed)?;
///
///     // Here a provider is asked who signs in.
///     let credential = NewCredential {
///         provider_id: "example",
///         account_id: Some("4711".to_owned()),
///         password: None,
///         profile: Profile { name: UserName::parse("Ann").ok(), ..Profile::default() },
///     };
///
///     let (service, context) = (auth.clone(), ctx.clone());
///     let attached = ctx
///         .store()
///         .durable_transaction(move |tx| async move {
///             service.attach(&context, &tx, attach, credential).await
///         })
///         .await?;
///     auth.deliver(&ctx, &attached)?;
///     Ok(Json(attached.user.get::<&str>("id").unwrap_or_default().to_owned()))
/// }
/// # let _ = sign_in;
/// ```
#[derive(Debug)]
pub struct Attach {
    presented: Option<Arc<Authenticated>>,
    start: SessionStart,
    new_user: NewUser,
}

/// Which session begins when a credential is attached.
#[derive(Clone, Debug)]
pub enum SessionStart {
    /// A session of this policy.
    Always(SessionPolicy),
    /// A session of this policy if an existing user was promoted: all of its sessions end, and
    /// signing up must not sign it out. No session for a new user.
    IfPromoted(SessionPolicy),
}

/// A credential that has its account.
pub struct Attached {
    /// The user's row, as it is at the end of the transaction.
    pub user: Record,
    /// Whether an existing user was promoted; otherwise the user is new.
    pub promoted: bool,
    /// The session that began, if one did.
    pub session: Option<NewSession>,
    /// Whether the session that came with the request has ended.
    pub presented_ended: bool,
}

impl Attached {
    /// Returns the token of the session that began, for the answer's body.
    pub fn token(&self) -> Option<String> {
        self.session.as_ref().map(NewSession::token)
    }
}

impl Auth {
    /// Prepares to attach a credential. It costs nothing: call it before hashing a password or asking
    /// a provider.
    ///
    /// `presented` is the session that came with the request, if there is one; `start` decides which
    /// session begins; `new_user` whether the credential may make a new user.
    ///
    /// # Errors
    ///
    /// [`AttachError::SignUpDisabled`] while the option `emailAndPassword.disableSignUp` is set. No
    /// other function checks that option.
    pub fn prepare_attach(
        &self,
        presented: Option<Arc<Authenticated>>,
        start: SessionStart,
        new_user: NewUser,
    ) -> Result<Attach, AttachError> {
        if self.options().email_and_password.disable_sign_up {
            return Err(AttachError::SignUpDisabled);
        }
        Ok(Attach { presented, start, new_user })
    }

    /// Attaches an e-mail address with a password. Hashes the password, attaches the credential in a
    /// transaction of its own, and [delivers](Self::deliver) the session.
    ///
    /// # Errors
    ///
    /// Those of [`attach`](Self::attach); and a 503 when too many passwords are being hashed.
    pub async fn attach_password(
        self: &Arc<Self>,
        ctx: &Ctx,
        attach: Attach,
        password: Password,
        profile: Profile,
    ) -> Result<Attached, AttachError> {
        // The unique column compares bytes, and does not know that both spellings are one address.
        if let Some(email) = &profile.email
            && self.spellings.is_taken(ctx.store(), email).await?
        {
            return Err(AttachError::UserAlreadyExists);
        }
        let hash = self.accounts().hash(ctx, password).await?;
        let credential = NewCredential::password(hash, profile);
        let (auth, context) = (Arc::clone(self), ctx.clone());
        let attached = ctx
            .store()
            .durable_transaction(move |tx| async move {
                auth.attach(&context, &tx, attach, credential).await
            })
            .await?;
        self.deliver(ctx, &attached)?;
        Ok(attached)
    }

    /// Sets the cookie of the session that began. If none did and the presented session has ended,
    /// removes the cookie instead. Call it after the commit.
    ///
    /// # Errors
    ///
    /// When the cookie can't be written.
    pub fn deliver(&self, ctx: &Ctx, attached: &Attached) -> Result<(), AuthError> {
        match &attached.session {
            Some(session) => self.sessions().deliver(ctx, session),
            None if attached.presented_ended => self.sessions().clear_cookie(ctx),
            None => Ok(()),
        }
    }

    /// Gives a credential its account, inside a transaction.
    ///
    /// In this order, it
    ///
    /// 1. locks the user of the presented session, and reads the session again, which may have ended
    ///    since the request came;
    /// 2. asks [`CredentialArriving`];
    /// 3. promotes the user of the answer, or makes a new user;
    /// 4. ends all sessions of a promoted user, or the presented session of a full account;
    /// 5. begins the new session;
    /// 6. inserts the account;
    /// 7. fires [`CredentialAttached`].
    ///
    /// After the commit, call [`deliver`](Self::deliver).
    ///
    /// # Errors
    ///
    /// After any error the transaction must be rolled back, which it is if the error is passed on.
    ///
    /// - [`AttachError::UserAlreadyExists`]: the e-mail address or the account is taken. The unique
    ///   columns decide that, so of two requests at once one gets it.
    /// - [`AuthError::NoAccount`]: no existing user takes the credential, and `new_user` is
    ///   [`NewUser::Refused`].
    /// - The error of the plugin that answers, or of a hook that refuses.
    pub async fn attach(
        &self,
        ctx: &Ctx,
        tx: &Tx,
        attach: Attach,
        credential: NewCredential,
    ) -> Result<Attached, AttachError> {
        let Attach { presented, start, new_user } = attach;
        let presented = still_live(tx, presented).await?;
        let provider_id = credential.provider_id;
        let arriving = CredentialArriving { presented: presented.clone(), provider_id, new_user };
        let promote = tx.ask(arriving).await?;
        let promoted = promote.is_some();
        let NewCredential { profile, .. } = &credential;
        let user_id = match promote {
            Some(promote) => promote_user(tx, promote, profile.clone()).await?,
            None if new_user == NewUser::Refused => return Err(AuthError::NoAccount.into()),
            None => make_user(tx, profile.clone()).await?,
        };
        let live = presented.live().map(Arc::as_ref);
        let presented_ended = end_sessions(tx, &user_id, promoted, live).await?;
        let session = self.begin_session(ctx, tx, &user_id, promoted, start).await?;
        insert_account(tx, &user_id, credential).await?;
        tx.fire(CredentialAttached { user_id: user_id.clone(), promoted }).await?;
        // Read at the end: hooks may have changed the row.
        let user = tx.find_one(Query::by_id(USER, user_id)).await?;
        let user = user.ok_or(AuthError::Unauthorized)?;
        Ok(Attached { user, promoted, session, presented_ended })
    }

    async fn begin_session(
        &self,
        ctx: &Ctx,
        tx: &Tx,
        user_id: &str,
        promoted: bool,
        start: SessionStart,
    ) -> Result<Option<NewSession>, AttachError> {
        let policy = match start {
            SessionStart::Always(policy) => policy,
            SessionStart::IfPromoted(policy) if promoted => policy,
            SessionStart::IfPromoted(_) => return Ok(None),
        };
        let session = self.sessions().begin(ctx, user_id, &policy)?;
        tx.insert(SESSION, session.record.clone()).await?;
        Ok(Some(session))
    }
}

/// Reads the presented session again, which was looked up before the transaction. Its user stays
/// locked until the transaction ends, so requests of one user attach one after another.
async fn still_live(
    tx: &Tx,
    presented: Option<Arc<Authenticated>>,
) -> Result<PresentedSession, AuthError> {
    let Some(presented) = presented else { return Ok(PresentedSession::None) };
    tx.lock(USER, presented.user_id()).await?;
    let query = Query::from(SESSION).filter(presented.this_session()?);
    Ok(match tx.find_one(query).await? {
        Some(_) => PresentedSession::Live(presented),
        None => PresentedSession::Ended(presented),
    })
}

/// Makes an existing user a full account, and writes the profile into its row.
async fn promote_user(tx: &Tx, promote: Promote, profile: Profile) -> Result<String, AttachError> {
    let Promote { user_id, guard, changes, refusal } = promote;
    let mut record = profile.into_record().with("emailVerified", false);
    record.extend(changes);
    let promoted = tx.update(USER, guard.eq("id", user_id.as_str()), record).await;
    match promoted.map_err(conflict)? {
        1 => Ok(user_id),
        _ => Err(StoreError::from(refusal).into()),
    }
}

async fn make_user(tx: &Tx, profile: Profile) -> Result<String, AttachError> {
    let record = profile.into_record().with("emailVerified", false);
    Ok(tx.insert(USER, record).await.map_err(conflict)?.get("id")?)
}

async fn insert_account(
    tx: &Tx,
    user_id: &str,
    credential: NewCredential,
) -> Result<(), AttachError> {
    let NewCredential { provider_id, account_id, password, .. } = credential;
    let record = Record::new()
        .with("userId", user_id)
        .with("providerId", provider_id)
        .with("accountId", account_id.unwrap_or_else(|| user_id.to_owned()))
        .with("password", password.map(String::from));
    tx.insert(ACCOUNT, record).await.map_err(conflict)?;
    Ok(())
}

/// Ends the sessions that must not outlive the credential's arrival, and returns whether the
/// presented session was among them.
///
/// All sessions of a promoted user end, because a token that was issued to a guest must not become
/// one of a full account (OWASP ASVS 5, 7.2.4). For a new user, the presented session ends if it was
/// a full account's.
async fn end_sessions(
    tx: &Tx,
    user_id: &str,
    promoted: bool,
    presented: Option<&Authenticated>,
) -> Result<bool, AuthError> {
    let ended = if promoted {
        Filter::all().eq("userId", user_id)
    } else if let Some(presented) = presented.filter(|presented| presented.policy.full) {
        presented.this_session()?
    } else {
        return Ok(false);
    };
    Ok(tx.delete(SESSION, ended).await? > 0)
}

/// Explains a violated unique column: of two requests for one address, the database lets one through.
fn conflict(error: StoreError) -> AttachError {
    let taken = error.is_conflict_on(USER, "email") || error.is_conflict_on(ACCOUNT, "accountId");
    if taken { AttachError::UserAlreadyExists } else { AuthError::from(error).into() }
}

impl NewCredential {
    /// Makes the credential of an e-mail address with a password.
    pub fn password(hash: PasswordHash, profile: Profile) -> Self {
        Self { provider_id: CREDENTIAL_PROVIDER, account_id: None, password: Some(hash), profile }
    }
}
