//! The shop without its page: its routes and its plugin in a whole app, and the program, which serves
//! any page.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod cart;
mod files;
mod fixture;
mod orders;
mod program;
mod welcome;
