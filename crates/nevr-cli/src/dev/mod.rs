//! What `nevr dev` adds to serving.
//!
//! - `secret`: a secret that stays on this machine
//! - `relaxations`: lists what is less strict than in production
//! - `first_requests`: requests to try first
//! - `config_watch`: waits for changes of the config file and `.env`

mod config_watch;
mod first_requests;
mod relaxations;
mod secret;

pub(crate) use config_watch::ConfigWatch;
pub(crate) use first_requests::first_requests;
pub(crate) use relaxations::relaxations;
pub(crate) use secret::DevSecret;
