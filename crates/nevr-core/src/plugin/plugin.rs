//! The two traits of a plugin: its type, which a config can switch on, and what a value of that
//! type contributes.

use std::{
    any::{Any, TypeId},
    sync::Arc,
};

use async_trait::async_trait;
use nevr_schema::SchemaBuilder;
use schemars::JsonSchema;
use sea_orm_migration::MigrationTrait;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{config_checks::ConfigChecks, contributions::Contributions, options::OptionErrors};
use crate::{
    http::{AppHandle, Routes},
    store::Hooks,
};

/// The type of a plugin: what a [`Registry`](super::Registry) knows before any config is read.
///
/// Every plugin implements this trait and [`Plugin`]. The type has a key in the config file, a host
/// and options; [`new`](Self::new) makes a value of it for each config that switches it on. All
/// that the plugin does afterwards is in [`Plugin`].
///
/// ```
/// use std::sync::Arc;
///
/// use nevr_core::plugin::{OptionErrors, Plugin, PluginType, Root};
/// use schemars::JsonSchema;
/// use serde::{Deserialize, Serialize};
///
/// /// `[plugins.greeter]`
/// #[derive(Serialize, Deserialize, JsonSchema)]
/// #[serde(rename_all = "camelCase", default, deny_unknown_fields)]
/// struct GreeterOptions {
///     /// The text of every greeting.
///     text: String,
/// }
///
/// impl Default for GreeterOptions {
///     fn default() -> Self {
///         Self { text: "Hello".to_owned() }
///     }
/// }
///
/// struct Greeter {
///     text: String,
/// }
///
/// impl PluginType for Greeter {
///     const ID: &'static str = "greeter";
///     type Host = Root;
///     type Options = GreeterOptions;
///
///     fn new(options: GreeterOptions, _host: Arc<Root>) -> Result<Self, OptionErrors> {
///         let mut errors = OptionErrors::new();
///         if options.text.is_empty() {
///             errors.impossible("text", "write at least one letter");
///         }
///         errors.into_result().map(|()| Self { text: options.text })
///     }
/// }
///
/// impl Plugin for Greeter {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a plugin type",
    note = "implement `Plugin` and `PluginType` for it"
)]
pub trait PluginType: Plugin + Sized {
    /// The plugin's key in the config file: `[plugins.<ID>]`, or `[plugins.<host>.plugins.<ID>]`.
    /// Two types of one host with the same key are reported.
    const ID: &'static str;

    /// The plugin that this one lives in; [`Root`] for a plugin at the top of the file. Its
    /// endpoints are below the host's base path.
    type Host: PluginType;

    /// The plugin's section of the config file. Every option has a default, and unknown options are
    /// refused (`#[serde(default, deny_unknown_fields)]`); the descriptions in its JSON Schema are
    /// the documentation of the options. [`NoOptions`] for a plugin without options.
    type Options: DeserializeOwned + Serialize + JsonSchema;

    /// Builds the plugin from its options, after its host.
    ///
    /// Options that have the right type and yet make no sense are refused here: add all of them to
    /// one [`OptionErrors`], by option path. The report shows each at its place in the file, and
    /// the app does not start.
    ///
    /// When options are refused, `new` is called again with the defaults in their place, as often
    /// as it refuses more of them, so that the plugins that live in this one are checked in the
    /// same report. The placeholder that comes out of it declares everything that a plugin
    /// declares, and never starts. A panic is not caught.
    ///
    /// There is no running app and no database yet. `host` is there to be kept: its services can be
    /// used from [`Plugin::start`] on, and in handlers and hooks.
    fn new(options: Self::Options, host: Arc<Self::Host>) -> Result<Self, OptionErrors>;

    /// Returns the plugins that must be switched on too. They start before this one, and a config
    /// without one of them is refused. The host need not be listed.
    fn requires() -> Vec<Requirement> {
        Vec::new()
    }
}

