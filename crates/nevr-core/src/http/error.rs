//! The error of a request, and the envelope in which every error is answered.

use std::fmt;

use actix_web::{
    HttpResponse, HttpResponseBuilder, ResponseError,
    http::{StatusCode, header},
};
use serde::Serialize;

use crate::wire::{Code, Detail, Wire, WireError, codes};

/// The error of a request: what the client is told, and what is logged.
///
/// The client gets the code, its message and the details, in the [envelope](Self::wire). The source
/// is logged under the request's id and never leaves the server.
///
/// Every [`WireError`] turns into one with `?`, so a handler returns its plugin's own error enum
/// and rarely meets this type. Implementations of [`Argument`](super::Argument) and
/// [`Authentication`](super::Authentication) return it. In the app's own actix handlers it is a
/// `ResponseError`, so their errors look like those of nevr:
///
/// ```
/// use actix_web::{ResponseError, body::to_bytes};
/// use nevr_core::{http::HttpError, wire_error};
///
/// wire_error! {
///     /// Why a seat was not booked.
///     pub enum BookingError {
///         /// Another booking was first.
///         Taken = (409, "SEAT_TAKEN", "This seat is taken"),
///     }
/// }
///
/// async fn book() -> Result<(), HttpError> {
///     Err(BookingError::Taken)?
/// }
///
/// # #[actix_web::main]
/// # async fn main() {
/// let response = book().await.unwrap_err().error_response();
/// assert_eq!(response.status(), 409);
/// let body = to_bytes(response.into_body()).await.unwrap();
/// assert_eq!(body, r#"{"error":{"code":"SEAT_TAKEN","message":"This seat is taken"}}"#);
/// # }
/// ```
#[derive(Debug)]
pub struct HttpError {
    wire: Wire,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
    headers: Vec<(header::HeaderName, header::HeaderValue)>,
}

impl HttpError {
    /// Creates an error with this code and nothing to log.
    pub fn new(code: Code) -> Self {
        Self { wire: code.into(), source: None, headers: Vec::new() }
    }

    /// Creates the error of an input that is refused [before any work](Wire::before_work): 400
    /// `VALIDATION_ERROR` with these details.
    pub fn invalid(details: Vec<Detail>) -> Self {
        let mut error = Self::new(codes::VALIDATION_ERROR).before_work();
        error.wire.details = details;
        error
    }

    /// Marks the error of an input that is refused before any work: see [`Wire::before_work`].
    pub(crate) fn before_work(mut self) -> Self {
        self.wire.before_work = true;
        self
    }

    /// Creates the error of a fault in the server: 500 `INTERNAL_ERROR`. The source is logged, and
    /// the client learns nothing about it.
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

    /// Returns what the client is told.
    pub fn wire(&self) -> &Wire {
        &self.wire
    }

    /// Returns the cause, which is logged.
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
            if name == header::CONNECTION && value == "close" {
                // actix writes this header by itself.
                response.force_close();
            }
            response.append_header((name.clone(), value.clone()));
        }
        if let Some(wait) = self.wire.retry_after {
            // The header has whole seconds (RFC 9110, 10.2.3). They are rounded up, so that a
            // client that waits that long is not refused again.
            let seconds = wait.as_millis().div_ceil(1000).max(1);
            response.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        response.json(Envelope { error: Body { code, message, details: &self.wire.details } })
    }
}
