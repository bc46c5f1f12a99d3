//! Replaces the references in a section's strings by the values of the variables.

use super::wording::Wording;
use crate::{
    option_schema::{
        annotations::{DEFERRED, SECRET, WRITTEN_OUT},
        subschemas::Subschemas,
    },
    report::{problem::Problem, report::Report},
    source::variables::Variables,
    tree::{
        node::{Node, Step, Value},
        template::{MissingVariable, ReferenceError, Template},
    },
};

/// Walks over a section and its schema, and expands the strings on the way.
pub(super) struct Expansion<'a> {
    pub(super) variables: &'a Variables,
    pub(super) wording: &'a Wording<'a>,
    pub(super) report: &'a mut Report,
    /// The paths of the strings that could not be expanded, and so have no value.
    pub(super) failed: Vec<Vec<Step>>,
    /// The number of tables and lists around the current value that must be
    /// [written out](crate::written_out).
    pub(super) written_out: usize,
}

impl Expansion<'_> {
    /// Expands `node`, which is at `path` and which `schemas` apply to, and everything below it.
    pub(super) fn walk(&mut self, node: &mut Node, path: &mut Vec<Step>, schemas: &Subschemas<'_>) {
        let written_out = usize::from(schemas.have(WRITTEN_OUT));
        self.written_out += written_out;
        match &mut node.value {
            Value::Text(_) => self.text(node, path, schemas),
            Value::List(items) => {
                for item in items {
                    self.step(&mut item.node, path, schemas, Step::Index(item.index));
                }
            }
            Value::Table(table) => {
                for entry in &mut table.entries {
                    self.step(&mut entry.node, path, schemas, Step::Key(entry.key.clone()));
                }
            }
            _ => {}
        }
        self.written_out -= written_out;
    }

    fn step(
        &mut self,
        node: &mut Node,
        path: &mut Vec<Step>,
        schemas: &Subschemas<'_>,
        step: Step,
    ) {
        let below = schemas.below(&step);
        path.push(step);
        self.walk(node, path, &below);
        path.pop();
    }

    fn text(&mut self, node: &mut Node, path: &[Step], schemas: &Subschemas<'_>) {
        let Value::Text(text) = &mut node.value else { return };
        if has_password(text) {
            self.report.hide(node.span.clone());
        }
        let template = match Template::parse(text) {
            Ok(template) => template,
            Err(error) => return self.malformed(node, path, error),
        };
        if schemas.have(DEFERRED) {
            return self.deferred(node, path, &template, schemas.have(SECRET));
        }
        if self.written_out > 0 && template.has_references() {
            return self.refused(node, path, &template);
        }
        match template.expand(self.variables) {
            Ok(expanded) if template.has_references() => {
                for (name, value) in template.values(self.variables) {
                    let written = format!("${{{name}}}");
                    self.report.conceal_value(node.span.clone(), value.to_owned(), written);
                }
                node.written = Some(text.clone());
                let scalar = schemas.scalar(&expanded).filter(|_| template.is_one_reference());
                node.value = scalar.unwrap_or(Value::Text(expanded));
            }
            Ok(expanded) => *text = expanded,
            Err(missing) => self.missing(node, path, &missing),
        }
    }

    /// Leaves a deferred string as it is. If more than references is written there, frames must
    /// not show it: it may be a secret.
    fn deferred(&mut self, node: &Node, path: &[Step], template: &Template, secret: bool) {
        if !template.is_only_references() {
            self.report.hide(node.span.clone());
        }
        if secret && !template.has_references() {
            let title = format!("{} is written into the file", self.wording.option(path));
            self.report.push(
                Problem::warning(title)
                    .at(node.span.clone(), "anyone who can read the file knows it")
                    .help("put it into the environment or `.env`, and write `${NAME}` here"),
            );
        }
    }

    fn refused(&mut self, node: &Node, path: &[Step], template: &Template) {
        let title = format!("{} cannot come from a variable", self.wording.option(path));
        let names: Vec<String> = template.names().map(|name| format!("`{name}`")).collect();
        let label = format!("what is generated cannot depend on {}", names.join(" and "));
        self.report.push(
            Problem::error(title)
                .at(node.span.clone(), label)
                .help("write the value itself: generated files are the same on every machine"),
        );
        self.failed.push(path.to_vec());
    }

    fn missing(&mut self, node: &Node, path: &[Step], missing: &MissingVariable) {
        let option = self.wording.option(path);
        self.report.push(missing.problem(&option, node.span.clone()));
        self.failed.push(path.to_vec());
    }

    fn malformed(&mut self, node: &Node, path: &[Step], error: ReferenceError) {
        let title = format!("{} has a malformed reference", self.wording.option(path));
        self.report.push(Problem::error(title).at(node.span.clone(), error.to_string()));
        self.failed.push(path.to_vec());
    }
}

/// Returns whether the text is a URL with a password, which no frame must show: it may have been
/// written into the wrong option.
fn has_password(text: &str) -> bool {
    let rest = text.split_once("://").map_or("", |(_, rest)| rest);
    rest.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'))
}
