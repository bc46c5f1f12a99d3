//! What hooks refuse with is among the errors of the endpoints that lead to them.

use std::{convert::Infallible, sync::Arc};

use nevr_core::{
    generate::typescript,
    http::{Json, Routes},
    plugin::{NoOptions, OptionErrors, Plugin, PluginType, Registry, Root},
    store::{Action, EntityWrite, Hooks, Question, StoreError, Tx, WriteSet},
    wire_error,
};
use nevr_schema::SchemaBuilder;

use crate::typescript::describe;

struct Refusing;

wire_error! {
    /// Why nothing is written.
    enum Full {
        TooMany = (409, "TOO_MANY", "There are too many"),
        Broken = (500, "BROKEN", "It is broken"),
        Store(StoreError),
    }
}

wire_error! {
    /// Why nobody may come in.
    enum Closed {
        Closed = (403, "CLOSED", "It is closed"),
    }
}

/// Whether somebody may come in.
struct MayEnter;

impl Question for MayEnter {
    type Answer = ();
}

impl PluginType for Refusing {
    const ID: &'static str = "refusing";
    type Host = Root;
    type Options = NoOptions;
    fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> {
        Ok(Self)
    }
}

impl Plugin for Refusing {
    fn schema(&self, schema: &mut SchemaBuilder) {
        schema.entity("thing");
    }

    fn routes(self: Arc<Self>, routes: &mut Routes) {
        routes.get("/look", nothing);
        routes.post("/write", nothing);
        routes.post("/enter", nothing).asks::<MayEnter>();
    }

    fn hooks(self: Arc<Self>, hooks: &mut Hooks) {
        let full = |_: &mut EntityWrite, _: &mut WriteSet| Err::<(), _>(Full::TooMany);
        hooks.on_write("thing", Action::Insert, full);
        hooks.answer(|_: Arc<MayEnter>, _: Tx| async { Err(Closed::Closed) });
    }
}

async fn nothing() -> Result<Json<()>, Infallible> {
    Ok(Json(()))
}

/// The codes of an endpoint beside those that every one has.
fn errors<'t>(text: &'t str, key: &str) -> &'t str {
    let endpoint = text.split_once(&format!("{key}: {{")).unwrap().1;
    let errors = endpoint.split_once("error: ").unwrap().1;
    errors.split_once("ErrorOfEvery").unwrap().0
}

#[test]
fn the_refusals_of_hooks_stand_where_something_may_be_written_or_asked() {
    let registry = Registry::new().with::<Refusing>();
    let text = typescript(&describe(registry, "[plugins.refusing]\n"));
    assert_eq!(errors(&text, "look"), "");
    let write = errors(&text, "write");
    assert!(write.contains("\"TOO_MANY\"") && !write.contains("BROKEN"), "{write}");
    assert!(!write.contains("CLOSED"), "{write}");
    let enter = errors(&text, "enter");
    assert!(enter.contains("\"TOO_MANY\"") && enter.contains("\"CLOSED\""), "{enter}");
}
