//! The endpoints of the plugin, one file each.

pub(crate) mod link;
pub(crate) mod sign_in;