/// What a plugin contributes to an app. Every method has a default that contributes nothing.
///
/// # When the methods are called
///
/// 1. [`PluginType::new`] builds the plugins, hosts before their sub-plugins.
/// 2. [`check_config`](Self::check_config) compares a plugin's options with those of nevr itself.
///    Then the methods that *declare* are called on each plugin in start order: first
///    [`schema`](Self::schema) on all of them, then [`hooks`](Self::hooks), then
///    [`routes`](Self::routes), then [`contributions`](Self::contributions). The union is checked
///    as a whole, and everything that is wrong with it is in one report. This is where `nevr check`
///    ends: no database is open and no socket is bound.
/// 3. [`migrations`](Self::migrations) is called whenever the database is compared with the
///    schema: by the `db:` commands, and at every start.
/// 4. [`start`](Self::start) is awaited on one plugin after the other, hosts before their
///    sub-plugins and required plugins before those that require them; otherwise in the order of
///    the file. No request is served before all of them have started.
/// 5. [`stop`](Self::stop) is awaited in the reverse order, after the HTTP server has ended and
///    before the database is closed.
///
/// # When something fails
///
/// | what | what happens |
/// | --- | --- |
/// | two declarations contradict each other, or one can't work | a problem in the report, at the lines that switch those plugins on; the app does not start |
/// | `start` returns an error or panics | the plugins that have started are stopped, the database is closed, the app does not start ([`StartError::Plugin`](crate::app::StartError::Plugin)); `stop` is not called on the plugin that failed |
/// | `stop` panics | the panic is logged, and the other plugins are stopped |
/// | a handler panics | that request is answered with 500 |
/// | a hook panics in a unit of work | that unit of work is rolled back |
/// | a declaring method panics | the panic is not caught: it is a mistake in the plugin |
///
/// # What a declaring method must not do
///
/// What it declares follows from the plugin's options alone and is the same at each call: it reads
/// no file, no environment variable, no clock and no database, and it starts no thread. It may be
/// called for a command that never starts the app, and on a placeholder (see [`PluginType::new`]).
/// A plugin keeps no store and no connection of its own either: handlers and hooks get them with
/// each call.
///
/// # Example
///
/// ```
/// # use std::sync::Arc;
/// # use async_trait::async_trait;
/// # use nevr_core::http::{AppHandle, Ctx, Json, Routes};
/// # use nevr_core::plugin::*;
/// # use nevr_core::store::{Action, EntityWrite, Filter, Hooks, StoreError, WriteSet};
/// # use nevr_migrate::SqlMigration;
/// # use nevr_schema::{Field, SchemaBuilder};
/// # use sea_orm_migration::MigrationTrait;
/// # struct Shelf(&'static str);
/// # impl Contribution for Shelf {
/// #     const KIND: &'static str = "shelf";
/// #     fn name(&self) -> &str { self.0 }
/// # }
/// struct Books;
///
/// #[async_trait]
/// impl Plugin for Books {
///     fn schema(&self, schema: &mut SchemaBuilder) {
///         schema.entity("book").field("title", Field::string()).timestamps();
///     }
///     fn hooks(self: Arc<Self>, hooks: &mut Hooks) {
///         hooks.on_write("book", Action::Insert, |book: &mut EntityWrite, _: &mut WriteSet| {
///             let title = book.new.get::<String>("title").unwrap_or_default();
///             book.new.set("title", title.trim().to_owned());
///         });
///     }
///     fn routes(self: Arc<Self>, routes: &mut Routes) {
///         routes.get("/books/count", count).summary("Count the books");
///     }
///     fn contributions(&self, contributions: &mut Contributions) {
///         contributions.add(Shelf("books"));
///     }
///     fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
///         let sql = r#"UPDATE "book" SET "title" = 'Untitled' WHERE "title" = ''"#;
///         vec![Box::new(SqlMigration::new("title_untitled_books", sql))]
///     }
///     async fn start(&self, app: &AppHandle) -> Result<(), PluginError> {
///         let books = app.store().count("book", Filter::all()).await;
///         let books = books.map_err(|error| {
///             PluginError::new("the books can't be counted").caused_by(error)
///         })?;
///         tracing::info!(books, "the library is open");
///         Ok(())
///     }
///     async fn stop(&self, _: &AppHandle) {
///         tracing::info!("the library is closed");
///     }
/// }
///
/// async fn count(ctx: Ctx) -> Result<Json<u64>, StoreError> {
///     Ok(Json(ctx.store().count("book", Filter::all()).await?))
/// }
/// # impl PluginType for Books {
/// #     const ID: &'static str = "books";
/// #     type Host = Root;
/// #     type Options = NoOptions;
/// #     fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> { Ok(Self) }
/// # }
/// # nevr_core::testing::run(async {
/// #     let registry = Registry::new().with::<Books>();
/// #     let app = nevr_core::testing::TestApp::start(registry, "[plugins.books]").await;
/// #     assert_eq!(app.get("/api/books/count").send().await.text(), "0");
/// #     app.stop().await;
/// # });
/// ```
#[async_trait]
pub trait Plugin: Any + Send + Sync {
    /// Checks the plugin's options against those of nevr itself, such as `server.baseURL`, which
    /// [`PluginType::new`] doesn't know. What it finds is in the same report, at its places.
    fn check_config(&self, checks: &mut ConfigChecks<'_>) {
        let _ = checks;
    }

