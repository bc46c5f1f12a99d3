//! The program `nevr`, with the built-in plugins.

#![cfg(all(feature = "cli", unix))]

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

fn nevr(dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nevr"));
    command.args(arguments).current_dir(dir).env_clear().stdin(Stdio::null());
    command
}

pub(crate) fn done(dir: &Path, arguments: &[&str]) -> String {
    let output = nevr(dir, arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Makes a new project whose server binds any free port.
fn project() -> TempDir {
    let dir = TempDir::new().unwrap();
    done(dir.path(), &["init"]);
    let file = dir.path().join("nevr.config.toml");
    let config = fs::read_to_string(&file).unwrap();
    let (head, sections) = config.split_once("database = \"sqlite\"\n").unwrap();
    let server = "[server]\nport = 0\n";
    fs::write(file, format!("{head}database = \"sqlite\"\n\n{server}{sections}")).unwrap();
    dir
}

struct Dev(Child);

impl Drop for Dev {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// A running `nevr dev`, and the commands that it suggests.
fn dev(dir: &Path) -> (Dev, Vec<String>) {
    let mut child =
        nevr(dir, &["dev"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let said = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let server = Dev(child);
    let after_try = said.skip_while(|line| line != "Try:").skip(1);
    let lines: Vec<String> = after_try.take_while(|line| !line.is_empty()).collect();
    (server, lines)
}

#[test]
fn a_new_project_is_fine_as_it_is() {
    let dir = project();
    assert!(done(dir.path(), &["check"]).ends_with("no errors\n"));
}

#[test]
fn the_lines_that_dev_says_to_try_work_at_each_start() {
    let dir = project();
    for start in ["first", "second"] {
        let (_server, lines) = dev(dir.path());
        assert!(lines.len() > 1, "{lines:?}");
        // In one shell, one after the other, as a user would.
        let script = format!("set -e\n{}", lines.join("\necho\n"));
        let output = Command::new("sh").args(["-c", &script]).output().unwrap();
        let answers = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{start}: {answers}");
        assert_eq!(answers.trim().lines().filter(|line| !line.is_empty()).count(), lines.len());
        assert!(!answers.contains(r#""error":{"code""#), "{start}: {answers}");
    }
}

#[test]
fn what_is_generated_is_the_same_each_time() {
    let (one, other) = (project(), project());
    for dir in [&one, &other] {
        done(dir.path(), &["generate"]);
    }
    let [one, other] = [one, other].map(|dir| contents(&dir.path().join("generated")));
    assert!(one.len() > 5, "{:?}", one.keys());
    assert_eq!(one, other);
}

/// Returns every file below a folder, by its path.
pub(crate) fn contents(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = PathBuf::from(path.file_name().unwrap());
        if path.is_dir() {
            all.extend(contents(&path).into_iter().map(|(inner, text)| (name.join(inner), text)));
        } else {
            all.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
    all
}

#[test]
fn the_program_says_its_version() {
    let dir = TempDir::new().unwrap();
    assert_eq!(done(dir.path(), &["--version"]), format!("nevr {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn o5_what_comes_from_variables_is_shown_as_their_references() {
    let dir = TempDir::new().unwrap();
    let config =
        "[plugins.auth]\nrateLimit.signIn = { window = \"${WINDOW}\", max = \"${MAX}\" }\n";
    fs::write(dir.path().join("nevr.config.toml"), config).unwrap();
    fs::write(
        dir.path().join(".env"),
        "WINDOW=7919s\nMAX=7907\nNEVR_AUTH_SECRET=7f3kQ9vLx2mW8sTn4bYc6dRg1hJp5zAe0uKi\n",
    )
    .unwrap();
    done(dir.path(), &["db:push"]);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let serve = || nevr(dir.path(), &["serve"]).env("PORT", port.to_string()).output();
    fs::write(
        dir.path().join("nevr.config.toml"),
        format!("[server]\nport = \"${{PORT}}\"\n{config}"),
    )
    .unwrap();
    let refused = serve().unwrap();
    let words = String::from_utf8(refused.stderr).unwrap();
    assert!(words.contains("port ${PORT} on 127.0.0.1 is in use"), "{words}");
    assert!(!words.contains(&port.to_string()), "{words}");
    fs::write(dir.path().join("nevr.config.toml"), config).unwrap();
    for arguments in [&["introspect"][..], &["introspect", "--json"], &["openapi"], &["check"]] {
        let shown = done(dir.path(), arguments);
        for value in ["7919", "7907"] {
            assert!(!shown.contains(value), "{arguments:?}: {shown}");
        }
        let is_listed = arguments[0] == "introspect";
        assert_eq!(shown.contains("${MAX}"), is_listed, "{arguments:?}: {shown}");
    }
}
