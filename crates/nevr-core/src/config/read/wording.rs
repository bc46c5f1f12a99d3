//! Turns complaints into problems that people understand.

use super::complaint::{About, Complaint};
use crate::config::{
    problem::{Problem, Span},
    reference::Template,
    suggestion::{listed, nearest},
    tree::{Node, Step, dotted},
};

/// The words for one section.
pub(super) struct Wording<'a> {
    /// What the options belong to, for example ``plugin `auth.anonymous` ``.
    pub(super) subject: &'a str,
    /// Keys that stand in the section and are read by others.
    pub(super) also_known: &'a [&'static str],
    /// Where the section begins.
    pub(super) header: Span,
}

impl Wording<'_> {
    /// ``option `session.expiresIn` of plugin `auth` ``.
    pub(super) fn option(&self, path: &[Step]) -> String {
        if path.is_empty() {
            return self.subject.trim().to_owned();
        }
        format!("option `{}` of {}", dotted(path), self.subject.trim())
    }

    /// The problem that a complaint about a value in `section` makes.
    pub(super) fn problem(&self, complaint: &Complaint, section: &Node) -> Problem {
        let path = complaint.path.as_slice();
        let option = self.option(path);
        let value = section.at(path).filter(|_| !path.is_empty());
        let place = value.map_or_else(|| self.header.clone(), |node| node.span.clone());
        let key = section.key_span(path).unwrap_or_else(|| place.clone());
        match &complaint.about {
            About::UnknownOption { known } => {
                Problem::error(format!("unknown {option}")).at(key, self.known(path, known))
            }
            About::UnknownWord { word, known } => {
                let word = shown(word, value);
                let label = one_of(&word, known);
                Problem::error(format!("{option} cannot be {word}")).at(place, label)
            }
            About::Expected { what, found } => {
                let found = found.as_ref().map(|found| format!(", found {found}"));
                let label = format!("expected {what}{}", found.unwrap_or_default());
                Problem::error(format!("{option} is not valid")).at(place, label)
            }
            About::Missing { option: name } => {
                let mut path = path.to_vec();
                path.push(Step::Key((*name).to_owned()));
                let title = format!("{} is missing", self.option(&path));
                Problem::error(title).at(place, format!("`{name}` belongs here"))
            }
            About::Value { message } => {
                Problem::error(format!("{option} is not valid")).at(place, message)
            }
            About::Key { message } => {
                Problem::error(format!("{option} is not valid")).at(key, message)
            }
        }
    }

    /// The problem of a value that came from variables, where the type's own words would tell
    /// something about it.
    pub(super) fn concealed(&self, complaint: &Complaint, section: &Node) -> Problem {
        let path = complaint.path.as_slice();
        let node = section.at(path).unwrap_or(section);
        let place = if path.is_empty() { self.header.clone() } else { node.span.clone() };
        let label = format!("what {} holds is not accepted here", references(node).join(" and "));
        Problem::error(format!("{} is not valid", self.option(path))).at(place, label)
    }

    fn known(&self, path: &[Step], known: &[&'static str]) -> String {
        let Some((Step::Key(word), parents)) = path.split_last() else { return String::new() };
        let others = if parents.is_empty() { self.also_known } else { &[] };
        let mut names: Vec<&str> = known.iter().chain(others).copied().collect();
        names.sort_unstable();
        match nearest(word, names.iter().copied()) {
            Some(name) => format!("did you mean `{name}`?"),
            None if names.is_empty() => "there are no options here".to_owned(),
            None => format!("known here: {}", listed(names)),
        }
    }
}

fn shown(word: &str, node: Option<&Node>) -> String {
    match node.filter(|node| node.written.is_some()) {
        Some(node) => format!("what {} holds", references(node).join(" and ")),
        None => format!("`{word}`"),
    }
}

fn one_of(word: &str, known: &[&'static str]) -> String {
    match (nearest(word, known.iter().copied()), known) {
        (Some(name), _) => format!("did you mean `{name}`?"),
        (None, [only]) => format!("only `{only}` is known"),
        (None, known) => format!("expected one of {}", listed(known.iter().copied())),
    }
}

/// The variables that stand in the strings here and below.
fn references(node: &Node) -> Vec<String> {
    let mut names = Vec::new();
    node.visit(&mut |node| {
        let template = node.written.as_deref().and_then(|text| Template::parse(text).ok());
        for name in template.iter().flat_map(Template::names) {
            let name = format!("`{name}`");
            if !names.contains(&name) {
                names.push(name);
            }
        }
    });
    names
}
