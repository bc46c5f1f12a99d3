//! The two configs, and programs that run with them.

use std::{
    env, fs,
    io::{BufRead, BufReader, Read},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
};

use crate::{Failure, place::Place};

/// Set for what this program starts, which is nevr's own command line.
pub(crate) const ROLE: &str = "NEVR_MILLION_ROLE";

/// Without limits, and with hashes that cost nothing: it is about the database.
const AUTH: &str = r#"
[server]
port = 0

[plugins.auth]
emailAndPassword = { hash = { memory = "64KiB", iterations = 1 } }
rateLimit = false
"#;

const GUESTS: &str = "\n[plugins.auth.plugins.anonymous]\n";

/// A folder with a config for before and one for after.
pub(crate) struct Project {
    folder: PathBuf,
    url: String,
}

impl Project {
    pub(crate) fn new(place: &Place) -> Result<Self, Failure> {
        let folder = place.folder().to_owned();
        let database = format!("database = \"{}\"\n", place.engine().provider());
        fs::write(folder.join("auth.toml"), format!("{database}{AUTH}"))?;
        fs::write(folder.join("guests.toml"), format!("{database}{AUTH}{GUESTS}"))?;
        Ok(Self { folder, url: place.url().to_owned() })
    }

    /// Makes the tables without guests.
    pub(crate) fn push_auth(&self) -> Result<(), Failure> {
        self.run("db:push", "auth.toml")
    }

    /// Switches guests on.
    pub(crate) fn push_guests(&self) -> Result<(), Failure> {
        self.run("db:push", "guests.toml")
    }

    /// Fails unless guests are switched on, all of it.
    pub(crate) fn check_guests(&self) -> Result<(), Failure> {
        self.run("db:status", "guests.toml")
    }

    /// A server that knows nothing of guests.
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

/// A server, as long as this is there.
pub(crate) struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Host and port.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Reads a stream to its end, so that the server never waits for a full pipe, and tells of the
/// address that it names.
fn listen(stream: impl Read + Send + 'static, found: mpsc::Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let Some((_, rest)) = line.split_once("http://127.0.0.1:") else { continue };
            let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
            drop(found.send(format!("127.0.0.1:{port}")));
        }
    });
}
