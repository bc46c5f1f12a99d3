//! The names of the databases that tests make on a server.

use uuid::Uuid;

/// The beginning of every name; an identifier with the time follows.
const PREFIX: &str = "nevr_test_";

/// Returns the name with this identifier. Names sort by their time.
pub(super) fn name(id: Uuid) -> String {
    format!("{PREFIX}{}", id.simple())
}
