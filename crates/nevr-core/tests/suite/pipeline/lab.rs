//! A plugin whose endpoints do what tests need: echo, panic, wait for ever.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use actix_web::http::{Method, header::HeaderMap};
use async_trait::async_trait;
use nevr_config::Window;
use nevr_core::{
    http::{
        Argument, Authentication, Bearer, CheckedRequest, CredentialSource, Ctx, HttpError,
        Identity, Json, JsonWith, OperationBuilder, Path, Per, PresentedCredential, Query,
        Returned, Routes, SessionUse, bearer, cookie,
    },
    plugin::{NoOptions, OptionErrors, Plugin, PluginType, Registry, Root},
    store::{Store, StoreError, WriteSet},
    testing::TestApp,
    wire::codes,
};
use nevr_schema::{EntityType, Field, Record, SchemaBuilder};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How often the limited endpoints may be called a minute.
pub(crate) const MAX: u32 = 5;
pub(crate) const CONFIG: &str = "[plugins.lab]\n";

/// The plugin.
pub(crate) struct Lab {
    /// How many requests have reached a limited handler.
    pub(crate) reached: AtomicU32,
}

pub(crate) fn registry() -> Registry {
    Registry::new().with::<Lab>()
}

pub(crate) async fn start() -> TestApp {
    TestApp::start(registry(), CONFIG).await
}

/// With this in `[server]`.
pub(crate) async fn start_with(server: &str) -> TestApp {
    TestApp::start(registry(), &format!("[server]\n{server}\n{CONFIG}")).await
}

/// How many requests have reached the limited handler of an app.
pub(crate) fn reached(app: &TestApp) -> u32 {
    app.nevr().plugin::<Lab>().unwrap().reached.load(Ordering::Relaxed)
}

/// A token of this session of `user`; the lab believes whoever has one.
pub(crate) fn token(user: &str, session: u8) -> String {
    format!("{user}.{session}")
}

impl PluginType for Lab {
    const ID: &'static str = "lab";
    type Host = Root;
    type Options = NoOptions;
    fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> {
        Ok(Self { reached: AtomicU32::new(0) })
    }
}

impl Plugin for Lab {
    fn schema(&self, schema: &mut SchemaBuilder) {
        schema
            .entity("thing")
            .field("name", Field::string().input())
            .field("size", Field::int().optional().input())
            .field("secret", Field::string().optional().hidden());
    }

    fn routes(self: Arc<Self>, routes: &mut Routes) {
        let window = Window::new(std::time::Duration::from_mins(1), MAX).ok();
        routes.authenticate_with(Arc::new(Doorman));
        routes.below("/lab");
        routes.post("/echo", echo).summary("Say it back");
        routes.get("/read", read).summary("Read something").public();
        routes.post("/limited", limited).summary("Count").limit("lab.limited", Per::Sender, window);
        routes.get("/limited", limited).summary("Count").limit("lab.limited", Per::Sender, window);
        routes.post("/mine", mine).summary("Mine").limit("lab.mine", Per::User, window);
        routes.get("/things/{id}/{part}", thing).summary("Read a thing");
        routes.add(Method::PUT, "/things", put).summary("Keep a thing");
        routes.post("/panic", panics).summary("Panic");
        routes.post("/never", never).summary("Wait for ever");
        routes.post("/queued", queued).summary("Wait in a queue for ever");
        routes.get("/both", both).summary("Be refused with a wait");
    }
}

/// Believes every token of the form `user.session`, by bearer or in the cookie `lab`.
struct Doorman;

#[async_trait]
impl Authentication for Doorman {
    fn cookie_name(&self) -> &'static str {
        "lab"
    }

    fn read_credential(&self, headers: &HeaderMap) -> PresentedCredential {
        let (source, token) = match (bearer(headers), cookie::find(headers, "lab")) {
            (Bearer::Token(token), _) => (CredentialSource::Bearer, Some(token)),
            (Bearer::Ambiguous, _) => (CredentialSource::Bearer, None),
            (Bearer::None, cookie::Found::One(token)) => (CredentialSource::Cookie, Some(token)),
            (Bearer::None, cookie::Found::None) => return PresentedCredential::none(),
            (Bearer::None, cookie::Found::Ambiguous) => (CredentialSource::Cookie, None),
        };
        let parts = token.and_then(|token| token.split_once('.'));
        let session = parts.and_then(|(_, session)| session.parse().ok());
        PresentedCredential {
            source,
            session: session.map(|session: u8| [session; 16]),
            value: parts.map(|(user, _)| Arc::new(user.to_owned()) as _),
        }
    }

    async fn identify(
        &self,
        store: &Store,
        presented: &PresentedCredential,
    ) -> Result<Option<Identity>, HttpError> {
        let Some(user) = presented.get::<String>() else { return Ok(None) };
        store.ping().await?;
        Ok(Some(Identity { subject: user.clone(), value: Arc::new(user.clone()) }))
    }
}

