//! What comes back.

use serde::Deserialize;

use crate::{Session, Token, User};

/// Who signed in.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct SignedIn {
    /// The token of the new session; none when no session began, or when a guest's cookie stays.
    pub token: Option<Token>,
    /// The user.
    pub user: User,
}

/// The session that a request was made in.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct CurrentSession {
    /// The session.
    pub session: Session,
    /// Its user.
    pub user: User,
}

/// A session of the user.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct ListedSession {
    /// Whether it is the one that asks.
    #[serde(default)]
    pub current: bool,
    /// The session.
    #[serde(flatten)]
    pub session: Session,
}

/// `success` or `status`, which are always `true`.
#[derive(Deserialize)]
pub(super) struct Done {}

#[derive(Deserialize)]
pub(super) struct Updated {
    pub(super) user: User,
}
