//! The body of a request, read up to its limit.

use actix_web::{
    HttpRequest,
    dev::Payload,
    http::header,
    web::{Bytes, BytesMut},
};
use futures_util::StreamExt;

use crate::{http::error::HttpError, wire::codes};

/// Refuses a body whose declared length is too large, before a byte of it is read.
pub(super) fn refuse_large(request: &HttpRequest, limit: usize) -> Result<(), HttpError> {
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > limit) { Err(too_large()) } else { Ok(()) }
}

fn too_large() -> HttpError {
    // The connection can't be used again, because the rest of the body is not read.
    HttpError::new(codes::PAYLOAD_TOO_LARGE)
        .before_work()
        .with_header(header::CONNECTION, header::HeaderValue::from_static("close"))
}

/// Reads the body, and refuses it as soon as it has more bytes than the limit.
pub(super) async fn read_body(mut payload: Payload, limit: usize) -> Result<Bytes, HttpError> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| HttpError::invalid(Vec::new()))?;
        if body.len() + chunk.len() > limit {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}
