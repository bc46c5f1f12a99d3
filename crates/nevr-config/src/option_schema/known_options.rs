//! Every option that a config file may hold, to find the table that a misplaced one belongs in.

use serde_json::Value;

use super::subschemas::{OptionSchema, Subschemas};
use crate::{report::suggestion::same_words, tree::node::Step};

/// The deepest nesting of options. Types that contain themselves end here.
const MAX_DEPTH: usize = 12;

/// Every option that a config file may hold, with the table that it belongs in.
///
/// [`Section::set_known_options`](crate::Section::set_known_options) gives it to the sections of a
/// file. An unknown option that exists in another table is then reported with that table: "it
/// belongs below `[server]`".
#[derive(Default)]
pub struct KnownOptions {
    options: Vec<KnownOption>,
}

/// An option and the table that it belongs in.
pub(crate) struct KnownOption {
    /// The table's path, as its header has it: `plugins.auth.session`; empty at the top.
    pub(crate) table: String,
    /// The option's key.
    pub(crate) key: String,
}

impl KnownOptions {
    /// Lists the options of a JSON Schema of the whole file.
    pub fn of(schema: Value) -> Self {
        let mut known = Self::default();
        known.add_all(&OptionSchema::from(schema).top(), "", MAX_DEPTH);
        known
    }

    fn add_all(&mut self, schemas: &Subschemas<'_>, table: &str, depth: usize) {
        for key in schemas.keys().filter(|_| depth > 0) {
            let option = KnownOption { table: table.to_owned(), key: key.to_owned() };
            self.add_all(&schemas.below(&Step::Key(key.to_owned())), &option.path(), depth - 1);
            self.options.push(option);
        }
    }

    /// Returns the keys that belong in a table.
    pub(crate) fn keys_of<'a>(&'a self, table: &'a str) -> impl Iterator<Item = &'a str> {
        let options = self.options.iter().filter(move |option| option.table == table);
        options.map(|option| option.key.as_str())
    }

    /// Returns the options called `word`, or another spelling of the same words.
    pub(crate) fn named<'a>(&'a self, word: &'a str) -> impl Iterator<Item = &'a KnownOption> {
        self.options.iter().filter(move |option| same_words(&option.key, word))
    }
}

impl KnownOption {
    /// Returns the keys that lead to the option from the top of the file.
    pub(crate) fn path(&self) -> String {
        join(&self.table, &self.key)
    }

    /// Returns whether the option is a plugin's table.
    pub(crate) fn is_plugin(&self) -> bool {
        self.table == "plugins" || self.table.ends_with(".plugins")
    }

    /// Returns the path from `table` to the option, if the option is in a table below `table` and
    /// not in a plugin there.
    pub(crate) fn path_below(&self, table: &str) -> Option<String> {
        let below = match table {
            "" => self.table.as_str(),
            _ => self.table.strip_prefix(table)?.strip_prefix('.')?,
        };
        let plugin = below.split('.').any(|key| key == "plugins");
        (!below.is_empty() && !plugin).then(|| join(below, &self.key))
    }
}

/// Appends a key to a table's path.
pub(crate) fn join(table: &str, key: &str) -> String {
    if table.is_empty() { key.to_owned() } else { format!("{table}.{key}") }
}
