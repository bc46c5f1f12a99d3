//! Signing up, signing in and linking.

use super::{
    calls::Auth,
    inputs::{Credentials, Link, SignUp},
    outputs::SignedIn,
};
use crate::error::Error;

/// The endpoints that sign in.
#[derive(Clone, Copy, Debug)]
pub struct SignIn<'c>(pub(super) Auth<'c>);

/// The endpoints that sign up.
#[derive(Clone, Copy, Debug)]
pub struct SignUps<'c>(pub(super) Auth<'c>);

/// The endpoints of the sub-plugin `anonymous`, for guests.
#[derive(Clone, Copy, Debug)]
pub struct Anonymous<'c>(pub(super) Auth<'c>);

impl<'c> Auth<'c> {
    /// Returns the endpoints that sign up.
    pub fn sign_up(self) -> SignUps<'c> {
        SignUps(self)
    }

    /// Returns the endpoints that sign in.
    pub fn sign_in(self) -> SignIn<'c> {
        SignIn(self)
    }

    /// Returns the endpoints for guests.
    pub fn anonymous(self) -> Anonymous<'c> {
        Anonymous(self)
    }
}

impl SignIn<'_> {
    /// Signs in with e-mail address and password.
    pub async fn email(self, credentials: &Credentials) -> Result<SignedIn, Error> {
        self.0.begin("/sign-in/email", credentials).await
    }

    /// Makes a guest and signs it in. For a client that is signed in as a guest, it returns that guest.
    pub async fn anonymous(self) -> Result<SignedIn, Error> {
        self.0.begin("/sign-in/anonymous", &serde_json::json!({})).await
    }
}

impl SignUps<'_> {
    /// Makes an account with an e-mail address and a password. A signed-in guest becomes that account.
    pub async fn email(self, account: &SignUp) -> Result<SignedIn, Error> {
        self.0.begin("/sign-up/email", account).await
    }
}

impl Anonymous<'_> {
    /// Makes the guest a full account. Its id stays, and so does everything that it owns.
    pub async fn link(self, account: &Link) -> Result<SignedIn, Error> {
        self.0.begin("/anonymous/link", account).await
    }
}
