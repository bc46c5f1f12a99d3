//! The book is true of the code.

#[path = "../../examples/reference/pages/mod.rs"]
mod pages;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub(crate) fn read(path: impl AsRef<Path>) -> String {
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
fn every_link_between_files_of_the_repository_leads_somewhere() {
    let mut pages = markdown_below(&root().join("docs/src"));
    pages.extend(READ_ON_THE_FORGE.map(|page| root().join(page)));
    let mut broken = Vec::new();
    for page in pages {
        let text = read(&page);
        for link in links(&text).filter(|link| !link.contains("://")) {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = page.parent().unwrap().join(path);
            let target = if path.is_empty() { page.clone() } else { target };
            let leads =
                target.exists() && (anchor.is_empty() || has_heading(&read(&target), anchor));
            if !leads {
                broken.push(format!("{} -> {link}", page.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// Pages outside of the book whose links are followed too.
const READ_ON_THE_FORGE: [&str; 9] = [
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "clients/typescript/README.md",
    "examples/README.md",
    "examples/custom-plugin/README.md",
    "examples/embedded/README.md",
    "examples/guest-checkout/README.md",
];

/// Whether a page has a heading with this anchor: its text in lower case, spaces as hyphens, other
/// signs left out.
fn has_heading(page: &str, anchor: &str) -> bool {
    let prose = page.split("```").step_by(2).flat_map(str::lines);
    let mut headings = prose.filter(|line| line.starts_with('#'));
    headings.any(|heading| {
        let text = heading.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
        text.chars().filter(|c| c.is_alphanumeric() || "-_".contains(*c)).eq(anchor.chars())
    })
}

/// Words of the glossary: ``- **word**: …``.
fn glossary() -> Vec<String> {
    let page = read("docs/src/reference/glossary.md");
    let entries = page.lines().filter_map(|line| line.strip_prefix("- **"));
    entries.filter_map(|entry| entry.split("**").next()).map(str::to_owned).collect()
}

#[test]
fn no_word_of_the_glossary_has_two_entries() {
    let words = glossary();
    assert!(words.len() > 50, "the entries of glossary.md can't be read");
    let distinct: BTreeSet<_> = words.iter().map(|word| word.to_lowercase()).collect();
    assert_eq!(distinct.len(), words.len());
}

#[test]
fn the_words_of_the_introduction_are_in_the_glossary() {
    let words = glossary();
    let page = read("docs/src/introduction.md");
    let (_, table) = page.split_once("| --- | --- |").unwrap();
    let cells = table.lines().filter_map(|line| line.trim_matches(['|', ' ']).split(" | ").next());
    for word in cells.flat_map(|cell| cell.split(", ")).filter(|word| !word.is_empty()) {
        assert!(words.iter().any(|entry| entry == word), "glossary.md has no entry for {word}");
    }
}

#[test]
fn pages_that_name_the_oldest_rust_name_the_one_of_the_manifest() {
    let version = env!("CARGO_PKG_RUST_VERSION");
    for page in ["README.md", "CONTRIBUTING.md", "docs/src/tutorial.md"] {
        assert!(read(page).contains(&format!("Rust {version} or newer")), "{page}");
    }
}

#[test]
fn the_page_on_the_config_file_has_every_provider() {
    let options = read("docs/src/reference/options.md");
    let row = options.lines().find(|line| line.starts_with("| `database.provider`")).unwrap();
    let types = row.split('|').nth(2).unwrap();
    let page = read("docs/src/reference/config-file.md");
    for provider in types.split('`').skip(1).step_by(2) {
        assert!(page.contains(&format!("| `{provider}` |")), "config-file.md lacks {provider}");
    }
}

#[cfg(feature = "cli")]
#[test]
fn the_page_on_the_command_line_and_the_changelog_have_every_command() {
    let help = std::process::Command::new(env!("CARGO_BIN_EXE_nevr")).arg("--help").output();
    let help = String::from_utf8(help.unwrap().stdout).unwrap();
    let (_, commands) = help.split_once("Commands:").unwrap();
    let lines = commands.lines().skip(1).take_while(|line| !line.is_empty());
    let first_words = lines.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let names: Vec<_> = first_words.filter(|name| !["", "help"].contains(name)).collect();
    assert!(names.len() > 10, "the commands can't be read: {help}");
    let (page, changelog) = (read("docs/src/reference/command-line.md"), read("CHANGELOG.md"));
    for name in names {
        assert!(page.contains(&format!("| `nevr {name}")), "command-line.md lacks {name}");
        assert!(changelog.contains(&format!("`{name}`")), "CHANGELOG.md lacks {name}");
    }
}

/// The targets of the inline links in a page, code left out.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let prose = text.split("```").step_by(2);
    let targets = prose.flat_map(|part| part.split("](").skip(1));
    targets.filter_map(|rest| rest.split(')').next())
}

pub(crate) fn markdown_below(folder: &Path) -> Vec<PathBuf> {
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
