//! `db:migrate`, `db:rollback`, `db:reset`, `db:drop` and `serve --migrate`.

use std::fs;

use crate::support::{APP, Project, SECRET};

const CART: &str = "\n[entities.cart]\nfields.note = { type = \"text\", optional = true }\n";
const LABELLED: &str = "\n[entities.cart]\nfields.note = { type = \"text\", optional = true }\n\
                        fields.label = { type = \"string\", optional = true }\n";

fn plain() -> String {
    APP.replace("[plugins.auth.plugins.anonymous]\n", "")
}

fn with(config: &str) -> String {
    format!("{APP}{config}")
}

/// What was said, with the time in names as `<time>`.
fn timeless(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("20") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let digits = from.chars().take_while(char::is_ascii_digit).count();
        if digits == 14 {
            out.push_str("<time>");
            rest = &from[14..];
        } else {
            out.push_str("20");
            rest = &from[2..];
        }
    }
    out + rest
}

fn said(project: &Project, arguments: &[&str]) -> String {
    timeless(&project.run(arguments).whole())
}

fn migrations(project: &Project) -> Vec<String> {
    let Ok(entries) = fs::read_dir(project.path().join("migrations")) else { return Vec::new() };
    let name = |entry: std::io::Result<fs::DirEntry>| {
        timeless(&entry.unwrap().file_name().into_string().unwrap())
    };
    let mut names: Vec<_> = entries.map(name).collect();
    names.sort();
    names
}

