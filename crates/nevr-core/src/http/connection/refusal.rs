//! The answer to a request that can't be parsed.

use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::http::StatusCode;
use nevr_schema::env::Env;

use crate::{client::ClientAddress, http::request::RequestId};

/// Writes the answers to requests that no route sees, because their head can't be parsed or does not
/// arrive in time. They have no envelope: nothing is known about the request, not even its method.
pub(crate) struct Refusals {
    env: Env,
    /// The number of them so far.
    total: AtomicU64,
}

impl Refusals {
    pub(super) fn new(env: Env) -> Self {
        Self { env, total: AtomicU64::new(0) }
    }

    /// Counts and logs a refusal, and returns the bytes of its answer.
    pub(super) fn write(&self, status: u16, client: ClientAddress) -> Vec<u8> {
        let id = RequestId::generate(&self.env);
        let total = self.total.fetch_add(1, Ordering::Relaxed) + 1;
        tracing::info!(%id, %client, status, total, "refused: the request can't be read");
        let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
        format!(
            "HTTP/1.1 {status} {}\r\nconnection: close\r\ncontent-length: 0\r\n\
             x-content-type-options: nosniff\r\nreferrer-policy: strict-origin-when-cross-origin\r\n\
             cache-control: no-store\r\nx-request-id: {id}\r\n\r\n",
            reason.unwrap_or_default()
        )
        .into_bytes()
    }
}
