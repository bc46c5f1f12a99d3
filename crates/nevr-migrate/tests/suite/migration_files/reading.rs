//! The folder of migrations.

use std::{fs, path::Path};

use nevr_migrate::files::{Folder, FolderError};
use nevr_schema::Provider;
use tempfile::TempDir;

/// Writes a migration into a folder.
fn put(folder: &Path, name: &str, follows: Option<&str>) {
    let path = folder.join(name);
    fs::create_dir_all(&path).unwrap();
    let snapshot = serde_json::json!({ "follows": follows, "owners": {} });
    fs::write(path.join("schema.json"), snapshot.to_string()).unwrap();
    for direction in ["up", "down"] {
        for provider in ["sqlite", "postgresql", "mysql"] {
            fs::write(path.join(format!("{direction}.{provider}.sql")), "SELECT 1;\n").unwrap();
        }
    }
}

fn read(folder: &TempDir) -> Result<Vec<String>, FolderError> {
    let migrations = Folder::at(folder.path()).read(Provider::Sqlite)?;
    Ok(migrations.into_iter().map(|migration| migration.name.to_string()).collect())
}

fn two() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "20260102000000_b", Some("20260101000000_a"));
    put(folder.path(), "20260101000000_a", None);
    folder
}

#[test]
fn a_folder_that_is_not_there_holds_no_migrations() {
    let folder = tempfile::tempdir().unwrap();
    let migrations = Folder::at(folder.path().join("none")).read(Provider::Sqlite).unwrap();
    assert!(migrations.is_empty());
}

#[test]
fn migrations_are_read_in_the_order_of_their_names() {
    assert_eq!(read(&two()).unwrap(), ["20260101000000_a", "20260102000000_b"]);
}

#[test]
fn files_and_what_begins_with_a_dot_are_not_looked_at() {
    let folder = two();
    fs::write(folder.path().join("README.md"), "about").unwrap();
    fs::create_dir(folder.path().join(".20260103000000_c.tmp")).unwrap();
    assert_eq!(read(&folder).unwrap().len(), 2);
}

#[test]
fn a_folder_that_is_no_migration_is_named() {
    let folder = two();
    put(folder.path(), "2026010300000_c", Some("20260102000000_b"));
    let error = read(&folder).unwrap_err();
    assert!(error.to_string().contains("2026010300000_c is not a migration"), "{error}");
    assert!(error.help().is_some());
}

#[test]
fn migrations_of_another_tool_are_not_looked_at() {
    let folder = two();
    fs::create_dir(folder.path().join("2026-01-03-000000_c")).unwrap();
    fs::write(folder.path().join("2026-01-03-000000_c/up.sql"), "SELECT 1").unwrap();
    assert_eq!(read(&folder).unwrap().len(), 2);
}

#[test]
fn a_file_that_is_not_there_is_named() {
    for file in ["schema.json", "up.sqlite.sql"] {
        let folder = two();
        fs::remove_file(folder.path().join("20260102000000_b").join(file)).unwrap();
        let error = read(&folder).unwrap_err();
        assert!(error.to_string().contains(&format!("20260102000000_b/{file}")), "{error}");
    }
}

#[test]
fn the_files_of_other_databases_are_not_needed() {
    let folder = two();
    fs::remove_file(folder.path().join("20260102000000_b/up.mysql.sql")).unwrap();
    assert_eq!(read(&folder).unwrap().len(), 2);
}

#[test]
fn a_snapshot_that_is_none_is_named() {
    for text in [
        "",
        "{}",
        "[]",
        "{\"follows\": null, \"owners\": {}, \"more\": 1}",
        "{\"follows\": \"x\", \"owners\": {}}",
    ] {
        let folder = two();
        fs::write(folder.path().join("20260102000000_b/schema.json"), text).unwrap();
        let error = read(&folder).unwrap_err();
        assert!(matches!(error, FolderError::Snapshot { .. }), "{text}: {error}");
    }
}

#[test]
fn sql_that_breaks_off_is_named_with_its_line() {
    let folder = two();
    fs::write(folder.path().join("20260102000000_b/up.sqlite.sql"), "SELECT 1;\nSELECT 'a")
        .unwrap();
    let error = read(&folder).unwrap_err().to_string();
    assert!(error.ends_with("up.sqlite.sql, line 2: a text in quotes is not closed"), "{error}");
}

#[test]
fn two_branches_that_met_are_told_apart() {
    let folder = two();
    put(folder.path(), "20260101120000_c", Some("20260101000000_a"));
    let error = read(&folder).unwrap_err();
    assert_eq!(
        error.to_string(),
        "migration 20260102000000_b was written after 20260101000000_a, but comes after 20260101120000_c"
    );
    assert!(error.help().unwrap().contains("two branches met"));
}

#[test]
fn a_migration_that_is_gone_is_missed_by_the_one_after_it() {
    let folder = two();
    fs::remove_dir_all(folder.path().join("20260101000000_a")).unwrap();
    let error = read(&folder).unwrap_err().to_string();
    assert!(
        error.ends_with("was written after 20260101000000_a, but is the first in the folder"),
        "{error}"
    );
}
