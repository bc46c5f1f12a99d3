//! What a request presents to prove who sends it, and who that is.

use std::{any::Any, sync::Arc};

/// What a request relies on to say who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presents {
    /// Nothing.
    Nothing,
    /// An `Authorization` header with a token (or an unusable one): browsers add none by themselves.
    Bearer,
    /// A cookie: browsers add it to whatever page's request.
    Cookie,
}

/// What a request presents, recognised without input or output.
#[derive(Clone)]
pub struct Presented {
    /// How it came: decides what the origin check asks for.
    pub how: Presents,
    /// The session's id, if the credential is well made: its requests count together. A credential
    /// that merely looks like one must not say so, or everybody could have buckets at will.
    pub session: Option<[u8; 16]>,
    /// The credential, for [`Authentication::load`].
    pub credential: Option<Arc<dyn Any + Send + Sync>>,
}

impl Presented {
    /// A request without credentials.
    pub fn nothing() -> Self {
        Self { how: Presents::Nothing, session: None, credential: None }
    }

    /// The credential, if it is a `T`.
    pub fn credential<T: Any + Send + Sync>(&self) -> Option<&T> {
        self.credential.as_ref()?.downcast_ref()
    }
}

/// Who sends a request, as a plugin that authenticates has found out.
#[derive(Clone)]
pub struct Identity {
    /// Id of the user, for limits and logs.
    pub subject: String,
    /// What the plugin knows of it.
    pub value: Arc<dyn Any + Send + Sync>,
}
