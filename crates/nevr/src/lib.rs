#![doc = include_str!("../README.md")]
//!
//! # A plugin of one's own
//!
//! A crate with plugins depends on `nevr` alone: the crates that a plugin needs come with it. Two
//! derives have to be told where their crate is; `#[async_trait]` and the macros of `tracing` and
//! `serde_json` work as they are. Handlers of the app's own are routed by
//! `web::get().to(handler)`: actix's route attributes (`#[get("/")]`) name the crate `actix_web`,
//! and need it as a dependency.
//!
//! ```
//! use std::{fmt, sync::Arc};
//!
//! use nevr::prelude::*;
//!
//! /// `[plugins.greeter]`
//! #[derive(Clone, Serialize, Deserialize, JsonSchema)]
//! #[serde(crate = "nevr::serde", rename_all = "camelCase", default, deny_unknown_fields)]
//! #[schemars(crate = "nevr::schemars")]
//! struct GreeterOptions {
//!     /// What everybody is told.
//!     greeting: String,
//! }
//!
//! impl Default for GreeterOptions {
//!     fn default() -> Self {
//!         Self { greeting: "Hello".to_owned() }
//!     }
//! }
//!
//! struct Greeter(GreeterOptions);
//!
//! impl PluginType for Greeter {
//!     const ID: &'static str = "greeter";
//!     type Host = Root;
//!     type Options = GreeterOptions;
//!     fn new(options: GreeterOptions, _: Arc<Root>) -> Result<Self, OptionErrors> {
//!         Ok(Self(options))
//!     }
//! }
//!
//! #[async_trait]
//! impl Plugin for Greeter {
//!     fn routes(self: Arc<Self>, routes: &mut Routes) {
//!         routes.get("/greeting", greet).summary("Greets");
//!     }
//! }
//!
//! #[derive(Serialize, JsonSchema)]
//! #[serde(crate = "nevr::serde")]
//! #[schemars(crate = "nevr::schemars")]
//! struct Greeting {
//!     text: String,
//! }
//!
//! // By hand, or by thiserror as a dependency of one's own: its derive takes no other name for its
//! // crate, so it can't come with nevr.
//! #[derive(Debug)]
//! struct NobodyHome;
//!
//! impl fmt::Display for NobodyHome {
//!     fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
//!         f.write_str("there is nobody to greet")
//!     }
//! }
//!
//! impl std::error::Error for NobodyHome {}
//!
//! const NOBODY_HOME: Code = Code::new(404, "NOBODY_HOME", "There is nobody here");
//!
//! impl WireError for NobodyHome {
//!     fn codes() -> Vec<Code> {
//!         vec![NOBODY_HOME]
//!     }
//!     fn wire(&self) -> Wire {
//!         NOBODY_HOME.into()
//!     }
//! }
//!
//! async fn greet(greeter: Arc<Greeter>) -> Result<Json<Greeting>, NobodyHome> {
//!     Ok(Json(Greeting { text: greeter.0.greeting.clone() }))
//! }
//!
//! let registry = nevr::plugins().with::<Greeter>();
//! ```

pub use nevr_auth as auth;
pub use nevr_auth_anonymous as anonymous;
#[cfg(feature = "cli")]
pub use nevr_cli as cli;
pub use nevr_core::{
    app::{self, Description, Nevr, NevrBuilder, StartError},
    config, env, generate, http, migrate, plugin, rate_limit, schema, store,
};
pub use {
    actix_web, async_trait::async_trait, schemars, sea_orm, sea_orm_migration, serde, serde_json,
    tracing,
};

#[cfg(feature = "testing")]
pub use nevr_core::testing;

mod built_in;
pub mod prelude;

pub use built_in::plugins;
