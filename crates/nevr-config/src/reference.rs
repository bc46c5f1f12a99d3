//! `${NAME}`, `${NAME:-default}` and `$${` inside a string.

use crate::{
    problem::{Problem, Span},
    variables::Variables,
};

/// A string cut into plain text and references.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Reference { name: String, default: Option<String> },
}

/// What follows `${` is not a reference. No message shows the text: it may be a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReferenceError {
    /// There is no `}`.
    #[error("a `${{` without its `}}` (write `$${{` for the characters themselves)")]
    Unclosed,
    /// The name is empty or has other characters.
    #[error(
        "the name of a variable is made of letters, digits and `_`, as in `${{DATABASE_URL}}` \
         (write `$${{` for the characters themselves)"
    )]
    BadName,
    /// A default that refers to a variable in turn.
    #[error("a default is plain text: it cannot refer to another variable")]
    NestedDefault,
}

/// A variable that is referred to is not set, or empty.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the variable `{name}` is not set (an empty one counts as missing)")]
pub struct MissingVariable {
    /// The variable's name.
    pub name: String,
}

impl MissingVariable {
    /// The problem of the option, in the words of the messages, whose value refers to it.
    pub fn problem(&self, option: &str, place: Span) -> Problem {
        let name = &self.name;
        Problem::error(format!("{option} needs the variable `{name}`"))
            .at(place, format!("`{name}` is not set, or empty"))
            .help(format!(
                "set it in the environment or in `.env` beside the file, or give a default: \
                 `${{{name}:-…}}`"
            ))
    }
}

impl Template {
    /// Cuts `text` into its parts.
    pub fn parse(text: &str) -> Result<Self, ReferenceError> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            plain.push_str(&rest[..at]);
            rest = &rest[at..];
            if let Some(after) = rest.strip_prefix("$${") {
                plain.push_str("${");
                rest = after;
            } else if let Some(after) = rest.strip_prefix("${") {
                let end = after.find('}').ok_or(ReferenceError::Unclosed)?;
                push_text(&mut parts, &mut plain);
                parts.push(reference(&after[..end])?);
                rest = &after[end + 1..];
            } else {
                plain.push('$');
                rest = &rest[1..];
            }
        }
        plain.push_str(rest);
        push_text(&mut parts, &mut plain);
        Ok(Self { parts })
    }

    /// The text with every variable in its place. Values are taken as they are: a `${` inside one
    /// means nothing.
    pub fn expand(&self, variables: &Variables) -> Result<String, MissingVariable> {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Reference { name, default } => {
                    let value = variables.get(name).or(default.as_deref());
                    out.push_str(value.ok_or_else(|| MissingVariable { name: name.clone() })?);
                }
            }
        }
        Ok(out)
    }

    /// The values that stand in the expanded text, each with its name.
    pub(crate) fn values<'a>(
        &'a self,
        variables: &'a Variables,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.parts.iter().filter_map(|part| match part {
            Part::Reference { name, .. } => Some((name.as_str(), variables.get(name)?)),
            Part::Text(_) => None,
        })
    }

    /// Whether a variable is referred to at all.
    pub fn has_references(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Reference { .. }))
    }

    /// Whether nothing but references without defaults stands in it, so that the text as written
    /// tells nothing.
    pub fn is_only_references(&self) -> bool {
        let bare = |part: &Part| matches!(part, Part::Reference { default: None, .. });
        !self.parts.is_empty() && self.parts.iter().all(bare)
    }

    /// The plain text before the first reference.
    pub fn leading_text(&self) -> &str {
        match self.parts.first() {
            Some(Part::Text(text)) => text,
            _ => "",
        }
    }

    /// The variables referred to, as `${NAME}`.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> {
        self.parts.iter().filter_map(|part| match part {
            Part::Reference { name, .. } => Some(format!("${{{name}}}")),
            Part::Text(_) => None,
        })
    }
}

fn push_text(parts: &mut Vec<Part>, plain: &mut String) {
    if !plain.is_empty() {
        parts.push(Part::Text(std::mem::take(plain)));
    }
}

fn reference(inside: &str) -> Result<Part, ReferenceError> {
    let (name, default) = match inside.split_once(":-") {
        Some((name, default)) => (name, Some(default)),
        None => (inside, None),
    };
    if !is_variable_name(name) {
        return Err(ReferenceError::BadName);
    }
    if default.is_some_and(|text| text.contains("${")) {
        return Err(ReferenceError::NestedDefault);
    }
    Ok(Part::Reference { name: name.to_owned(), default: default.map(str::to_owned) })
}

/// What POSIX calls a name (XBD 3.216).
fn is_variable_name(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
