//! `generate`.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    time::SystemTime,
};

use sea_orm::{ConnectionTrait, Database, Statement};
use serde_json::Value;

use crate::support::{APP, Project};

const DOCUMENTS: [&str; 5] =
    ["schema.json", "schema.sqlite.sql", "openapi.json", "api.ts", "nevr.config.schema.json"];

const ENTITIES: [&str; 4] =
    ["entities/session.rs", "entities/user.rs", "entities/mod.rs", "entities/prelude.rs"];

fn all() -> impl Iterator<Item = &'static str> {
    DOCUMENTS.into_iter().chain(ENTITIES)
}

fn hostile() -> Project {
    let config = format!(
        "{APP}\n[plugins.hostile]\n\n[entities.delete]\n\
         fields = {{ from = {{ type = \"text\", default = '\"); -- \\\n' }} }}\n"
    );
    Project::new(&config.replace("\\\n", "\\"))
}

#[test]
fn every_file_is_written_and_named() {
    let project = Project::new(APP);
    insta::assert_snapshot!(project.run(&["generate"]).whole());
    for file in all() {
        assert!(project.path().join("generated").join(file).is_file(), "{file}");
    }
    assert_eq!(project.files().len(), all().count() + 1, "{:?}", project.files());
}

#[test]
fn the_files_are_as_reviewed() {
    let project = Project::new(APP);
    project.run(&["generate"]).done();
    for file in all().filter(|file| *file != "openapi.json") {
        insta::assert_snapshot!(file.replace('/', "-"), project.read(&format!("generated/{file}")));
    }
}

/// All operations are written by the same code: one is reviewed whole, the others by their names.
#[test]
fn the_document_of_the_endpoints_is_as_reviewed() {
    let project = Project::new(APP);
    project.run(&["generate"]).done();
    let text = project.read("generated/openapi.json");
    let mut document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(text, format!("{document:#}\n"), "it is indented, and ends with a line break");
    for (path, methods) in document["paths"].as_object_mut().unwrap() {
        for operation in methods.as_object_mut().unwrap().values_mut() {
            if path != "/api/auth/anonymous/link" {
                let statuses: Vec<_> = operation["responses"].as_object().unwrap().keys().collect();
                *operation =
                    format!("{} {} {statuses:?}", operation["operationId"], operation["tags"])
                        .replace('"', "")
                        .into();
            }
        }
    }
    insta::assert_snapshot!("openapi.json", format!("{document:#}"));
}

#[test]
fn a_second_time_touches_nothing() {
    let project = hostile();
    project.run(&["generate"]).done();
    let times = || -> Vec<SystemTime> {
        let modified = |file| {
            fs::metadata(project.path().join("generated").join(file)).unwrap().modified().unwrap()
        };
        all().map(modified).collect()
    };
    let before = times();
    let said = project.run(&["generate"]).done();
    assert_eq!(times(), before);
    assert_eq!(said, "11 files in ./generated, all unchanged\n");
}

#[test]
fn only_what_changed_is_written_and_named() {
    let project = Project::new(APP);
    project.run(&["generate"]).done();
    project.write("generated/openapi.json", "{}");
    let answer = project.run(&["generate", "--json"]);
    let states: Vec<_> = answer.json()["files"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|file| file["state"] != "unchanged")
        .map(|file| format!("{} {}", file["name"], file["state"]))
        .collect();
    assert_eq!(states, ["\"openapi.json\" \"changed\""]);
    assert_ne!(project.read("generated/openapi.json"), "{}");
}

#[test]
fn a_link_in_out_dir_is_replaced_and_what_it_leads_to_is_left_alone() {
    let project = Project::new(APP);
    project.write("precious.txt", "precious");
    fs::create_dir(project.path().join("generated")).unwrap();
    symlink(project.path().join("precious.txt"), project.path().join("generated/schema.json"))
        .unwrap();
    project.run(&["generate"]).done();
    assert_eq!(project.read("precious.txt"), "precious");
    assert!(project.read("generated/schema.json").starts_with('{'));
}

#[test]
fn on_a_full_disk_every_file_stays_as_it_was() {
    let project = Project::new(APP);
    project.run(&["generate"]).done();
    let state = || -> Vec<_> {
        project.files().into_iter().map(|file| (project.read(&file), file)).collect()
    };
    project.write(
        "nevr.config.toml",
        &format!("{APP}\n[entities.note]\nfields.text = {{ type = \"text\" }}\n"),
    );
    let before = state();
    let answer = project.run_with_little_room(8, &["generate"]);
    assert_eq!(answer.code, 1, "{}", answer.stdout);
    assert!(answer.stderr.contains("cannot write ./generated/openapi.json"), "{}", answer.stderr);
    assert_eq!(state(), before);
    assert!(project.run(&["generate"]).done().contains("written"));
}

#[test]
fn a_folder_in_the_place_of_a_file_is_named_and_nothing_is_written() {
    let project = Project::new(APP);
    fs::create_dir_all(project.path().join("generated/api.ts")).unwrap();
    let answer = project.run(&["generate"]);
    assert_eq!(answer.code, 1);
    assert!(
        answer.stderr.contains("cannot write ./generated/api.ts: it is not a file"),
        "{}",
        answer.stderr
    );
    assert_eq!(project.files(), ["nevr.config.toml"]);
}

