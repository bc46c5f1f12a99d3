//! Starting, stopping, and plugins that work together.

use std::cell::RefCell;

use nevr_core::{
    app::StartError,
    http::AppHandle,
    plugin::{PluginError, Registry, Root},
    store::StoreError,
    testing::TestApp,
};

use crate::{
    plugin,
    plugins::{
        cast::config,
        shop::{self, Discounts, Shop},
    },
};

thread_local! {
    /// What happened in this test: plugins start and stop where the test waits for it.
    static JOURNAL: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn note(what: &str) {
    JOURNAL.with_borrow_mut(|journal| journal.push(what.to_owned()));
}

fn journal() -> Vec<String> {
    JOURNAL.take()
}

macro_rules! noting {
    ($name:ident $id:literal in $host:ty $(, requires $required:ty)*) => {
        plugin! { $name $id in $host $(, requires $required)*;
            async fn start(&self, _: &AppHandle) -> Result<(), PluginError> {
                note(concat!("start ", $id));
                Ok(())
            }
            async fn stop(&self, app: &AppHandle) {
                assert!(app.store().ping().await.is_ok(), "the store outlives the plugins");
                note(concat!("stop ", $id));
            }
        }
    };
}

noting!(House "house" in Root);
noting!(Room "room" in House);
noting!(Garden "garden" in Root, requires House, requires Room);
noting!(Street "street" in Root);

plugin! { Fails "fails" in Root, requires House;
    async fn start(&self, _: &AppHandle) -> Result<(), PluginError> {
        let cause = std::io::Error::other("no power");
        Err(PluginError::new("the engine does not turn").caused_by(cause))
    }
}

plugin! { Panics "panics" in Root, requires House;
    async fn start(&self, _: &AppHandle) -> Result<(), PluginError> {
        panic!("on purpose")
    }
}

plugin! { Sulks "sulks" in Root, requires House;
    async fn stop(&self, _: &AppHandle) {
        panic!("on purpose")
    }
}

fn houses() -> Registry {
    Registry::new()
        .with::<Garden>()
        .with::<Room>()
        .with::<House>()
        .with::<Street>()
        .with::<Fails>()
        .with::<Panics>()
        .with::<Sulks>()
}

async fn plugins_start_after_host_and_requirements_and_stop_in_reverse() {
    let config = config(&["garden", "street", "house", "house.room"]);
    let app = TestApp::start(houses(), &config).await;
    assert_eq!(journal(), ["start street", "start house", "start room", "start garden"]);
    app.stop().await;
    assert_eq!(journal(), ["stop garden", "stop room", "stop house", "stop street"]);
}

async fn a_start_that_fails_stops_what_was_started() {
    let builder = TestApp::builder(houses()).config(config(&["house", "street", "fails"]));
    let error = builder.try_start().await.err().unwrap();
    assert_eq!(error.to_string(), "plugin `fails` could not start: the engine does not turn");
    let StartError::Plugin { plugin, source } = error else { panic!() };
    assert_eq!(plugin, "fails");
    assert_eq!(std::error::Error::source(&source).unwrap().to_string(), "no power");
    assert_eq!(journal(), ["start house", "start street", "stop street", "stop house"]);
}

async fn a_start_that_panics_is_a_start_that_fails() {
    let builder = TestApp::builder(houses()).config(config(&["house", "panics"]));
    let error = builder.try_start().await.err().unwrap();
    assert!(matches!(&error, StartError::Plugin { plugin, .. } if plugin == "panics"), "{error}");
    assert_eq!(journal(), ["start house", "stop house"]);
}

async fn a_stop_that_panics_keeps_no_other_from_stopping() {
    let app = TestApp::start(houses(), &config(&["house", "sulks"])).await;
    let store = app.store().clone();
    app.stop().await;
    assert_eq!(journal(), ["start house", "stop house"]);
    assert!(matches!(store.ping().await, Err(StoreError::Closed)));
}

async fn a_sub_plugin_has_its_host() {
    let config = "[plugins.shop]\ncurrency = \"SEK\"\n[plugins.shop.plugins.discounts]\n";
    let app = TestApp::start(shop::registry(), config).await;
    let reply = app.get("/api/shop/discounts/currency").send().await;
    assert_eq!(reply.json(), "SEK", "below the host's base path");
    assert_eq!(app.nevr().plugin::<Shop>().unwrap().currency, "SEK");
    assert!(app.nevr().plugin::<Discounts>().is_some());
}

async fn plugins_hear_each_others_events_in_the_same_transaction() {
    let app = TestApp::start(shop::registry(), &config(&["shop", "shop.discounts"])).await;
    assert_eq!(app.post("/api/shop/sell").send().await.status(), 200);
    assert_eq!(app.rows().await["product"], 2, "the product, and the half that the hook added");
    let app = app.restart(&config(&["shop"])).await;
    assert_eq!(app.post("/api/shop/sell").send().await.status(), 200);
    assert_eq!(app.rows().await["product"], 3, "switched off, the hook is gone");
    assert_eq!(app.get("/api/shop/discounts/currency").send().await.code(), "NOT_FOUND");
    assert!(app.nevr().plugin::<Discounts>().is_none());
}

async fn a_plugins_own_rows_are_there_when_it_is_switched_on_again() {
    let app = TestApp::start(shop::registry(), &config(&["shop", "shop.discounts"])).await;
    app.post("/api/shop/sell").send().await;
    let (tables, rows) = (app.tables().await, app.rows().await);
    let app = app.restart("").await;
    assert_eq!(app.post("/api/shop/sell").send().await.status(), 404);
    let app = app.restart(&config(&["shop", "shop.discounts"])).await;
    assert_eq!((app.tables().await, app.rows().await), (tables, rows));
}

nevr_core::testing::on_every_database!(
    plugins_start_after_host_and_requirements_and_stop_in_reverse,
    a_start_that_fails_stops_what_was_started,
    a_start_that_panics_is_a_start_that_fails,
    a_stop_that_panics_keeps_no_other_from_stopping,
    a_sub_plugin_has_its_host,
    plugins_hear_each_others_events_in_the_same_transaction,
    a_plugins_own_rows_are_there_when_it_is_switched_on_again,
);
