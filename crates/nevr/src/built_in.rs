//! The plugins that come with nevr.

use nevr_core::plugin::Registry;

/// Returns the registry of the plugins that come with nevr: `auth` and `anonymous`. Add your own with
/// [`Registry::with`].
///
/// ```
/// let registry = nevr::plugins();
/// assert!(registry.sections().eq(["plugins.auth", "plugins.auth.plugins.anonymous"]));
/// ```
pub fn plugins() -> Registry {
    Registry::new().with::<nevr_auth::Auth>().with::<nevr_auth_anonymous::Anonymous>()
}
