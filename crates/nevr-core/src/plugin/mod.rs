//! Plugins: the traits that make one, the registry of those that exist, and those that a config
//! switches on.
//!
//! - `plugin`: the traits; `options`: errors in a plugin's options; `contributions`: what plugins
//!   give to each other as data; `invariant`: what must hold of rows; `argument`: a plugin as an argument of a handler
//! - `registry`: the plugin types that a config file may name
//! - `section`: the sections of a config file that name them
//! - `instance`, `build`, `order`, `graph`: the plugins that a config switches on, built and in start
//!   order

mod argument;
mod build;
mod contributions;
mod graph;
mod instance;
mod invariant;
mod options;
mod order;
#[allow(clippy::module_inception, reason = "the trait is what the folder is about")]
mod plugin;
mod registry;
mod section;

pub(crate) use contributions::{Contributed, merge};
pub use contributions::{Contribution, Contributions};
pub use graph::Graph;
pub use instance::PluginInstance;
pub use invariant::Invariant;
pub use options::{OptionError, OptionErrors};
pub use plugin::{NoOptions, Plugin, PluginError, PluginType, Requirement, Root};
pub(crate) use registry::RegisteredType;
pub use registry::Registry;
pub use section::PluginSection;
