//! A running app in a test.

use std::{collections::BTreeMap, path::PathBuf, rc::Rc};

use actix_web::http::Method;
use nevr_migrate::Applied;
use sea_orm::DatabaseConnection;
use tracing::Instrument;

use super::{
    browser::Browser, clock::TestClock, database::TestDatabase, request::TestRequest,
    service::TestService, setup::TestSetup,
};
use crate::{app::Nevr, store::Store};

/// An app that runs inside a test: the real routes on a real database of its own, without a port.
///
/// [`start`](Self::start) makes a database, brings it to the schema and starts the app; the database
/// is dropped with the app. It is a SQLite file in a temporary folder, or of the
/// [`Engine`](super::Engine) that the test runs on. Time is that of a [`TestClock`].
///
/// Requests don't borrow the app, so several can be under way at once to test a race. Use it in
/// [`run`](super::run()) or in `#[actix_web::test]`. All methods panic if something goes wrong.
///
/// ```
/// use nevr_core::{
///     plugin::Registry,
///     store::WriteSet,
///     testing::{TestApp, run},
/// };
/// use nevr_schema::Record;
///
/// run(async {
///     let config = "[entities.note]\nfields = { text = { type = \"text\" } }";
///     let app = TestApp::start(Registry::new(), config).await;
///
///     // A request, from a client's view.
///     assert_eq!(app.get("/api/health").send().await.status(), 200);
///
///     // The store, as plugins use it.
///     let mut set = WriteSet::new();
///     set.insert("note", Record::new().with("text", "Buy tea"));
///     app.store().write(set).await.unwrap();
///
///     // The database, from outside of the app.
///     assert_eq!(app.rows().await["note"], 1);
///
///     // Another start on the same database, with another config: the rows are kept.
///     let app = app.restart(&format!("[server]\nbasePath = \"/v1\"\n{config}")).await;
///     assert_eq!(app.rows().await["note"], 1);
///     app.stop().await;
/// });
/// ```
pub struct TestApp {
    pub(super) nevr: Nevr,
    pub(super) service: Rc<TestService>,
    pub(super) setup: TestSetup,
    // The last field: it is dropped after everything that works in the database.
    pub(super) database: Rc<TestDatabase>,
}

impl TestApp {
    /// Begins a GET request.
    pub fn get(&self, path: &str) -> TestRequest {
        self.request(Method::GET, path)
    }

    /// Begins a POST request.
    pub fn post(&self, path: &str) -> TestRequest {
        self.request(Method::POST, path)
    }

    /// Begins a PUT request.
    pub fn put(&self, path: &str) -> TestRequest {
        self.request(Method::PUT, path)
    }

    /// Begins a PATCH request.
    pub fn patch(&self, path: &str) -> TestRequest {
        self.request(Method::PATCH, path)
    }

    /// Begins a DELETE request.
    pub fn delete(&self, path: &str) -> TestRequest {
        self.request(Method::DELETE, path)
    }

    /// Begins a request of any method.
    pub fn request(&self, method: Method, path: &str) -> TestRequest {
        TestRequest::new(self.service.clone(), method, path)
    }

    /// Returns a new browser that shows a page of this server. Its origin is that of
    /// `server.baseURL`, or `http://localhost:3000` if that is not set.
    pub fn browser(&self) -> Browser {
        let base = self.nevr.config().server.base_url.as_ref();
        let origin = base.map_or("http://localhost:3000".into(), |url| url.origin().to_string());
        Browser::new(self.service.clone(), origin, self.setup.clock.clone())
    }

    /// Returns the clock of the app.
    pub fn clock(&self) -> &TestClock {
        &self.setup.clock
    }

    /// Returns the app itself.
    pub fn nevr(&self) -> &Nevr {
        &self.nevr
    }

    /// Returns the store.
    pub fn store(&self) -> &Store {
        self.nevr.store()
    }

    /// Returns everything that the app has logged so far, in its start, requests and jobs: every
    /// level, with fields and spans.
    pub fn logs(&self) -> String {
        self.service.logs().text()
    }

    /// Returns the database of the app, to read and change it from outside of the app.
    pub fn database(&self) -> &TestDatabase {
        &self.database
    }

    /// Returns the path of the SQLite file. Panics on other engines, which have no file.
    pub fn path(&self) -> PathBuf {
        self.database.path()
    }

    /// Returns the number of rows of every table, including nevr's own tables.
    pub async fn rows(&self) -> BTreeMap<String, u64> {
        self.database.rows().await
    }

    /// Returns the definition of every table; see [`TestDatabase::tables`].
    pub async fn tables(&self) -> BTreeMap<String, String> {
        self.database.tables().await
    }

    /// Runs statements on the database without the store and its hooks, and returns the number of
    /// rows that they touched. Names are in double quotes on every engine.
    pub async fn execute(&self, sql: &str) -> u64 {
        self.database.execute(sql).await
    }

    /// Opens another connection to the database; see [`TestDatabase::connect`].
    pub async fn connect(&self) -> DatabaseConnection {
        self.database.connect().await
    }

    /// Brings the database to the schema once more, and returns what that has changed.
    pub async fn push(&self) -> Applied {
        match self.setup.push().await {
            Ok(applied) => applied,
            Err(error) => panic!("the database could not be brought to the schema\n{error}"),
        }
    }

    /// Closes the app's connections: every statement fails from now on, as if the database were away.
    /// [`restart`](Self::restart) connects again.
    pub async fn take_database_away(&self) {
        self.store().disconnect().await;
    }

    /// Stops the app.
    pub async fn stop(self) {
        self.end().await;
    }

    pub(super) async fn end(&self) {
        self.nevr.stop().instrument(self.service.logs().span().clone()).await;
    }
}
