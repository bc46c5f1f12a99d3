//! A plugin of the shop's own, below nevr's `auth`: a guest who becomes an account gets a voucher,
//! in the transaction that makes it one, and can redeem it once.
//!
//! - `plugin`: what it adds to the app
//! - `voucher`: what a voucher is worth, for the shop's own routes too
//! - `routes`: its two endpoints, below `/api/auth/welcome`

mod plugin;
mod routes;
mod voucher;

pub use plugin::{Welcome, WelcomeOptions};
pub(crate) use voucher::{Discount, discount, discount_of, spend};
