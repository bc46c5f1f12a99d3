//! A plugin that a config switches on.

use std::{any::TypeId, panic::AssertUnwindSafe, sync::Arc};

use futures_util::FutureExt;
use nevr_config::{Section, Span};
use nevr_schema::Owner;

use super::plugin::{Plugin, PluginError, Requirement};
use crate::http::AppHandle;

/// A plugin that is switched on.
pub struct Active {
    /// Its path: `auth`, `auth.anonymous`.
    pub path: String,
    /// The path of its host, unless it is at the top.
    pub host: Option<String>,
    /// Name of its type in code.
    pub type_name: &'static str,
    /// Its section of the file.
    pub section: Section,
    /// The value.
    pub plugin: Arc<dyn Plugin>,
    pub(super) ty: TypeId,
    pub(super) id_span: Span,
    pub(super) requires: Vec<Requirement>,
    pub(super) written: fn(&Section) -> serde_json::Value,
}

impl Active {
    /// Who it is, for what it declares.
    pub fn owner(&self) -> Owner {
        Owner::plugin(&self.path)
    }

    /// Where the file switches it on: its key.
    pub fn place(&self) -> Span {
        self.id_span.clone()
    }

    /// Its options as they are written, over the defaults; no value of a variable is in it.
    pub fn options(&self) -> serde_json::Value {
        (self.written)(&self.section)
    }

    /// Whether `other` is its host or required by it.
    pub(super) fn comes_after(&self, other: &Self) -> bool {
        self.host.as_ref() == Some(&other.path)
            || self.requires.iter().any(|required| required.ty == other.ty)
    }

    /// Starts the plugin; a panic is a failure like any other.
    pub(crate) async fn start(&self, app: &AppHandle) -> Result<(), PluginError> {
        let starting = AssertUnwindSafe(self.plugin.start(app)).catch_unwind();
        starting.await.unwrap_or_else(|_| Err(PluginError::new("it panicked")))
    }

    /// Stops the plugin; its panic keeps no other from being stopped.
    pub(crate) async fn stop(&self, app: &AppHandle) {
        if AssertUnwindSafe(self.plugin.stop(app)).catch_unwind().await.is_err() {
            tracing::error!(plugin = self.path, "a plugin panicked when it was stopped");
        }
    }

    /// The type of the plugin.
    pub(crate) fn plugin_type(&self) -> TypeId {
        self.ty
    }
}
