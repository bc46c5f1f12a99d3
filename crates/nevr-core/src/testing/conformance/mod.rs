//! What every plugin must keep, whatever it does.
//!
//! - `plugin`: the plugin that is looked at, and configs with and without it
//! - `options`: defaults, JSON Schema, unknown keys
//! - `documents`: what endpoints say of themselves
//! - `limits`: limits count before anything else happens
//! - `switching`: tables and rows when the plugin is switched off and on again
//! - `sample`: rows to be kept meanwhile
//! - `suite`: all of it in one line

mod documents;
mod limits;
mod options;
mod plugin_under_test;
mod sample;
mod suite;
mod switching;

pub use suite::{conformance, findings};
