//! The plugins that come with nevr.

use nevr_core::plugin::Registry;

/// The plugins that come with nevr; an app adds its own with [`Registry::with`].
pub fn plugins() -> Registry {
    Registry::new().with::<nevr_auth::Auth>().with::<nevr_auth_anonymous::Anonymous>()
}
