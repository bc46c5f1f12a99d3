//! The most common passwords, which attackers try first.
//!
//! The table is the one of the crate `passwords` (MIT): 99 838 entries in alphabetical order. The
//! crate does not name their source.

use passwords::analyzer::is_common_password;

/// Returns whether this is one of the most common passwords, in any case.
///
/// The table holds its entries in the case they were found in and, except for a few hundred
/// machine-made ones, in lower case too: both are looked up.
pub(super) fn is_common(password: &str) -> bool {
    is_common_password(password) || is_common_password(password.to_lowercase())
}
