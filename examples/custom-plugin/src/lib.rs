//! A plugin of one's own, in the one file [`referral`].

pub mod referral;

pub use referral::Referral;
