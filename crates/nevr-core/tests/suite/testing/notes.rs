//! A small plugin to test with: notes, and a cookie.

use std::{sync::Arc, time::Duration};

use nevr_config::Window;
use nevr_core::{
    http::{Ctx, Json, Per, Routes, SetCookie},
    plugin::{NoOptions, OptionErrors, Plugin, PluginType, Registry, Root},
    store::{Action, Hooks, StoreError, WriteSet},
};
use nevr_schema::{Field, Record, SchemaBuilder};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Keeps notes.
pub(crate) struct Notes;

#[derive(Deserialize, JsonSchema)]
struct Note {
    text: String,
}

#[derive(Serialize, JsonSchema)]
struct Kept {
    id: String,
}

pub(crate) fn registry() -> Registry {
    Registry::new().with::<Notes>()
}

impl PluginType for Notes {
    const ID: &'static str = "notes";
    type Host = Root;
    type Options = NoOptions;
    fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> {
        Ok(Self)
    }
}

impl Plugin for Notes {
    fn schema(&self, schema: &mut SchemaBuilder) {
        schema.entity("note").field("text", Field::text());
    }

    fn routes(self: Arc<Self>, routes: &mut Routes) {
        routes.below("/notes");
        let window = Window::new(Duration::from_mins(1), 3).ok();
        routes.post("/keep", keep).summary("Keep a note").limit("notes.keep", Per::Address, window);
        routes.post("/remember", remember).summary("Set a cookie for an hour");
        routes.post("/forget", forget).summary("Clear the cookie");
    }

    fn hooks(self: Arc<Self>, hooks: &mut Hooks) {
        hooks.on_write("note", Action::Insert, |_, _| tracing::trace!("a hook saw the note"));
    }
}

async fn keep(ctx: Ctx, Json(note): Json<Note>) -> Result<Json<Kept>, StoreError> {
    tracing::trace!(text = note.text, "the handler saw the note");
    let mut set = WriteSet::new();
    let inserted = set.insert("note", Record::new().with("text", note.text));
    let written = ctx.store().write(set).await?;
    let id = written.record(inserted).map(|note| note.get("id")).transpose()?.unwrap_or_default();
    Ok(Json(Kept { id }))
}

fn cookie(value: &str) -> SetCookie<'_> {
    let max_age = Some(Duration::from_hours(1));
    SetCookie { name: "note", value, max_age, ..SetCookie::default() }
}

async fn remember(ctx: Ctx) -> Result<Json<()>, StoreError> {
    ctx.reply_cookie(&cookie("bread")).unwrap();
    Ok(Json(()))
}

async fn forget(ctx: Ctx) -> Result<Json<()>, StoreError> {
    ctx.reply_cookie(&cookie("bread").cleared()).unwrap();
    Ok(Json(()))
}
