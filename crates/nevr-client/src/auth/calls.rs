//! The endpoints for signed-in users.

use serde::Serialize;
use serde_json::json;

use super::{
    inputs::{PasswordChange, UserChanges},
    outputs::{CurrentSession, Done, ListedSession, SignedIn, Updated},
};
use crate::{
    client::Client,
    entities::{Account, User},
    error::Error,
};

/// The endpoints of the plugin `auth`.
#[derive(Clone, Copy, Debug)]
pub struct Auth<'c> {
    client: &'c Client,
}

impl Client {
    /// Returns the endpoints of the plugin `auth` and of its sub-plugins.
    pub fn auth(&self) -> Auth<'_> {
        Auth { client: self }
    }
}

impl Auth<'_> {
    /// Ends the session, if there is one.
    pub async fn sign_out(self) -> Result<(), Error> {
        let sent = self.client.token();
        let Done {} = self.client.post_empty(&self.path("/sign-out")).await?;
        self.client.0.credential.replace(sent.as_ref(), None);
        Ok(())
    }

    /// Returns the session and its user, or `None` without a session. Extends the session as
    /// its policy demands.
    pub async fn get_session(self) -> Result<Option<CurrentSession>, Error> {
        self.client.get(&self.path("/get-session")).await
    }

    /// Returns the session and its user, or `None` without a session. Does not extend the session.
    pub async fn peek_session(self) -> Result<Option<CurrentSession>, Error> {
        self.client.get_with(&self.path("/get-session"), &[("refresh", false)]).await
    }

    /// Returns the live sessions of the user.
    pub async fn list_sessions(self) -> Result<Vec<ListedSession>, Error> {
        self.client.get(&self.path("/list-sessions")).await
    }

    /// Ends one session of the user. A session of another user is left alone, without an error.
    pub async fn revoke_session(self, id: &str) -> Result<(), Error> {
        let Done {} = self.client.post(&self.path("/revoke-session"), &json!({ "id": id })).await?;
        Ok(())
    }

    /// Ends all sessions of the user, including this one.
    pub async fn revoke_sessions(self) -> Result<(), Error> {
        let sent = self.client.token();
        let Done {} = self.client.post_empty(&self.path("/revoke-sessions")).await?;
        self.client.0.credential.replace(sent.as_ref(), None);
        Ok(())
    }

    /// Ends all sessions of the user except this one.
    pub async fn revoke_other_sessions(self) -> Result<(), Error> {
        let Done {} = self.client.post_empty(&self.path("/revoke-other-sessions")).await?;
        Ok(())
    }

    /// Changes name, picture and other fields of the user.
    pub async fn update_user(self, changes: &UserChanges) -> Result<User, Error> {
        let Updated { user } = self.client.post(&self.path("/update-user"), changes).await?;
        Ok(user)
    }

    /// Changes the password, and replaces this session by a new one.
    pub async fn change_password(self, change: &PasswordChange) -> Result<SignedIn, Error> {
        self.begin("/change-password", change).await
    }

    /// Deletes the user and all that belongs to it. A user who has a password must give it.
    pub async fn delete_user(self, password: Option<&str>) -> Result<(), Error> {
        let sent = self.client.token();
        let input = match password {
            Some(password) => json!({ "password": password }),
            None => json!({}),
        };
        let Done {} = self.client.post(&self.path("/delete-user"), &input).await?;
        self.client.0.credential.replace(sent.as_ref(), None);
        Ok(())
    }

    /// Returns the accounts of the user: its ways to sign in.
    pub async fn list_accounts(self) -> Result<Vec<Account>, Error> {
        self.client.get(&self.path("/list-accounts")).await
    }

    /// Calls an endpoint that begins a session, and keeps its token.
    pub(super) async fn begin(
        self,
        path: &str,
        input: &(impl Serialize + ?Sized),
    ) -> Result<SignedIn, Error> {
        let signed_in: SignedIn = self.client.post(&self.path(path), input).await?;
        if let Some(token) = &signed_in.token {
            self.client.set_token(Some(token.clone()));
        }
        Ok(signed_in)
    }

    fn path(self, path: &str) -> String {
        format!("{}{path}", self.client.0.auth_path)
    }
}
