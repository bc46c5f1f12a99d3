//! The command line of nevr, for any registry of plugins.
//!
//! An app with plugins of its own gets every command with them in it:
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
//! - `arguments`: the words of the command line
//! - `run`: from the words to an exit code
//! - `commands`: one file a command
//! - `project`: the config file that a command is about
//! - `failure`: why a command did not do what it was asked
//! - `output`, `table`, `words`: what people and programs read
//! - `copying`: how far a copy is, as people see it
//! - `logging`: the log of a server
//! - `server`, `socket`, `signals`: answering requests until told to stop
//! - `files`: writing files without breaking any
//! - `dev`: what `nevr dev` does beyond serving
//! - `new_secret`: secrets

mod arguments;
mod commands;
mod copying;
mod dev;
mod failure;
mod files;
mod logging;
mod new_secret;
mod output;
mod project;
mod run;
mod server;
mod signals;
mod socket;
mod table;
mod words;

pub use run::run;
