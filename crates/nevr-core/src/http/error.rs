//! Errors on the wire: one envelope everywhere.

use std::{borrow::Cow, convert::Infallible, fmt, time::Duration};

use actix_web::{
    HttpResponse, HttpResponseBuilder, ResponseError,
    http::{StatusCode, header},
};
use serde::Serialize;

/// A code that clients can rely on, with its status and its message for people.
///
/// Codes are constants, so that an error enum, the OpenAPI document and the reference of error
/// codes all speak of the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Code {
    /// HTTP status.
    pub status: u16,
    /// Stable, in capitals: `USER_ALREADY_EXISTS`.
    pub code: &'static str,
    /// For people; holds no SQL, path, version or secret.
    pub message: &'static str,
}

impl Code {
    /// A code with its status and message.
    pub const fn new(status: u16, code: &'static str, message: &'static str) -> Self {
        Self { status, code, message }
    }
}

/// Status, code and message.
impl From<(u16, &'static str, &'static str)> for Code {
    fn from((status, code, message): (u16, &'static str, &'static str)) -> Self {
        Self::new(status, code, message)
    }
}

/// The codes of nevr-core itself. Plugins have their own.
pub mod codes {
    use super::Code;

    /// The input is malformed; the details name each member.
    pub const VALIDATION_ERROR: Code = Code::new(400, "VALIDATION_ERROR", "Validation failed");
    /// Nobody is signed in, or the session is over.
    pub const UNAUTHORIZED: Code = Code::new(401, "UNAUTHORIZED", "Sign in first");
    /// The origin of the request is not one of those that may change anything here.
    pub const INVALID_ORIGIN: Code =
        Code::new(403, "INVALID_ORIGIN", "Requests from this origin are not accepted");
    /// A cookie came without any header that says which page sent it.
    pub const MISSING_ORIGIN: Code = Code::new(
        403,
        "MISSING_ORIGIN",
        "A request with a session cookie needs an Origin header; outside a browser, send Origin or \
         use a bearer token instead of the cookie",
    );
    /// No such endpoint.
    pub const NOT_FOUND: Code = Code::new(404, "NOT_FOUND", "There is nothing at this address");
    /// The endpoint exists, with other methods; `Allow` lists them.
    pub const METHOD_NOT_ALLOWED: Code =
        Code::new(405, "METHOD_NOT_ALLOWED", "This address does not answer this method");
    /// The request took longer than `server.requestTimeout`.
    pub const REQUEST_TIMEOUT: Code =
        Code::new(408, "REQUEST_TIMEOUT", "The request took too long");
    /// The database refused because of another row, and no plugin gave it a name of its own.
    pub const CONFLICT: Code =
        Code::new(409, "CONFLICT", "This conflicts with what exists already");
    /// The body is larger than `server.bodyLimit`.
    pub const PAYLOAD_TOO_LARGE: Code =
        Code::new(413, "PAYLOAD_TOO_LARGE", "The request is too large");
    /// The body is not `application/json`.
    pub const UNSUPPORTED_MEDIA_TYPE: Code =
        Code::new(415, "UNSUPPORTED_MEDIA_TYPE", "Send application/json");
    /// Too many requests; `Retry-After` says when to come back.
    pub const RATE_LIMITED: Code =
        Code::new(429, "RATE_LIMITED", "Too many requests, try again later");
    /// A defect on the server; the log has it under the request id.
    pub const INTERNAL_ERROR: Code =
        Code::new(500, "INTERNAL_ERROR", "Something went wrong on the server");
    /// The database is away, or a queue is full; `Retry-After` says when to come back.
    pub const SERVICE_UNAVAILABLE: Code =
        Code::new(503, "SERVICE_UNAVAILABLE", "The service is not available, try again soon");
}

/// What is wrong with one member of the input. Never holds the value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Detail {
    /// Path of the member: `email`, `items[0].name`; empty for the input as a whole.
    pub field: String,
    /// Stable, in capitals: `INVALID_EMAIL`.
    pub code: Cow<'static, str>,
    /// For people, to be read after the field's name: "must be an e-mail address".
    pub message: String,
}

impl Detail {
    /// A detail about a member.
    pub fn new(
        field: impl Into<String>,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self { field: field.into(), code: code.into(), message: message.into() }
    }
}

/// What the world sees of an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wire {
    /// Code, status and message.
    pub code: Code,
    /// What is wrong, member by member.
    pub details: Vec<Detail>,
    /// When to come back.
    pub retry_after: Option<Duration>,
}

impl From<Code> for Wire {
    fn from(code: Code) -> Self {
        Self { code, details: Vec::new(), retry_after: None }
    }
}

/// An error that may leave the server: it knows its code, which holds status and public message.
/// Its `Display` and its sources are for the log alone.
pub trait WireError: std::error::Error + Send + Sync + 'static {
    /// Every code that this error can have, for the OpenAPI document and the clients.
    fn codes() -> Vec<Code>
    where
        Self: Sized;

    /// What the world sees of this one.
    fn wire(&self) -> Wire;
}

impl WireError for Infallible {
    fn codes() -> Vec<Code> {
        Vec::new()
    }

    fn wire(&self) -> Wire {
        match *self {}
    }
}

/// An error on its way out: what the world sees, and what the log gets.
#[derive(Debug)]
pub struct HttpError {
    wire: Wire,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
    headers: Vec<(header::HeaderName, header::HeaderValue)>,
}

impl HttpError {
    /// An error of this code, without a cause to log.
    pub fn new(code: Code) -> Self {
        Self { wire: code.into(), source: None, headers: Vec::new() }
    }

    /// A validation error with its details.
    pub fn invalid(details: Vec<Detail>) -> Self {
        let mut error = Self::new(codes::VALIDATION_ERROR);
        error.wire.details = details;
        error
    }

    /// A defect on our side; the world learns nothing but the code.
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        let mut error = Self::new(codes::INTERNAL_ERROR);
        error.source = Some(source.into());
        error
    }

    /// Adds a header to the answer.
    #[must_use]
    pub fn with_header(mut self, name: header::HeaderName, value: header::HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Says when to come back.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.wire.retry_after = Some(wait);
        self
    }

    /// What the world sees.
    pub fn wire(&self) -> &Wire {
        &self.wire
    }

    /// What the log gets beside it.
    pub fn source(&self) -> Option<&(dyn std::error::Error + Send + Sync + 'static)> {
        self.source.as_deref()
    }
}

impl<E: WireError> From<E> for HttpError {
    fn from(error: E) -> Self {
        Self { wire: error.wire(), source: Some(Box::new(error)), headers: Vec::new() }
    }
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.wire.code.code, self.wire.code.message)
    }
}

#[derive(Serialize)]
struct Envelope<'a> {
    error: Body<'a>,
}

#[derive(Serialize)]
struct Body<'a> {
    code: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    details: &'a [Detail],
}

impl ResponseError for HttpError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.wire.code.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let Code { code, message, .. } = self.wire.code;
        let mut response = HttpResponseBuilder::new(self.status_code());
        for (name, value) in &self.headers {
            response.append_header((name.clone(), value.clone()));
        }
        if let Some(wait) = self.wire.retry_after {
            // Whole seconds, rounded up: who comes back after it is let in (RFC 9110, 10.2.3).
            let seconds = wait.as_millis().div_ceil(1000).max(1);
            response.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        response.json(Envelope { error: Body { code, message, details: &self.wire.details } })
    }
}
