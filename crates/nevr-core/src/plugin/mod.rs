//! The plugin model: what a plugin is, which exist, and which of them a config switches on.
//!
//! - `plugin`, `options`: what a plugin is, and what it says of its options
//! - `registry`: which exist
//! - `build`, `order`, `graph`: which of them a config switches on

mod active;
mod argument;
mod build;
mod contributions;
mod graph;
mod options;
mod order;
#[allow(clippy::module_inception, reason = "the trait is what the folder is about")]
mod plugin;
mod registry;
mod section;

pub use active::Active;
pub(crate) use contributions::{Contributed, merge};
pub use contributions::{Contribution, Contributions};
pub use graph::Graph;
pub use options::{OptionError, OptionErrors};
pub use plugin::{NoOptions, Plugin, PluginError, PluginType, Requirement, Root};
pub(crate) use registry::RegisteredType;
pub use registry::Registry;
pub use section::PluginSection;
