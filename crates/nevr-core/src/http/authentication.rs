//! The seam for the one plugin that knows who sends a request.

use actix_web::http::header::HeaderMap;
use async_trait::async_trait;

use super::{
    error::HttpError,
    request::{Identity, Presented},
};
use crate::store::Store;

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
    async fn load(
        &self,
        store: &Store,
        presented: &Presented,
    ) -> Result<Option<Identity>, HttpError>;
}
