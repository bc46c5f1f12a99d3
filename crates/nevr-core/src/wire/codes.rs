//! The codes of nevr-core itself. Plugins have their own.

use super::code::Code;

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
pub const REQUEST_TIMEOUT: Code = Code::new(408, "REQUEST_TIMEOUT", "The request took too long");
/// The database refused because of another row, and no plugin gave it a name of its own.
pub const CONFLICT: Code = Code::new(409, "CONFLICT", "This conflicts with what exists already");
/// The body is larger than `server.bodyLimit`.
pub const PAYLOAD_TOO_LARGE: Code = Code::new(413, "PAYLOAD_TOO_LARGE", "The request is too large");
/// The body is not `application/json`.
pub const UNSUPPORTED_MEDIA_TYPE: Code =
    Code::new(415, "UNSUPPORTED_MEDIA_TYPE", "Send application/json");
/// Too many requests; `Retry-After` says when to come back.
pub const RATE_LIMITED: Code = Code::new(429, "RATE_LIMITED", "Too many requests, try again later");
/// A defect on the server; the log has it under the request id.
pub const INTERNAL_ERROR: Code =
    Code::new(500, "INTERNAL_ERROR", "Something went wrong on the server");
/// The database is away, or a queue is full; `Retry-After` says when to come back.
pub const SERVICE_UNAVAILABLE: Code =
    Code::new(503, "SERVICE_UNAVAILABLE", "The service is not available, try again soon");
