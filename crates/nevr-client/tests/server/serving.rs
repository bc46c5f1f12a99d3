//! A nevr server in this process, on a free port.

use std::{
    sync::mpsc,
    thread::{self, JoinHandle},
};

use nevr::{
    Nevr,
    actix_web::{App, HttpResponse, HttpServer, dev::ServerHandle, rt::System, web},
    config::Variables,
    migrate::Options,
    plugin::Registry,
    testing::TEST_SECRET,
};
use nevr_client::{Client, ClientBuilder};
use tempfile::TempDir;

pub(crate) const CONFIG: &str = r#"
[plugins.auth]
emailAndPassword = { hash = { memory = "64KiB", iterations = 1 } }

[plugins.auth.user.additionalFields]
locale = { type = "string", optional = true, input = true }

[plugins.auth.plugins.anonymous]
"#;

pub(crate) const PASSWORD: &str = "an-uncommon-passphrase";

/// The server. Dropped, it stops.
pub(crate) struct Server {
    pub(crate) url: String,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
    _folder: TempDir,
}

impl Server {
    pub(crate) fn start() -> Self {
        Self::with(nevr::plugins(), CONFIG)
    }

    pub(crate) fn with(registry: Registry, config: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("nevr.config.toml");
        std::fs::write(&file, config).unwrap();
        let variables = Variables::fixed([("NEVR_AUTH_SECRET", TEST_SECRET)]);
        let builder = Nevr::builder(registry).config_file(file).variables(variables);
        let (ready, started) = mpsc::channel();
        let thread = thread::spawn(move || {
            System::new().block_on(async {
                let opened = builder.open_or_create(&builder.check().unwrap()).await.unwrap();
                opened.push(Options::default()).await.unwrap();
                let nevr = opened.start().await.unwrap();
                let app = nevr.clone();
                let factory = move || {
                    let nothing = web::to(app.not_found());
                    App::new()
                        .configure(app.routes())
                        .route("/elsewhere/redirect", web::get().to(redirect))
                        .route("/elsewhere/renew", web::get().to(renew))
                        .default_service(nothing)
                };
                let server = HttpServer::new(factory).workers(1).disable_signals();
                let server = server.bind(("127.0.0.1", 0)).unwrap();
                let address = server.addrs()[0];
                let server = server.run();
                ready.send((format!("http://{address}"), server.handle())).unwrap();
                server.await.unwrap();
                nevr.stop().await;
            });
        });
        let (url, handle) = started.recv().unwrap();
        Self { url, handle, thread: Some(thread), _folder: folder }
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(&self.url).unwrap()
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder(&self.url)
    }

    /// For the app's own routes, beside nevr's.
    pub(crate) fn elsewhere(&self) -> ClientBuilder {
        Client::builder(&format!("{}/elsewhere", self.url))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The command is on its way when this returns; the thread is what is waited for.
        drop(self.handle.stop(false));
        let ended = self.thread.take().unwrap().join();
        assert!(ended.is_ok() || thread::panicking());
    }
}

async fn redirect() -> HttpResponse {
    HttpResponse::TemporaryRedirect().insert_header(("location", "/api/health")).body("{}")
}

/// As nevr does when an old secret is being dropped.
async fn renew() -> HttpResponse {
    HttpResponse::Ok().insert_header(("x-nevr-token", "renewed")).json(())
}
