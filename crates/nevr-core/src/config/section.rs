//! A table of the config file, to be handed to whoever it belongs to.

use std::fmt;

use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};

use super::{
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
    pub(super) fn root(table: Table, variables: Variables) -> Self {
        Self { path: String::new(), header: 0..0, table, variables, also_known: Vec::new() }
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
            also_known: &self.also_known,
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
        let mut place = Some(self.header_span()).filter(|span| !span.is_empty());
        let mut rest = option_path;
        let mut found = descend_table(&self.table, rest);
        while let Some((node, after)) = found {
            place = Some(node.span.clone());
            rest = after;
            found = descend(node, rest);
        }
        place
    }

    /// The strings in the list at an option path, variables put in, with their places.
    pub(super) fn texts_at(&self, option_path: &str) -> Vec<(String, Span)> {
        let mut found = descend_table(&self.table, option_path);
        while let Some((node, rest)) = found.filter(|(_, rest)| !rest.is_empty()) {
            found = descend(node, rest);
        }
        let Some((Node { value: Value::List(items), .. }, _)) = found else { return Vec::new() };
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
        }
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }
}

/// The node that the first part of `path` leads to, and the rest. A key may have dots in it, so
/// keys are looked for in the path rather than the path cut at its dots.
fn descend<'a, 'p>(node: &'a Node, path: &'p str) -> Option<(&'a Node, &'p str)> {
    match &node.value {
        Value::Table(table) => descend_table(table, path),
        Value::List(items) => {
            let (index, rest) = path.strip_prefix('[')?.split_once(']')?;
            let index: usize = index.parse().ok()?;
            items.iter().find(|item| item.index == index).map(|item| (&item.node, rest))
        }
        _ => None,
    }
}

fn descend_table<'a, 'p>(table: &'a Table, path: &'p str) -> Option<(&'a Node, &'p str)> {
    let path = path.strip_prefix('.').unwrap_or(path);
    table.entries.iter().find_map(|entry| {
        let rest = path.strip_prefix(entry.key.as_str())?;
        let whole = rest.is_empty() || rest.starts_with(['.', '[']);
        whole.then_some((&entry.node, rest))
    })
}

impl fmt::Debug for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The values may be secrets.
        f.debug_struct("Section").field("path", &self.path).finish_non_exhaustive()
    }
}
