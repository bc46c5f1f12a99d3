//! The check that a body is declared to be JSON.

use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};

/// An acceptable `Content-Type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentType {
    /// No `Content-Type`: the body must be empty.
    Absent,
    /// `application/json` in UTF-8.
    Json,
}

/// The error of a request whose body is not declared to be JSON in UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the body has to be sent as application/json")]
pub struct UnsupportedMediaType;

impl ContentType {
    /// Reads the `Content-Type` of a request, ignoring case and parameters other than `charset`.
    ///
    /// A type that an HTML form can send to another origin without a preflight (`text/plain` and the
    /// like) is refused even if there is no body. So is a body that is encoded (RFC 9110, 15.5.16):
    /// bodies are not decompressed, because a small one could become as large as it likes.
    pub fn of(headers: &HeaderMap) -> Result<Self, UnsupportedMediaType> {
        let mut encodings = headers.get_all(CONTENT_ENCODING);
        if encodings.any(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
            return Err(UnsupportedMediaType);
        }
        let mut lines = headers.get_all(CONTENT_TYPE);
        match (lines.next(), lines.next()) {
            (None, _) => Ok(Self::Absent),
            (Some(line), None) => {
                let text = line.to_str().map_err(|_| UnsupportedMediaType)?;
                if is_json(text) { Ok(Self::Json) } else { Err(UnsupportedMediaType) }
            }
            (Some(_), Some(_)) => Err(UnsupportedMediaType),
        }
    }
}

fn is_json(text: &str) -> bool {
    let mut parts = text.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    essence.eq_ignore_ascii_case("application/json") && parts.all(is_harmless)
}

/// Returns whether a parameter leaves the body JSON in UTF-8. Only `charset` could change that
/// (RFC 8259, section 11).
fn is_harmless(parameter: &str) -> bool {
    let Some((name, value)) = parameter.split_once('=') else { return parameter.is_empty() };
    let value = value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).unwrap_or(value);
    !name.eq_ignore_ascii_case("charset") || value.eq_ignore_ascii_case("utf-8")
}
