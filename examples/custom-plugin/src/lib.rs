//! A plugin for nevr, in one file: [`referral`].

pub mod referral;

pub use referral::Referral;
