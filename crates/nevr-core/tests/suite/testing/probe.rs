//! A plugin that conforms, and variants of it that each break one rule.

use std::{
    marker::PhantomData,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use actix_web::http::header::HeaderMap;
use async_trait::async_trait;
use nevr_config::Window;
use nevr_core::{
    http::AppHandle,
    http::{
        Authentication, CredentialSource, HttpError, Identity, Json, Path, Per,
        PresentedCredential, Routes,
    },
    plugin::{OptionErrors, Plugin, PluginError, PluginType, Root},
    store::{Action, Filter, Hooks, Store, WriteSet},
    wire::{Code, Wire, WireError},
};
use nevr_schema::{Field, SchemaBuilder};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Nothing is broken.
pub(crate) const SOUND: u8 = 0;
pub(crate) const NO_SUMMARY: u8 = 1;
pub(crate) const FREE_ANSWER: u8 = 2;
pub(crate) const NAMELESS_PARAMETER: u8 = 3;
pub(crate) const ODD_CODE: u8 = 4;
pub(crate) const EVERY_REQUEST_A_SESSION: u8 = 5;
pub(crate) const OTHER_TABLES_EACH_TIME: u8 = 6;
pub(crate) const EMPTIES_ITS_TABLE: u8 = 7;
pub(crate) const HOOK_ON_NOTHING: u8 = 8;

/// The plugin, with `BREAK` broken and options of type `O`.
pub(crate) struct Probe<const BREAK: u8, O = Options>(PhantomData<fn() -> O>);

/// Options as they should be.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct Options {
    /// How loud.
    volume: u32,
    /// Said first, if anything is.
    #[serde(skip_serializing_if = "Option::is_none")]
    greeting: Option<String>,
    /// How often.
    pace: Pace,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub(crate) struct Pace {
    /// How often a minute.
    beats: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { volume: 11, greeting: None, pace: Pace::default() }
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self { beats: 120 }
    }
}

impl<const BREAK: u8, O> PluginType for Probe<BREAK, O>
where
    O: DeserializeOwned + Serialize + JsonSchema + 'static,
{
    const ID: &'static str = "probe";
    type Host = Root;
    type Options = O;
    fn new(_: O, _: Arc<Root>) -> Result<Self, OptionErrors> {
        Ok(Self(PhantomData))
    }
}

#[async_trait]
impl<const BREAK: u8, O: 'static> Plugin for Probe<BREAK, O> {
    fn schema(&self, schema: &mut SchemaBuilder) {
        static TURN: AtomicU32 = AtomicU32::new(0);
        schema.entity("probe").field("label", Field::string().unique()).timestamps();
        schema.entity("reading").field("probe", Field::belongs_to("probe"));
        if BREAK == OTHER_TABLES_EACH_TIME {
            let turn = TURN.fetch_add(1, Ordering::Relaxed);
            schema.extend("probe").field(format!("extra{turn}"), Field::int().optional());
        }
    }

    fn routes(self: Arc<Self>, routes: &mut Routes) {
        routes.below("/probes");
        let window = Window::new(Duration::from_mins(1), 3).ok();
        let summary = if BREAK == NO_SUMMARY { "" } else { "Read a probe" };
        routes.get("/all/{label}", read).summary(summary).limit("probe.read", Per::Sender, window);
        match BREAK {
            FREE_ANSWER => drop(routes.post("/free", free).summary("Say anything")),
            NAMELESS_PARAMETER => drop(routes.get("/nameless/{label}", nameless).summary("Read")),
            ODD_CODE => drop(routes.post("/odd", odd).summary("Fail")),
            EVERY_REQUEST_A_SESSION => routes.authenticate_with(Arc::new(Eager)),
            _ => {}
        }
    }

    fn hooks(self: Arc<Self>, hooks: &mut Hooks) {
        let entity = if BREAK == HOOK_ON_NOTHING { "ghost" } else { "probe" };
        hooks.on_write(entity, Action::Insert, |_, _| ());
    }

    async fn start(&self, app: &AppHandle) -> Result<(), PluginError> {
        if BREAK == EMPTIES_ITS_TABLE {
            let mut set = WriteSet::new();
            set.delete("probe", Filter::all()).id();
            let deleted = app.store().write(set).await;
            deleted.map_err(|error| PluginError::new("not emptied").caused_by(error))?;
        }
        Ok(())
    }
}

#[derive(Deserialize, JsonSchema)]
struct Label {
    label: String,
}

#[derive(Serialize, JsonSchema)]
struct Reading {
    label: String,
}

#[derive(Debug, thiserror::Error)]
#[error("odd")]
struct Odd;

impl WireError for Odd {
    fn codes() -> Vec<Code> {
        vec![Code::new(400, "oddFailure", "Odd")]
    }

    fn wire(&self) -> Wire {
        Code::new(400, "oddFailure", "Odd").into()
    }
}

async fn read(
    Path(Label { label }): Path<Label>,
) -> Result<Json<Reading>, std::convert::Infallible> {
    Ok(Json(Reading { label }))
}

async fn free() -> Result<Json<serde_json::Value>, std::convert::Infallible> {
    Ok(Json(serde_json::Value::Null))
}

async fn nameless(Path(label): Path<String>) -> Result<Json<Reading>, std::convert::Infallible> {
    Ok(Json(Reading { label }))
}

async fn odd() -> Result<Json<Reading>, Odd> {
    Err(Odd)
}

/// Takes every request for one of a new session.
struct Eager;

#[async_trait]
impl Authentication for Eager {
    fn cookie_name(&self) -> &'static str {
        "eager"
    }

    fn read_credential(&self, _: &HeaderMap) -> PresentedCredential {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let mut session = [0; 16];
        session[..4].copy_from_slice(&NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        PresentedCredential {
            source: CredentialSource::Bearer,
            session: Some(session),
            value: None,
        }
    }

    async fn identify(
        &self,
        _: &Store,
        _: &PresentedCredential,
    ) -> Result<Option<Identity>, HttpError> {
        Ok(None)
    }
}
