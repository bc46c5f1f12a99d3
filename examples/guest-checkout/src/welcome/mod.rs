//! The shop's own plugin, a sub-plugin of `auth`: a guest who becomes a full account gets a voucher, in
//! the transaction that links the guest, and can redeem it once.
//!
//! - `plugin`: the plugin
//! - `voucher`: the value of a voucher, which the shop's own routes use too
//! - `routes`: its two endpoints, below `/api/auth/welcome`

mod plugin;
mod routes;
mod voucher;

pub use plugin::{Welcome, WelcomeOptions};
pub(crate) use voucher::{Discount, discount, discount_of, spend};
