//! A plugin that a config switches on.

use std::{any::TypeId, panic::AssertUnwindSafe, sync::Arc};

use futures_util::FutureExt;
use nevr_config::{Section, Span};
use nevr_schema::Owner;

use super::plugin::{Plugin, PluginError, Requirement};
use crate::http::AppHandle;

/// A plugin that a config switches on: its value, and where it comes from.
pub struct PluginInstance {
    /// The plugin's path: `auth`, `auth.anonymous`.
    pub path: String,
    /// The path of its host; `None` for a plugin at the top of the file.
    pub host: Option<String>,
    /// The name of its type in Rust.
    pub type_name: &'static str,
    /// Its section of the config file, without its sub-plugins.
    pub section: Section,
    /// The plugin.
    pub plugin: Arc<dyn Plugin>,
    pub(super) ty: TypeId,
    pub(super) id_span: Span,
    pub(super) requires: Vec<Requirement>,
    pub(super) written: fn(&Section) -> serde_json::Value,
}

impl PluginInstance {
    /// Returns the plugin as the owner of what it declares.
    pub fn owner(&self) -> Owner {
        Owner::plugin(&self.path)
    }

    /// Returns where the config file switches it on: the span of its key.
    pub fn place(&self) -> Span {
        self.id_span.clone()
    }

    /// Returns its options: those that are written, and the defaults of the others. Variables are
    /// shown as `${NAME}`, never with their values.
    pub fn options(&self) -> serde_json::Value {
        (self.written)(&self.section)
    }

    /// Returns whether this plugin has to start after `other`: its host, or one that it requires.
    pub(super) fn comes_after(&self, other: &Self) -> bool {
        self.host.as_ref() == Some(&other.path)
            || self.requires.iter().any(|required| required.ty == other.ty)
    }

    /// Starts the plugin. A panic is an error like any other.
    pub(crate) async fn start(&self, app: &AppHandle) -> Result<(), PluginError> {
        let starting = AssertUnwindSafe(self.plugin.start(app)).catch_unwind();
        starting.await.unwrap_or_else(|_| Err(PluginError::new("it panicked")))
    }

    /// Stops the plugin. A panic is logged, so that the other plugins are still stopped.
    pub(crate) async fn stop(&self, app: &AppHandle) {
        if AssertUnwindSafe(self.plugin.stop(app)).catch_unwind().await.is_err() {
            tracing::error!(plugin = self.path, "a plugin panicked while it was stopping");
        }
    }

    /// Returns the type of the plugin.
    pub(crate) fn plugin_type(&self) -> TypeId {
        self.ty
    }
}
