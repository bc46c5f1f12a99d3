//! Turns complaints into problems that people understand.

use super::complaint::{About, Complaint};
use crate::{
    catalogue::{Catalogue, Home, join},
    problem::{Problem, Span},
    reference::Template,
    suggestion::{listed, nearest, same_words},
    tree::{Node, Step, dotted},
};

/// The words for one section.
pub(super) struct Wording<'a> {
    /// What the options belong to, for example ``plugin `auth.anonymous` ``.
    pub(super) subject: &'a str,
    /// The keys that lead to the section.
    pub(super) path: &'a str,
    /// Keys that stand in the section and are read by others.
    pub(super) also_known: &'a [&'static str],
    /// What the whole file may hold.
    pub(super) catalogue: &'a Catalogue,
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
        let mut names: Vec<&str> = known.to_vec();
        if parents.is_empty() {
            names.extend(self.also_known);
            names.extend(self.catalogue.keys_of(self.path));
        }
        names.sort_unstable();
        names.dedup();
        let near = nearest(word, names.iter().copied());
        let elsewhere = self.elsewhere(word, parents);
        match (near, elsewhere) {
            (Some(name), elsewhere) if elsewhere.is_none() || same_words(name, word) => {
                format!("did you mean `{name}`?")
            }
            (_, Some(elsewhere)) => elsewhere,
            _ if names.is_empty() => "there are no options here".to_owned(),
            _ => format!("known here: {}", listed(names)),
        }
    }

    /// Where the option stands that is called `word` and is not one of the table at `parents`.
    fn elsewhere(&self, word: &str, parents: &[Step]) -> Option<String> {
        let table = parents.iter().try_fold(self.path.to_owned(), |table, step| match step {
            Step::Key(key) => Some(join(&table, key)),
            Step::Index(_) => None,
        })?;
        let mut homes: Vec<&Home> = self.catalogue.homes(word).collect();
        let within: Vec<String> = homes.iter().filter_map(|home| home.within(&table)).collect();
        // At the top it is better said by the header of the section than by a long path.
        if !within.is_empty() && !table.is_empty() {
            return Some(format!("did you mean {}?", quoted(&within).join(" or ")));
        }
        if homes.iter().any(|home| home.is_plugin()) {
            homes.retain(|home| home.is_plugin());
            let headers = homes.iter().map(|home| format!("`[{}]`", home.path()));
            let headers: Vec<String> = headers.collect();
            return Some(format!("this is a plugin: write {}", headers.join(" or ")));
        }
        // The section's own tables are likelier than those of others.
        let own: Vec<&Home> =
            homes.iter().copied().filter(|home| home.within(self.path).is_some()).collect();
        let homes = if own.is_empty() || self.path.is_empty() { homes } else { own };
        let places: Vec<String> = homes.iter().map(|home| below(&home.table)).collect();
        (!places.is_empty()).then(|| format!("it belongs {}", places.join(" or ")))
    }
}

/// Where the options of a table are written.
fn below(table: &str) -> String {
    match table {
        "" => "at the top of the file, before every header".to_owned(),
        table => format!("below `[{table}]`"),
    }
}

fn quoted(names: &[String]) -> Vec<String> {
    names.iter().map(|name| format!("`{name}`")).collect()
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