/// Whoever has a token.
struct Someone(String);

impl Argument for Someone {
    fn describe(builder: &mut OperationBuilder<'_>) {
        builder.operation.use_session(SessionUse::Required);
    }

    async fn from_request(request: &CheckedRequest) -> Result<Self, HttpError> {
        let user = request.ctx.identity::<String>();
        user.map(|user| Self((*user).clone())).ok_or_else(|| HttpError::new(codes::UNAUTHORIZED))
    }
}

#[derive(Deserialize, JsonSchema)]
struct Words {
    text: String,
    number: Option<u32>,
}

#[derive(Serialize, JsonSchema)]
struct Said {
    text: String,
    agent: Option<String>,
}

async fn echo(ctx: Ctx, Json(words): Json<Words>) -> Result<Json<Said>, Infallible> {
    let text = format!("{}{}", words.text, words.number.map_or(String::new(), |n| n.to_string()));
    Ok(Json(Said { text, agent: ctx.user_agent().map(ToOwned::to_owned) }))
}

async fn read() -> Result<Json<u32>, Infallible> {
    Ok(Json(7))
}

async fn limited(lab: Arc<Lab>) -> Result<Json<u32>, Infallible> {
    Ok(Json(lab.reached.fetch_add(1, Ordering::Relaxed)))
}

async fn mine(user: Someone, Json(words): Json<Words>) -> Result<Json<String>, Infallible> {
    Ok(Json(format!("{} says {}", user.0, words.text)))
}

#[derive(Deserialize, JsonSchema)]
struct Place {
    id: u32,
    part: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct View {
    #[serde(default)]
    full: bool,
}

async fn thing(
    Path(place): Path<Place>,
    Query(view): Query<View>,
) -> Result<Json<String>, Infallible> {
    Ok(Json(format!("{} {} {}", place.id, place.part, view.full)))
}

struct Thing;

impl EntityType for Thing {
    const NAME: &'static str = "thing";
}

#[derive(Deserialize, JsonSchema)]
struct Keep {
    reason: String,
}

#[derive(Serialize, JsonSchema)]
struct Kept {
    reason: String,
    thing: Returned<Thing>,
}

async fn put(ctx: Ctx, input: JsonWith<Keep, Thing>) -> Result<Json<Kept>, StoreError> {
    let mut set = WriteSet::new();
    let id = set.insert("thing", input.fields.with("secret", "hush"));
    let written = ctx.store().write(set).await?;
    let record = written.record(id).cloned().unwrap_or_else(Record::new);
    let thing = Returned::new(ctx.store().schema(), &record);
    Ok(Json(Kept { reason: input.declared.reason, thing }))
}

async fn panics() -> Result<Json<()>, Infallible> {
    panic!("canary of the panic")
}

async fn never() -> Result<Json<()>, Infallible> {
    std::future::pending().await
}

async fn queued(ctx: Ctx) -> Result<Json<()>, Infallible> {
    ctx.in_queue(std::future::pending()).await
}

/// An error that says when to come back, in two ways.
#[derive(Debug, thiserror::Error)]
#[error("busy")]
struct Busy;

impl nevr_core::wire::WireError for Busy {
    fn codes() -> Vec<nevr_core::wire::Code> {
        vec![codes::SERVICE_UNAVAILABLE]
    }

    fn wire(&self) -> nevr_core::wire::Wire {
        let wait = std::time::Duration::from_millis(1500);
        nevr_core::wire::Wire { retry_after: Some(wait), ..codes::SERVICE_UNAVAILABLE.into() }
    }
}

async fn both(ctx: Ctx) -> Result<Json<()>, Busy> {
    ctx.reply_header(
        actix_web::http::header::RETRY_AFTER,
        actix_web::http::header::HeaderValue::from_static("30"),
    );
    Err(Busy)
}
