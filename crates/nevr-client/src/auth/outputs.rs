//! The answers of the endpoints.

use serde::Deserialize;

use crate::{
    entities::{Session, User},
    token::Token,
};

/// The answer to signing in, signing up or linking.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct SignedIn {
    /// The token of the new session; `None` if no session began, or if a guest keeps its cookie.
    pub token: Option<Token>,
    /// The user.
    pub user: User,
}

/// The session of a request, and its user.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct CurrentSession {
    /// The session.
    pub session: Session,
    /// The user of the session.
    pub user: User,
}

/// A session of the user, in a list.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct ListedSession {
    /// Whether it is the session of this request.
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
