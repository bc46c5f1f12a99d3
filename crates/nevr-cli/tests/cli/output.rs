//! stdout and stderr that can't be written, and readers that are slow or gone.

use std::{fs::File, io::Write, net::TcpListener, process::Stdio, thread};

use crate::support::{APP, Project, Running, SECRET, answer, get, request};

/// Takes no byte, as a file on a full disk.
fn full() -> File {
    File::options().write(true).open("/dev/full").unwrap()
}

/// An app that serves by both commands.
fn app() -> Project {
    let project = Project::new(APP).with("NEVR_AUTH_SECRET", SECRET);
    project.run(&["db:push"]).done();
    project
}

/// Sends requests, several at a time, and expects an answer to each; then stops the server.
fn is_unimpressed(mut server: Running) {
    let address = server.address();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..100 {
                    let answer = get(&address, "/api/health");
                    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
                }
            });
        }
    });
    server.signal("TERM");
    assert_eq!(server.end(), Some(0));
}

#[test]
fn f8_a_log_that_cannot_be_written_costs_no_answer() {
    let project = app();
    for command in ["serve", "dev"] {
        is_unimpressed(project.start_with(&[command], full()));
    }
}

#[test]
fn f8_a_log_whose_reader_is_gone_costs_no_answer() {
    let project = app();
    for command in ["serve", "dev"] {
        let mut server = project.start_with(&[command], Stdio::piped());
        server.close_stderr();
        is_unimpressed(server);
    }
}

#[test]
fn f8_a_log_whose_reader_is_stuck_costs_no_answer_and_the_server_stops() {
    let project = app();
    // Four hundred requests are more than a pipe holds.
    for command in ["serve", "dev"] {
        is_unimpressed(project.start_with(&[command], Stdio::piped()));
    }
}

#[test]
fn f8_a_panic_is_a_line_of_the_log() {
    let gate = TcpListener::bind("127.0.0.1:0").unwrap();
    let gated = format!("{APP}\n[plugins.gate]\naddress = \"{}\"\n", gate.local_addr().unwrap());
    let project = Project::new(&gated).with("NEVR_AUTH_SECRET", SECRET);
    project.run(&["db:push"]).done();
    let server = project.start(&["serve"]);
    let waiting = request(&server.address(), "GET", "/api/gate", "Host: localhost\r\n");
    gate.accept().unwrap().0.write_all(b"panic").unwrap();
    assert!(answer(waiting).starts_with("HTTP/1.1 500"));
    for line in server.logs("answered") {
        assert!(line.starts_with('{'), "every line is JSON: {line}");
    }
}

/// The last lines of a log are often the reason of the end.
#[test]
fn what_was_logged_before_the_end_is_written() {
    let project = app();
    for _ in 0..10 {
        let mut server = project.start(&["serve"]);
        server.address();
        server.signal("TERM");
        assert_eq!(server.end(), Some(0));
        assert!(server.all_logs().contains("stopping"));
    }
}

#[test]
fn a_command_whose_output_can_not_be_written_fails_and_says_so() {
    let project = app();
    for arguments in [
        &["--help"][..],
        &["--version"],
        &["check"],
        &["check", "--json"],
        &["generate"],
        &["generate", "--json"],
        &["introspect"],
        &["introspect", "--json"],
        &["openapi"],
        &["secret"],
        &["db:push"],
        &["db:push", "--json"],
        &["db:status"],
        &["db:status", "--json"],
        &["db:migrate"],
        &["db:rollback"],
        &["db:reset", "--force"],
        &["db:copy", "--to", "sqlite://copy.db"],
        &["init", "new"],
    ] {
        let output = project.command(arguments).stdout(full()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(said.contains("error: cannot write to stdout: "), "{arguments:?}: {said}");
    }
}

#[test]
fn a_problem_that_can_not_be_written_as_json_is_written_as_text() {
    let project = Project::empty();
    let output = project.command(&["check", "--json"]).stdout(full()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("there is no nevr.config.toml"), "{said}");
}

#[test]
fn warnings_that_can_not_be_written_are_a_failure_too() {
    let config = APP.replace("[plugins.auth]", &format!("[plugins.auth]\nsecret = \"{SECRET}\""));
    let project = Project::new(&config);
    assert!(project.run(&["check"]).stderr.contains("warning"));
    let output = project.command(&["check"]).stderr(full()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_reader_that_has_read_enough_is_no_failure() {
    let project = app();
    for arguments in [&["introspect"][..], &["openapi"], &["check", "--json"], &["--help"]] {
        let mut child = project
            .command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{arguments:?}");
    }
}
