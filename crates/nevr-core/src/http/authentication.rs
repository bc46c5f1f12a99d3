//! The seam for the one plugin that knows who sends a request.

use std::{any::Any, sync::Arc};

use actix_web::http::header::HeaderMap;
use async_trait::async_trait;

use super::{Ctx, HttpError, Identity, Presents};

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
}

/// Knows who sends a request. At most one plugin does; it says so with
/// [`Routes::authenticate_with`](super::Routes::authenticate_with).
#[async_trait]
pub trait Authentication: Send + Sync + 'static {
    /// Name of the cookie that it reads, for the documents; with https `__Host-` stands before it.
    fn cookie_name(&self) -> &str;

    /// Reads what the headers present. Runs for every request before it is counted, so it costs
    /// little and asks nobody.
    fn recognise(&self, headers: &HeaderMap) -> Presented;

    /// Looks up who it is. `None` is nobody; a look-up that fails is an error.
    async fn load(&self, ctx: &Ctx) -> Result<Option<Identity>, HttpError>;
}
