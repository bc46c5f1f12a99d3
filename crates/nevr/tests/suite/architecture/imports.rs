//! From the paths that files name to the files that define what they name.

use std::collections::{BTreeMap, BTreeSet};

use crate::architecture::{
    paths::{Named, named},
    tree::{Crate, File},
};

/// A file that names something of another one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Import {
    pub(crate) from: File,
    pub(crate) to: File,
    /// The path as it is written.
    pub(crate) written: String,
}

/// Every import between two files of a crate.
pub(crate) fn of(krate: &Crate) -> BTreeSet<Import> {
    let resolver = Resolver::new(krate);
    let mut imports = BTreeSet::new();
    for file in &krate.files {
        for (named, absolute) in resolver.absolute_paths(file) {
            let to = resolver.resolve(&absolute, 0);
            if let Some(to) = to.filter(|to| to.path != file.path) {
                let written = named.path.join("::");
                imports.insert(Import { from: file.clone(), to: to.clone(), written });
            }
        }
    }
    imports
}

/// Imports that go through the folder above, which only hands on what a sibling defines.
pub(crate) fn detours(krate: &Crate) -> Vec<String> {
    let resolver = Resolver::new(krate);
    let mut found = BTreeSet::new();
    for file in krate.files.iter().filter(|file| !file.is_facade()) {
        for (named, absolute) in resolver.absolute_paths(file) {
            let Some((name, folder)) = absolute.split_last() else { continue };
            let is_above = file.path.len() > folder.len() && file.path.starts_with(folder);
            let handed_on = resolver.handed_on(folder).and_then(|names| names.get(name));
            // Other crates see what a macro names: it takes the public path.
            let is_name = krate.file(&absolute).is_none() && named.path[0] != "$crate";
            if let (true, true, Some(target)) = (is_above, is_name, handed_on)
                && let Some(to) = resolver.resolve(target, 0)
                && to.path != file.path
            {
                let (from, written) = (file.shown(), named.path.join("::"));
                found.insert(format!(
                    "{from} imports `{written}`, which is defined in {}",
                    to.shown()
                ));
            }
        }
    }
    found.into_iter().collect()
}

struct Resolver<'c> {
    krate: &'c Crate,
    named: BTreeMap<&'c [String], Vec<Named>>,
    /// For each facade, the names that it hands on, as absolute paths.
    handed_on: BTreeMap<&'c [String], BTreeMap<String, Vec<String>>>,
}

impl<'c> Resolver<'c> {
    fn new(krate: &'c Crate) -> Self {
        let paths = krate.files.iter().map(|it| (it.path.as_slice(), named(&it.text))).collect();
        let mut resolver = Self { krate, named: paths, handed_on: BTreeMap::new() };
        for file in krate.files.iter().filter(|file| file.is_facade()) {
            let public = resolver.named[file.path.as_slice()].iter().filter(|it| it.is_public);
            let handed_on = public.filter_map(|path| {
                Some((path.local.clone()?, resolver.absolute(file, &path.path, true)?))
            });
            let handed_on = handed_on.collect();
            resolver.handed_on.insert(&file.path, handed_on);
        }
        resolver
    }

    fn handed_on(&self, folder: &[String]) -> Option<&BTreeMap<String, Vec<String>>> {
        self.handed_on.get(folder)
    }

    /// The paths that a file names within its crate, seen from the root.
    fn absolute_paths(&self, file: &'c File) -> Vec<(&Named, Vec<String>)> {
        let all = &self.named[file.path.as_slice()];
        let aliases: BTreeMap<&str, Vec<String>> = all
            .iter()
            .filter_map(|named| {
                let absolute = self.absolute(file, &named.path, true)?;
                let is_module = self.krate.file(&absolute).is_some();
                is_module.then_some((named.local.as_deref()?, absolute))
            })
            .collect();
        let seen = all.iter().filter_map(|named| {
            let is_import = named.local.is_some();
            let absolute = self.absolute(file, &named.path, is_import).or_else(|| {
                let (first, rest) = named.path.split_first()?;
                let base = aliases.get(first.as_str()).filter(|_| !is_import)?;
                Some(base.iter().chain(rest).cloned().collect())
            });
            Some((named, absolute?))
        });
        seen.collect()
    }

    /// A path seen from the root; `None` if it leads out of the crate.
    fn absolute(&self, file: &File, path: &[String], is_import: bool) -> Option<Vec<String>> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" | "$crate" => Some(rest.to_vec()),
            "self" => Some(file.path.iter().chain(rest).cloned().collect()),
            "super" => {
                let up = path.iter().take_while(|it| *it == "super").count();
                let base = file.path.len().checked_sub(up)?;
                Some(file.path[..base].iter().chain(&path[up..]).cloned().collect())
            }
            _ => {
                let child: Vec<String> = file.path.iter().chain([first]).cloned().collect();
                let is_child = (is_import || path.len() > 1) && self.krate.file(&child).is_some();
                is_child.then(|| file.path.iter().chain(path).cloned().collect())
            }
        }
    }

    /// The file that defines what an absolute path names, through every facade.
    fn resolve(&self, path: &[String], depth: usize) -> Option<&'c File> {
        assert!(depth < 10, "a name is handed on in a circle: {}", path.join("::"));
        let is_module = |length: &usize| self.krate.file(&path[..*length]).is_some();
        let module = (0..=path.len()).rev().find(is_module)?;
        let file = self.krate.file(&path[..module])?;
        match path.get(module) {
            Some(name) => match self.handed_on.get(&path[..module]).and_then(|it| it.get(name)) {
                Some(target) => {
                    let whole: Vec<String> =
                        target.iter().chain(&path[module + 1..]).cloned().collect();
                    self.resolve(&whole, depth + 1)
                }
                None => Some(file),
            },
            None => Some(file),
        }
    }
}
