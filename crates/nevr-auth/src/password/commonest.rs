//! The commonest passwords, which are the first ones tried.
//!
//! The table is the one of the crate `passwords` (MIT): 99 838 entries in alphabetical order. The
//! crate does not name their source.

use passwords::analyzer::is_common_password;

/// Whether this is one of the commonest passwords, in whatever case.
///
/// The table has its entries in the case they were found in and, but for a few hundred
/// machine-made ones, in lower case too: both spellings are looked up.
pub(super) fn is_common(password: &str) -> bool {
    is_common_password(password) || is_common_password(password.to_lowercase())
}