#[test]
fn the_first_migration_and_the_next_say_what_they_do() {
    let project = Project::new(APP);
    insta::assert_snapshot!("first_migration", said(&project, &["db:migrate"]));
    project.write("nevr.config.toml", &with(CART));
    insta::assert_snapshot!("next_migration", said(&project, &["db:migrate", "--name", "carts"]));
    assert_eq!(migrations(&project), ["<time>_carts", "<time>_init"]);
    insta::assert_snapshot!(said(&project, &["db:migrate"]), @r"
    exit 0
    --- stdout
    nothing to do: the migrations match the schema, and all are applied
    --- stderr
    ");
}

#[test]
fn the_files_are_as_reviewed() {
    let project = Project::new(APP);
    project.run(&["db:migrate", "--create-only"]).done();
    let folder = fs::read_dir(project.path().join("migrations")).unwrap().next().unwrap().unwrap();
    for file in
        ["up.sqlite.sql", "down.sqlite.sql", "up.postgresql.sql", "up.mysql.sql", "schema.json"]
    {
        let text = fs::read_to_string(folder.path().join(file)).unwrap();
        insta::assert_snapshot!(format!("files_{file}"), timeless(&text));
    }
}

#[test]
fn a_dry_run_and_what_is_only_written_leave_the_database_alone() {
    let project = Project::new(APP);
    insta::assert_snapshot!(
        "dry_run_without_a_database",
        said(&project, &["db:migrate", "--dry-run"])
    );
    assert_eq!(project.files(), ["nevr.config.toml"]);
    insta::assert_snapshot!("create_only", said(&project, &["db:migrate", "--create-only"]));
    assert!(!project.path().join("nevr.db").exists());
    let project = Project::new(APP);
    project.run(&["db:migrate"]).done();
    project.write("nevr.config.toml", &with(CART));
    insta::assert_snapshot!("dry_run", said(&project, &["db:migrate", "--dry-run"]));
    insta::assert_snapshot!("dry_push", said(&project, &["db:push", "--dry-run"]));
    assert_eq!(migrations(&project), ["<time>_init"]);
}

#[test]
fn a_database_that_was_pushed_to_another_schema_is_pushed_to_this_one_first() {
    let project = Project::new(APP);
    project.run(&["db:push"]).done();
    project.write("nevr.config.toml", &with(CART));
    insta::assert_snapshot!("no_baseline", said(&project, &["db:migrate"]));
    assert!(migrations(&project).is_empty());
    project.run(&["db:push"]).done();
    insta::assert_snapshot!("baseline", said(&project, &["db:migrate"]));
}

#[test]
fn hostile_names_are_wrong_usage_and_nothing_is_written() {
    let project = Project::new(APP);
    for name in ["", "a b", "../x", "/etc/x", "$(touch x)", "a;b", "A", "a\nb", "ä", "`x`", "."] {
        let answer = project.run(&["db:migrate", "--name", name]);
        assert_eq!(answer.code, 2, "{name:?}");
        assert_eq!(project.files(), ["nevr.config.toml"], "{name:?}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_named_and_nothing_is_applied() {
    let project = Project::new(APP);
    // Whoever is root may write wherever a folder is.
    project.write("migrations", "not a folder");
    let answer = project.run(&["db:migrate"]);
    assert_eq!(answer.code, 1);
    assert!(answer.stderr.contains("migrations"), "{}", answer.stderr);
    assert!(!project.run(&["db:status"]).stdout.contains("matches the schema"));
}

#[test]
fn serve_says_which_command_brings_the_database_forward() {
    let project = Project::new(APP).with("NEVR_AUTH_SECRET", SECRET);
    project.run(&["db:migrate"]).done();
    project.write("nevr.config.toml", &with(CART));
    insta::assert_snapshot!("serve_without_a_migration", said(&project, &["serve"]));
    project.run(&["db:migrate", "--create-only"]).done();
    insta::assert_snapshot!("serve_before_a_migration", said(&project, &["serve"]));
    insta::assert_snapshot!("status_before_a_migration", said(&project, &["db:status"]));
    let server = project.start(&["serve", "--migrate"]);
    let said = server.says("serving").join("\n");
    assert!(timeless(&said).starts_with("applied <time>_create_table_cart\nserving"), "{said}");
}

#[test]
fn serve_still_refuses_what_no_migration_brings() {
    let project = Project::new(APP).with("NEVR_AUTH_SECRET", SECRET);
    project.run(&["db:migrate", "--create-only"]).done();
    project.write("nevr.config.toml", &with(CART));
    let answer = project.run(&["serve", "--migrate"]);
    assert_eq!(answer.code, 1);
    assert!(answer.stdout.contains("applied"), "{}", answer.stdout);
    assert!(answer.stderr.contains("create table cart (app)"), "{}", answer.stderr);
    assert!(answer.stderr.contains("nevr db:migrate"), "{}", answer.stderr);
}

#[test]
fn dev_pushes_and_leaves_the_migrations_alone() {
    let project = Project::new(APP);
    project.run(&["db:migrate", "--create-only"]).done();
    let dev = project.start(&["dev"]);
    dev.says("Ctrl-C stops");
    drop(dev);
    let migrated = said(&project, &["db:migrate"]);
    assert!(migrated.contains("recorded <time>_init as applied"), "{migrated}");
}

#[test]
fn a_changed_file_is_named_with_the_way_out() {
    let project = Project::new(APP);
    project.run(&["db:migrate"]).done();
    let folder = fs::read_dir(project.path().join("migrations")).unwrap().next().unwrap().unwrap();
    fs::write(folder.path().join("up.sqlite.sql"), "SELECT 1;\n").unwrap();
    insta::assert_snapshot!("changed_file", said(&project, &["db:migrate"]));
    assert_eq!(project.run(&["db:status"]).code, 1);
}

#[test]
fn a_loss_is_said_with_its_rows_and_needs_consent() {
    let project = Project::new(&with(LABELLED));
    project.run(&["db:migrate"]).done();
    project.put_cart("label");
    project.write("nevr.config.toml", &with(CART));
    insta::assert_snapshot!("lossy_migration", said(&project, &["db:migrate"]));
    insta::assert_snapshot!("lossy_push", said(&project, &["db:push"]));
    insta::assert_snapshot!("lossy_dry_push", said(&project, &["db:push", "--dry-run"]));
    insta::assert_snapshot!("lossy_create", said(&project, &["db:migrate", "--create-only"]));
    insta::assert_snapshot!("accepted_loss", said(&project, &["db:migrate", "--accept-data-loss"]));
}

/// A field is added and taken away again while one tries out a schema.
#[test]
fn what_holds_nothing_is_dropped_without_consent() {
    let project = Project::new(&with(CART));
    project.run(&["db:push"]).done();
    project.put_cart("note");
    project.write("nevr.config.toml", &with(LABELLED));
    project.run(&["db:push"]).done();
    project.write("nevr.config.toml", &with(CART));
    let dry = project.run(&["db:push", "--dry-run"]);
    assert!(dry.code == 0 && !dry.stdout.contains("would be lost"), "{}", dry.stdout);
    assert!(project.run(&["db:push"]).done().contains("drop column cart.label (app)"));
    assert_eq!(project.run(&["db:status"]).code, 0);
}

#[test]
fn what_was_applied_last_is_taken_back() {
    let project = Project::new(APP);
    project.run(&["db:migrate"]).done();
    project.write("nevr.config.toml", &with(CART));
    project.run(&["db:migrate"]).done();
    insta::assert_snapshot!("rollback_dry", said(&project, &["db:rollback", "--dry-run"]));
    insta::assert_snapshot!("rollback", said(&project, &["db:rollback"]));
    let json = project.run(&["db:rollback", "--steps", "5", "--json"]).json();
    assert_eq!(json["migrations"].as_array().unwrap().len(), 1);
    assert_eq!(
        project.run(&["db:rollback"]).done(),
        "nothing to roll back: no migration is applied\n"
    );
    assert_eq!(project.run(&["db:rollback", "--steps", "0"]).code, 2);
}

#[test]
fn a_reset_needs_force_and_leaves_what_is_not_nevrs() {
    let project = Project::new(APP);
    project.run(&["db:migrate"]).done();
    insta::assert_snapshot!("reset_without_force", said(&project, &["db:reset"]));
    insta::assert_snapshot!("reset_with_files", said(&project, &["db:reset", "--force"]));
    assert_eq!(project.run(&["db:status"]).code, 0);
    let project = Project::new(APP);
    project.run(&["db:push"]).done();
    insta::assert_snapshot!("reset_without_files", said(&project, &["db:reset", "--force"]));
}

#[test]
fn a_plugin_is_dropped_when_it_is_switched_off_and_that_is_accepted() {
    let project = Project::new(APP);
    project.run(&["db:migrate"]).done();
    insta::assert_snapshot!("drop_switched_on", said(&project, &["db:drop", "auth.anonymous"]));
    project.write("nevr.config.toml", &plain());
    insta::assert_snapshot!("drop_without_consent", said(&project, &["db:drop", "auth.anonymous"]));
    insta::assert_snapshot!("drop_unknown", said(&project, &["db:drop", "auth.nobody"]));
    let drop = ["db:drop", "auth.anonymous", "--accept-data-loss"];
    insta::assert_snapshot!("drop_with_consent", said(&project, &drop));
    assert_eq!(project.run(&["db:status"]).code, 0);
}

#[test]
fn programs_get_json() {
    let project = Project::new(APP);
    let migrated = project.run(&["db:migrate", "--json"]).json();
    assert_eq!(migrated["ok"], true);
    assert_eq!(migrated["done"][0]["did"], "applied");
    assert_eq!(migrated["steps"][0]["change"], "create table user (auth)");
    let status = project.run(&["db:status", "--json"]).json();
    assert_eq!(status["files"]["applied"].as_array().unwrap().len(), 1);
    assert_eq!(status["files"]["pending"], serde_json::json!([]));
    let answer = project.run(&["db:reset", "--json"]);
    assert_eq!((answer.code, &answer.json()["ok"]), (1, &false.into()));
    project.write("nevr.config.toml", &plain());
    let answer = project.run(&["db:drop", "auth.anonymous", "--json"]);
    assert_eq!(answer.code, 1);
    assert_eq!(answer.json()["losses"][0]["field"], "isAnonymous");
    let dry = project.run(&["db:push", "--dry-run", "--json"]).json();
    assert_eq!(dry["ok"], true);
}
