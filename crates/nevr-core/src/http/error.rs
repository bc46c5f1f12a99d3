//! An error on its way out, in the one envelope that every error has.

use std::{fmt, time::Duration};

use actix_web::{
    HttpResponse, HttpResponseBuilder, ResponseError,
    http::{StatusCode, header},
};
use serde::Serialize;

use crate::wire::{Code, Detail, Wire, WireError, codes};

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
