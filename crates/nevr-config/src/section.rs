//! A table of the config file, to be handed to whoever it belongs to.

use std::{fmt, sync::Arc};

use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    catalogue::{Catalogue, join},
    option_path::find,
    problem::{Problem, Span},
    read::{Reading, read, written},
    reference::Template,
    report::Report,
    tree::{Node, Table, Value},
    variables::Variables,
};

/// A table of the config file with its path and its places. It owns all it needs, so it can be kept
/// for as long as something may have to be said about it.
#[derive(Clone)]
pub struct Section {
    path: String,
    header: Span,
    table: Table,
    variables: Variables,
    also_known: Vec<&'static str>,
    catalogue: Arc<Catalogue>,
}

/// A table inside a section, under its key.
#[derive(Clone, Debug)]
pub struct ChildSection {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The table.
    pub section: Section,
}

impl Section {
    /// The whole file.
    pub(crate) fn root(table: Table, variables: Variables) -> Self {
        Self {
            path: String::new(),
            header: 0..0,
            table,
            variables,
            also_known: Vec::new(),
            catalogue: Arc::default(),
        }
    }

    /// Says what the whole file may hold, so that a misplaced option is told where it belongs. The
    /// sections that are taken out from now on know it too.
    pub fn know(&mut self, catalogue: Catalogue) {
        self.catalogue = Arc::new(catalogue);
    }

    /// The keys that lead here, for example `plugins.auth`; empty for the whole file.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Where the section begins: its `[header]`, or the value if it is written inline, or the key
    /// if only tables below it have a header.
    pub fn header_span(&self) -> Span {
        self.header.clone()
    }

    /// The keys with their places, in the order of the file.
    pub fn keys(&self) -> impl Iterator<Item = (&str, Span)> {
        self.table.entries.iter().map(|entry| (entry.key.as_str(), entry.key_span.clone()))
    }

    /// Those of them that tables stand behind.
    pub fn table_keys(&self) -> impl Iterator<Item = (&str, Span)> {
        let tables =
            self.table.entries.iter().filter(|entry| matches!(entry.node.value, Value::Table(_)));
        tables.map(|entry| (entry.key.as_str(), entry.key_span.clone()))
    }

    /// The variables that this file's references are about.
    pub fn variables(&self) -> &Variables {
        &self.variables
    }

    /// Says that `key` may stand in this section although [`read`](Self::read) does not take it,
    /// because it was taken out before: `plugins` of a host. Suggestions mention it.
    pub fn also_known(&mut self, key: &'static str) {
        self.also_known.push(key);
    }

    /// Takes the table `key` out of the section, so that it is not read as an option; a problem
    /// with this `help` if it is something else than a table.
    pub fn take_table(&mut self, key: &str, report: &mut Report, help: &str) -> Option<Self> {
        let entry = self.table.take(key)?;
        match entry.node.value {
            Value::Table(table) => Some(self.child(&entry.key, entry.node.span, table)),
            other => {
                let title = format!("`{}` is not a table", self.path_of(key));
                let label = format!("expected a table, found {}", other.kind());
                report.push(Problem::error(title).at(entry.node.span, label).help(help));
                None
            }
        }
    }

    /// The tables in this section, in the order of the file; a problem with this `help` for every
    /// entry that is something else.
    pub fn into_tables(
        mut self,
        report: &mut Report,
        help: impl Fn(&str) -> String,
    ) -> Vec<ChildSection> {
        let keys: Vec<(String, Span)> =
            self.keys().map(|(key, span)| (key.to_owned(), span)).collect();
        keys.into_iter()
            .filter_map(|(key, key_span)| {
                let section = self.take_table(&key, report, &help(&key))?;
                Some(ChildSection { key, key_span, section })
            })
            .collect()
    }

    /// Reads the section as a `T`, and reports **every** problem in it, each at its place.
    ///
    /// `subject` is what the options belong to, in the words of the messages, for example
    /// ``plugin `auth.anonymous` ``. Variables are put in first, but for the options whose schema
    /// says that they are [deferred](super::Deferred). A table that is written in part has for the
    /// rest what the default of the whole has there.
    ///
    /// An option with a problem has its default in the value, so that what depends on it can be
    /// checked too: whoever wants to run with the value asks [`Report::has_errors`] first. None if
    /// there is no value even so.
    pub fn read<T: DeserializeOwned + Serialize + JsonSchema>(
        &self,
        report: &mut Report,
        subject: &str,
    ) -> Option<T> {
        let reading = Reading {
            table: &self.table,
            header: self.header.clone(),
            subject,
            path: &self.path,
            also_known: &self.also_known,
            catalogue: &self.catalogue,
            variables: &self.variables,
        };
        read(&reading, report)
    }

    /// The section's options as a `T` has them, for people: what is written over the defaults,
    /// every `${…}` as it is written and never its value. A deferred value that stands in the file
    /// itself is not shown.
    pub fn as_written<T: DeserializeOwned + Serialize + JsonSchema>(&self) -> serde_json::Value {
        written::<T>(&self.table)
    }

    /// The place of the option at a path such as `session.expiresIn` or `trustedOrigins[1]`: its
    /// value, or where it is not written, the nearest table around it. None where there is nothing
    /// to point at: the option would stand at the top of the file.
    pub fn locate(&self, option_path: &str) -> Option<Span> {
        let header = Some(self.header_span()).filter(|span| !span.is_empty());
        find(&self.table, option_path).node.map(|node| node.span.clone()).or(header)
    }

    /// The place of the option's value, if it is written.
    pub fn locate_written(&self, option_path: &str) -> Option<Span> {
        let found = find(&self.table, option_path);
        found.node.filter(|_| found.is_whole).map(|node| node.span.clone())
    }

    /// The place of the option's key, if it is written.
    pub fn locate_key(&self, option_path: &str) -> Option<Span> {
        let found = find(&self.table, option_path);
        found.key.filter(|_| found.is_whole).cloned()
    }

    /// Takes out what [`locate`](Self::locate) points at, so that it has its default when the
    /// section is read again. False if that is the section itself, which stays.
    pub fn take_out(&mut self, option_path: &str) -> bool {
        let steps = find(&self.table, option_path).steps;
        self.table.take_out(&steps)
    }

    /// Takes every option out; false if there was none.
    pub fn clear(&mut self) -> bool {
        !std::mem::take(&mut self.table).entries.is_empty()
    }

    /// The strings in the list at an option path, variables put in, with their places.
    pub fn texts_at(&self, option_path: &str) -> Vec<(String, Span)> {
        let found = find(&self.table, option_path);
        let node = found.node.filter(|_| found.is_whole);
        let Some(Node { value: Value::List(items), .. }) = node else { return Vec::new() };
        items
            .iter()
            .filter_map(|item| match &item.node.value {
                Value::Text(text) => {
                    let text = Template::parse(text).ok()?.expand(&self.variables).ok()?;
                    Some((text, item.node.span.clone()))
                }
                _ => None,
            })
            .collect()
    }

    fn child(&self, key: &str, header: Span, table: Table) -> Self {
        Self {
            path: self.path_of(key),
            header,
            table,
            variables: self.variables.clone(),
            also_known: Vec::new(),
            catalogue: Arc::clone(&self.catalogue),
        }
    }

    fn path_of(&self, key: &str) -> String {
        join(&self.path, key)
    }
}

impl fmt::Debug for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The values may be secrets.
        f.debug_struct("Section").field("path", &self.path).finish_non_exhaustive()
    }
}
