//! What the book tells about the files of a project, against those that the program writes.

#![cfg(all(feature = "cli", unix))]

use std::{collections::BTreeSet, fs};

use tempfile::TempDir;

use crate::{
    book::{markdown_below, read, root},
    program::{contents, done},
};

/// A new project, with its files generated, and the summary of that.
fn generated() -> (TempDir, String) {
    let dir = TempDir::new().unwrap();
    done(dir.path(), &["init"]);
    let said = done(dir.path(), &["generate"]);
    (dir, said.lines().last().unwrap().to_owned())
}

#[test]
fn the_page_on_the_command_line_has_the_files_that_generate_writes_and_no_others() {
    let (dir, _) = generated();
    let entities =
        ["user", "session", "account", "verification"].map(|it| format!("entities/{it}.rs"));
    let names = contents(&dir.path().join("generated")).into_keys().map(|name| {
        let name = name.display().to_string().replace(".sqlite.", ".<provider>.");
        if entities.contains(&name) { "entities/<entity>.rs".to_owned() } else { name }
    });
    let written: BTreeSet<String> = names.collect();
    let page = read("docs/src/reference/command-line.md");
    let section =
        page.split("## What generate writes").nth(1).unwrap().split("\n\n").nth(1).unwrap();
    let cells = section.lines().skip(2).filter_map(|row| row.split('|').nth(1));
    let listed: BTreeSet<String> =
        cells.flat_map(|cell| cell.split('`').skip(1).step_by(2).map(str::to_owned)).collect();
    assert_eq!(listed, written);
}

#[test]
fn the_tutorial_counts_the_files_that_generate_writes() {
    let (dir, first) = generated();
    let page = read("docs/src/tutorial.md");
    let config = page.split("```toml\n").find(|block| block.contains("[entities.cart]")).unwrap();
    fs::write(dir.path().join("nevr.config.toml"), config.split("```").next().unwrap()).unwrap();
    let second = done(dir.path(), &["generate"]);
    let counted: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("generate  ")).collect();
    assert_eq!(counted, [first.as_str(), second.lines().last().unwrap()]);
}

/// A page that shows what `dev` prints has as many files as follow from its number of entities.
#[test]
fn every_page_counts_as_many_files_as_its_entities_make() {
    let number = |text: &str, unit: &str| -> Option<usize> {
        text.split(unit).next()?.rsplit(' ').next()?.parse().ok()
    };
    let (dir, _) = generated();
    let entities = number(&done(dir.path(), &["check"]), " entities").unwrap();
    let others = contents(&dir.path().join("generated")).len() - entities;
    let mut pages = 0;
    for page in markdown_below(&root().join("docs/src")) {
        let text = read(&page);
        let mut entities = None;
        for line in text.lines() {
            if let Some(checked) = line.strip_prefix("check     ") {
                entities = number(checked, " entities");
            } else if let Some(generated) = line.strip_prefix("generate  ") {
                assert_eq!(number(generated, " files"), entities.map(|it| it + others), "{line}");
                pages += 1;
            }
        }
    }
    assert!(pages >= 3, "the pages can't be read");
}

#[test]
fn a_page_that_lists_what_to_ignore_lists_what_init_does() {
    let (dir, _) = generated();
    let ignored = fs::read_to_string(dir.path().join(".gitignore")).unwrap();
    let page = read("docs/src/how-to/plugin.md");
    let block = page.split("```text\n# .gitignore\n").nth(1).unwrap().split("```").next().unwrap();
    let lines: Vec<_> = block.lines().filter(|line| *line != "/target").collect();
    assert_eq!(lines, ignored.lines().collect::<Vec<_>>());
}
