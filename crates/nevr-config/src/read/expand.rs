//! Puts variables into a section's strings.

use super::{
    rules::{DEFERRED, Rules, SECRET},
    wording::Wording,
};
use crate::{
    problem::Problem,
    reference::{MissingVariable, ReferenceError, Template},
    report::Report,
    tree::{Node, Step, Value},
    variables::Variables,
};

/// Expands a section and collects what could not be.
pub(super) struct Expansion<'a> {
    pub(super) variables: &'a Variables,
    pub(super) wording: &'a Wording<'a>,
    pub(super) report: &'a mut Report,
    /// The entries that must be taken out, because they have no value now.
    pub(super) failed: Vec<Vec<Step>>,
}

impl Expansion<'_> {
    /// Walks down `node`, whose path is `path`, along the schemas that rule it.
    pub(super) fn walk(&mut self, node: &mut Node, path: &mut Vec<Step>, rules: &Rules<'_>) {
        match &mut node.value {
            Value::Text(_) => self.text(node, path, rules),
            Value::List(items) => {
                for item in items {
                    self.step(&mut item.node, path, rules, Step::Index(item.index));
                }
            }
            Value::Table(table) => {
                for entry in &mut table.entries {
                    self.step(&mut entry.node, path, rules, Step::Key(entry.key.clone()));
                }
            }
            _ => {}
        }
    }

    fn step(&mut self, node: &mut Node, path: &mut Vec<Step>, rules: &Rules<'_>, step: Step) {
        let below = rules.below(&step);
        path.push(step);
        self.walk(node, path, &below);
        path.pop();
    }

    fn text(&mut self, node: &mut Node, path: &[Step], rules: &Rules<'_>) {
        let Value::Text(text) = &mut node.value else { return };
        let template = match Template::parse(text) {
            Ok(template) => template,
            Err(error) => return self.malformed(node, path, error),
        };
        if rules.marked(DEFERRED) {
            return self.deferred(node, path, &template, rules.marked(SECRET));
        }
        match template.expand(self.variables) {
            Ok(expanded) if template.has_references() => {
                for (name, value) in template.values(self.variables) {
                    let written = format!("${{{name}}}");
                    self.report.note_expanded(node.span.clone(), value.to_owned(), written);
                }
                node.written = Some(std::mem::replace(text, expanded));
            }
            Ok(expanded) => *text = expanded,
            Err(missing) => self.missing(node, path, &missing),
        }
    }

    /// A deferred value stays as it is written; what is written out there stays out of frames.
    fn deferred(&mut self, node: &Node, path: &[Step], template: &Template, secret: bool) {
        if !template.is_only_references() {
            self.report.hide(node.span.clone());
        }
        if secret && !template.has_references() {
            let title = format!("{} stands in the file itself", self.wording.option(path));
            self.report.push(
                Problem::warning(title)
                    .at(node.span.clone(), "whoever can read the file has it")
                    .help("put it into the environment or `.env`, and write `${NAME}` here"),
            );
        }
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
