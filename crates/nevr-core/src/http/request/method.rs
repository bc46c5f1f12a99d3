//! Which methods may change something.

use actix_web::http::Method;

/// Returns whether a request of this method may change something: the method is not *safe*
/// (RFC 9110, section 9.2.1).
pub(crate) fn changes_state(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE)
}
