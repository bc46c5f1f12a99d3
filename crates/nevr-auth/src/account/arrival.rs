//! A credential arrives: what is asked and told about it.

use std::sync::Arc;

use nevr_core::store::{Question, TransactionEvent};
use nevr_schema::Record;

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

/// Asked when a credential arrives that no account has: does somebody who is here already take it?
/// Whoever answers has made sure, in this transaction, that the user may.
#[derive(Debug)]
pub struct CredentialArriving {
    /// The live session that came with it, read again in this transaction.
    pub presented: Option<Arc<Authenticated>>,
    /// Who vouches for the credential.
    pub provider_id: &'static str,
}

impl Question for CredentialArriving {
    type Answer = Promote;
}

/// The user with this id takes the credential, and with it becomes a full account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promote {
    /// Id of the user.
    pub user_id: String,
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
