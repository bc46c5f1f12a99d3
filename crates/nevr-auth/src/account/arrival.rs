//! The question and the event about a credential that gets its user.

use std::sync::Arc;

use nevr_core::store::{Filter, Question, Refusal, TransactionEvent};
use nevr_schema::Record;

use crate::{
    email::Email, image::ImageUrl, name::UserName, password::PasswordHash, session::Authenticated,
};

/// What is known of the person behind a credential.
///
/// It is written into the user's row: of a new user, or of one that is promoted.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// The e-mail address, if the credential has one. It is stored as unverified.
    pub email: Option<Email>,
    /// The name. With `None`, an existing user keeps its name; a new user needs one.
    pub name: Option<UserName>,
    /// The URL of a picture.
    pub image: Option<ImageUrl>,
    /// Fields of the user that clients may set, as the config and plugins declare them.
    pub fields: Record,
}

impl Profile {
    /// Returns the fields of a `user` row that the profile sets.
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

/// A credential that a client has just proven to have, and that no account has yet.
#[derive(Clone, Debug)]
pub struct NewCredential {
    /// The provider of the credential: `credential` for a password.
    pub provider_id: &'static str,
    /// The person's id at the provider; `None` for a password, whose account gets the user's own id.
    pub account_id: Option<String>,
    /// The hash of the password, if the credential is one.
    pub password: Option<PasswordHash>,
    /// What is known of the person.
    pub profile: Profile,
}

/// What happens to a credential that no existing user takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewUser {
    /// It makes a new user.
    Allowed,
    /// It is refused with [`AuthError::NoAccount`](crate::error::AuthError::NoAccount).
    Refused,
}

/// A question: does an existing user take this credential, which no account has yet?
///
/// [`Auth::attach`](crate::Auth::attach) asks it once, inside its transaction. A plugin may
///
/// - answer with [`Promote`]: the named user takes the credential and becomes a full account;
/// - leave it open with `None`: the credential makes a new user, or is refused, as
///   [`new_user`](Self::new_user) tells;
/// - return an error: the whole transaction is rolled back, and an error of status 4xx is the
///   request's answer. Another status or a panic is answered with 500.
///
/// At most one plugin answers; two are refused at start-up.
///
/// ```
/// use std::sync::Arc;
///
/// use nevr_auth::{account::{CredentialArriving, Promote}, error::AuthError};
/// use nevr_core::store::{Filter, Hooks, Refusal, Tx};
/// use nevr_schema::Record;
///
/// /// In `Plugin::hooks`: a user with a trial session takes the credential that it signs up with.
/// fn hooks(hooks: &mut Hooks) {
///     hooks.answer(|arriving: Arc<CredentialArriving>, _: Tx| async move {
///         let trial = arriving.presented.live().filter(|session| session.policy.name == "trial");
///         Ok::<_, AuthError>(trial.map(|session| Promote {
///             user_id: session.user_id().to_owned(),
///             guard: Filter::all().eq("isTrial", true),
///             changes: Record::new().with("isTrial", false),
///             refusal: Refusal::new(AuthError::Unauthorized),
///         }))
///     });
/// }
/// # let _ = hooks;
/// ```
#[derive(Debug)]
pub struct CredentialArriving {
    /// The session that came with the request, as it is inside the transaction.
    pub presented: PresentedSession,
    /// The provider of the credential, as in [`NewCredential::provider_id`].
    pub provider_id: &'static str,
    /// What happens if the question stays open. A plugin that knows why the credential will then be
    /// refused returns the reason as its error.
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
    /// Returns the session if it is live.
    pub fn live(&self) -> Option<&Arc<Authenticated>> {
        match self {
            Self::Live(session) => Some(session),
            Self::None | Self::Ended(_) => None,
        }
    }
}

/// The answer to [`CredentialArriving`]: the user that takes the credential and becomes a full
/// account.
///
/// auth writes the changes together with the credential's profile, in one update of the user's row.
/// Where both set a field, the changes win. Then it ends all of the user's sessions.
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

/// An event in the transaction that gives a credential its account; a hook that refuses it rolls the
/// transaction back.
#[derive(Clone, Debug)]
pub struct CredentialAttached {
    /// Id of the user.
    pub user_id: String,
    /// Whether an existing user was promoted; otherwise the user is new.
    pub promoted: bool,
}

impl TransactionEvent for CredentialAttached {}
