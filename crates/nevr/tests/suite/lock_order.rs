//! Every pair of requests that write, against each other: none may end in a deadlock.
//!
//! Which endpoints there are is read from the OpenAPI document, so a new endpoint is in by itself.

use std::sync::Arc;

use futures_util::future::join_all;
use nevr::{
    auth::{Auth, User, error::AuthError},
    http::{Ctx, Json, Routes},
    plugin::{NoOptions, OptionErrors, Plugin, PluginType},
    serde_json::{Map, Value, json},
    store::WriteSet,
    testing::{Engine, TestApp, TestReply, TestRequest, on_every_database},
};

const CONFIG: &str = r#"
[plugins.auth]
emailAndPassword = { hash = { memory = "64KiB", iterations = 1 } }
rateLimit = false

[plugins.auth.plugins.anonymous]
rateLimit = false

[plugins.auth.plugins.devices]
"#;

const PASSWORD: &str = "correct horse battery";
/// How often each pair meets, for each kind of user.
const ROUNDS: usize = 3;
/// People whose requests are under way at once. Each has four, and the queue of hashes has room for
/// eight even on a machine with one core.
const PEOPLE: usize = 2;
/// How long sessions were not used when the requests come, so that a use extends them.
const UNUSED: std::time::Duration = std::time::Duration::from_hours(48);

/// Begins a further session of a user: guests have one else, and two devices can't race.
struct Devices(Arc<Auth>);

impl PluginType for Devices {
    const ID: &'static str = "devices";
    type Host = Auth;
    type Options = NoOptions;

    fn new(_: NoOptions, auth: Arc<Auth>) -> Result<Self, OptionErrors> {
        Ok(Self(auth))
    }
}

impl Plugin for Devices {
    fn routes(self: Arc<Self>, routes: &mut Routes) {
        routes.post("/another-device", another_device).summary("Begin a session on a device");
    }
}

async fn another_device(
    ctx: Ctx,
    devices: Arc<Devices>,
    user: User,
) -> Result<Json<String>, AuthError> {
    let sessions = devices.0.sessions();
    let session = sessions.begin(&ctx, user.id(), &user.authenticated().policy)?;
    let mut set = WriteSet::new();
    sessions.insert(&mut set, &session);
    ctx.store().write(set).await?;
    Ok(Json(session.token()))
}

/// An endpoint, as the OpenAPI document describes it.
struct Endpoint {
    path: String,
    reads: bool,
    /// The members of its body, each with its schema.
    members: Map<String, Value>,
    required: Vec<String>,
}

fn endpoints(app: &TestApp) -> Vec<Endpoint> {
    let document = app.nevr().openapi();
    let mut found = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let reads = method == "get";
            // The one that reads and writes: a use extends the session.
            if method == "post" || path.ends_with("/get-session") {
                let body = &operation["requestBody"]["content"]["application/json"]["schema"];
                let schema = resolved(document, body);
                let members = schema["properties"].as_object().cloned().unwrap_or_default();
                let required = schema["required"].as_array().into_iter().flatten();
                let required = required.map(|name| name.as_str().unwrap().to_owned()).collect();
                found.push(Endpoint { path: path.clone(), reads, members, required });
            }
        }
    }
    assert!(found.len() > 10, "the endpoints are no longer found");
    found
}

fn resolved<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    match schema["$ref"].as_str().and_then(|to| to.strip_prefix('#')) {
        Some(pointer) => document.pointer(pointer).unwrap(),
        None => schema,
    }
}

/// A user with two sessions.
struct Person {
    number: usize,
    is_guest: bool,
    email: String,
    tokens: [String; 2],
    session_ids: [String; 2],
}

impl Person {
    async fn new(app: &TestApp, number: usize, is_guest: bool) -> Self {
        let email = format!("person{number}@example.com");
        let first = if is_guest {
            app.post("/api/auth/sign-in/anonymous").send().await
        } else {
            let body = json!({ "name": "Ann", "email": email, "password": PASSWORD });
            app.post("/api/auth/sign-up/email").peer(&address(number, 0)).json(body).send().await
        };
        let first = ok(&first)["token"].as_str().unwrap().to_owned();
        let second = app.post("/api/auth/another-device").bearer(&first).send().await;
        let second = ok(&second).as_str().unwrap().to_owned();
        let session_ids = [session_id(app, &first).await, session_id(app, &second).await];
        Self { number, is_guest, email, tokens: [first, second], session_ids }
    }

