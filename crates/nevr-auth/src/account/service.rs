//! What auth offers about accounts with a password.

use nevr_core::{
    env::Timestamp,
    http::{ClientKey, Ctx},
    schema::Record,
    store::{Filter, Query, StatementId, Store, WriteSet},
};

use crate::{
    Auth,
    email::Email,
    error::AuthError,
    password::{Hasher, Password, PasswordCheck, PasswordHash},
    schema::{ACCOUNT, CREDENTIAL_PROVIDER, USER},
};

/// A user's password as it is stored.
#[derive(Clone, Debug)]
pub struct StoredCredential {
    account_id: String,
    hash: PasswordHash,
    updated_at: Timestamp,
}

impl StoredCredential {
    /// Makes a set depend on the password's being the one that was verified, and replaces it when
    /// there is a new hash. Between verifying and writing, somebody may have changed it.
    pub fn guard(&self, set: &mut WriteSet, new: Option<PasswordHash>) -> StatementId {
        let row = Filter::id(self.account_id.as_str()).eq("password", self.hash.as_str());
        let changes = match new {
            Some(hash) => Record::new().with("password", String::from(hash)),
            // Writes what is there: the number of rows is what counts.
            None => Record::new().with("updatedAt", self.updated_at),
        };
        set.update(ACCOUNT, row, changes).expect(1)
    }
}

/// What auth offers about accounts with a password.
pub struct Accounts<'a>(pub(crate) &'a Auth);

impl Accounts<'_> {
    /// The user with this address, and its password if it has one. Two statements, whether or not
    /// there is such a user: their time tells nobody which addresses are known.
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

    /// The password of a user, if it has one.
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

    /// Compares a password with a stored one. Without one the answer is no, after the same work.
    pub async fn verify(
        &self,
        ctx: &Ctx,
        password: &Password,
        stored: Option<&StoredCredential>,
    ) -> Result<PasswordCheck, AuthError> {
        let hash = stored.map(|stored| &stored.hash);
        Ok(self.0.running()?.hasher.verify(password, hash, queue_key(ctx)).await?)
    }

    /// How many passwords are being hashed and have been, for measuring.
    pub fn hasher(&self) -> Result<&Hasher, AuthError> {
        Ok(&self.0.running()?.hasher)
    }

    /// Hashes a new password.
    pub async fn hash(&self, ctx: &Ctx, password: Password) -> Result<PasswordHash, AuthError> {
        Ok(self.0.running()?.hasher.hash(password, queue_key(ctx)).await?)
    }
}

/// Whom a hash waits in the queue for. Like the limits: the /64 of an IPv6 address is one client,
/// which would otherwise have all the places it likes; requests without an address are not one.
fn queue_key(ctx: &Ctx) -> Result<ClientKey, &str> {
    match ctx.client().keys().next() {
        Some(ClientKey::Unknown) | None => Err(ctx.request_id().as_str()),
        Some(client) => Ok(client),
    }
}

/// The account of a user that is a password.
pub(crate) fn password_account(user_id: &str) -> Query {
    let filter = Filter::all().eq("userId", user_id).eq("providerId", CREDENTIAL_PROVIDER);
    Query::from(ACCOUNT).filter(filter)
}
