//! `db:push` and `db:status`.

use std::fs;

use crate::support::{APP, Project, SECRET};

const CART: &str = "\n[entities.cart]\nfields.note = { type = \"text\" }\n";

#[test]
fn a_database_that_is_not_there_is_made_and_described() {
    let project = Project::new(APP);
    insta::assert_snapshot!(project.run(&["db:status"]).whole(), @r"
    exit 1
    --- stdout
    --- stderr
    error: the database `nevr.db` beside the config file does not exist yet
      help: run `nevr db:push` to create it, or `nevr db:migrate` if there are migration files
    ");
    assert_eq!(project.files(), ["nevr.config.toml"], "status makes nothing");
    insta::assert_snapshot!(project.run(&["db:push"]).whole());
    assert!(project.path().join("nevr.db").is_file());
    let answer = project.run(&["db:status"]);
    assert_eq!(answer.code, 0);
    assert_eq!(answer.stdout, "the database matches the schema\n");
}

#[test]
fn a_second_push_has_nothing_to_do() {
    let project = Project::new(APP);
    project.run(&["db:push"]).done();
    let said = project.run(&["db:push"]).done();
    assert_eq!(said, "no changes: the database matches the schema\n");
    let answer = project.run(&["db:push", "--json"]);
    assert_eq!(answer.json(), serde_json::json!({ "ok": true, "steps": [], "migrations": [] }));
}

#[test]
fn what_is_missing_is_listed_and_exits_with_1() {
    let project = Project::new(APP);
    project.run(&["db:push"]).done();
    project.write("nevr.config.toml", &format!("{APP}{CART}"));
    insta::assert_snapshot!(project.run(&["db:status"]).whole(), @r"
    exit 1
    --- stdout
    missing:
      create table cart (app)
    the database is behind the schema: run `nevr db:push`
    --- stderr
    ");
    let answer = project.run(&["db:status", "--json"]);
    assert_eq!(answer.code, 1);
    let json = answer.json();
    assert_eq!(json["ok"], false);
    assert_eq!(json["steps"][0]["change"], "create table cart (app)");
    assert_eq!(json["steps"][0]["owner"], "app");
}

#[test]
fn what_cannot_be_done_without_a_loss_is_refused_with_the_ways_out() {
    let project = Project::new(&format!("{APP}{CART}"));
    project.run(&["db:push"]).done();
    project.write("nevr.config.toml", &format!("{APP}{}", CART.replace("text", "int")));
    insta::assert_snapshot!("refused_push", project.run(&["db:push"]).whole());
    insta::assert_snapshot!("refused_status", project.run(&["db:status"]).whole());
    let answer = project.run(&["db:push", "--json"]);
    assert_eq!(answer.code, 1);
    assert_eq!(answer.json()["refusals"][0]["field"], "note");
}

#[test]
fn the_database_of_another_folder_is_found_beside_its_config() {
    let project = Project::empty();
    fs::create_dir(project.path().join("shop")).unwrap();
    project.write("shop/nevr.config.toml", APP);
    project.run(&["db:push", "-c", "shop/nevr.config.toml"]).done();
    assert!(project.path().join("shop/nevr.db").is_file());
    assert!(!project.path().join("nevr.db").exists());
}

#[test]
fn a_database_that_cannot_be_made_says_who_names_it() {
    let project = Project::new(APP).with("DATABASE_URL", "sqlite://no/such/folder/x.db");
    let answer = project.run(&["db:push"]);
    assert_eq!(answer.code, 1);
    assert!(answer.stderr.contains("`DATABASE_URL`"), "{}", answer.stderr);
    assert!(!answer.stderr.contains("no/such/folder"), "{}", answer.stderr);
    assert!(answer.stderr.contains("begins in the folder of the config file"), "{}", answer.stderr);
}

#[test]
fn a_url_whose_variable_is_not_set_is_shown_with_its_line() {
    let config = format!("[database]\nurl = \"sqlite://${{SHOP_DB}}\"\n{APP}");
    let project = Project::new(&config.replace("database = \"sqlite\"\n", ""));
    for command in ["db:push", "db:status", "serve"] {
        let answer = project.run(&[command]);
        assert_eq!(answer.code, 1);
        assert!(answer.stderr.contains("--> nevr.config.toml:2:7"), "{}", answer.stderr);
        assert!(answer.stderr.contains("needs the variable `SHOP_DB`"), "{}", answer.stderr);
    }
}

#[test]
fn a_file_that_is_no_database_names_the_option_and_the_way_out() {
    let project = Project::new(APP);
    project.write("nevr.db", &"this is no database ".repeat(100));
    insta::assert_snapshot!(project.run(&["db:push"]).whole(), @r"
    exit 1
    --- stdout
    --- stderr
    error: cannot open the database `nevr.db` beside the config file: it is not an SQLite database
      help: set `database.url` to another file, or move this one away and run `nevr db:push`, which creates a new one
    ");
    assert!(project.path().join("nevr.db").is_file(), "it is left alone");
}

#[test]
fn a_folder_that_is_no_database_is_told_apart() {
    let project = Project::new(APP).with("DATABASE_URL", "sqlite://shop");
    fs::create_dir(project.path().join("shop")).unwrap();
    let answer = project.run(&["db:push"]);
    assert_eq!(answer.code, 1);
    assert!(answer.stderr.contains("set `DATABASE_URL` to a file"), "{}", answer.stderr);
}

#[test]
fn the_database_of_another_kind_is_refused_by_name() {
    let project = Project::new(APP).with("DATABASE_URL", "postgres://user:canary@host/db");
    let answer = project.run(&["db:status"]);
    assert_eq!(answer.code, 1);
    assert!(answer.stderr.contains("`postgres:`"), "{}", answer.stderr);
    assert!(!answer.stderr.contains("canary"), "{}", answer.stderr);
}

#[test]
fn a_mode_that_forbids_it_makes_no_file() {
    for mode in ["ro", "rw"] {
        let config =
            APP.replace("\"sqlite\"", &format!("{{ url = \"sqlite://x.db?mode={mode}\" }}"));
        let project = Project::new(&config).with("NEVR_AUTH_SECRET", SECRET);
        for arguments in
            [&["db:push"][..], &["db:reset", "--force"], &["serve", "--migrate"], &["dev"]]
        {
            let answer = project.run(arguments);
            assert_eq!(answer.code, 1, "{arguments:?}");
            let said = format!("does not exist, and `mode={mode}` in its URL forbids to create it");
            assert!(answer.stderr.contains(&said), "{arguments:?}: {}", answer.stderr);
            assert!(answer.stderr.contains("mode=rwc"), "{arguments:?}: {}", answer.stderr);
        }
        assert!(!project.path().join("x.db").exists());
    }
    let project = Project::new(APP);
    project.run(&["db:push"]).done();
    let answer = project.run(&["db:copy", "--to", "sqlite://copy.db?mode=ro"]);
    assert_eq!(answer.code, 1);
    assert!(answer.stderr.contains("forbids to create it"), "{}", answer.stderr);
    assert!(!project.path().join("copy.db").exists());
}