#[test]
fn a_file_that_is_replaced_keeps_its_permissions() {
    let project = Project::new(APP);
    project.run(&["generate"]).done();
    project.write("generated/openapi.json", "{}");
    let file = project.path().join("generated/openapi.json");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    project.run(&["generate"]).done();
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn out_dir_may_be_anywhere() {
    let elsewhere = tempfile::tempdir().unwrap();
    let out_dir = elsewhere.path().join("deep/inside");
    let project = Project::new(&format!("outDir = '{}'\n{APP}", out_dir.display()));
    project.run(&["generate"]).done();
    assert!(out_dir.join("schema.json").is_file());
    assert_eq!(project.files(), ["nevr.config.toml"]);
}

#[test]
fn an_out_dir_that_is_a_file_is_an_error_that_names_it() {
    let project = Project::new(APP);
    project.write("generated", "");
    let answer = project.run(&["generate"]);
    assert_eq!(answer.code, 1);
    assert!(answer.stderr.contains("cannot write ./generated"), "{}", answer.stderr);
}

#[test]
fn a_config_with_problems_writes_nothing() {
    let project = Project::new("[plugins.oauth]\n");
    let answer = project.run(&["generate"]);
    assert_eq!(answer.code, 1);
    assert!(answer.stderr.contains("unknown plugin `oauth`"), "{}", answer.stderr);
    assert_eq!(project.files(), ["nevr.config.toml"]);
}

#[test]
fn o6_hostile_texts_make_files_that_parse() {
    let project = hostile();
    project.run(&["generate"]).done();
    for file in DOCUMENTS.iter().filter(|file| file.contains("json")) {
        let text = project.read(&format!("generated/{file}"));
        serde_json::from_str::<Value>(&text).expect(file);
    }
    let openapi: Value = serde_json::from_str(&project.read("generated/openapi.json")).unwrap();
    let summary = &openapi["paths"]["/api/hostile"]["get"]["summary"];
    assert!(summary.as_str().unwrap().starts_with("'; DROP TABLE"));
}

#[test]
fn o6_hostile_texts_make_types_that_a_compiler_takes() {
    let project = hostile();
    project.run(&["generate"]).done();
    // The compiler is asked by `.ci/api-types`.
    let text = project.read("generated/api.ts");
    assert_eq!(text.matches("*/ \"").count(), 0, "{text}");
    insta::assert_binary_snapshot!("hostile.ts", text.into_bytes());
}

#[test]
fn o6_hostile_texts_make_sql_that_makes_these_tables_and_no_others() {
    let project = hostile();
    project.run(&["generate"]).done();
    let sql = project.read("generated/schema.sqlite.sql");
    let tables = actix_web::rt::System::new().block_on(async {
        let db = Database::connect("sqlite::memory:").await.unwrap();
        db.execute_unprepared(&sql).await.unwrap();
        let query = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name";
        let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), query));
        let name = |row: sea_orm::QueryResult| row.try_get::<String>("", "name").unwrap();
        rows.await.unwrap().into_iter().map(name).collect::<Vec<_>>()
    });
    assert_eq!(tables, ["delete", "select", "session", "user"]);
}

#[test]
fn every_reference_in_the_schema_of_the_config_leads_somewhere() {
    let project = hostile();
    project.run(&["generate"]).done();
    let text = project.read("generated/nevr.config.schema.json");
    let root: Value = serde_json::from_str(&text).unwrap();
    let mut waiting = vec![&root];
    let mut references = 0;
    while let Some(value) = waiting.pop() {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(reference)) = members.get("$ref") {
                    assert!(
                        root.pointer(reference.trim_start_matches('#')).is_some(),
                        "{reference}"
                    );
                    references += 1;
                }
                waiting.extend(members.values());
            }
            Value::Array(items) => waiting.extend(items),
            _ => {}
        }
    }
    assert!(references > 0);
}

#[test]
fn the_schema_of_the_config_knows_sub_plugins_and_their_defaults() {
    let project = Project::new(APP);
    project.run(&["generate"]).done();
    let text = project.read("generated/nevr.config.schema.json");
    let schema: Value = serde_json::from_str(&text).unwrap();
    let plugins = &schema["properties"]["plugins"];
    let anonymous =
        &plugins["properties"]["auth"]["properties"]["plugins"]["properties"]["anonymous"];
    assert_eq!(anonymous["additionalProperties"], false);
    assert_eq!(anonymous["properties"]["expiresIn"]["default"], "30d");
    assert_eq!(anonymous["properties"]["expiresIn"]["description"], "How long a guest stays.");
    assert_eq!(plugins["additionalProperties"], false);
    assert_eq!(schema["additionalProperties"], false);
}

#[test]
fn o5_no_value_of_a_variable_gets_into_a_file_or_a_message() {
    let config = format!(
        "{}secret = [\"${{NEW_SECRET}}\", \"${{OLD_SECRET}}\"]\ngreeting.words = \"${{WORDS}}\"\n",
        APP.replace("\n[plugins.auth.plugins.anonymous]\n", "")
            .replace("database = \"sqlite\"", "database.url = \"${DATABASE_URL}\"")
    );
    let mut project = Project::new(&config);
    for name in ["NEW_SECRET", "OLD_SECRET", "WORDS"] {
        project = project.with(name, "canary-canary-canary-canary-canary");
    }
    let project = project.with("DATABASE_URL", "sqlite://canary/canary.db?mode=canary");
    for arguments in [
        &["check"][..],
        &["check", "--json"],
        &["generate"],
        &["introspect"],
        &["introspect", "--json"],
        &["openapi"],
        &["db:status"],
        &["db:status", "--json"],
        &["db:push"],
        &["serve"],
        &["dev"],
    ] {
        let whole = project.run(arguments).whole();
        assert!(!whole.contains("canary"), "{arguments:?}: {whole}");
    }
    for file in project.files() {
        assert!(!project.read(&file).contains("canary"), "{file}");
    }
}
