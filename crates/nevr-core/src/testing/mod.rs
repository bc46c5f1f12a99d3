//! Tests of plugins and apps: a whole app in one process, on a database of its own, with a clock
//! that the test moves.
//!
//! Add `nevr` with the feature `testing` to the dev-dependencies. Nothing here binds a port, and only
//! the URLs of database servers are read from the environment, so tests run in parallel.
//!
//! ```
//! use nevr_core::{plugin::Registry, testing::TestApp};
//!
//! # #[actix_web::main]
//! # async fn main() {
//! let app = TestApp::start(Registry::new(), "").await;
//! let reply = app.get("/api/health").send().await;
//! assert_eq!(reply.status(), 200);
//! assert_eq!(reply.json()["status"], "ok");
//! # }
//! ```
//!
//! - [`TestApp`]: a running app; several of its requests may be under way at once
//! - [`TestAppBuilder`]: the settings of a `TestApp`: variables, routes of the app, a start that may
//!   fail
//! - [`TestRequest`], [`TestReply`]: one request and its answer
//! - [`Browser`]: keeps cookies and sends the origin of its page, as a browser does
//! - [`TestClock`]: a clock that only the test moves
//! - [`on_every_database!`]: tests that run on SQLite, PostgreSQL and MySQL, each on an [`Engine`]
//! - [`TestDatabase`]: a database of the test's own, without an app
//! - [`run`]: runs a test in a crate that depends on `nevr` alone
//! - [`conformance`]: checks the rules that every plugin must keep, in one line
//!
//! Everything here fails a test by panicking, with a message on what went wrong.

#![allow(clippy::missing_panics_doc, reason = "everything here panics to fail a test")]

mod app;
mod browser;
mod builder;
mod clock;
mod conformance;
mod cookie_jar;
mod database;
mod engine;
mod logs;
mod reply;
mod request;
mod run;
mod service;
mod setup;

pub use app::TestApp;
pub use browser::Browser;
pub use builder::TestAppBuilder;
pub use clock::TestClock;
pub use conformance::{conformance, findings};
pub use database::TestDatabase;
pub use engine::Engine;
pub use logs::stray_logs;
pub use reply::{TestCookie, TestReply};
pub use request::TestRequest;
pub use run::run;
pub use setup::TEST_SECRET;

#[doc(inline)]
pub use crate::__on_every_database as on_every_database;
