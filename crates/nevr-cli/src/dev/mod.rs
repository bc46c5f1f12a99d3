//! What `nevr dev` does beyond serving.
//!
//! - `secret`: a secret of this machine's own
//! - `relaxations`: what is less strict than in production
//! - `first_requests`: what to try first
//! - `watch`: whether what is served is still what is written

mod config_watch;
mod first_requests;
mod relaxations;
mod secret;

pub(crate) use config_watch::ConfigWatch;
pub(crate) use first_requests::first_requests;
pub(crate) use relaxations::relaxations;
pub(crate) use secret::DevSecret;
