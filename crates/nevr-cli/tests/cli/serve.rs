//! `serve`.

use std::{
    io::Write,
    net::{TcpListener, TcpStream},
};

use crate::support::{APP, Project, SECRET, answer, get, request};

fn ready(config: &str) -> Project {
    let project = Project::new(config).with("NEVR_AUTH_SECRET", SECRET);
    project.run(&["db:push"]).done();
    project
}

#[test]
fn a_database_that_is_behind_is_refused_with_the_command() {
    let project = ready(APP);
    let cart = "\n[entities.cart]\nfields.note = { type = \"text\" }\n";
    project.write("nevr.config.toml", &format!("{APP}{cart}"));
    insta::assert_snapshot!(project.run(&["serve"]).whole(), @r"
    exit 1
    --- stdout
    --- stderr
    error: the database is behind the schema:
      create table cart (app)
      help: run `nevr db:push` to change the database to match the schema
    ");
}

#[test]
fn a_database_that_is_not_there_is_refused_and_not_made() {
    let project = Project::new(APP).with("NEVR_AUTH_SECRET", SECRET);
    let answer = project.run(&["serve"]);
    assert_eq!(answer.code, 1);
    assert!(answer.stderr.contains("nevr db:push"), "{}", answer.stderr);
    assert_eq!(project.files(), ["nevr.config.toml"]);
}

#[test]
fn requests_are_answered_until_a_signal_comes() {
    let project = ready(APP);
    for (command, signal) in
        ["serve", "dev"].map(|it| ["TERM", "INT", "HUP"].map(|by| (it, by))).as_flattened()
    {
        let mut server = project.start_in_terminal(&[command]);
        let address = server.address();
        assert!(get(&address, "/api/health").starts_with("HTTP/1.1 200"));
        server.signal(signal);
        assert_eq!(server.end(), Some(0), "{command} {signal}");
        assert!(TcpStream::connect(&address).is_err());
    }
}

/// A server that was started by `nohup` or by a script that outlives its terminal.
#[test]
fn who_ignores_that_the_terminal_is_closed_keeps_ignoring_it() {
    let project = ready(APP);
    let mut server = project.start_without_terminal(&["serve"]);
    let address = server.address();
    server.signal("HUP");
    for _ in 0..10 {
        assert!(get(&address, "/api/health").starts_with("HTTP/1.1 200"));
    }
    server.signal("TERM");
    assert_eq!(server.end(), Some(0));
}

#[test]
fn f4_an_accepted_request_is_answered_after_sigterm() {
    accepted_requests_are_answered_after(&["TERM"]);
}

/// The shell and the kernel each send one when a terminal is closed.
#[test]
fn f4_an_accepted_request_is_answered_after_two_sighups() {
    accepted_requests_are_answered_after(&["HUP", "HUP"]);
}

fn accepted_requests_are_answered_after(signals: &[&str]) {
    let gate = TcpListener::bind("127.0.0.1:0").unwrap();
    let gated = format!("[plugins.gate]\naddress = \"{}\"\n", gate.local_addr().unwrap());
    let project = ready(&format!("{APP}\n{gated}"));
    let mut server = project.start_in_terminal(&["serve"]);
    let address = server.address();
    let waiting: Vec<_> = (0..8)
        .map(|_| {
            let stream = request(&address, "GET", "/api/gate", "Host: localhost\r\n");
            // The handler has begun when it knocks.
            (stream, gate.accept().unwrap().0)
        })
        .collect();
    for (signal, is_first) in signals.iter().zip([true, false]) {
        server.signal(signal);
        if is_first {
            server.logs("stopping");
        }
    }
    for (stream, mut handler) in waiting {
        handler.write_all(b"pass").unwrap();
        drop(handler);
        let answer = answer(stream);
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(answer.ends_with("\"pass\""), "{answer}");
    }
    assert_eq!(server.end(), Some(0));
}

#[test]
fn a_request_that_outlasts_the_shutdown_timeout_does_not_keep_the_server() {
    let gate = TcpListener::bind("127.0.0.1:0").unwrap();
    let gated = format!("[plugins.gate]\naddress = \"{}\"\n", gate.local_addr().unwrap());
    let config = APP.replace("port = 0", "port = 0\nshutdownTimeout = \"100ms\"");
    let project = ready(&format!("{config}\n{gated}"));
    let mut server = project.start(&["serve"]);
    let stream = request(&server.address(), "GET", "/api/gate", "Host: localhost\r\n");
    let (handler, _) = gate.accept().unwrap();
    server.signal("TERM");
    // The handler is let go when the server has given up on the request.
    server.says("stopped");
    drop((stream, handler));
    assert_eq!(server.end(), Some(0));
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let gate = TcpListener::bind("127.0.0.1:0").unwrap();
    let gated = format!("[plugins.gate]\naddress = \"{}\"\n", gate.local_addr().unwrap());
    let project = ready(&format!("{APP}\n{gated}"));
    let mut server = project.start(&["serve"]);
    let _waiting = request(&server.address(), "GET", "/api/gate", "Host: localhost\r\n");
    let _handler = gate.accept().unwrap();
    server.signal("INT");
    server.logs("stopping");
    server.signal("INT");
    assert_eq!(server.end(), Some(130));
}

#[test]
fn a_port_in_use_is_named_with_the_remedy() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let project = ready(&APP.replace("port = 0", &format!("port = {port}")));
    for command in ["serve", "dev"] {
        let answer = project.run(&[command]);
        assert_eq!(answer.code, 1, "{command}");
        let message = format!("error: port {port} on 127.0.0.1 is in use by another program");
        assert!(answer.stderr.contains(&message), "{}", answer.stderr);
        assert!(answer.stderr.contains("server.port"), "{}", answer.stderr);
    }
}

