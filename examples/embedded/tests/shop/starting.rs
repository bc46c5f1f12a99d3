//! How the program starts, and when it refuses to start.

use std::process::Output;

use crate::program::Folder;

fn refusal(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn without_a_database_it_says_so() {
    let said = refusal(&Folder::new().run(&[]));
    assert!(said.contains("the database can't be opened, try --push"), "{said}");
}

#[test]
fn a_database_that_is_behind_is_refused_and_left_alone() {
    let folder = Folder::new();
    let orders = "cents = { type = \"int\" }, lines";
    folder.reconfigure(orders, "lines");
    drop(folder.push_and_start());

    folder.reconfigure(orders, "cents = { type = \"int\", default = 0 }, lines");
    let said = refusal(&folder.run(&[]));
    assert!(said.contains("the database is behind the schema"), "{said}");
    assert!(said.contains("order"), "{said}");
    let again = refusal(&folder.run(&[]));
    assert_eq!(said, again);
    drop(folder.push_and_start());
}

#[test]
fn once_pushed_it_starts_as_it_is_and_finds_everything() {
    let folder = Folder::new();
    let program = folder.push_and_start();
    let mut client = program.client();
    client.become_guest();
    client.put("tee", 3);
    drop(program);

    for arguments in [&[][..], &["--push"][..]] {
        let program = folder.start(arguments);
        let mut back = program.client();
        back.token.clone_from(&client.token);
        assert_eq!(back.cart()["items"][0]["quantity"], 3);
        assert_eq!(back.get("/api/products").json().as_array().unwrap().len(), 3);
    }
}

#[cfg(unix)]
#[test]
fn nobody_else_on_the_machine_reads_the_database() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    drop(folder.push_and_start());
    let file = folder.path().join("shop.db").metadata().unwrap();
    assert_eq!(file.permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_config_that_is_wrong_is_shown_with_its_place() {
    let folder = Folder::new();
    folder.reconfigure("port = 3000", "prot = 3000");
    let said = refusal(&folder.run(&["--push"]));
    assert!(said.contains("did you mean `port`?"), "{said}");
}

#[test]
fn other_arguments_are_refused() {
    let said = refusal(&Folder::new().run(&["--pusch"]));
    assert!(said.contains("usage: shop [--push]"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_log_that_cannot_be_written_costs_no_answer() {
    let folder = Folder::new();
    std::os::unix::fs::symlink("/dev/full", folder.path().join("log")).unwrap();
    let program = folder.push_and_start();
    program.client().become_guest();
}
