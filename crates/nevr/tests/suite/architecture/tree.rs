//! The crates of the workspace and their files.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// A crate, with the files that are compiled into it outside of tests.
pub(crate) struct Crate {
    pub(crate) name: String,
    pub(crate) files: Vec<File>,
    manifest: String,
}

/// A source file, as the module that it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct File {
    /// The modules that lead to it; empty for the root of the crate.
    pub(crate) path: Vec<String>,
    pub(crate) text: String,
    place: PathBuf,
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every crate of `crates/`.
pub(crate) fn crates() -> Vec<Crate> {
    let mut found: Vec<Crate> = fs::read_dir(root().join("crates"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|folder| folder.join("Cargo.toml").exists())
        .map(|folder| Crate::read(&folder))
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

impl Crate {
    fn read(folder: &Path) -> Self {
        let source = folder.join("src");
        let mut places = Vec::new();
        collect(&source, &mut places);
        places.sort();
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let files = places.into_iter().map(|place| {
            let text = fs::read_to_string(&place).unwrap();
            let within = place.strip_prefix(&source).unwrap();
            let shown = Path::new("crates").join(&name).join("src").join(within);
            File { path: module_path(within), text, place: shown }
        });
        let files: Vec<File> = files.collect();
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        Self { files: without_tests(files), name, manifest }
    }

    pub(crate) fn of_texts<'t>(
        name: &str,
        texts: impl Iterator<Item = (&'t Path, &'t str)>,
    ) -> Self {
        let file = |(place, text): (&Path, &str)| File {
            path: module_path(place),
            text: text.to_owned(),
            place: place.to_owned(),
        };
        Self { name: name.to_owned(), files: texts.map(file).collect(), manifest: String::new() }
    }

    /// The modules right below the root.
    pub(crate) fn modules(&self) -> BTreeSet<String> {
        self.files.iter().filter_map(|file| file.module().map(str::to_owned)).collect()
    }

    /// The file of this module.
    pub(crate) fn file(&self, path: &[String]) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// The crates of the workspace that it depends on outside of tests.
    pub(crate) fn dependencies(&self) -> BTreeSet<String> {
        let mut inside = false;
        let mut names = BTreeSet::new();
        for line in self.manifest.lines() {
            if line.starts_with('[') {
                inside = line == "[dependencies]";
            }
            let name: String =
                line.chars().take_while(|c| c.is_alphanumeric() || *c == '-').collect();
            if inside && name.starts_with("nevr") {
                names.insert(name);
            }
        }
        names
    }
}

impl File {
    /// The module right below the root that it belongs to.
    pub(crate) fn module(&self) -> Option<&str> {
        self.path.first().map(String::as_str)
    }

    /// Whether it only hands on what its folder has.
    pub(crate) fn is_facade(&self) -> bool {
        matches!(self.place.file_name().and_then(|it| it.to_str()), Some("mod.rs" | "lib.rs"))
    }

    pub(crate) fn shown(&self) -> String {
        self.place.display().to_string()
    }
}

fn collect(folder: &Path, places: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let place = entry.unwrap().path();
        if place.is_dir() {
            collect(&place, places);
        } else if place.extension().is_some_and(|it| it == "rs") {
            places.push(place);
        }
    }
}

fn module_path(within: &Path) -> Vec<String> {
    let mut path: Vec<String> =
        within.with_extension("").iter().map(|it| it.to_str().unwrap().to_owned()).collect();
    if path.last().is_some_and(|last| matches!(last.as_str(), "mod" | "lib" | "main")) {
        path.pop();
    }
    path
}

/// Leaves out what is compiled for tests alone, and programs beside the library.
fn without_tests(files: Vec<File>) -> Vec<File> {
    let mut tests: Vec<Vec<String>> = Vec::new();
    for file in &files {
        let lines: Vec<&str> = file.text.lines().map(str::trim).collect();
        for pair in lines.windows(2) {
            let module = pair[1].strip_prefix("mod ").and_then(|it| it.strip_suffix(';'));
            if let ("#[cfg(test)]" | "#[cfg(doctest)]", Some(module)) = (pair[0], module) {
                tests.push(file.path.iter().cloned().chain([module.to_owned()]).collect());
            }
        }
    }
    let is_test = |file: &File| tests.iter().any(|test| file.path.starts_with(test));
    let is_program = |file: &File| file.place.ends_with("src/main.rs");
    files.into_iter().filter(|file| !is_test(file) && !is_program(file)).collect()
}
