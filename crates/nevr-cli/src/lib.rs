//! The command line of nevr, for any registry of plugins.
//!
//! A program with plugins of its own gets every command of `nevr`, with its plugins in them:
//!
//! ```no_run
//! use std::process::ExitCode;
//!
//! use nevr_core::plugin::Registry;
//!
//! fn main() -> ExitCode {
//!     nevr_cli::run(Registry::new())
//! }
//! ```
//!
//! The modules, from the ground up. A module imports only from those above it in this list:
//!
//! - `failure`, `words`, `arguments`: errors that end a command, small texts, the command line
//! - `output`, `table`, `random`: what is printed, tables of text, random bytes
//! - `logging`, `new_secret`, `files`, `changes`: the log, secrets, files, reports of changes
//! - `project`: the config file and the database that it names
//! - `server`: answering requests until a signal stops the server
//! - `dev`: what `nevr dev` adds to serving
//! - `commands`: one file per command
//! - `run`: from the command line to an exit code

mod arguments;
mod changes;
mod commands;
mod dev;
mod failure;
mod files;
mod logging;
mod new_secret;
mod output;
mod project;
mod random;
mod run;
mod server;
mod table;
mod words;

pub use run::run;