    fn request(&self, app: &TestApp, endpoint: &Endpoint, device: usize) -> TestRequest {
        let address = address(self.number, device);
        if endpoint.reads {
            return app.get(&endpoint.path).peer(&address).bearer(&self.tokens[device]);
        }
        let mut body = Map::new();
        for name in endpoint.members.keys() {
            match self.member(endpoint, name, device) {
                Some(value) => drop(body.insert(name.clone(), value.into())),
                None if !endpoint.required.contains(name) => {}
                None => panic!("{}: write down what `{name}` may be", endpoint.path),
            }
        }
        app.post(&endpoint.path)
            .peer(&address)
            .bearer(&self.tokens[device])
            .json(Value::Object(body))
    }

    /// Both devices send the same, so that they want the same rows.
    fn member(&self, endpoint: &Endpoint, name: &str, device: usize) -> Option<String> {
        let value = match name {
            "email" if !self.is_guest && endpoint.path.ends_with("/sign-up/email") => {
                return Some(format!("new-{}", self.email));
            }
            "email" => &self.email,
            "password" | "currentPassword" => PASSWORD,
            "newPassword" => "battery horse correct",
            "name" => "Ann",
            "id" => &self.session_ids[1 - device],
            _ => return None,
        };
        Some(value.to_owned())
    }
}

/// An address of its own for each device, so that no queue comes between them.
fn address(person: usize, device: usize) -> String {
    format!("10.{}.{}.{device}", person / 250, person % 250)
}

fn ok(reply: &TestReply) -> Value {
    assert_eq!(reply.status(), 200, "{}", reply.text());
    reply.json()
}

async fn session_id(app: &TestApp, token: &str) -> String {
    let session = app.get("/api/auth/get-session").bearer(token).send().await;
    ok(&session)["session"]["id"].as_str().unwrap().to_owned()
}

/// Two endpoints that meet.
struct Pair<'e>(&'e Endpoint, &'e Endpoint);

impl Pair<'_> {
    /// Has the two meet several times, and returns what went wrong.
    async fn race(&self, app: &TestApp, number: &mut usize) -> Option<String> {
        let before = deadlocks(app);
        let mut failed = 0;
        for round in 0..2 * ROUNDS {
            failed += self.meet(app, *number, round % 2 == 1).await;
            *number += PEOPLE;
        }
        // MySQL reads the whole of a small table, and meets rows there that are being inserted. It
        // undoes one of the two write sets, which is then written again.
        let is_mysql = app.database().engine() == Engine::Mysql;
        let deadlocks = if is_mysql { 0 } else { deadlocks(app) - before };
        let (one, other) = (&self.0.path, &self.1.path);
        (failed + deadlocks > 0)
            .then(|| format!("{one} and {other}: {deadlocks} deadlocks, {failed} requests failed"))
    }

    /// Sends the requests of some people, and returns how many of them have failed.
    async fn meet(&self, app: &TestApp, number: usize, is_guest: bool) -> usize {
        let people = (0..PEOPLE).map(|person| Person::new(app, number + person, is_guest));
        let people = join_all(people).await;
        app.clock().advance(UNUSED);
        // Each endpoint by both devices: it meets itself, too.
        let order = [(self.0, 0), (self.1, 1), (self.1, 0), (self.0, 1)];
        let requests = people.iter().flat_map(|person| {
            order.map(|(endpoint, device)| person.request(app, endpoint, device).send())
        });
        let replies = join_all(requests).await;
        replies.iter().filter(|reply| reply.status() >= 500).count()
    }
}

async fn no_two_requests_of_one_user_are_in_a_deadlock() {
    let mut app = start().await;
    let endpoints = endpoints(&app);
    let mut faults = Vec::new();
    let mut number = 0;
    for (at, one) in endpoints.iter().enumerate() {
        for other in &endpoints[at..] {
            faults.extend(Pair(one, other).race(&app, &mut number).await);
        }
        // Its log has grown long.
        app = start().await;
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

async fn start() -> TestApp {
    TestApp::start(nevr::plugins().with::<Devices>(), CONFIG).await
}

/// The number of deadlocks that the store has met, those included whose write set was written again.
fn deadlocks(app: &TestApp) -> usize {
    app.logs().matches("was in a deadlock").count()
}

on_every_database!(no_two_requests_of_one_user_are_in_a_deadlock);
