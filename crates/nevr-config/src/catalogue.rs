//! Every option that a config file may hold, to find where one belongs that stands elsewhere.

use serde_json::Value;

use crate::{
    read::{Marks, Rules},
    suggestion::same_words,
    tree::Step,
};

/// Options are not nested deeper than this; types that contain themselves end here.
const DEEPEST: usize = 12;

/// The options of a whole file, by the tables that they stand in.
#[derive(Default)]
pub struct Catalogue {
    homes: Vec<Home>,
}

/// A place of an option.
pub(crate) struct Home {
    /// The table, as its header has it: `plugins.auth.session`; empty at the top.
    pub(crate) table: String,
    /// The option's key.
    pub(crate) key: String,
}

impl Catalogue {
    /// The options of the file that this JSON Schema is of.
    pub fn of(schema: Value) -> Self {
        let mut catalogue = Self::default();
        let marks = Marks::from(schema);
        catalogue.enter(&marks.rules(), "", DEEPEST);
        catalogue
    }

    fn enter(&mut self, rules: &Rules<'_>, table: &str, depth: usize) {
        for key in rules.keys().filter(|_| depth > 0) {
            let home = Home { table: table.to_owned(), key: key.to_owned() };
            self.enter(&rules.below(&Step::Key(key.to_owned())), &home.path(), depth - 1);
            self.homes.push(home);
        }
    }

    /// The keys that may stand in a table.
    pub(crate) fn keys_of<'a>(&'a self, table: &'a str) -> impl Iterator<Item = &'a str> {
        let homes = self.homes.iter().filter(move |home| home.table == table);
        homes.map(|home| home.key.as_str())
    }

    /// The places of what is called `word`, or another spelling of the same words.
    pub(crate) fn homes<'a>(&'a self, word: &'a str) -> impl Iterator<Item = &'a Home> {
        self.homes.iter().filter(move |home| same_words(&home.key, word))
    }
}

impl Home {
    /// The keys that lead to the option.
    pub(crate) fn path(&self) -> String {
        join(&self.table, &self.key)
    }

    /// Whether it is a plugin.
    pub(crate) fn is_plugin(&self) -> bool {
        self.table == "plugins" || self.table.ends_with(".plugins")
    }

    /// What leads from `table` to the option, if it stands further in, and not in a plugin there.
    pub(crate) fn within(&self, table: &str) -> Option<String> {
        let below = match table {
            "" => self.table.as_str(),
            _ => self.table.strip_prefix(table)?.strip_prefix('.')?,
        };
        let plugin = below.split('.').any(|key| key == "plugins");
        (!below.is_empty() && !plugin).then(|| join(below, &self.key))
    }
}

/// A table's path with a key behind it.
pub(crate) fn join(table: &str, key: &str) -> String {
    if table.is_empty() { key.to_owned() } else { format!("{table}.{key}") }
}
