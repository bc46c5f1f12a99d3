//! `dev`, while its files change.

use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
};

use crate::support::{Project, Running, answer, get, post, request};

/// Notes of these fields, beside a text.
fn notes(fields: &str) -> String {
    format!(
        "database = \"sqlite\"\n\n[server]\nport = 0\n\n[plugins.notes]\n\n[entities.note]\n\
         fields = {{ text = {{ type = \"text\", input = true }}{fields} }}\n"
    )
}

const COLOUR: &str = ", colour = { type = \"string\", optional = true, input = true }";

fn config(project: &Project) -> std::path::PathBuf {
    project.path().join("nevr.config.toml")
}

/// Starts dev and waits until it serves; with its address.
fn start(project: &Project) -> (Running, String) {
    let dev = project.start(&["dev"]);
    let address = dev.address();
    dev.says("Ctrl-C stops");
    (dev, address)
}

/// The status of a note in green.
fn green(address: &str) -> String {
    let answer = post(address, "/api/notes", r#"{"text":"tea","colour":"green"}"#);
    answer.split(' ').nth(1).unwrap().to_owned()
}

fn ended_well(mut dev: Running) {
    dev.signal("INT");
    assert_eq!(dev.end(), Some(0));
}

#[test]
fn a_field_that_is_added_is_in_api_ts_and_is_accepted_at_the_same_address() {
    let project = Project::new(&notes(""));
    let (dev, address) = start(&project);
    assert_eq!(green(&address), "400");
    assert!(!project.read("generated/api.ts").contains("colour"));
    project.write("nevr.config.toml", &notes(COLOUR));
    let said = dev.says("serve ").join("\n");
    assert!(said.contains("changed   nevr.config.toml"), "{said}");
    assert!(said.contains("push      add column note.colour (app)"), "{said}");
    assert!(said.ends_with(&format!("serve     http://{address}/api")), "{said}");
    assert!(project.read("generated/api.ts").contains("colour?: string | null"));
    assert_eq!(green(&address), "200");
    ended_well(dev);
}

#[test]
fn a_mistake_is_reported_and_what_was_served_goes_on_until_it_is_mended() {
    let project = Project::new(&notes(""));
    let (dev, address) = start(&project);
    let before = project.read("generated/api.ts");
    for mistake in ["[plugins.notes", "\n[plugins.nots]\n"] {
        project.write("nevr.config.toml", &format!("{}{mistake}", notes(COLOUR)));
        dev.logs("1 problem in nevr.config.toml");
        let said = dev.says("serve ");
        let last = format!("serve     http://{address}/api, still as before the change");
        assert_eq!(said.last().unwrap(), &last);
        assert_eq!(project.read("generated/api.ts"), before);
        assert_eq!(green(&address), "400");
    }
    project.write("nevr.config.toml", &notes(COLOUR));
    dev.says("serve ");
    assert_eq!(green(&address), "200");
    ended_well(dev);
}

#[test]
fn a_file_that_an_editor_replaces_or_writes_in_pieces_is_read_when_it_is_whole() {
    let project = Project::new(&notes(""));
    let (dev, address) = start(&project);
    project.write("new.toml", &notes(COLOUR));
    fs::rename(project.path().join("new.toml"), config(&project)).unwrap();
    dev.says("serve ");
    assert_eq!(green(&address), "200");

    fs::remove_file(config(&project)).unwrap();
    let size = ", size = { type = \"int\", optional = true, input = true }";
    let whole = notes(&format!("{COLOUR}{size}"));
    let mut file = fs::File::create(config(&project)).unwrap();
    for piece in whole.as_bytes().chunks(16) {
        file.write_all(piece).unwrap();
    }
    assert!(!dev.says("serve ").last().unwrap().contains("as before"));
    assert!(post(&address, "/api/notes", r#"{"text":"tea","size":2}"#).contains(" 200 "));
    ended_well(dev);
}

#[test]
fn what_the_database_refuses_is_said_and_what_was_served_goes_on() {
    let project = Project::new(&notes(""));
    let (dev, address) = start(&project);
    assert!(post(&address, "/api/notes", r#"{"text":"tea"}"#).contains(" 200 "));
    let generated = || project.read("generated/api.ts") + &project.read("generated/schema.json");
    let before = generated();
    project.write("nevr.config.toml", &notes(", colour = { type = \"string\", input = true }"));
    dev.logs("the database can't be changed to match the schema");
    assert!(dev.says("serve ").last().unwrap().contains("as before"));
    assert_eq!(generated(), before, "of the schema that is served");
    assert_eq!(green(&address), "400");
    project.write("nevr.config.toml", &notes(COLOUR));
    dev.says("serve ");
    assert_eq!(green(&address), "200");
    ended_well(dev);
}

#[test]
fn a_schema_that_the_database_refuses_at_the_start_generates_nothing() {
    let project = Project::new(&notes(""));
    project.run(&["db:push"]).done();
    project
        .execute("INSERT INTO note (id, text, createdAt, updatedAt) VALUES ('n', 'tea', '', '')");
    project.write("nevr.config.toml", &notes(", colour = { type = \"string\", input = true }"));
    let answer = project.run(&["dev"]);
    assert_eq!(answer.code, 1, "{}", answer.stdout);
    assert!(answer.stderr.contains("the database can't be changed"), "{}", answer.stderr);
    assert!(!project.path().join("generated").exists());
}

#[test]
fn a_file_that_cannot_be_generated_leaves_the_database_alone() {
    let project = Project::new(&notes(""));
    let (dev, address) = start(&project);
    project.write("generated/entities/tag.rs", "// mine");
    let tag = "\n[entities.tag]\nfields = { word = { type = \"text\" } }\n";
    project.write("nevr.config.toml", &format!("{}{tag}", notes("")));
    dev.logs("would overwrite");
    let said = dev.says("serve ").join("\n");
    assert!(said.contains("as before") && !said.contains("create table"), "{said}");
    assert!(get(&address, "/api/health").contains(" 200 "));
    assert_eq!(project.read("generated/entities/tag.rs"), "// mine");
    ended_well(dev);
}

#[test]
fn a_variable_that_changes_in_the_env_file_is_taken_over() {
    let project = Project::new(&notes("").replace("port = 0", "port = 0\ndocs = \"${DOCS}\""));
    project.write(".env", "DOCS=true\n");
    let (dev, address) = start(&project);
    assert!(get(&address, "/api/openapi.json").contains(" 200 "));
    project.write(".env", "DOCS=false\n");
    let said = dev.says("serve ").join("\n");
    assert!(said.contains("changed   .env"), "{said}");
    assert!(get(&address, "/api/openapi.json").contains(" 404 "));
    assert!(get(&address, "/api/health").contains(" 200 "));
    ended_well(dev);
}

#[test]
fn a_host_that_changes_is_listened_on() {
    let project = Project::new(&notes(""));
    let (dev, before) = start(&project);
    project.write(
        "nevr.config.toml",
        &notes("").replace("port = 0", "port = 0\nhost = \"127.0.0.2\""),
    );
    let said = dev.says("serve ");
    let address = said.last().unwrap().split('/').nth(2).unwrap();
    assert!(address.starts_with("127.0.0.2:"), "{address}");
    assert!(get(address, "/api/health").contains(" 200 "));
    assert!(TcpStream::connect(before).is_err());
    ended_well(dev);
}

#[test]
fn a_request_that_was_accepted_is_answered_before_the_new_server_takes_over() {
    let gate = TcpListener::bind("127.0.0.1:0").unwrap();
    let gated = format!("[plugins.gate]\naddress = \"{}\"\n", gate.local_addr().unwrap());
    let project = Project::new(&format!("{}{gated}", notes("")));
    let (dev, address) = start(&project);
    let accepted = request(&address, "GET", "/api/gate", "Host: localhost\r\n");
    // The handler has begun when it knocks.
    let (mut handler, _) = gate.accept().unwrap();
    project.write("nevr.config.toml", &format!("{}{gated}", notes(COLOUR)));
    dev.says("push      add column");
    handler.write_all(b"pass").unwrap();
    drop(handler);
    let answer = answer(accepted);
    assert!(answer.contains(" 200 ") && answer.ends_with("\"pass\""), "{answer}");
    dev.says("serve ");
    assert_eq!(green(&address), "200");
    ended_well(dev);
}

#[test]
fn a_connection_that_is_kept_does_not_keep_the_old_server() {
    let project = Project::new(&notes(""));
    let (dev, address) = start(&project);
    let mut kept = TcpStream::connect(&address).unwrap();
    let head = format!("GET /api/health HTTP/1.1\r\nHost: {address}\r\n\r\n");
    kept.write_all(head.as_bytes()).unwrap();
    // The first byte: the connection is in the hands of the old server.
    kept.read_exact(&mut [0]).unwrap();
    project.write("nevr.config.toml", &notes(COLOUR));
    dev.says("serve ");
    // It was closed, so what is left of it ends.
    kept.read_to_end(&mut Vec::new()).unwrap();
    assert_eq!(green(&address), "200");
    ended_well(dev);
}
