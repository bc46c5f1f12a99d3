//! Turns errors into problems that people understand.

use super::error::{ErrorKind, ReadError};
use crate::{
    option_schema::{
        known_options::{KnownOption, KnownOptions, join},
        name_rule::check_name,
        subschemas::{OptionSchema, Subschemas},
    },
    report::{
        problem::{Problem, Span},
        suggestion::{listed, nearest, same_words},
    },
    tree::{
        node::{Node, Step, Value, dotted},
        template::Template,
    },
};

/// What the messages about one section need to know of it.
pub(super) struct Wording<'a> {
    /// What the options belong to, for example ``plugin `auth.anonymous` ``.
    pub(super) subject: &'a str,
    /// The keys that lead to the section.
    pub(super) path: &'a str,
    /// Keys that are allowed in the section although the type does not know them.
    pub(super) extra_keys: &'a [&'static str],
    /// The options of the whole file.
    pub(super) known_options: &'a KnownOptions,
    /// Where the section begins.
    pub(super) header: Span,
    /// The JSON Schema of its options.
    pub(super) schema: &'a OptionSchema,
}

impl Wording<'_> {
    /// Returns how messages call an option: ``option `session.expiresIn` of plugin `auth` ``.
    pub(super) fn option(&self, path: &[Step]) -> String {
        if path.is_empty() {
            return self.subject.trim().to_owned();
        }
        format!("option `{}` of {}", dotted(path), self.subject.trim())
    }

    /// Returns the problem for an error about a value in `section`.
    pub(super) fn problem(&self, error: &ReadError, section: &Node) -> Problem {
        let path = error.path.as_slice();
        let option = self.option(path);
        let value = section.at(path).filter(|_| !path.is_empty());
        let place = value.map_or_else(|| self.header.clone(), |node| node.span.clone());
        let key = section.key_span(path).unwrap_or_else(|| place.clone());
        match &error.kind {
            ErrorKind::UnknownOption { known } => {
                Problem::error(format!("unknown {option}")).at(key, self.suggestion(path, known))
            }
            ErrorKind::UnknownWord { word, known } => {
                let word = shown(word, value);
                let label = one_of(&word, known);
                Problem::error(format!("{option} cannot be {word}")).at(place, label)
            }
            ErrorKind::Expected { what, found } => {
                let found = match (value.filter(|node| node.written.is_some()), found) {
                    (Some(node), _) => {
                        format!("; {} holds something else", references(node).join(" and "))
                    }
                    (None, Some(found)) => format!(", found {found}"),
                    (None, None) => String::new(),
                };
                let what = self.bounded(what, path);
                let switch = value.and_then(|node| self.switch(node, path)).unwrap_or_default();
                let label = format!("expected {what}{found}{switch}");
                Problem::error(format!("{option} is not valid")).at(place, label)
            }
            ErrorKind::Missing { option: name } => {
                let mut path = path.to_vec();
                path.push(Step::Key((*name).to_owned()));
                let title = format!("{} is missing", self.option(&path));
                Problem::error(title).at(place, format!("`{name}` belongs here"))
            }
            ErrorKind::Value { message } => {
                Problem::error(format!("{option} is not valid")).at(place, message)
            }
            ErrorKind::Key { message } => {
                Problem::error(format!("{option} is not valid")).at(key, message)
            }
        }
    }

    /// Returns the problem for an error whose message would reveal the value of a variable. It
    /// names the variables instead.
    pub(super) fn concealed(&self, error: &ReadError, section: &Node) -> Problem {
        let path = error.path.as_slice();
        let node = section.at(path).unwrap_or(section);
        let place = if path.is_empty() { self.header.clone() } else { node.span.clone() };
        let label = format!("what {} holds is not accepted here", references(node).join(" and "));
        Problem::error(format!("{} is not valid", self.option(path))).at(place, label)
    }

    /// Returns what to write instead of the unknown option at `path`, in a table that has the
    /// `known` ones.
    fn suggestion(&self, path: &[Step], known: &[&'static str]) -> String {
        let Some((Step::Key(word), parents)) = path.split_last() else { return String::new() };
        let mut names: Vec<&str> = known.to_vec();
        if parents.is_empty() {
            names.extend(self.extra_keys);
            names.extend(self.known_options.keys_of(self.path));
        }
        names.sort_unstable();
        names.dedup();
        // A switch of something else would be a bad guess.
        if parents.is_empty()
            && self.is_plugin()
            && ["enabled", "disabled"].contains(&word.as_str())
        {
            return "a plugin is on as long as its header is in the file: remove the header to \
                    switch it off"
                .to_owned();
        }
        let near = nearest(word, names.iter().copied());
        let elsewhere = self.other_place(word, parents);
        match (near, elsewhere) {
            (Some(name), elsewhere) if elsewhere.is_none() || same_words(name, word) => {
                format!("did you mean `{name}`?")
            }
            _ if let Some(named) = self.named_entry(word, parents) => {
                format!("did you mean `{named}`?")
            }
            (_, Some(elsewhere)) => elsewhere,
            _ if names.is_empty() => "there are no options here".to_owned(),
            _ => format!("known here: {}", listed(names)),
        }
    }

    /// Returns the words for an expected whole number with the bounds of its JSON Schema, which may
    /// be narrower than those of its type.
    fn bounded(&self, what: &str, path: &[Step]) -> String {
        match self.schemas_at(path).bounds() {
            Some((least, most)) if what.starts_with("a whole number from ") => {
                format!("a whole number from {least} to {most}")
            }
            _ => what.to_owned(),
        }
    }

    /// Returns what to write instead of a boolean, if the option is a table that is switched on and
    /// off inside.
    fn switch(&self, node: &Node, path: &[Step]) -> Option<String> {
        let Value::Boolean(on) = node.value else { return None };
        let has_switch = self.schemas_at(path).keys().any(|key| key == "enabled");
        has_switch.then(|| format!("; write `{{ enabled = {on} }}`"))
    }

    /// Returns the path of an entry called `word` of a map, such as `fields.note`, if the table at
    /// `parents` has a map whose keys can be chosen freely.
    fn named_entry(&self, word: &str, parents: &[Step]) -> Option<String> {
        if parents.is_empty() || check_name(word).is_err() {
            return None;
        }
        let schemas = self.schemas_at(parents);
        let is_map = |key: &&str| schemas.below(&Step::Key((*key).to_owned())).keys_are_names();
        schemas.keys().find(is_map).map(|map| join(map, word))
    }

    /// Returns whether the section is the one that switches a plugin on.
    fn is_plugin(&self) -> bool {
        self.path
            .rsplit_once('.')
            .is_some_and(|(parents, _)| parents == "plugins" || parents.ends_with(".plugins"))
    }

    fn schemas_at(&self, path: &[Step]) -> Subschemas<'_> {
        path.iter().fold(self.schema.top(), |schemas, step| schemas.below(step))
    }

    /// Returns where the option called `word` belongs, if not in the table at `parents`.
    fn other_place(&self, word: &str, parents: &[Step]) -> Option<String> {
        let table = parents.iter().try_fold(self.path.to_owned(), |table, step| match step {
            Step::Key(key) => Some(join(&table, key)),
            Step::Index(_) => None,
        })?;
        let mut options: Vec<&KnownOption> = self.known_options.named(word).collect();
        let below: Vec<String> =
            options.iter().filter_map(|option| option.path_below(&table)).collect();
        // At the top of the file, naming the header of the section is clearer than a long path.
        if !below.is_empty() && !table.is_empty() {
            return Some(format!("did you mean {}?", quoted(&below).join(" or ")));
        }
        if options.iter().any(|option| option.is_plugin()) {
            options.retain(|option| option.is_plugin());
            let headers = options.iter().map(|option| format!("`[{}]`", option.path()));
            let headers: Vec<String> = headers.collect();
            return Some(format!("this is a plugin: write {}", headers.join(" or ")));
        }
        // The section's own tables are more likely to be meant than those of other sections.
        let own: Vec<&KnownOption> =
            options.iter().copied().filter(|it| it.path_below(self.path).is_some()).collect();
        let options = if own.is_empty() || self.path.is_empty() { options } else { own };
        let places: Vec<String> =
            options.iter().map(|option| place_of_table(&option.table)).collect();
        (!places.is_empty()).then(|| format!("it belongs {}", places.join(" or ")))
    }
}

fn place_of_table(table: &str) -> String {
    match table {
        "" => "at the top of the file, before every header".to_owned(),
        table => format!("below `[{table}]`"),
    }
}

fn quoted(names: &[String]) -> Vec<String> {
    names.iter().map(|name| format!("`{name}`")).collect()
}

/// Returns the word in backticks, or the variables that it came from.
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

/// Returns the variables in the strings of this node and of those below it.
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
