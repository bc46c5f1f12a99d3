//! The plugin model: what a plugin is, which exist, and which of them a config switches on.

mod graph;
mod options;
#[allow(clippy::module_inception, reason = "the trait is what the folder is about")]
mod plugin;
mod registry;

pub use graph::{Active, Graph};
pub use options::{OptionError, OptionErrors};
pub use plugin::{NoOptions, Plugin, PluginError, PluginType, Requirement, Root};
pub(crate) use registry::Kind;
pub use registry::Registry;
