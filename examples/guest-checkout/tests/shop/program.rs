//! The program as a process, with a page of two files.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use tempfile::TempDir;
use ureq::{
    Agent,
    http::{Request, Response},
};

use crate::fixture::CONFIG;

/// A folder that the program works in.
pub(crate) struct Folder(TempDir);

impl Folder {
    /// With the config of the example, and no page.
    pub(crate) fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        fs::write(folder.path().join("nevr.config.toml"), CONFIG).unwrap();
        folder
    }

    /// With a page.
    pub(crate) fn with_page() -> Self {
        let folder = Self::new();
        let page = folder.path().join("page/dist");
        fs::create_dir_all(page.join("assets")).unwrap();
        fs::write(page.join("index.html"), "<!doctype html><title>A page</title>").unwrap();
        fs::write(page.join("favicon.svg"), "<svg/>").unwrap();
        fs::write(page.join("assets/index-B3x.js"), "let it = 1").unwrap();
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_guest-checkout"));
        command
            .args(arguments)
            .current_dir(self.path())
            .env_remove("DATABASE_URL")
            .env_remove("SHOP_PAGE")
            .env("PORT", "0")
            .env("NEVR_AUTH_SECRET", "uT5#vQ9!mZ2@kL7$xR4%wB8^nD1&hF6*");
        command
    }
}

/// The program, answering. Dropped, it is killed.
pub(crate) struct Program {
    child: Child,
    url: String,
    agent: Agent,
}

impl Program {
    pub(crate) fn start(folder: &Folder) -> Self {
        let mut command = folder.command(&["--push"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.strip_prefix("listening on ").unwrap().trim().to_owned();
        let agent = Agent::config_builder().http_status_as_error(false).build().into();
        Self { child, url, agent }
    }

    /// An answer, and its body.
    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
    ) -> (Response<()>, String) {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (head, mut body) = self.agent.run(request.body(()).unwrap()).unwrap().into_parts();
        (Response::from_parts(head, ()), body.read_to_string().unwrap())
    }

    pub(crate) fn get(&self, path: &str) -> (Response<()>, String) {
        self.send("GET", path, &[])
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
