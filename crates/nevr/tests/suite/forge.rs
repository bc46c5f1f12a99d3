//! The pages of the repository are read where it is hosted, too, which knows nothing of mdBook and
//! rustdoc.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use crate::book::{markdown_below, read, root};

/// TypeScript that the client's tests compile and run.
const SAMPLES: &str = "clients/typescript/tests/app";

/// The pages of the book, and the READMEs.
fn pages() -> Vec<PathBuf> {
    let mut pages = markdown_below(&root().join("docs/src"));
    pages.push(root().join("README.md"));
    for folder in ["crates", "examples"] {
        let folders = fs::read_dir(root().join(folder)).unwrap();
        let readmes = folders.map(|folder| folder.unwrap().path().join("README.md"));
        pages.extend(readmes.filter(|readme| readme.exists()));
    }
    pages
}

/// The blocks of code of a page: what follows the backticks, and the lines.
fn blocks(page: &str) -> impl Iterator<Item = (&str, Vec<&str>)> {
    page.split("\n```").skip(1).step_by(2).map(|block| {
        let mut lines = block.lines();
        (lines.next().unwrap_or_default(), lines.collect())
    })
}

#[test]
fn no_page_includes_another_file() {
    for page in pages() {
        let text = read(&page);
        assert!(!text.contains("{{#"), "{}: the forge shows `{{{{#…}}}}` as it is", page.display());
    }
    // Where they were included from.
    let old = root().join("docs/decisions");
    let left = if old.is_dir() { markdown_below(&old) } else { Vec::new() };
    assert!(left.is_empty(), "move them to docs/src/decisions: {left:?}");
}

#[test]
fn no_block_of_rust_has_hidden_lines() {
    for page in pages() {
        let text = read(&page);
        let rust = blocks(&text).filter(|(language, _)| language.starts_with("rust"));
        for line in rust.flat_map(|(_, lines)| lines) {
            let code = line.trim_start();
            assert!(code != "#" && !code.starts_with("# "), "{}: {line}", page.display());
        }
    }
}

/// The page with every sample as its file has it, and the number of samples. A sample is a block that
/// begins with the name of its file.
fn with_current_samples(page: &str) -> (String, usize) {
    let (mut text, mut samples) = (String::new(), 0);
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        text.extend([line, "\n"]);
        let name = line.strip_prefix("// ").filter(|_| {
            text.ends_with(&format!("```ts\n{line}\n"))
                || text.ends_with(&format!("```tsx\n{line}\n"))
        });
        if let Some(name) = name {
            samples += 1;
            text.push_str(&read(Path::new(SAMPLES).join(name)));
            text.push_str("```\n");
            lines.by_ref().find(|line| *line == "```");
        }
    }
    (text, samples)
}

/// `UPDATE_FILES=1` writes them into the pages, in place of an `{{#include}}` too.
#[test]
fn the_samples_of_the_book_are_the_tested_files() {
    let mut all = 0;
    for page in markdown_below(&root().join("docs/src")) {
        let text = read(&page);
        let (current, samples) = with_current_samples(&text);
        all += samples;
        if env::var_os("UPDATE_FILES").is_some() && text != current {
            fs::write(&page, current).unwrap();
        } else {
            assert!(text == current, "{}: run with UPDATE_FILES=1 and review", page.display());
        }
    }
    assert!(all >= 11, "the samples can't be read");
}
