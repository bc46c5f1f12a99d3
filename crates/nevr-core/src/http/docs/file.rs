//! A file inside the binary, as an answer.

use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
    web::Bytes,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// The Content-Security-Policy of the page. It allows the page's own scripts and styles, and
/// requests to its own server. It forbids loading anything from elsewhere, framing, and turning
/// text into markup (Trusted Types), whatever a description in the document contains.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
     form-action 'none'; base-uri 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types 'none'",
);

/// Browsers may keep the files, but must ask each time whether they are current: another version of
/// nevr has other files at the same paths.
const CACHING: HeaderValue = HeaderValue::from_static("no-cache");

/// A file, ready to be sent.
pub(super) struct File {
    content_type: HeaderValue,
    content: Bytes,
    tag: String,
}

impl File {
    /// Creates a file. Its entity tag is computed from the content.
    pub(super) fn new(content_type: &'static str, content: &'static str) -> Self {
        let digest = Sha256::digest(content);
        Self {
            content_type: HeaderValue::from_static(content_type),
            content: Bytes::from_static(content.as_bytes()),
            tag: format!("\"{}\"", BASE64_URL_SAFE_NO_PAD.encode(&digest[..12])),
        }
    }

    /// Answers with the file, or with 304 if `known`, the value of `If-None-Match`, has its tag.
    pub(super) fn answer(&self, known: Option<&HeaderValue>) -> HttpResponse {
        let has_it = known.is_some_and(|known| self.is_among(known));
        let status = if has_it { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
        let mut response = HttpResponse::build(status);
        response
            .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
            .insert_header((header::CACHE_CONTROL, CACHING))
            .insert_header((header::ETAG, self.tag.as_str()));
        if has_it {
            return response.finish();
        }
        response.insert_header((header::CONTENT_TYPE, self.content_type.clone()));
        response.body(self.content.clone())
    }

    /// Returns whether the file's tag is in the list, by weak comparison (RFC 9110, 13.1.2).
    fn is_among(&self, known: &HeaderValue) -> bool {
        let Ok(known) = known.to_str() else { return false };
        let mut tags = known.split(',').map(str::trim);
        tags.any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == self.tag)
    }
}
