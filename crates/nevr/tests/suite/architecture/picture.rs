//! The picture of the crates and their modules, top to bottom.

use std::collections::BTreeSet;

/// The first line of the block that holds the picture.
const BEGIN: &str = "```text staircase";

/// The lines of the picture: a crate, then its modules from the top down.
pub(crate) struct Picture {
    crates: Vec<Shown>,
}

struct Shown {
    name: String,
    /// The modules of each line; those of one line don't import each other.
    lines: Vec<Vec<String>>,
}

impl Picture {
    /// Reads the block: a line that begins with a name begins a crate, and what follows the name,
    /// or stands indented below it, are its modules, separated by `·`.
    pub(crate) fn parse(page: &str) -> Self {
        let block = page.split(BEGIN).nth(1).expect("the page has the picture");
        let block = block.split("```").next().unwrap();
        let mut crates: Vec<Shown> = Vec::new();
        for line in block.lines().filter(|line| !line.trim().is_empty()) {
            let mut modules = line;
            if !line.starts_with(' ') {
                let name = line.split_whitespace().next().unwrap();
                modules = &line[name.len()..];
                crates.push(Shown { name: name.to_owned(), lines: Vec::new() });
            }
            let modules: Vec<String> = modules
                .split('·')
                .map(|it| it.trim().to_owned())
                .filter(|it| !it.is_empty())
                .collect();
            if !modules.is_empty() {
                crates.last_mut().expect("a crate comes first").lines.push(modules);
            }
        }
        Self { crates }
    }

    pub(crate) fn crates(&self) -> impl Iterator<Item = &str> {
        self.crates.iter().map(|it| it.name.as_str())
    }

    pub(crate) fn modules_of(&self, name: &str) -> BTreeSet<String> {
        let shown = self.crates.iter().filter(|it| it.name == name);
        shown.flat_map(|it| it.lines.iter().flatten().cloned()).collect()
    }

    /// Whether a crate is drawn below another one.
    pub(crate) fn is_below(&self, lower: &str, upper: &str) -> bool {
        let place = |name: &str| self.crates.iter().position(|it| it.name == name);
        matches!((place(lower), place(upper)), (Some(lower), Some(upper)) if lower > upper)
    }

    /// Whether a module is drawn on a line below that of another one of the same crate.
    pub(crate) fn is_module_below(&self, name: &str, lower: &str, upper: &str) -> bool {
        let Some(shown) = self.crates.iter().find(|it| it.name == name) else { return false };
        let line =
            |module: &str| shown.lines.iter().position(|line| line.iter().any(|it| it == module));
        matches!((line(lower), line(upper)), (Some(lower), Some(upper)) if lower > upper)
    }
}
