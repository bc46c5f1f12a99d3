#![doc = include_str!("../README.md")]
//!
//! # Where to find what
//!
//! | to write | use |
//! | --- | --- |
//! | an app with nevr in it | [`Nevr`], [`NevrBuilder`] |
//! | handlers that know the user | the arguments [`User`](auth::User), [`FullUser`](auth::FullUser), [`MaybeUser`](auth::MaybeUser) |
//! | handlers that read and write rows | the argument `web::Data<Nevr>`, and [`Nevr::store`] |
//! | a plugin | [`prelude`], [`options!`], [`wire_error!`]; the order of its life: [`Plugin`](plugin::Plugin) |
//! | tests | `testing`, with the feature `testing` |
//! | a program with the command line | `cli::run`, with the feature `cli` |
//!
//! # Write a plugin
//!
//! A crate with plugins depends on `nevr` alone, which re-exports the crates that a plugin needs.
//!
//! ```
//! use std::sync::Arc;
//!
//! use nevr::prelude::*;
//!
//! options! {
//!     /// `[plugins.greeter]`
//!     struct GreeterOptions {
//!         /// The text of every greeting.
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
//!         routes.get("/greeting", greet).summary("Greet the user");
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
//!     /// Why there is no greeting.
//!     enum GreetError {
//!         Silent = (404, "NO_GREETING", "There is no greeting"),
//!     }
//! }
//!
//! async fn greet(greeter: Arc<Greeter>, user: User) -> Result<Json<Greeting>, GreetError> {
//!     if greeter.0.greeting.is_empty() {
//!         return Err(GreetError::Silent);
//!     }
//!     Ok(Json(Greeting { text: format!("{} {}", greeter.0.greeting, user.name()) }))
//! }
//!
//! let registry = nevr::plugins().with::<Greeter>();
//! # use nevr::testing::{TestApp, run};
//! # run(async {
//! #     let app = TestApp::start(registry, "[plugins.auth]\n[plugins.greeter]").await;
//! #     assert_eq!(app.get("/api/greeting").send().await.code(), "UNAUTHORIZED");
//! # });
//! ```
//!
//! Macros of other crates write paths to those crates, so some of them need to know where `nevr`
//! re-exports them:
//!
//! - [`options!`] and [`wire_error!`] know. So do `#[async_trait]` and the macros of `tracing` and
//!   `serde_json`.
//! - The derives of serde and schemars have to be told, as above.
//! - The derive of thiserror can't be told. For errors that `wire_error!` can't write, depend on
//!   thiserror.
//! - The route attributes of actix (`#[get("/")]`) can't be told either. Depend on actix-web, or write
//!   `web::get().to(handler)`.

// The allocator of the program, which chooses it: a library leaves that to its app.
#[cfg(feature = "cli")]
use mimalloc as _;
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
pub mod config;
mod options;
pub mod prelude;

pub use built_in::plugins;
