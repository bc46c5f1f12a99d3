//! The one way to a credential: signing up, linking, and whatever comes later go through here.

use std::sync::Arc;

use nevr_core::{
    http::Ctx,
    store::{Filter, Query, StoreError, Tx},
};
use nevr_schema::Record;

use super::{CredentialArriving, CredentialAttached, NewCredential, Promote};
use crate::{
    Auth,
    error::{AttachError, AuthError},
    schema::{ACCOUNT, CREDENTIAL_PROVIDER, SESSION, USER},
    session::{Authenticated, NewSession, SessionPolicy},
};

/// What a credential is attached with.
#[derive(Clone)]
pub struct Attach {
    /// The credential.
    pub credential: NewCredential,
    /// The session that came with the request.
    pub presented: Option<Arc<Authenticated>>,
    /// The session to begin.
    pub begin: Begin,
    /// Whether a new user is made when nobody who is here takes the credential.
    pub new_user: NewUser,
}

/// Whether a credential that nobody takes makes a new user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewUser {
    /// It does.
    Made,
    /// It is refused with [`AttachError::NobodyTakesIt`].
    Refused,
}

/// Which session begins when a credential is attached.
#[derive(Clone, Debug)]
pub enum Begin {
    /// One of this policy.
    Policy(SessionPolicy),
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
    pub ended_presented: bool,
}

impl Auth {
    /// Gives a credential its account, inside a transaction: the account of a user who is here and
    /// may take it (see [`CredentialArriving`]), otherwise that of a new user.
    pub async fn attach(
        &self,
        ctx: &Ctx,
        tx: &Tx,
        attach: Attach,
    ) -> Result<Attached, AttachError> {
        if self.options().email_and_password.disable_sign_up {
            return Err(AttachError::SignUpDisabled);
        }
        let Attach { credential, presented, begin, new_user } = attach;
        let presented = still_live(tx, presented).await?;
        let arriving = CredentialArriving {
            presented: presented.clone(),
            provider_id: credential.provider_id,
        };
        let promote = tx.ask(arriving).await?;
        let promoted = promote.is_some();
        let user_id = match promote {
            Some(Promote { user_id }) => promote_user(tx, user_id, &credential).await?,
            None if new_user == NewUser::Refused => return Err(AttachError::NobodyTakesIt),
            None => make_user(tx, &credential).await?,
        };
        insert_account(tx, &user_id, credential).await?;
        let ended_presented = end_sessions(tx, &user_id, promoted, presented.as_deref()).await?;
        let session = self.begin_session(ctx, tx, &user_id, promoted, begin).await?;
        tx.fire(CredentialAttached { user_id: user_id.clone(), promoted }).await?;
        // Read at the end: hooks may have changed the row.
        let user = tx.find_one(Query::by_id(USER, user_id)).await?;
        let user = user.ok_or(AuthError::Unauthorized)?;
        Ok(Attached { user, promoted, session, ended_presented })
    }

    async fn begin_session(
        &self,
        ctx: &Ctx,
        tx: &Tx,
        user_id: &str,
        promoted: bool,
        begin: Begin,
    ) -> Result<Option<NewSession>, AttachError> {
        let policy = match begin {
            Begin::Policy(policy) => policy,
            Begin::IfPromoted(policy) if promoted => policy,
            Begin::IfPromoted(_) => return Ok(None),
        };
        let session = self.sessions().begin(ctx, user_id, &policy)?;
        tx.insert(SESSION, session.record.clone()).await?;
        Ok(Some(session))
    }
}

/// The presented session, if it still is there: it was looked up before the transaction, and may
/// have been revoked since.
async fn still_live(
    tx: &Tx,
    presented: Option<Arc<Authenticated>>,
) -> Result<Option<Arc<Authenticated>>, AuthError> {
    let Some(presented) = presented else { return Ok(None) };
    let query = Query::from(SESSION).filter(presented.this_session()?);
    Ok(tx.find_one(query).await?.map(|_| presented))
}

/// Fills in a user who is here already. Whoever answered has made it a full account.
async fn promote_user(
    tx: &Tx,
    user_id: String,
    credential: &NewCredential,
) -> Result<String, AttachError> {
    let row = Filter::id(user_id.as_str());
    let mut changes = credential.profile.clone().into_record();
    changes.set("emailVerified", false);
    let touched = tx.update(USER, row, changes).await.map_err(conflict)?;
    if touched == 1 { Ok(user_id) } else { Err(AuthError::Unauthorized.into()) }
}

async fn make_user(tx: &Tx, credential: &NewCredential) -> Result<String, AttachError> {
    let record = credential.profile.clone().into_record().with("emailVerified", false);
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
    pub fn password(hash: crate::password::PasswordHash, profile: super::Profile) -> Self {
        Self { provider_id: CREDENTIAL_PROVIDER, account_id: None, password: Some(hash), profile }
    }
}
