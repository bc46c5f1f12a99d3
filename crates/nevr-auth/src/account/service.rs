//! The service of accounts that are a password.

use nevr_core::{
    client::ClientKey,
    http::Ctx,
    store::{Filter, Query, StatementId, Store, WriteSet},
};
use nevr_schema::{Record, env::Timestamp};

use crate::{
    Auth,
    email::Email,
    error::AuthError,
    password::{Hasher, Password, PasswordCheck, PasswordHash},
    schema::{ACCOUNT, CREDENTIAL_PROVIDER, USER},
};

/// The stored hash of a user's password, with the row that it was read from.
#[derive(Clone, Debug)]
pub struct StoredCredential {
    account_id: String,
    hash: PasswordHash,
    updated_at: Timestamp,
}

impl StoredCredential {
    /// Adds a statement to a write set that makes it fail if the password has changed since it was
    /// read, and that stores the new hash if there is one.
    ///
    /// Verifying takes time, in which another request may change the password. The returned id tells
    /// this failure from others: `error.is_mismatch_of(id)`.
    pub fn guard(&self, set: &mut WriteSet, new: Option<PasswordHash>) -> StatementId {
        let row = Filter::id(self.account_id.as_str()).eq("password", self.hash.as_str());
        let changes = match new {
            Some(hash) => Record::new().with("password", String::from(hash)),
            // Writes the value that is there: only the number of rows matters.
            None => Record::new().with("updatedAt", self.updated_at),
        };
        set.update(ACCOUNT, row, changes).expect(1)
    }
}

/// The service that finds, verifies and hashes passwords; see [`Auth::accounts`].
///
/// An action that asks for the password again finds the stored hash, verifies, and guards its write
/// with what was verified:
///
/// ```
/// use nevr_auth::{
///     Auth, User, error::{AuthError, PasswordError}, password::{Password, PasswordCheck},
/// };
/// use nevr_core::{http::Ctx, store::{Filter, WriteSet}};
///
/// /// Deletes the user's notes, if the password is right.
/// async fn wipe(ctx: &Ctx, auth: &Auth, user: &User, password: &Password) -> Result<(), PasswordError> {
///     let accounts = auth.accounts();
///     let stored = accounts.find_password(ctx.store(), user.id()).await?;
///     let check = accounts.verify(ctx, password, stored.as_ref()).await?;
///     let Some(stored) = stored.filter(|_| check != PasswordCheck::Mismatch) else {
///         return Err(PasswordError::InvalidPassword);
///     };
///     let mut set = WriteSet::new();
///     let guard = stored.guard(&mut set, None);
///     set.delete("note", Filter::all().eq("userId", user.id())).id();
///     ctx.store().write(set).await.map(drop).map_err(|error| match error {
///         error if error.is_mismatch_of(guard) => PasswordError::InvalidPassword,
///         error => AuthError::from(error).into(),
///     })
/// }
/// # let _ = wipe;
/// ```
pub struct Accounts<'a>(pub(crate) &'a Auth);

impl Accounts<'_> {
    /// Returns the user with this e-mail address, and its password if it has one. It always sends two
    /// statements, so that the time it takes does not reveal which addresses have an account.
    pub async fn find_by_email(
        &self,
        store: &Store,
        email: &Email,
    ) -> Result<Option<(Record, Option<StoredCredential>)>, AuthError> {
        let query = Query::from(USER).filter(Filter::all().eq("email", email.as_str()));
        let user = store.find_one(query).await?;
        let user_id: &str = user.as_ref().map(|user| user.get("id")).transpose()?.unwrap_or("");
        let credential = self.find_password(store, user_id).await?;
        Ok(user.map(|user| (user, credential)))
    }

    /// Returns the password of a user, or `None` if it has none.
    pub async fn find_password(
        &self,
        store: &Store,
        user_id: &str,
    ) -> Result<Option<StoredCredential>, AuthError> {
        let Some(account) = store.find_one(password_account(user_id)).await? else {
            return Ok(None);
        };
        let Some(hash) = account.get::<Option<String>>("password")? else { return Ok(None) };
        let hash = PasswordHash::from_stored(hash);
        let (account_id, updated_at) = (account.get("id")?, account.get("updatedAt")?);
        Ok(Some(StoredCredential { account_id, hash, updated_at }))
    }

    /// Compares a password with a stored one. Without a stored one, it does the same work and returns
    /// [`PasswordCheck::Mismatch`], so that the time it takes does not reveal who has a password.
    ///
    /// # Errors
    ///
    /// When auth has not started, or too many passwords are being hashed (a 503).
    pub async fn verify(
        &self,
        ctx: &Ctx,
        password: &Password,
        stored: Option<&StoredCredential>,
    ) -> Result<PasswordCheck, AuthError> {
        let hash = stored.map(|stored| &stored.hash);
        Ok(ctx.in_queue(self.hasher()?.verify(password, hash, queue_key(ctx))).await?)
    }

    /// Returns the hasher, whose counters show its load.
    ///
    /// # Errors
    ///
    /// When auth has not started.
    pub fn hasher(&self) -> Result<&Hasher, AuthError> {
        Ok(&self.0.running()?.hasher)
    }

    /// Hashes a new password.
    ///
    /// # Errors
    ///
    /// When auth has not started, or too many passwords are being hashed (a 503).
    pub async fn hash(&self, ctx: &Ctx, password: Password) -> Result<PasswordHash, AuthError> {
        Ok(ctx.in_queue(self.hasher()?.hash(password, queue_key(ctx))).await?)
    }
}

/// Returns the client that a hash waits in the queue for: the clients that wait take turns.
///
/// As in rate limits, the /64 network of an IPv6 address is one client: it could otherwise use a new
/// address for each request. Requests without an address have nothing in common, so each counts as a
/// client of its own.
fn queue_key(ctx: &Ctx) -> Result<ClientKey, &str> {
    match ctx.client().keys().next() {
        Some(ClientKey::Unknown) | None => Err(ctx.request_id().as_str()),
        Some(client) => Ok(client),
    }
}

/// Returns the query for the account of a user that is a password.
pub(crate) fn password_account(user_id: &str) -> Query {
    let filter = Filter::all().eq("userId", user_id).eq("providerId", CREDENTIAL_PROVIDER);
    Query::from(ACCOUNT).filter(filter)
}
