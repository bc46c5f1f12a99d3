//! A shop in a browser, whose visitors need no account before they pay.
//!
//! - `welcome`: the shop's own plugin, below nevr's `auth`
//! - `catalogue`, `cart`, `orders`: the shop's own routes, a file for each part of the shop
//! - `error`: the errors of the shop
//! - `page`: serves the page, which is built from the folder `page`, from memory
//! - `setup`, `server`, `run`: from the config file to a server, and its end

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program: this is its output")]

mod cart;
mod catalogue;
mod error;
mod orders;
mod page;
mod run;
mod server;
mod setup;
pub mod welcome;

pub use run::open;
pub use server::routes;
pub use setup::plugins;
