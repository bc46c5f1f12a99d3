//! What the book says of the code is so.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../examples/reference/pages/mod.rs"]
mod pages;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn the_generated_pages_are_current() {
    for page in pages::pages().unwrap() {
        assert!(
            read(Path::new("docs/src/reference").join(page.name)) == page.text,
            "docs/src/reference/{} is stale: run `cargo run -p nevr --example reference`",
            page.name
        );
    }
}

#[test]
fn the_generated_pages_are_the_same_each_time() {
    let texts = || pages::pages().unwrap().into_iter().map(|page| page.text).collect::<Vec<_>>();
    assert_eq!(texts(), texts());
}

/// Rows of the page on what holds: ``| T1 | … | `crates/…`, `crates/…` |``.
fn promises() -> Vec<(String, Vec<String>)> {
    let page = read("docs/src/reference/what-holds.md");
    let rows = page.lines().filter_map(|line| {
        let cells: Vec<&str> = line.trim_matches(['|', ' ']).split(" | ").map(str::trim).collect();
        let [id, _, tests] = cells.as_slice() else { return None };
        let files = tests.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        is_id(id).then(|| ((*id).to_owned(), files))
    });
    rows.collect()
}

/// A capital letter and a number.
fn is_id(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|first| first.is_ascii_uppercase())
        && text.len() > 1
        && characters.all(|rest| rest.is_ascii_digit())
}

#[test]
fn every_promise_on_the_page_of_what_holds_has_a_test_of_its_name() {
    let promises = promises();
    assert!(promises.len() > 10, "the rows of what-holds.md can't be read");
    for (id, files) in &promises {
        assert!(!files.is_empty(), "{id} names no file");
        for file in files {
            let begin = format!("fn {}_", id.to_lowercase());
            assert!(read(file).contains(&begin), "{file} has no test that begins with `{begin}`");
        }
    }
    let ids: BTreeSet<_> = promises.iter().map(|(id, _)| id).collect();
    assert_eq!(ids.len(), promises.len(), "an id has two rows");
}

#[test]
fn the_summary_and_the_pages_are_the_same_set() {
    let pages = root().join("docs/src");
    let summary = read("docs/src/SUMMARY.md");
    let linked: BTreeSet<PathBuf> = links(&summary).map(|link| pages.join(link)).collect();
    for page in &linked {
        assert!(page.is_file(), "SUMMARY.md links to {}, which is not there", page.display());
    }
    for page in markdown_below(&pages) {
        let is_summary = page.ends_with("SUMMARY.md");
        assert!(is_summary || linked.contains(&page), "{} is not in SUMMARY.md", page.display());
    }
}

#[test]
fn every_decision_is_part_of_the_book() {
    let summary = read("docs/src/SUMMARY.md");
    for page in markdown_below(&root().join("docs/decisions")) {
        let name = page.file_name().unwrap().to_str().unwrap();
        assert!(summary.contains(name), "decision {name} is not in SUMMARY.md");
        let included = read(Path::new("docs/src/decisions").join(name));
        assert_eq!(included.trim(), format!("{{{{#include ../../decisions/{name}}}}}"));
    }
}

/// The targets of the inline links in a page, code left out.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let prose = text.split("```").step_by(2);
    let targets = prose.flat_map(|part| part.split("](").skip(1));
    targets.filter_map(|rest| rest.split(')').next())
}

fn markdown_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(markdown_below(&path));
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
    found
}
