//! Finds every problem of a section: deserializes it, reports the error, removes the failed entry
//! and starts over until the rest can be read.

use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};

use super::{
    annotation_checks::AnnotationChecks,
    defaults::fill,
    deserializer::NodeReader,
    error::{ErrorKind, ReadError},
    expansion::Expansion,
    wording::Wording,
};
use crate::{
    option_schema::subschemas::OptionSchema,
    report::{problem::Problem, report::Report},
    section::section::Section,
    tree::node::{Node, Step, Value},
};

/// Reads `section` as a `T` and reports every problem. See [`Section::read`].
pub(super) fn read<T: DeserializeOwned + Serialize + JsonSchema>(
    section: &Section,
    subject: &str,
    report: &mut Report,
) -> Option<T> {
    let schema = OptionSchema::of::<T>();
    let wording = Wording {
        subject,
        path: &section.path,
        extra_keys: &section.extra_keys,
        known_options: &section.known_options,
        header: section.header.clone(),
        schema: &schema,
    };
    let mut root = Node {
        span: section.header.clone(),
        value: Value::Table(section.table.clone()),
        written: None,
    };
    let mut expansion = Expansion {
        variables: &section.variables,
        wording: &wording,
        report: &mut *report,
        failed: Vec::new(),
        written_out: 0,
    };
    expansion.walk(&mut root, &mut Vec::new(), &schema.top());
    let mut failed = expansion.failed;
    let mut checks =
        AnnotationChecks { wording: &wording, report: &mut *report, too_large: Vec::new() };
    checks.walk(&root, &mut Vec::new(), &schema.top());
    failed.append(&mut checks.too_large);
    fill::<T>(&mut root, &schema.top());
    let mut recovery = Recovery { root, removed: Vec::new() };
    for path in failed {
        recovery.remove(path);
    }
    recovery.run(&wording, report)
}

struct Recovery {
    /// The section, without the entries that failed so far.
    root: Node,
    /// The paths of those entries.
    removed: Vec<Vec<Step>>,
}

impl Recovery {
    /// Ends because every round removes an entry.
    fn run<T: DeserializeOwned>(
        &mut self,
        wording: &Wording<'_>,
        report: &mut Report,
    ) -> Option<T> {
        loop {
            let error = match T::deserialize(NodeReader(&self.root)) {
                Ok(value) => return Some(value),
                Err(error) => error,
            };
            if self.is_in_file(&error) && !self.is_consequence(&error) {
                report.push_without_values(self.problem::<T>(&error, wording));
            }
            if !self.remove(error.path) {
                return None;
            }
        }
    }

    /// A default that its own type refuses is a mistake in code, not in the file.
    fn is_in_file(&self, error: &ReadError) -> bool {
        let node = self.root.at(&error.path).filter(|_| !error.path.is_empty());
        node.is_none_or(Node::is_in_file)
    }

    /// Returns whether the error may only be there because of an entry that was removed: the
    /// missing option is that entry, or the refused table contained it.
    fn is_consequence(&self, error: &ReadError) -> bool {
        match error.kind {
            ErrorKind::Missing { option } => {
                let mut missing = error.path.clone();
                missing.push(Step::Key(option.to_owned()));
                self.removed.contains(&missing)
            }
            ErrorKind::Value { .. } => {
                self.removed.iter().any(|removed| removed.starts_with(&error.path))
            }
            _ => false,
        }
    }

    fn remove(&mut self, path: Vec<Step>) -> bool {
        let found = self.root.remove_at(&path);
        self.removed.push(path);
        found
    }

    fn problem<T: DeserializeOwned>(&self, error: &ReadError, wording: &Wording<'_>) -> Problem {
        if self.reveals_a_value::<T>(error) {
            return wording.concealed(error, &self.root);
        }
        wording.problem(error, &self.root)
    }

    /// Returns whether the error's message depends on a value that came from a variable. It does
    /// not if another value gets the same error: the text as written, with its `${…}`, or for a
    /// number the one before or after it.
    fn reveals_a_value<T: DeserializeOwned>(&self, error: &ReadError) -> bool {
        let mut from_variable = false;
        if let Some(node) = self.root.at(&error.path) {
            node.visit(&mut |node| from_variable |= node.written.is_some());
        }
        // The unknown word itself is not shown, and the list of known ones is no secret.
        if !from_variable || matches!(error.kind, ErrorKind::UnknownWord { .. }) {
            return false;
        }
        let mut other = self.root.clone();
        other.restore_written_at(&error.path);
        if same_reason::<T>(&other, error) {
            return false;
        }
        let Some(Value::Integer(number)) = self.root.at(&error.path).map(|node| &node.value) else {
            return true;
        };
        [number.saturating_add(1), number.saturating_sub(1)].into_iter().all(|near| {
            other.replace_at(&error.path, Value::Integer(near));
            !same_reason::<T>(&other, error)
        })
    }
}

/// Returns whether reading `root` fails at the same place with the same message. What was found in
/// place of the expected value is no part of the message for a value from a variable.
fn same_reason<T: DeserializeOwned>(root: &Node, error: &ReadError) -> bool {
    let Err(other) = T::deserialize(NodeReader(root)) else { return false };
    match (&other.kind, &error.kind) {
        (ErrorKind::Expected { what, .. }, ErrorKind::Expected { what: same, .. }) => {
            what == same && other.path == error.path
        }
        _ => other == *error,
    }
}
