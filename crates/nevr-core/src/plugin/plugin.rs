//! What a plugin is: a type that can be switched on, then a value built from its section.

use std::{
    any::{Any, TypeId},
    sync::Arc,
};

use async_trait::async_trait;
use nevr_schema::SchemaBuilder;
use schemars::JsonSchema;
use sea_orm_migration::MigrationTrait;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{contributions::Contributions, options::OptionErrors};
use crate::{
    http::{AppHandle, Routes},
    store::Hooks,
};

/// A kind of plugin: what the registry knows before any config is read.
///
/// ```
/// # use std::sync::Arc;
/// # use nevr_core::plugin::*;
/// /// Greets. It has no host, so its section is `[plugins.greeter]`.
/// struct Greeter;
///
/// impl Plugin for Greeter {}
///
/// impl PluginType for Greeter {
///     const ID: &'static str = "greeter";
///     type Host = Root;
///     type Options = NoOptions;
///     fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> {
///         Ok(Self)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no plugin type",
    note = "implement `Plugin` and `PluginType` for it"
)]
pub trait PluginType: Plugin + Sized {
    /// Key in the config file: `[plugins.<ID>]`, or `[plugins.<host>.plugins.<ID>]`.
    const ID: &'static str;
    /// The plugin this one lives in; [`Root`] for a top-level plugin.
    type Host: PluginType;
    /// The plugin's section of the config file. Every option has a default.
    type Options: DeserializeOwned + Serialize + JsonSchema;
    /// Builds the plugin; says what is wrong with the options, all of it, by option path.
    ///
    /// What it refuses is reported, and it is asked again with the defaults of those options, so
    /// that the plugins that live in it can be checked in the same report. Such a plugin declares
    /// what it has and never starts.
    fn new(options: Self::Options, host: Arc<Self::Host>) -> Result<Self, OptionErrors>;
    /// Plugins that must be switched on too, by type.
    fn requires() -> Vec<Requirement> {
        Vec::new()
    }
}

/// What a plugin contributes. Everything but `start` and `stop` is data: core checks the union of
/// all plugins before a database or a socket is touched.
#[async_trait]
pub trait Plugin: Any + Send + Sync {
    /// Declares entities of its own, and fields on those of others.
    fn schema(&self, schema: &mut SchemaBuilder) {
        let _ = schema;
    }

    /// Steps written by hand: data, views, triggers. Each runs once in the life of a database,
    /// after the tables are there; it is known by the plugin and its name, and never edited. Most
    /// are a [`SqlMigration`](nevr_migrate::SqlMigration).
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        Vec::new()
    }

    /// Declares what it gives its host, or any other plugin that asks for it; see
    /// [`Contribution`](super::Contribution).
    fn contributions(&self, contributions: &mut Contributions) {
        let _ = contributions;
    }

    /// Endpoints below the base path of the plugin's host, each with its limit.
    fn routes(self: Arc<Self>, routes: &mut Routes) {
        let _ = routes;
    }

    /// Hooks around entity writes and on typed events.
    fn hooks(self: Arc<Self>, hooks: &mut Hooks) {
        let _ = hooks;
    }

    /// Starts what needs the running app. A failure stops what was started before.
    async fn start(&self, app: &AppHandle) -> Result<(), PluginError> {
        let _ = app;
        Ok(())
    }

    /// Ends what `start` began; called in the reverse of the start order.
    async fn stop(&self, app: &AppHandle) {
        let _ = app;
    }
}

/// A plugin could not start.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct PluginError {
    message: String,
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl PluginError {
    /// Says what happened and what to do about it.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None }
    }

    /// Keeps the cause.
    #[must_use]
    pub fn caused_by(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.source = Some(source.into());
        self
    }
}

/// The host of top-level plugins: the app itself.
#[derive(Debug)]
pub struct Root;

impl Plugin for Root {}

impl PluginType for Root {
    const ID: &'static str = "";
    type Host = Self;
    type Options = NoOptions;
    fn new(_: NoOptions, _: Arc<Self>) -> Result<Self, OptionErrors> {
        Ok(Self)
    }
}

/// For plugins without options: their section is empty.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoOptions {}

/// A plugin that must be switched on too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requirement {
    pub(crate) ty: TypeId,
    pub(crate) id: &'static str,
}

impl Requirement {
    /// The plugin of type `P`.
    pub fn on<P: PluginType>() -> Self {
        Self { ty: TypeId::of::<P>(), id: P::ID }
    }
}
