//! The command line through a program of its own, the made-up app of `examples`.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod at_once;
mod check;
mod copy;
mod database;
mod dev;
mod entities;
mod generate;
mod init;
mod introspect;
mod migrating;
mod openapi;
mod output;
mod serve;
mod support;
mod usage;
mod watching;
