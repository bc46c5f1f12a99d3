//! An app in process.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    pin::Pin,
    rc::Rc,
    sync::Once,
    time::Duration,
};

use actix_http::Request;
use actix_web::{
    App, HttpResponse,
    body::{MessageBody, to_bytes},
    dev::Service,
    http::{Method, StatusCode, header},
    rt::{System, SystemRunner},
    test::{self, TestRequest},
    web::{self, Bytes},
};
use nevr::{
    Nevr,
    config::Variables,
    env::{Clock, Env, Timestamp},
    migrate::Options,
    plugin::Registry,
};
use tempfile::TempDir;
use tracing_subscriber::EnvFilter;

/// The secret that the app signs with.
const SECRET: &str = "kP3!wZ8@qR5#tY1$mN6%vB9^xC2&jH7*";

/// The config of an app with guests. Limits are the default ones.
pub(crate) const GUESTS: &str = "[plugins.auth]\n[plugins.auth.plugins.anonymous]\n";

type Answer = Pin<Box<dyn Future<Output = (StatusCode, Bytes)>>>;

/// An app with its routes in an actix service, without a socket, on a new SQLite file. Its clock
/// never moves, so no session is extended and no limit gets free.
pub(crate) struct InProcess {
    runner: SystemRunner,
    service: Box<dyn Fn(Request) -> Answer>,
    nevr: Nevr,
    _folder: TempDir,
}

/// A clock that shows one moment.
struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(1_772_366_400_000)
    }
    fn monotonic(&self) -> Duration {
        Duration::from_secs(1)
    }
}

impl InProcess {
    /// Starts an app with this config.
    pub(crate) fn start(registry: Registry, config: &str) -> Self {
        log();
        let folder = TempDir::new().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("app.db").display());
        let config = format!("database = \"sqlite\"\n{config}");
        let variables = [("DATABASE_URL", url.as_str()), ("NEVR_AUTH_SECRET", SECRET)];
        let runner = System::new();
        let (nevr, service) = runner.block_on(async {
            let nevr = start(registry, config, Variables::fixed(variables)).await;
            let service = service(&nevr).await;
            (nevr, service)
        });
        Self { runner, service, nevr, _folder: folder }
    }

    /// Returns the app.
    pub(crate) fn nevr(&self) -> &Nevr {
        &self.nevr
    }

    /// Runs async code to its end, where the app's endpoints run.
    pub(crate) fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runner.block_on(work)
    }

    /// Sends requests, one after the other, and calls `check` with each answer.
    pub(crate) fn answer(
        &self,
        requests: impl IntoIterator<Item = Request>,
        mut check: impl FnMut(StatusCode, &[u8]),
    ) {
        self.block_on(async {
            for request in requests {
                let (status, body) = (self.service)(request).await;
                check(status, &body);
            }
        });
    }

    /// Makes a guest, and returns its token.
    pub(crate) fn guest(&self) -> String {
        let mut body = Vec::new();
        self.answer([sign_in(from(client(0)))], |_, answer| body = answer.to_vec());
        let answer: serde_json::Value = serde_json::from_slice(&body).unwrap();
        answer["token"].as_str().unwrap().to_owned()
    }
}

impl Drop for InProcess {
    fn drop(&mut self) {
        self.runner.block_on(self.nevr.stop());
    }
}

async fn start(registry: Registry, config: String, variables: Variables) -> Nevr {
    let builder =
        Nevr::builder(registry).config_str(config).variables(variables).env(Env::new(Stopped));
    let description = builder.check().unwrap();
    let opened = builder.open_or_create(&description).await.unwrap();
    opened.push(Options::default()).await.unwrap();
    opened.start().await.unwrap()
}

async fn service(nevr: &Nevr) -> Box<dyn Fn(Request) -> Answer> {
    let nothing = || async { HttpResponse::Ok().json(serde_json::json!({})) };
    let app = App::new()
        .configure(nevr.routes())
        .route("/nothing", web::get().to(nothing))
        .default_service(web::to(nevr.not_found()));
    let service = Rc::new(test::init_service(app).await);
    Box::new(move |request| {
        let service = service.clone();
        Box::pin(async move {
            let answer = match service.call(request).await {
                Ok(response) => response.into_parts().1,
                Err(error) => error.error_response(),
            };
            let (status, body) = (answer.status(), answer.into_body());
            let body = match body.try_into_bytes() {
                Ok(bytes) => bytes,
                Err(stream) => to_bytes(stream).await.unwrap(),
            };
            (status, body)
        })
    })
}

/// Sets up the log, with the default filter of a server or that of `NEVR_LOG`. Its lines are written and
/// thrown away: the line about each request is part of what it costs.
fn log() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let filter = EnvFilter::try_from_env("NEVR_LOG");
        let filter = filter.unwrap_or_else(|_| EnvFilter::new("info,actix_server=warn"));
        tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(io::sink).init();
    });
}

/// Returns the address of a client, another one for each number.
pub(crate) fn client(number: usize) -> SocketAddr {
    let number = u32::try_from(number).unwrap();
    SocketAddr::from((Ipv4Addr::from(0x0a00_0000 + number), 50_000))
}

/// Begins a request of a client, with the headers that a browser sends to the server of its page.
pub(crate) fn from(client: SocketAddr) -> TestRequest {
    TestRequest::default()
        .peer_addr(client)
        .insert_header((header::HOST, "localhost:3000"))
        .insert_header((header::ORIGIN, "http://localhost:3000"))
        .insert_header(("sec-fetch-site", "same-origin"))
        .insert_header((header::ACCEPT, "*/*"))
        .insert_header((header::ACCEPT_LANGUAGE, "en"))
        .insert_header((header::USER_AGENT, "Mozilla/5.0 (X11; Linux x86_64; rv:140.0)"))
}

/// Finishes a request that asks for a guest.
pub(crate) fn sign_in(request: TestRequest) -> Request {
    request
        .method(Method::POST)
        .uri("/api/auth/sign-in/anonymous")
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .insert_header((header::CONTENT_LENGTH, "2"))
        .set_payload("{}")
        .to_request()
}
