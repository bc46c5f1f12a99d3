//! The one way to a credential: signing up, linking, and whatever comes later go through here.

use std::sync::Arc;

use nevr_core::{
    http::Ctx,
    schema::Record,
    store::{Filter, Query, StoreError, Tx},
};

use super::{
    CredentialArriving, CredentialAttached, NewCredential, PresentedSession, Profile, Promote,
};
use crate::{
    Auth,
    error::{AttachError, AuthError},
    password::{Password, PasswordHash},
    schema::{ACCOUNT, CREDENTIAL_PROVIDER, SESSION, USER},
    session::{Authenticated, NewSession, SessionPolicy},
};

/// A request to attach a credential, made by [`Auth::prepare_attach`].
#[derive(Debug)]
pub struct Attach {
    presented: Option<Arc<Authenticated>>,
    begin: SessionStart,
    new_user: NewUser,
}

/// What happens to a credential that no existing user takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewUser {
    /// It makes a new user.
    Allowed,
    /// It is refused with [`AuthError::NoAccount`].
    Refused,
}

/// Which session begins when a credential is attached.
#[derive(Clone, Debug)]
pub enum SessionStart {
    /// One of this policy.
    Always(SessionPolicy),
    /// One of this policy if a user who was here was promoted: that user's sessions end, and it
    /// must not be signed out by it. None for a new user.
    IfPromoted(SessionPolicy),
}

/// A credential and its account.
pub struct Attached {
    /// The row of the user.
    pub user: Record,
    /// Whether the user was there before.
    pub promoted: bool,
    /// The session that began.
    pub session: Option<NewSession>,
    /// Whether the session that came with the request has ended.
    pub presented_ended: bool,
}

impl Attached {
    /// The token of the session that began, for the answer's body.
    pub fn token(&self) -> Option<String> {
        self.session.as_ref().map(NewSession::token)
    }
}

impl Auth {
    /// Prepares to attach a credential. Refuses when sign-up is disabled, and is the only place that
    /// does; it costs nothing, and comes before a password is hashed or a provider is asked.
    pub fn prepare_attach(
        &self,
        presented: Option<Arc<Authenticated>>,
        begin: SessionStart,
        new_user: NewUser,
    ) -> Result<Attach, AttachError> {
        if self.options().email_and_password.disable_sign_up {
            return Err(AttachError::SignUpDisabled);
        }
        Ok(Attach { presented, begin, new_user })
    }

    /// Attaches an e-mail address with a password: hashes the password, attaches the credential in a
    /// transaction of its own, and gives the client its new session cookie.
    pub async fn attach_password(
        self: &Arc<Self>,
        ctx: &Ctx,
        attach: Attach,
        password: Password,
        profile: Profile,
    ) -> Result<Attached, AttachError> {
        let hash = self.accounts().hash(ctx, password).await?;
        let credential = NewCredential::password(hash, profile);
        let (auth, context) = (Arc::clone(self), ctx.clone());
        let attached = ctx
            .store()
            .durable_transaction(move |tx| async move {
                auth.attach(&context, &tx, attach, credential).await
            })
            .await?;
        match &attached.session {
            Some(session) => self.sessions().deliver(ctx, session)?,
            // The session that came along has ended, and its cookie would be a dead one.
            None if attached.presented_ended => self.sessions().clear_cookie(ctx)?,
            None => {}
        }
        Ok(attached)
    }

    /// Gives a credential its account, inside a transaction: the account of an existing user who
    /// takes it (see [`CredentialArriving`]), otherwise that of a new user.
    pub async fn attach(
        &self,
        ctx: &Ctx,
        tx: &Tx,
        attach: Attach,
        credential: NewCredential,
    ) -> Result<Attached, AttachError> {
        let Attach { presented, begin, new_user } = attach;
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
        insert_account(tx, &user_id, credential).await?;
        let live = presented.live().map(Arc::as_ref);
        let presented_ended = end_sessions(tx, &user_id, promoted, live).await?;
        let session = self.begin_session(ctx, tx, &user_id, promoted, begin).await?;
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
        begin: SessionStart,
    ) -> Result<Option<NewSession>, AttachError> {
        let policy = match begin {
            SessionStart::Always(policy) => policy,
            SessionStart::IfPromoted(policy) if promoted => policy,
            SessionStart::IfPromoted(_) => return Ok(None),
        };
        let session = self.sessions().begin(ctx, user_id, &policy)?;
        tx.insert(SESSION, session.record.clone()).await?;
        Ok(Some(session))
    }
}

/// Reads the presented session again: it was looked up before the transaction, and may have ended
/// since. The row stays locked until the transaction ends, so that one request at a time decides
/// about it.
async fn still_live(
    tx: &Tx,
    presented: Option<Arc<Authenticated>>,
) -> Result<PresentedSession, AuthError> {
    let Some(presented) = presented else { return Ok(PresentedSession::None) };
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

/// All sessions of a promoted user end: a token that was given to a guest is none of a full
/// account (OWASP ASVS 5, 7.2.4). So does the full account's session that came with a new one.
/// Says whether the presented session was among them.
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

/// The unique columns are the referees: of two who want one address, one gets it.
fn conflict(error: StoreError) -> AttachError {
    let taken = error.is_conflict_on(USER, "email") || error.is_conflict_on(ACCOUNT, "accountId");
    if taken { AttachError::UserAlreadyExists } else { AuthError::from(error).into() }
}

impl NewCredential {
    /// An e-mail address with a password.
    pub fn password(hash: PasswordHash, profile: Profile) -> Self {
        Self { provider_id: CREDENTIAL_PROVIDER, account_id: None, password: Some(hash), profile }
    }
}
