//! A program with the whole command line and made-up plugins. The tests run it.

use std::{convert::Infallible, io::Read, net::TcpStream, process::ExitCode, sync::Arc};

use async_trait::async_trait;
use nevr_config::{Seconds, Secrets, Window};
use nevr_core::{
    http::AppHandle,
    http::{Ctx, Json, JsonWith, Per, Returned, Routes},
    plugin::{
        NoOptions, OptionErrors, Plugin, PluginError, PluginType, Registry, Requirement, Root,
    },
    store::{Action, EntityWrite, Hooks, StoreError, WriteSet},
};
use nevr_schema::{EntityType, Field, SchemaBuilder};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

fn main() -> ExitCode {
    let registry = Registry::new().with::<Auth>().with::<Anonymous>().with::<Gate>();
    nevr_cli::run(registry.with::<Hostile>().with::<Notes>())
}

/// Takes the place of plugin `auth`: needs a secret to start.
struct Auth;

/// Options of the made-up auth.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct AuthOptions {
    /// The secret that signs.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<Secrets>,
    /// Who is greeted.
    greeting: Greeting,
}

/// How people are greeted.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct Greeting {
    /// The words.
    words: String,
    /// How often they are said.
    times: u32,
}

impl Default for Greeting {
    fn default() -> Self {
        Self { words: "Hello".to_owned(), times: 1 }
    }
}

impl PluginType for Auth {
    const ID: &'static str = "auth";
    type Host = Root;
    type Options = AuthOptions;
    fn new(options: AuthOptions, _: Arc<Root>) -> Result<Self, OptionErrors> {
        let mut errors = OptionErrors::new();
        if options.greeting.times == 0 {
            errors.impossible("greeting.times", "at least once");
        }
        // Only the made-up server start reads it.
        drop(options.secret);
        errors.into_result().map(|()| Self)
    }
}

#[async_trait]
impl Plugin for Auth {
    fn schema(&self, schema: &mut SchemaBuilder) {
        schema
            .entity("user")
            .describe("Who signs in.")
            .field("name", Field::string().input())
            .field("email", Field::string().optional().unique())
            .field("password", Field::string().optional().hidden())
            .timestamps();
        schema.entity("session").field("user", Field::belongs_to("user"));
    }

    fn routes(self: Arc<Self>, routes: &mut Routes) {
        let window = Window::new(std::time::Duration::from_mins(1), 10).ok();
        routes.below("/auth");
        routes.get("/get-session", nothing).summary("Who is signed in");
        routes.post("/sign-up/email", nothing).summary("Makes an account").limit(
            "auth.signUp",
            Per::Sender,
            window,
        );
        routes.post("/sign-out", nothing).summary("Ends the session");
    }

    async fn start(&self, app: &AppHandle) -> Result<(), PluginError> {
        let variables = app.variables();
        let secret = variables.get("NEVR_AUTH_SECRET").or_else(|| variables.get("AUTH_SECRET"));
        match secret {
            Some(secret) if secret.len() >= 32 => Ok(()),
            _ => Err(PluginError::new("there is no secret: set NEVR_AUTH_SECRET")),
        }
    }
}

async fn nothing() -> Result<Json<Option<String>>, Infallible> {
    Ok(Json(None))
}

/// Takes the place of sub-plugin `anonymous`.
struct Anonymous;

/// Options of the made-up guests.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct AnonymousOptions {
    /// How long a guest stays.
    expires_in: Seconds,
}

impl Default for AnonymousOptions {
    fn default() -> Self {
        Self { expires_in: Seconds::days(30) }
    }
}

impl PluginType for Anonymous {
    const ID: &'static str = "anonymous";
    type Host = Auth;
    type Options = AnonymousOptions;
    fn new(_: AnonymousOptions, _: Arc<Auth>) -> Result<Self, OptionErrors> {
        Ok(Self)
    }
}

impl Plugin for Anonymous {
    fn schema(&self, schema: &mut SchemaBuilder) {
        schema.extend("user").field("isAnonymous", Field::boolean().default(false));
    }

    fn routes(self: Arc<Self>, routes: &mut Routes) {
        routes.post("/sign-in/anonymous", nothing).summary("Makes a guest");
        routes.post("/anonymous/link", nothing).summary("Makes an account of a guest");
    }

    fn hooks(self: Arc<Self>, hooks: &mut Hooks) {
        hooks.on_write("session", Action::Insert, |_: &mut EntityWrite, _: &mut WriteSet| {});
        hooks.on_write_tx(
            "user",
            Action::Delete,
            |write, _| async move { Ok::<_, Infallible>(write) },
        );
    }
}

/// Has an endpoint that answers once the test, which listens at the address, closes the connection,
/// and that panics if the test writes so.
struct Gate {
    address: String,
}

/// Options of the gate.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct GateOptions {
    /// Who is asked.
    address: String,
}

impl PluginType for Gate {
    const ID: &'static str = "gate";
    type Host = Root;
    type Options = GateOptions;
    fn new(options: GateOptions, _: Arc<Root>) -> Result<Self, OptionErrors> {
        Ok(Self { address: options.address })
    }
}

impl Plugin for Gate {
    fn routes(self: Arc<Self>, routes: &mut Routes) {
        routes.get("/gate", pass).summary("Waits at the gate");
    }
}

async fn pass(gate: Arc<Gate>) -> Result<Json<String>, Infallible> {
    let address = gate.address.clone();
    let waiting = actix_web::web::block(move || {
        let mut word = String::new();
        TcpStream::connect(address)?.read_to_string(&mut word)?;
        std::io::Result::Ok(word)
    });
    let word = waiting.await.ok().and_then(Result::ok).unwrap_or_default();
    assert_ne!(word, "panic");
    Ok(Json(word))
}

/// Has an endpoint that writes an entity of the config file, `note`.
struct Notes;

impl PluginType for Notes {
    const ID: &'static str = "notes";
    type Host = Root;
    type Options = NoOptions;
    fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> {
        Ok(Self)
    }
}

impl Plugin for Notes {
    fn routes(self: Arc<Self>, routes: &mut Routes) {
        routes.post("/notes", note).summary("Writes a note");
    }
}

/// The entity `note`, which the config file declares.
struct Note;

impl EntityType for Note {
    const NAME: &'static str = "note";
}

async fn note(
    ctx: Ctx,
    note: JsonWith<NoOptions, Note>,
) -> Result<Json<Option<Returned<Note>>>, StoreError> {
    let mut set = WriteSet::new();
    let written = set.insert(Note::NAME, note.fields);
    let rows = ctx.store().write(set).await?;
    let row = rows.record(written);
    Ok(Json(row.map(|row| Returned::new(ctx.store().schema(), row))))
}

/// Declares texts with everything that could break a generated file.
struct Hostile;

const NASTY: &str = "'; DROP TABLE \"user\"; -- */ \" \\ ` ${HOME} </script>\u{202e}\u{7}\n--\n#";

impl PluginType for Hostile {
    const ID: &'static str = "hostile";
    type Host = Root;
    type Options = NoOptions;
    fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> {
        Ok(Self)
    }
    fn requires() -> Vec<Requirement> {
        vec![Requirement::on::<Auth>()]
    }
}

impl Plugin for Hostile {
    fn schema(&self, schema: &mut SchemaBuilder) {
        schema
            .entity("select")
            .describe(NASTY)
            .field("order", Field::string().default(NASTY).describe(NASTY));
    }

    fn routes(self: Arc<Self>, routes: &mut Routes) {
        routes.get("/hostile", nothing).summary(NASTY).description(NASTY);
    }
}
