//! The commonest passwords, which are the first ones tried.
//!
//! The table is the one of the crate `passwords` (MIT): some 100 000 passwords of published leaks.

use passwords::analyzer::is_common_password;

/// Whether this is one of the commonest passwords, in whatever case.
///
/// The table has its entries in the case they were leaked in and, but for a few hundred
/// machine-made ones, in lower case too: both spellings are looked up.
pub(super) fn is_common(password: &str) -> bool {
    is_common_password(password) || is_common_password(password.to_lowercase())
}
