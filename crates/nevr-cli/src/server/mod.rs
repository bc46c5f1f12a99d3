//! Answering requests until a signal stops the server.
//!
//! - `signals`: SIGTERM and Ctrl-C
//! - `socket`: the address that a server listens on
//! - `serving`: an actix server with the app's routes

mod serving;
mod signals;
mod socket;

pub(crate) use serving::Server;
