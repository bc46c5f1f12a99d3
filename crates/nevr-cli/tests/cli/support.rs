//! A project in a folder of its own, and the program that is run in it.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

use actix_web::rt::System;
use sea_orm::{ConnectionTrait, Database};
use serde_json::Value;
use tempfile::TempDir;

/// Long enough for a busy machine; a test that waits this long fails.
const PATIENCE: Duration = Duration::from_mins(1);

pub(crate) const SECRET: &str = "7f3kQ9vLx2mW8sTn4bYc6dRg1hJp5zAe0uKi";

/// Auth and guests, on any free port.
pub(crate) const APP: &str = "database = \"sqlite\"\n\n[server]\nport = 0\n\n[plugins.auth]\n\n\
                              [plugins.auth.plugins.anonymous]\n";

pub(crate) struct Project {
    dir: TempDir,
    variables: Vec<(String, String)>,
}

pub(crate) struct Answer {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The program that cargo builds beside the tests.
fn program() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let program = tests.parent().unwrap().parent().unwrap().join("examples/made_up");
    assert!(program.exists(), "run `cargo build -p nevr-cli --examples` first");
    program
}

impl Project {
    pub(crate) fn new(config: &str) -> Self {
        let project = Self::empty();
        project.write("nevr.config.toml", config);
        project
    }

    pub(crate) fn empty() -> Self {
        Self { dir: TempDir::new().unwrap(), variables: Vec::new() }
    }

    pub(crate) fn with(mut self, variable: &str, value: &str) -> Self {
        self.variables.push((variable.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// Runs statements on `nevr.db`, past the program.
    pub(crate) fn execute(&self, sql: &str) {
        let url = format!("sqlite://{}", self.path().join("nevr.db").display());
        System::new().block_on(async {
            let connection = Database::connect(url).await.unwrap();
            connection.execute_unprepared(sql).await.unwrap();
            connection.close().await.unwrap();
        });
    }

    /// Everything in the folder, and below it.
    pub(crate) fn files(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![self.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.push(path.strip_prefix(self.path()).unwrap().display().to_string());
                }
            }
        }
        found.sort();
        found
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        self.prepare(Command::new(program()), arguments)
    }

    fn prepare(&self, mut command: Command, arguments: &[&str]) -> Command {
        command.args(arguments).current_dir(self.path()).env_clear();
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Answer {
        Self::answer(self.command(arguments))
    }

    /// Runs a command as on a disk that has no room for files larger than this, in blocks.
    pub(crate) fn run_with_little_room(&self, blocks: u32, arguments: &[&str]) -> Answer {
        // Without the trap, the signal that tells of the limit would end the process.
        Self::answer(self.after(&format!("trap '' XFSZ; ulimit -f {blocks}"), arguments))
    }

    /// A command that a shell executes after these commands of its own.
    fn after(&self, shell: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{shell}; exec \"$0\" \"$@\"")]).arg(program());
        self.prepare(command, arguments)
    }

    fn answer(mut command: Command) -> Answer {
        let output = command.stdin(Stdio::null()).output().unwrap();
        Answer {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    pub(crate) fn start(&self, arguments: &[&str]) -> Running {
        Running::read(self.command(arguments))
    }

    /// Starts a command as a terminal does, even if the tests themselves were started by `nohup`.
    pub(crate) fn start_in_terminal(&self, arguments: &[&str]) -> Running {
        let mut command = Command::new("env");
        command.arg("--default-signal=HUP").arg(program());
        Running::read(self.prepare(command, arguments))
    }

    /// Starts a command as `nohup` does.
    pub(crate) fn start_without_terminal(&self, arguments: &[&str]) -> Running {
        Running::read(self.after("trap '' HUP", arguments))
    }

    /// Starts a command with this as its stderr, of which nothing is read.
    pub(crate) fn start_with(&self, arguments: &[&str], stderr: impl Into<Stdio>) -> Running {
        Running::start(self.command(arguments), stderr)
    }
}

impl Answer {
    /// The answer of a command that did what it was asked.
    #[track_caller]
    pub(crate) fn done(self) -> String {
        assert_eq!(self.code, 0, "{}{}", self.stdout, self.stderr);
        self.stdout
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.stderr, "");
        serde_json::from_str(&self.stdout).expect(&self.stdout)
    }

    /// Exit code and all that was said, for snapshots.
    pub(crate) fn whole(&self) -> String {
        format!("exit {}\n--- stdout\n{}--- stderr\n{}", self.code, self.stdout, self.stderr)
    }
}

