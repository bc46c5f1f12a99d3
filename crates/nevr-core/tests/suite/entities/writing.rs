//! What is written.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use nevr_core::generate::{GeneratedFile, entity_files, is_entity_file};
use nevr_schema::{Provider, Schema};

use crate::entities::schema::awkward;

const PROVIDERS: [Provider; 3] = [Provider::Sqlite, Provider::Postgresql, Provider::Mysql];

/// The folder of the files that are compiled into these tests.
fn folder(provider: Provider) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/entities").join(provider.name())
}

fn reviewed(path: &Path, written: &str) -> String {
    if env::var_os("UPDATE_FILES").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, written).unwrap();
    }
    fs::read_to_string(path).unwrap()
}

#[test]
fn the_files_are_as_reviewed() {
    for provider in PROVIDERS {
        let files = entity_files(&awkward(), provider).unwrap();
        for file in &files {
            let path = folder(provider).join(&file.name);
            let reviewed = reviewed(&path, &file.content);
            let remedy = "run with UPDATE_FILES=1 and review";
            assert!(reviewed == file.content, "{}: {remedy}", path.display());
        }
        let there = fs::read_dir(folder(provider).join("entities")).unwrap().count();
        assert_eq!(there, files.len(), "a file of {provider} is no more: remove it");
    }
}

#[test]
fn databases_differ_in_the_type_of_moments_alone() {
    let files = |provider| entity_files(&awkward(), provider).unwrap();
    let plain = |mut file: GeneratedFile| {
        for ty in ["SqliteTimestamp", "MysqlTimestamp"] {
            file.content = file.content.replace(ty, "Timestamp");
        }
        // A long type may stand in a line of its own.
        file.content = file.content.split_whitespace().collect();
        file
    };
    let [sqlite, postgresql, mysql] =
        PROVIDERS.map(|provider| files(provider).into_iter().map(plain).collect::<Vec<_>>());
    assert_eq!(sqlite, postgresql);
    assert_eq!(mysql, postgresql);
}

#[test]
fn the_same_schema_gives_the_same_bytes() {
    let files = || entity_files(&awkward(), Provider::Sqlite).unwrap();
    assert_eq!(files(), files());
}

#[test]
fn an_app_without_entities_has_a_module_all_the_same() {
    let files = entity_files(&Schema::default(), Provider::Sqlite).unwrap();
    let names: Vec<_> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["entities/mod.rs", "entities/prelude.rs"]);
    assert!(files.iter().all(|file| is_entity_file(file.content.as_bytes())));
}

#[test]
fn rustfmt_has_nothing_to_add() {
    let dir = tempfile::TempDir::new().unwrap();
    let mut command = Command::new("rustfmt");
    command.args(["--edition", "2024", "--check"]).current_dir(dir.path());
    for file in entity_files(&awkward(), Provider::Sqlite).unwrap() {
        let name = file.name.replace('/', "-");
        // Without the modules, which rustfmt would look for.
        let text = file.content.replace("pub mod ", "pub use ");
        fs::write(dir.path().join(&name), text).unwrap();
        command.arg(name);
    }
    let said = command.output().unwrap();
    let text = String::from_utf8_lossy(&said.stdout);
    assert!(said.status.success(), "{text}{}", String::from_utf8_lossy(&said.stderr));
}
