#![doc = include_str!("../README.md")]
//!
//! # A plugin of one's own
//!
//! A crate with plugins depends on `nevr` alone: the crates that a plugin needs come with it.
//! [`options!`] and [`wire_error!`] write what a plugin's options and errors always have; elsewhere,
//! the derives of serde and schemars have to be told where their crate is. `#[async_trait]` and the
//! macros of `tracing` and `serde_json` work as they are. thiserror's derive takes no other name for
//! its crate, so it is a dependency of one's own for errors that `wire_error!` can't write. Handlers
//! of the app's own are routed by `web::get().to(handler)`: actix's route attributes (`#[get("/")]`)
//! name the crate `actix_web`, and need it as a dependency.
//!
//! ```
//! use std::sync::Arc;
//!
//! use nevr::prelude::*;
//!
//! options! {
//!     /// `[plugins.greeter]`
//!     struct GreeterOptions {
//!         /// What everybody is told.
//!         greeting: String = "Hello".to_owned(),
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
//! wire_error! {
//!     /// Why nobody is greeted.
//!     enum GreetError {
//!         NobodyHome = (404, "NOBODY_HOME", "There is nobody here"),
//!     }
//! }
//!
//! async fn greet(greeter: Arc<Greeter>) -> Result<Json<Greeting>, GreetError> {
//!     if greeter.0.greeting.is_empty() {
//!         return Err(GreetError::NobodyHome);
//!     }
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
    app::{self, Nevr, NevrBuilder, StartError},
    client,
    description::{self, Description},
    generate, http, plugin, rate_limit, store, wire, wire_error,
};
pub use nevr_migrate::{self as migrate, copy};
pub use nevr_schema::{self as schema, column as entity, env};
pub use {
    actix_web, async_trait::async_trait, schemars, sea_orm, sea_orm_migration, serde, serde_json,
    tracing,
};

#[cfg(feature = "testing")]
pub use nevr_core::testing;

#[cfg(doctest)]
mod book;
mod built_in;
/// The config file: core's own options, and everything that options are made of.
pub mod config {
    pub use nevr_config::*;
    pub use nevr_core::{description::Config, options::*};
}
mod options;
pub mod prelude;

pub use built_in::plugins;
