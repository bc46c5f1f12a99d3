//! The names of components in TypeScript.

use std::collections::{BTreeMap, BTreeSet};

/// The types that every file has. No component gets such a name.
pub(super) const API: &str = "API";
pub(super) const ERROR_OF_EVERY: &str = "ErrorOfEvery";

/// The names of components, each of them unique: `user` is `User`.
pub(super) struct Names<'a>(BTreeMap<&'a str, String>);

impl<'a> Names<'a> {
    /// Gives names to components. If two would have the same, the first gets it and the second a
    /// number.
    pub(super) fn of(components: impl Iterator<Item = &'a str>) -> Self {
        let mut taken = BTreeSet::from([API.to_owned(), ERROR_OF_EVERY.to_owned()]);
        let mut names = BTreeMap::new();
        for component in components {
            names.entry(component).or_insert_with(|| free(&pascal_case(component), &mut taken));
        }
        Self(names)
    }

    pub(super) fn get(&self, component: &str) -> Option<&str> {
        self.0.get(component).map(String::as_str)
    }
}

fn free(name: &str, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{name}{number}"));
    let mut candidates = std::iter::once(name.to_owned()).chain(numbered);
    candidates.find(|candidate| taken.insert(candidate.clone())).unwrap_or_default()
}

/// Returns a name in Pascal case: `order_line` is `OrderLine`. Characters other than ASCII letters and
/// digits only separate words.
fn pascal_case(name: &str) -> String {
    let mut pascal = String::new();
    for word in name.split(|c: char| !c.is_ascii_alphanumeric()) {
        let mut letters = word.chars();
        pascal.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        pascal.push_str(letters.as_str());
    }
    if pascal.starts_with(|c: char| c.is_ascii_alphabetic()) {
        pascal
    } else {
        format!("T{pascal}")
    }
}