/// A server; it ends with its test.
pub(crate) struct Running {
    child: Child,
    stdout: Receiver<String>,
    stderr: Receiver<String>,
}

fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stream).lines() {
            if line.map(|line| sender.send(line)).is_err() {
                break;
            }
        }
    });
    receiver
}

impl Running {
    fn read(command: Command) -> Self {
        let mut running = Self::start(command, Stdio::piped());
        running.stderr = lines(running.child.stderr.take().unwrap());
        running
    }

    fn start(mut command: Command, stderr: impl Into<Stdio>) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(stderr);
        let mut child = command.spawn().unwrap();
        let stdout = lines(child.stdout.take().unwrap());
        Self { child, stdout, stderr: channel().1 }
    }

    /// The line of stdout in which `part` stands, and those before it.
    #[track_caller]
    pub(crate) fn says(&self, part: &str) -> Vec<String> {
        wait_for(&self.stdout, part, &self.stderr)
    }

    #[track_caller]
    pub(crate) fn logs(&self, part: &str) -> Vec<String> {
        wait_for(&self.stderr, part, &self.stdout)
    }

    /// The address behind the word, as in `serving http://127.0.0.1:3000/api`.
    #[track_caller]
    pub(crate) fn address(&self) -> String {
        let said = self.says("http://");
        let line = said.last().unwrap();
        let rest = line.split_once("http://").unwrap().1;
        rest.split('/').next().unwrap().to_owned()
    }

    /// What a server that has ended has logged.
    pub(crate) fn all_logs(&self) -> String {
        self.stderr.iter().collect::<Vec<_>>().join("\n")
    }

    /// Closes the reading end of stderr, if nothing reads it.
    pub(crate) fn close_stderr(&mut self) {
        drop(self.child.stderr.take());
    }

    /// Sends a signal by its name.
    pub(crate) fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }

    /// Waits for the end; the exit code, or none for a process that a signal ended.
    pub(crate) fn end(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[track_caller]
fn wait_for(lines: &Receiver<String>, part: &str, beside: &Receiver<String>) -> Vec<String> {
    let mut seen = Vec::new();
    loop {
        match lines.recv_timeout(PATIENCE) {
            Ok(line) => seen.push(line),
            Err(error) => {
                seen.push(format!("no line with {part:?}: {error}; the other stream:"));
                while let Ok(line) = beside.recv_timeout(Duration::from_secs(1)) {
                    seen.push(line);
                }
                panic!("{}", seen.join("\n"))
            }
        }
        if seen.last().unwrap().contains(part) {
            return seen;
        }
    }
}

/// Sends a request with these lines in its head; the answer is read later.
pub(crate) fn request(address: &str, method: &str, path: &str, head: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let text =
        format!("{method} {path} HTTP/1.1\r\nContent-Length: 0\r\nConnection: close\r\n{head}\r\n");
    stream.write_all(text.as_bytes()).unwrap();
    stream
}

/// Sends JSON; the answer.
pub(crate) fn post(address: &str, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let length = body.len();
    let text = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    stream.write_all(text.as_bytes()).unwrap();
    answer(stream)
}

pub(crate) fn answer(mut stream: TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

pub(crate) fn get(address: &str, path: &str) -> String {
    answer(request(address, "GET", path, &format!("Host: {address}\r\n")))
}
