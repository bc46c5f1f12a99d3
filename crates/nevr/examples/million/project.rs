//! The two configs, and programs that run with them.

use std::{
    env, fs,
    io::{BufRead, BufReader, Read},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
};

use crate::{Failure, temporary_database::TemporaryDatabase};

/// The variable that makes this program nevr's command line.
pub(crate) const ROLE: &str = "NEVR_MILLION_ROLE";

/// Without limits and with cheap hashes, so that the database is what is measured.
const AUTH: &str = r#"
[server]
port = 0

[plugins.auth]
emailAndPassword = { hash = { memory = "64KiB", iterations = 1 } }
rateLimit = false
"#;

const GUESTS: &str = "\n[plugins.auth.plugins.anonymous]\n";

/// A folder with two configs: without `anonymous`, and with it.
pub(crate) struct Project {
    folder: PathBuf,
    url: String,
}

impl Project {
    pub(crate) fn new(database: &TemporaryDatabase) -> Result<Self, Failure> {
        let folder = database.folder().to_owned();
        let provider = format!("database = \"{}\"\n", database.engine().provider());
        fs::write(folder.join("auth.toml"), format!("{provider}{AUTH}"))?;
        fs::write(folder.join("guests.toml"), format!("{provider}{AUTH}{GUESTS}"))?;
        Ok(Self { folder, url: database.url().to_owned() })
    }

    /// Makes the tables without those of `anonymous`.
    pub(crate) fn push_auth(&self) -> Result<(), Failure> {
        self.run("db:push", "auth.toml")
    }

    /// Switches `anonymous` on.
    pub(crate) fn push_guests(&self) -> Result<(), Failure> {
        self.run("db:push", "guests.toml")
    }

    /// Fails unless the database is at the schema with `anonymous`.
    pub(crate) fn check_guests(&self) -> Result<(), Failure> {
        self.run("db:status", "guests.toml")
    }

    /// Starts a server without `anonymous`.
    pub(crate) fn serve(&self) -> Result<Server, Failure> {
        let mut child = self.command("serve", "auth.toml")?.spawn()?;
        let (found, address) = mpsc::channel();
        if let Some(out) = child.stdout.take() {
            listen(out, found.clone());
        }
        if let Some(err) = child.stderr.take() {
            listen(err, found);
        }
        let mut server = Server { child, address: String::new() };
        server.address = address.recv().map_err(|_| "the server did not start")?;
        Ok(server)
    }

    fn run(&self, command: &str, config: &str) -> Result<(), Failure> {
        let output = self.command(command, config)?.output()?;
        if output.status.success() {
            return Ok(());
        }
        let said = [output.stdout, output.stderr].concat();
        Err(format!("{command} failed: {}", String::from_utf8_lossy(&said)).into())
    }

    fn command(&self, command: &str, config: &str) -> Result<Command, Failure> {
        let mut program = Command::new(env::current_exe()?);
        program
            .args([command, "-c", config])
            .current_dir(&self.folder)
            .env(ROLE, "nevr")
            .env("DATABASE_URL", &self.url)
            .env("NEVR_AUTH_SECRET", "qV8xT2mZr7LkW4nBc9YpHs6JdFg3QaUe")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        Ok(program)
    }
}

/// A running server. It is killed when this is dropped.
pub(crate) struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Returns host and port.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // An error means that it has ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Reads a stream to its end, so that the server never waits for a full pipe, and sends the address
/// that it finds.
fn listen(stream: impl Read + Send + 'static, found: mpsc::Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let Some((_, rest)) = line.split_once("http://127.0.0.1:") else { continue };
            let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
            drop(found.send(format!("127.0.0.1:{port}")));
        }
    });
}
