//! A whole app in one process.

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

/// An app that runs inside the test: the real routes over a real database of its own, and no port.
/// The database is an SQLite file in a temporary folder, or whatever [`Engine`](super::Engine) the
/// test runs on; it is gone when the app is dropped.
///
/// Requests may be on their way at once, so races can be tested. It works in
/// `#[actix_web::test]`.
pub struct TestApp {
    pub(super) nevr: Nevr,
    pub(super) service: Rc<TestService>,
    pub(super) setup: TestSetup,
    // Dropped after those who are at work in it.
    pub(super) database: Rc<TestDatabase>,
}

impl TestApp {
    /// GET.
    pub fn get(&self, path: &str) -> TestRequest {
        self.request(Method::GET, path)
    }

    /// POST.
    pub fn post(&self, path: &str) -> TestRequest {
        self.request(Method::POST, path)
    }

    /// PUT.
    pub fn put(&self, path: &str) -> TestRequest {
        self.request(Method::PUT, path)
    }

    /// PATCH.
    pub fn patch(&self, path: &str) -> TestRequest {
        self.request(Method::PATCH, path)
    }

    /// DELETE.
    pub fn delete(&self, path: &str) -> TestRequest {
        self.request(Method::DELETE, path)
    }

    /// A request of any method.
    pub fn request(&self, method: Method, path: &str) -> TestRequest {
        TestRequest::new(self.service.clone(), method, path)
    }

    /// A browser with a page of this server: it sends the server's own origin, that of `baseURL`
    /// or else `http://localhost:3000`.
    pub fn browser(&self) -> Browser {
        let base = self.nevr.config().server.base_url.as_ref();
        let origin = base.map_or("http://localhost:3000".into(), |url| url.origin().to_string());
        Browser::new(self.service.clone(), origin, self.setup.clock.clone())
    }

    /// The clock that this app lives by.
    pub fn clock(&self) -> &TestClock {
        &self.setup.clock
    }

    /// The app itself.
    pub fn nevr(&self) -> &Nevr {
        &self.nevr
    }

    /// The store.
    pub fn store(&self) -> &Store {
        self.nevr.store()
    }

    /// Everything that this app's start, requests and jobs have logged, at every level, fields and
    /// spans included.
    pub fn logs(&self) -> String {
        self.service.logs().text()
    }

    /// The app's database, to be looked at and changed past the app.
    pub fn database(&self) -> &TestDatabase {
        &self.database
    }

    /// The SQLite file. Panics on other engines, which have none.
    pub fn path(&self) -> PathBuf {
        self.database.path()
    }

    /// Number of rows of every table, those of nevr itself included.
    pub async fn rows(&self) -> BTreeMap<String, u64> {
        self.database.rows().await
    }

    /// Every table with what it is; see [`TestDatabase::tables`].
    pub async fn tables(&self) -> BTreeMap<String, String> {
        self.database.tables().await
    }

    /// Runs statements on the database from the side, past every hook; gives the number of rows
    /// that were touched. Names stand in double quotes on every engine.
    pub async fn execute(&self, sql: &str) -> u64 {
        self.database.execute(sql).await
    }

    /// A connection of somebody else; see [`TestDatabase::connect`].
    pub async fn connect(&self) -> DatabaseConnection {
        self.database.connect().await
    }

    /// Brings the database to the schema once more, and says what that did.
    pub async fn push(&self) -> Applied {
        match self.setup.push().await {
            Ok(applied) => applied,
            Err(error) => panic!("the database could not be brought to the schema\n{error}"),
        }
    }

    /// Closes the connections underneath: from now on every statement fails as if the database
    /// were away. [`restart`](Self::restart) brings it back.
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
