//! A credential arrives: what is asked and told about it.

use std::sync::Arc;

use nevr_core::{
    schema::Record,
    store::{Filter, Question, Refusal, TransactionEvent},
};

use super::NewUser;
use crate::{
    email::Email, image::ImageUrl, name::UserName, password::PasswordHash, session::Authenticated,
};

/// What is known of the person behind a credential.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// The address, if the credential has one. It is unverified until proven otherwise.
    pub email: Option<Email>,
    /// The name. A user who exists keeps the old one when there is none.
    pub name: Option<UserName>,
    /// The picture.
    pub image: Option<ImageUrl>,
    /// Fields of the user that clients may set, as the config and plugins declare them.
    pub fields: Record,
}

impl Profile {
    /// The part of a `user` row that the profile speaks of.
    pub(crate) fn into_record(self) -> Record {
        let mut record = self.fields;
        if let Some(email) = self.email {
            record.set("email", email.as_str());
        }
        if let Some(name) = self.name {
            record.set("name", name.as_str());
        }
        if let Some(image) = self.image {
            record.set("image", image.as_str());
        }
        record
    }
}

/// A way to sign in that somebody has just shown to have, and that no account has yet.
#[derive(Clone, Debug)]
pub struct NewCredential {
    /// Who vouches for it: `credential` for a password.
    pub provider_id: &'static str,
    /// The person's id there; for a password, the user's own id takes its place.
    pub account_id: Option<String>,
    /// The hash, for a password.
    pub password: Option<PasswordHash>,
    /// What is known of the person.
    pub profile: Profile,
}

/// A question: a credential arrives that no account has yet. Does an existing user take it?
///
/// [`Auth::attach`](crate::Auth::attach) asks it inside its transaction, once for each credential.
/// The plugin that answers with [`Promote`] names the user. Without an answer, what happens depends
/// on [`new_user`](Self::new_user).
#[derive(Debug)]
pub struct CredentialArriving {
    /// The session that came with the request, as it is inside the transaction.
    pub presented: PresentedSession,
    /// The provider of the credential.
    pub provider_id: &'static str,
    /// What happens if the question stays open: the credential makes a new user, or is refused. A
    /// plugin that knows why it is refused returns that reason as its error.
    pub new_user: NewUser,
}

impl Question for CredentialArriving {
    type Answer = Promote;
}

/// The session that came with a request, as it is inside a transaction.
///
/// The session was looked up before the transaction began. Since then it may have been signed out,
/// revoked, or ended by another request that promoted its user.
#[derive(Clone, Debug)]
pub enum PresentedSession {
    /// The request came without a session.
    None,
    /// The session is live.
    Live(Arc<Authenticated>),
    /// The session was live when the request came, and has ended. It gives no right to anything;
    /// it only serves to explain a refusal.
    Ended(Arc<Authenticated>),
}

impl PresentedSession {
    /// The session, if it is live.
    pub fn live(&self) -> Option<&Arc<Authenticated>> {
        match self {
            Self::Live(session) => Some(session),
            Self::None | Self::Ended(_) => None,
        }
    }
}

/// The answer to [`CredentialArriving`]: this user takes the credential, and becomes a full account.
///
/// auth writes the changes together with the credential's profile, in one update of the user's row.
#[derive(Clone, Debug)]
pub struct Promote {
    /// Id of the user.
    pub user_id: String,
    /// What the user's row must still be for the promotion to happen. The number of rows that the
    /// update changes decides: of two requests that promote a user at once, the second changes none.
    pub guard: Filter,
    /// The fields that make the user a full account.
    pub changes: Record,
    /// The error of a credential that came too late: no row of the user meets the guard any more.
    pub refusal: Refusal,
}

/// Told in the transaction once a credential has its account.
#[derive(Clone, Debug)]
pub struct CredentialAttached {
    /// Id of the user.
    pub user_id: String,
    /// Whether the user was there before, and became a full account with it.
    pub promoted: bool,
}

impl TransactionEvent for CredentialAttached {}
