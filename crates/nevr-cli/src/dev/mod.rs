//! What `nevr dev` does beyond serving.
//!
//! - `secret`: a secret of this machine's own
//! - `relaxed`: what is less strict than in production
//! - `tries`: what to try first
//! - `watch`: whether what is served is still what is written

mod relaxed;
mod secret;
mod tries;
mod watch;

pub(crate) use relaxed::relaxed;
pub(crate) use secret::DevSecret;
pub(crate) use tries::tries;
pub(crate) use watch::Watch;