    /// Declares the plugin's own entities, and fields on entities of other plugins. A field on
    /// another plugin's entity is optional or has a default, because rows are written without it
    /// too. The host's entities may be extended; two fields of one name are refused.
    fn schema(&self, schema: &mut SchemaBuilder) {
        let _ = schema;
    }

    /// Returns the migrations by hand: changes of rows, views and triggers, which no declaration
    /// can express. Most are a [`SqlMigration`](nevr_migrate::SqlMigration).
    ///
    /// Each runs once in the life of a database, after the tables are at the schema. It is
    /// identified by the plugin and its name: one that was released is never edited or renamed.
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        Vec::new()
    }

    /// Declares what the plugin gives to its host, or to any other plugin that asks for it; see
    /// [`Contribution`](super::Contribution).
    fn contributions(&self, contributions: &mut Contributions) {
        let _ = contributions;
    }

    /// Declares the endpoints, each with its limit. They are below the base path of the plugin's
    /// host; two endpoints of one method and path are refused.
    fn routes(self: Arc<Self>, routes: &mut Routes) {
        let _ = routes;
    }

    /// Declares the hooks: on typed events, and before writes of entities. A hook on an entity that
    /// no plugin declares is refused.
    fn hooks(self: Arc<Self>, hooks: &mut Hooks) {
        let _ = hooks;
    }

    /// Starts what needs the running app, for example a background task, or a check of the rows
    /// that are there.
    ///
    /// The database is at the schema and may be used. The plugins after this one in the start order
    /// have not started yet. `start` has no time limit: one that waits for long keeps the app from
    /// serving.
    ///
    /// # Errors
    ///
    /// An error ends the start of the whole app; see [the table above](Self#when-something-fails).
    async fn start(&self, app: &AppHandle) -> Result<(), PluginError> {
        let _ = app;
        Ok(())
    }

    /// Ends what [`start`](Self::start) began. The database may still be used, and so may the
    /// plugins that started before this one.
    async fn stop(&self, app: &AppHandle) {
        let _ = app;
    }
}

/// The reason why a plugin could not start.
///
/// ```
/// use nevr_core::plugin::PluginError;
///
/// let cause = std::io::Error::other("connection refused");
/// let error = PluginError::new("the mail server can't be reached: check `host`").caused_by(cause);
/// assert_eq!(error.to_string(), "the mail server can't be reached: check `host`");
/// ```
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct PluginError {
    message: String,
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl PluginError {
    /// Makes an error of a message: what happened, and what to do about it.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None }
    }

    /// Adds the cause, which is logged with the message.
    #[must_use]
    pub fn caused_by(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.source = Some(source.into());
        self
    }
}

/// The host of the plugins at the top of the config file: the app itself.
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

/// The options of a plugin that has none: its section is empty.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoOptions {}

/// A plugin that another plugin needs to be switched on too; see [`PluginType::requires`].
///
/// ```
/// # use std::sync::Arc;
/// # use nevr_core::plugin::*;
/// # struct Shop;
/// # impl Plugin for Shop {}
/// # impl PluginType for Shop {
/// #     const ID: &'static str = "shop";
/// #     type Host = Root;
/// #     type Options = NoOptions;
/// #     fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> { Ok(Self) }
/// # }
/// # struct Invoices;
/// # impl Plugin for Invoices {}
/// impl PluginType for Invoices {
///     # const ID: &'static str = "invoices";
///     # type Host = Root;
///     # type Options = NoOptions;
///     # fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> { Ok(Self) }
///     fn requires() -> Vec<Requirement> {
///         vec![Requirement::on::<Shop>()]
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requirement {
    pub(crate) ty: TypeId,
    pub(crate) id: &'static str,
}

impl Requirement {
    /// Returns the requirement that a plugin of type `P` is switched on.
    pub fn on<P: PluginType>() -> Self {
        Self { ty: TypeId::of::<P>(), id: P::ID }
    }
}
