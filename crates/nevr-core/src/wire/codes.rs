//! The codes of nevr-core itself. Plugins define their own.

use super::code::Code;

/// The input is malformed; the details name each member.
pub const VALIDATION_ERROR: Code = Code::new(400, "VALIDATION_ERROR", "Validation failed");
/// The request has no session, or its session has ended.
pub const UNAUTHORIZED: Code = Code::new(401, "UNAUTHORIZED", "Sign in first");
/// The request comes from a page whose origin is not among the trusted ones.
pub const INVALID_ORIGIN: Code =
    Code::new(403, "INVALID_ORIGIN", "Requests from this origin are not accepted");
/// The request has a session cookie, but no header that names the page it comes from.
pub const MISSING_ORIGIN: Code = Code::new(
    403,
    "MISSING_ORIGIN",
    "A request with a session cookie needs an Origin header; outside a browser, send Origin or \
     use a bearer token instead of the cookie",
);
/// There is no such endpoint.
pub const NOT_FOUND: Code = Code::new(404, "NOT_FOUND", "There is nothing at this address");
/// The endpoint exists with other methods, which `Allow` lists.
pub const METHOD_NOT_ALLOWED: Code =
    Code::new(405, "METHOD_NOT_ALLOWED", "This address does not answer this method");
/// The request took longer than `server.requestTimeout`.
pub const REQUEST_TIMEOUT: Code = Code::new(408, "REQUEST_TIMEOUT", "The request took too long");
/// Another row has the same unique values. A plugin that knows the reason returns a code of its
/// own.
pub const CONFLICT: Code = Code::new(409, "CONFLICT", "This conflicts with what exists already");
/// The body is larger than `server.bodyLimit`.
pub const PAYLOAD_TOO_LARGE: Code = Code::new(413, "PAYLOAD_TOO_LARGE", "The request is too large");
/// The body is not `application/json`.
pub const UNSUPPORTED_MEDIA_TYPE: Code =
    Code::new(415, "UNSUPPORTED_MEDIA_TYPE", "Send application/json");
/// Too many requests; `Retry-After` holds the seconds to wait.
pub const RATE_LIMITED: Code = Code::new(429, "RATE_LIMITED", "Too many requests, try again later");
/// The server failed; the log has the error under the request id.
pub const INTERNAL_ERROR: Code =
    Code::new(500, "INTERNAL_ERROR", "Something went wrong on the server");
/// The database is unavailable or a queue is full; `Retry-After` holds the seconds to wait.
pub const SERVICE_UNAVAILABLE: Code =
    Code::new(503, "SERVICE_UNAVAILABLE", "The service is not available, try again soon");
