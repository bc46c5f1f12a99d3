//! The loop: deserialise, note the problem, take the entry out, again until it fits.

use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};

use super::{
    complaint::{About, Complaint},
    defaults::fill,
    deserializer::NodeReader,
    expand::Expansion,
    marked::Marked,
    rules::Marks,
    wording::Wording,
};
use crate::{
    catalogue::Catalogue,
    problem::{Problem, Span},
    report::Report,
    tree::{Node, Step, Table, Value},
    variables::Variables,
};

/// What is to be read, and the words for it.
pub(crate) struct Reading<'a> {
    pub(crate) table: &'a Table,
    pub(crate) header: Span,
    pub(crate) subject: &'a str,
    /// The keys that lead to the section.
    pub(crate) path: &'a str,
    pub(crate) also_known: &'a [&'static str],
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) variables: &'a Variables,
}

/// Reads a `T`; every problem is in the report afterwards. What had a problem has its default in
/// the value; there is no value where that is not possible.
pub(crate) fn read<T: DeserializeOwned + Serialize + JsonSchema>(
    reading: &Reading<'_>,
    report: &mut Report,
) -> Option<T> {
    let wording = Wording {
        subject: reading.subject,
        path: reading.path,
        also_known: reading.also_known,
        catalogue: reading.catalogue,
        header: reading.header.clone(),
    };
    let mut section = Node {
        span: reading.header.clone(),
        value: Value::Table(reading.table.clone()),
        written: None,
    };
    let marks = Marks::of::<T>();
    Marked { wording: &wording, report: &mut *report }.walk(
        &section,
        &mut Vec::new(),
        &marks.rules(),
    );
    let variables = reading.variables;
    let mut expansion = Expansion { variables, wording: &wording, report, failed: Vec::new() };
    expansion.walk(&mut section, &mut Vec::new(), &marks.rules());
    let failed = expansion.failed;
    fill::<T>(&mut section, &marks.rules());
    let mut sweep = Sweep { section, taken: Vec::new() };
    for path in failed {
        sweep.take(path);
    }
    sweep.run(&wording, report)
}

struct Sweep {
    section: Node,
    taken: Vec<Vec<Step>>,
}

impl Sweep {
    /// Ends because every round takes an entry out.
    fn run<T: DeserializeOwned>(
        &mut self,
        wording: &Wording<'_>,
        report: &mut Report,
    ) -> Option<T> {
        loop {
            let complaint = match T::deserialize(NodeReader(&self.section)) {
                Ok(value) => return Some(value),
                Err(complaint) => complaint,
            };
            if self.is_in_file(&complaint) && !self.is_consequence(&complaint) {
                report.push(self.problem::<T>(&complaint, wording));
            }
            if !self.take(complaint.path) {
                return None;
            }
        }
    }

    /// A default that its own type does not take back is not the author's problem.
    fn is_in_file(&self, complaint: &Complaint) -> bool {
        let node = self.section.at(&complaint.path).filter(|_| !complaint.path.is_empty());
        node.is_none_or(Node::is_in_file)
    }

    /// A missing option that was taken out because of its own problem is not missing. Nor is a
    /// table worth a complaint that lost an entry: the complaint may be about what is gone.
    fn is_consequence(&self, complaint: &Complaint) -> bool {
        let lost_something = self.taken.iter().any(|taken| taken.starts_with(&complaint.path));
        match complaint.about {
            About::Missing { option } => {
                let mut own = complaint.path.clone();
                own.push(Step::Key(option.to_owned()));
                self.taken.contains(&own)
            }
            About::Value { .. } => lost_something,
            _ => false,
        }
    }

    fn take(&mut self, path: Vec<Step>) -> bool {
        let found = self.section.take_out(&path);
        self.taken.push(path);
        found
    }

    fn problem<T: DeserializeOwned>(
        &self,
        complaint: &Complaint,
        wording: &Wording<'_>,
    ) -> Problem {
        if self.tells_a_value::<T>(complaint) {
            return wording.concealed(complaint, &self.section);
        }
        wording.problem(complaint, &self.section)
    }

    /// Whether the complaint's words depend on a value that came from a variable. They don't if
    /// the text as written, `${…}` and all, gets the very same words.
    fn tells_a_value<T: DeserializeOwned>(&self, complaint: &Complaint) -> bool {
        let mut from_variable = false;
        if let Some(node) = self.section.at(&complaint.path) {
            node.visit(&mut |node| from_variable |= node.written.is_some());
        }
        // A word that is not known is not shown, and the list of those that are is no secret.
        if !from_variable || matches!(complaint.about, About::UnknownWord { .. }) {
            return false;
        }
        let mut as_written = self.section.clone();
        as_written.unexpand_at(&complaint.path);
        !matches!(T::deserialize(NodeReader(&as_written)), Err(other) if other == *complaint)
    }
}
