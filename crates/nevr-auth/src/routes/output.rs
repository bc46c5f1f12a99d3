//! Outputs that several endpoints share.

use nevr_core::http::Returned;
use schemars::JsonSchema;
use serde::Serialize;

use crate::schema::UserEntity;

/// The user who is signed in, with the session's token.
#[derive(Serialize, JsonSchema)]
pub struct SignedIn {
    /// The session's token, for programs and native apps, which send it as bearer. It is here beside
    /// the cookie too: a page should not keep it, because every script of the page can read what it
    /// keeps, and no script can read the cookie. `null` if no session began, or if a guest who came by
    /// cookie is answered with its own session again.
    pub token: Option<String>,
    /// The user.
    pub user: Returned<UserEntity>,
}

/// The confirmation that the action is done.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Done {
    /// Always `true`.
    pub(crate) success: bool,
}

/// The confirmation that the action is done.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Status {
    /// Always `true`.
    pub(crate) status: bool,
}

impl Done {
    pub(crate) const YES: Self = Self { success: true };
}

impl Status {
    pub(crate) const YES: Self = Self { status: true };
}
