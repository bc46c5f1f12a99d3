//! The program as a process.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use tempfile::TempDir;

use crate::client::Client;

const CONFIG: &str = include_str!("../../nevr.config.toml");

/// A folder for the program.
pub(crate) struct Folder(TempDir);

/// The running program. It is killed when this is dropped.
pub(crate) struct Program {
    child: Child,
    url: String,
}

impl Folder {
    /// Makes a folder with the config file of the example.
    pub(crate) fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.configure(CONFIG);
        folder
    }

    /// Changes the config file.
    pub(crate) fn configure(&self, config: &str) {
        fs::write(self.path().join("nevr.config.toml"), config).unwrap();
    }

    /// Changes a part of the config file of the example.
    pub(crate) fn reconfigure(&self, part: &str, by: &str) {
        assert!(CONFIG.contains(part), "{part}");
        self.configure(&CONFIG.replace(part, by));
    }

    /// Starts the program with `--push`, and waits until it listens.
    pub(crate) fn push_and_start(&self) -> Program {
        self.start(&["--push"])
    }

    /// Starts the program, and waits until it listens.
    pub(crate) fn start(&self, arguments: &[&str]) -> Program {
        let log = File::options().create(true).append(true).open(self.log()).unwrap();
        let mut child = self.command(arguments).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        match line.strip_prefix("listening on ") {
            Some(url) => Program { url: url.trim().to_owned(), child },
            None => panic!("it did not start: {}", fs::read_to_string(self.log()).unwrap()),
        }
    }

    /// Runs the program to its end, which must come at once.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shop"));
        command
            .args(arguments)
            .current_dir(self.path())
            .env_remove("DATABASE_URL")
            .env("PORT", "0")
            .env("NEVR_AUTH_SECRET", "uT5#vQ9!mZ2@kL7$xR4%wB8^nD1&hF6*");
        command
    }

    /// Returns the path of the folder.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    fn log(&self) -> PathBuf {
        self.path().join("log")
    }
}

impl Program {
    /// Returns a client of this program.
    pub(crate) fn client(&self) -> Client {
        Client::new(&self.url)
    }

    /// `127.0.0.1:40123`
    pub(crate) fn address(&self) -> &str {
        self.url.strip_prefix("http://").unwrap()
    }

    /// Sends SIGTERM, as service managers do.
    pub(crate) fn terminate(&self) {
        let kill = format!("kill -TERM {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }

    /// Waits for the end, and returns whether the program succeeded.
    pub(crate) fn ended_well(&mut self) -> bool {
        self.child.wait().unwrap().success()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // An error means that it has ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
