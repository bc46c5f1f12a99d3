//! Becoming somebody.

use crate::{Auth, Credentials, Error, Link, SignUp, SignedIn};

/// Signing in.
#[derive(Clone, Copy, Debug)]
pub struct SignIn<'c>(pub(super) Auth<'c>);

/// Signing up.
#[derive(Clone, Copy, Debug)]
pub struct SignUps<'c>(pub(super) Auth<'c>);

/// What guests can do: the sub-plugin `anonymous`.
#[derive(Clone, Copy, Debug)]
pub struct Anonymous<'c>(pub(super) Auth<'c>);

impl SignIn<'_> {
    /// Signs in with e-mail address and password.
    pub async fn email(self, credentials: &Credentials) -> Result<SignedIn, Error> {
        self.0.begin("/sign-in/email", credentials).await
    }

    /// Makes a guest and signs it in. A guest who asks again stays who it is.
    pub async fn anonymous(self) -> Result<SignedIn, Error> {
        self.0.begin("/sign-in/anonymous", &serde_json::json!({})).await
    }
}

impl SignUps<'_> {
    /// Makes an account with e-mail address and password. A guest who is signed in becomes it.
    pub async fn email(self, account: &SignUp) -> Result<SignedIn, Error> {
        self.0.begin("/sign-up/email", account).await
    }
}

impl Anonymous<'_> {
    /// Makes the guest a full account, with the same id and all that it owns.
    pub async fn link(self, account: &Link) -> Result<SignedIn, Error> {
        self.0.begin("/anonymous/link", account).await
    }
}
