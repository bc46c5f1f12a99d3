//! Imports point down: between crates, between the modules of a crate, and between files, as the
//! picture in `docs/src/explanation/architecture.md` shows it.

mod circles;
mod imports;
mod paths;
mod picture;
mod tree;

use std::{collections::BTreeSet, fmt::Write, fs, path::Path};

use imports::Import;
use picture::Picture;
use tree::{Crate, crates, root};

/// The page with the picture.
const PAGE: &str = "docs/src/explanation/architecture.md";

fn picture() -> Picture {
    Picture::parse(&fs::read_to_string(root().join(PAGE)).unwrap())
}

fn fail_on(found: &BTreeSet<String>) {
    let list = found.iter().fold(String::new(), |mut list, line| {
        let _ = write!(list, "\n- {line}");
        list
    });
    assert!(found.is_empty(), "{} of them:{list}\n(the picture is in {PAGE})", found.len());
}

#[test]
fn the_picture_shows_every_crate_and_every_module() {
    let picture = picture();
    let mut missing = BTreeSet::new();
    let mut known = BTreeSet::new();
    for krate in crates() {
        known.insert(krate.name.clone());
        let shown = picture.modules_of(&krate.name);
        let there = krate.modules();
        for module in there.difference(&shown) {
            missing.insert(format!("`{}` has a module `{module}`, not in the picture", krate.name));
        }
        for module in shown.difference(&there) {
            missing.insert(format!("the picture has `{module}`, which is not in `{}`", krate.name));
        }
    }
    for name in picture.crates().filter(|name| !known.contains(*name)) {
        missing.insert(format!("the picture has a crate `{name}`, which is not there"));
    }
    fail_on(&missing);
}

#[test]
fn a_crate_depends_on_crates_below_it_alone() {
    let picture = picture();
    let mut up = BTreeSet::new();
    for krate in crates() {
        for other in krate.dependencies() {
            if !picture.is_below(&other, &krate.name) {
                up.insert(format!("`{}` depends on `{other}`, which is not below it", krate.name));
            }
        }
    }
    fail_on(&up);
}

#[test]
fn a_module_imports_from_modules_below_it_alone() {
    let picture = picture();
    let mut up = BTreeSet::new();
    for krate in crates() {
        for Import { from, to, written } in imports::of(&krate) {
            let (Some(module), Some(target)) = (from.module(), to.module()) else { continue };
            if module != target && !picture.is_module_below(&krate.name, target, module) {
                up.insert(format!(
                    "{} imports `{written}`: `{target}` is not below `{module}`",
                    from.shown()
                ));
            }
        }
    }
    fail_on(&up);
}

#[test]
fn no_two_files_import_each_other_in_a_circle() {
    let mut found = BTreeSet::new();
    for krate in crates() {
        for circle in circles::of(&imports::of(&krate)) {
            found.insert(format!("`{}`: {}", krate.name, circle.join(", ")));
        }
    }
    fail_on(&found);
}

#[test]
fn siblings_import_from_the_file_that_defines_a_name() {
    let mut found = BTreeSet::new();
    for krate in crates() {
        for detour in imports::detours(&krate) {
            found.insert(detour);
        }
    }
    fail_on(&found);
}

#[test]
fn a_plugin_is_named_by_no_crate_below_it() {
    let mut named = BTreeSet::new();
    for krate in crates() {
        let words: &[&str] = match krate.name.as_str() {
            "nevr-schema" | "nevr-config" | "nevr-migrate" | "nevr-core" => &["nevr_auth"],
            "nevr-auth" => &["anonymous", "Anonymous"],
            _ => continue,
        };
        for file in &krate.files {
            for word in words.iter().filter(|word| file.text.contains(*word)) {
                named.insert(format!("{} has the word `{word}`", file.shown()));
            }
        }
    }
    fail_on(&named);
}

/// A crate made of these files, for the tests of the reader itself.
fn made_up(files: &[(&str, &str)]) -> Crate {
    Crate::of_texts("made-up", files.iter().map(|(path, text)| (Path::new(path), *text)))
}

#[test]
fn an_import_is_seen_however_it_is_written() {
    let krate = made_up(&[
        ("lib.rs", "mod a; mod b; mod c; pub use c::Thing;"),
        ("a.rs", "use crate::b; fn f() { b::g(); }"),
        ("b.rs", "use super::{c::{self, Other}, a as first}; fn g() { first::f(); }"),
        ("c.rs", "macro_rules! m { () => { $crate::a::f() } } pub struct Thing; struct Other;"),
    ]);
    let seen: BTreeSet<String> = imports::of(&krate)
        .iter()
        .filter(|import| !import.from.is_facade())
        .map(|import| format!("{} -> {}", import.from.shown(), import.to.shown()))
        .collect();
    let expected = ["a.rs -> b.rs", "b.rs -> a.rs", "b.rs -> c.rs", "c.rs -> a.rs"];
    assert_eq!(seen.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    assert_eq!(circles::of(&imports::of(&krate)), [["a.rs", "b.rs", "c.rs"]]);
}

#[test]
fn a_detour_over_the_folder_above_is_seen() {
    let krate = made_up(&[
        ("lib.rs", "mod a; mod c; pub use c::Thing;"),
        ("a.rs", "use crate::Thing;"),
        ("c.rs", "pub struct Thing;"),
    ]);
    let detours = imports::detours(&krate);
    assert_eq!(detours, ["a.rs imports `crate::Thing`, which is defined in c.rs"]);
}
