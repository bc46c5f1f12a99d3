//! What plugin authors test with: a whole app in one process, on a database of its own, with a
//! clock to turn.
//!
//! Put `nevr` with the feature `testing` among the dev-dependencies. Nothing here takes a port, and
//! of the environment only the URLs of database servers are read, so tests run in parallel.
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
//! - [`TestApp`]: the app, started; its requests may be on their way at once
//! - [`TestAppBuilder`]: variables, routes of the app's own, a start that may fail
//! - [`TestRequest`], [`TestReply`]: one request and what came back
//! - [`Browser`]: keeps cookies and says which page it is on, as a browser does
//! - [`TestClock`]: time that stands still until it is turned
//! - [`on_every_database!`]: tests that run on SQLite, PostgreSQL and MySQL, each on an [`Engine`]
//! - [`TestDatabase`]: a database of the test's own, without an app
//! - [`run`]: a test in a crate that depends on `nevr` alone
//! - [`conformance`]: what every plugin must keep, in one line
//!
//! Whatever goes wrong here panics with words about it: that is how a test fails.

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