#[test]
fn others_reach_it_only_with_a_base_url() {
    let project = ready(&APP.replace("port = 0", "port = 0\nhost = \"0.0.0.0\""));
    let answer = project.run(&["serve"]);
    assert_eq!(answer.code, 1);
    assert!(answer.stderr.contains("`server.baseURL` is not set"), "{}", answer.stderr);
}

#[test]
fn an_http_base_url_warns_and_an_https_one_does_not() {
    for (url, warns) in [("http://shop.example", true), ("https://shop.example", false)] {
        let server = format!("port = 0\nhost = \"0.0.0.0\"\nbaseURL = \"{url}\"");
        let project = ready(&APP.replace("port = 0", &server));
        let mut server = project.start(&["serve"]);
        server.says("serving");
        server.signal("TERM");
        let logged = server.logs("stopping").join("\n");
        assert_eq!(logged.contains("`server.baseURL` is http"), warns, "{logged}");
        assert_eq!(server.end(), Some(0));
    }
}

#[test]
fn serve_never_reads_the_secret_of_dev() {
    let project = Project::new(APP);
    let mut dev = project.start(&["dev"]);
    dev.says("Ctrl-C stops");
    dev.signal("TERM");
    assert_eq!(dev.end(), Some(0));
    let answer = project.run(&["serve"]);
    assert_eq!(answer.code, 1);
    assert!(answer.stderr.contains("plugin `auth` could not start"), "{}", answer.stderr);
    assert!(answer.stderr.contains("NEVR_AUTH_SECRET"), "{}", answer.stderr);
}

#[test]
fn what_is_at_no_address_is_answered_in_the_envelope() {
    let project = ready(APP);
    let server = project.start(&["serve"]);
    let address = server.address();
    for path in ["/", "/api", "/apix", "/api/auth/nothing", "/favicon.ico"] {
        let answer = get(&address, path);
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
        assert!(answer.contains(r#""code":"NOT_FOUND""#), "{path}: {answer}");
    }
}

#[test]
fn the_log_is_json_a_line_a_request() {
    let project = ready(APP);
    let server = project.start(&["serve"]);
    get(&server.address(), "/api/health");
    let logged = server.logs("answered");
    for line in logged {
        let line: serde_json::Value = serde_json::from_str(&line).expect(&line);
        assert!(line["timestamp"].is_string() && line["level"].is_string(), "{line}");
    }
}

#[test]
fn the_log_is_as_loud_as_the_variable_says() {
    let project = ready(APP).with("NEVR_LOG", "warn").with("RUST_LOG", "trace");
    let mut server = project.start(&["serve"]);
    get(&server.address(), "/api/health");
    server.signal("TERM");
    assert_eq!(server.end(), Some(0));
    assert_eq!(server.all_logs(), "");
}
