//! What a request presents to prove who sends it, and who that is.

use std::{any::Any, sync::Arc};

/// Where a request carries its credential. The origin check and the answer depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialSource {
    /// The request carries no credential.
    None,
    /// The `Authorization` header, even if its token can't be used. Browsers never add this header
    /// by themselves.
    Bearer,
    /// A cookie. Browsers add it to every request, whichever page made them send it.
    Cookie,
}

/// What the headers of a request present, as
/// [`Authentication::read_credential`](crate::http::Authentication::read_credential) read it.
#[derive(Clone)]
pub struct PresentedCredential {
    /// Where the request carries the credential.
    pub source: CredentialSource,
    /// The id of the session that the credential belongs to. Requests of one session share the
    /// counts of a limit.
    ///
    /// Set it only for a credential that this server issued, which its tag proves. With an id read
    /// from any text, a client could make up ids and have a fresh count for each.
    pub session: Option<[u8; 16]>,
    /// The credential itself, in the plugin's own type; `None` if the request has no credential that
    /// could be valid.
    pub value: Option<Arc<dyn Any + Send + Sync>>,
}

impl PresentedCredential {
    /// Returns what a request without a credential presents.
    pub fn none() -> Self {
        Self { source: CredentialSource::None, session: None, value: None }
    }

    /// Returns the credential, if there is one and it is a `T`.
    pub fn get<T: Any + Send + Sync>(&self) -> Option<&T> {
        self.value.as_ref()?.downcast_ref()
    }
}

/// Who sends a request, as the plugin that authenticates found out.
#[derive(Clone)]
pub struct Identity {
    /// The user's id, which limits count and [`Ctx::subject`](crate::http::Ctx::subject) returns.
    pub subject: String,
    /// Whether the user has an account; `false` for one that anybody can be at no cost, such as a
    /// guest. Limits that count by account ([`Per::Account`](crate::http::Per::Account)) count such
    /// users by the client's address.
    pub has_account: bool,
    /// What the plugin read about the user, in its own type, for
    /// [`Ctx::identity`](crate::http::Ctx::identity).
    pub value: Arc<dyn Any + Send + Sync>,
}
