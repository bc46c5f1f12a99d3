//! The names of the databases that tests make on a server.

use uuid::Uuid;

/// What every name begins with; an identifier with the time follows.
const PREFIX: &str = "nevr_test_";

/// Names are in the order of their time.
pub(super) fn name(id: Uuid) -> String {
    format!("{PREFIX}{}", id.simple())
}
