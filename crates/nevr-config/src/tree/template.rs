//! Strings with `${NAME}`, `${NAME:-default}` and `$${` in them.

use crate::{
    report::problem::{Problem, Span},
    source::variables::Variables,
};

/// A string of plain text and references to variables.
///
/// `${NAME}` stands for the value of a variable and `${NAME:-default}` for the same or, if the
/// variable is not set, for the text after `:-`. `$${` stands for the characters `${`.
///
/// ```
/// use nevr_config::{Template, Variables};
///
/// let template = Template::parse("${SCHEME:-https}://${HOST}/")?;
/// let variables = Variables::fixed([("HOST", "shop.example")]);
/// assert_eq!(template.expand(&variables)?, "https://shop.example/");
/// assert!(template.expand(&Variables::default()).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Reference { name: String, default: Option<String> },
}

/// The text contains `${` but no valid reference.
///
/// No message shows the text: it may be a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReferenceError {
    /// The `}` is missing.
    #[error("a `${{` without its `}}` (write `$${{` for the characters themselves)")]
    Unclosed,
    /// The name is empty, or contains other characters than letters, digits and `_`.
    #[error(
        "the name of a variable consists of letters, digits and `_`, as in `${{DATABASE_URL}}` \
         (write `$${{` for the characters themselves)"
    )]
    BadName,
    /// A default contains a reference itself.
    #[error("a default is plain text: it cannot refer to another variable")]
    NestedDefault,
}

/// A variable that a template refers to has no value that can be used: it is not set, or empty, or
/// not UTF-8.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the variable `{name}` is {}", self.state())]
pub struct MissingVariable {
    /// The variable's name.
    pub name: String,
    /// Whether it is set to something that is not UTF-8.
    is_not_text: bool,
}

impl MissingVariable {
    /// Returns the problem for the option whose value, at `place`, refers to the variable.
    ///
    /// `option` is how the message calls it, for example ``option `url` of plugin `mail` ``.
    pub fn problem(&self, option: &str, place: Span) -> Problem {
        let name = &self.name;
        let problem = Problem::error(format!("{option} needs the variable `{name}`"));
        if self.is_not_text {
            return problem.at(place, format!("`{name}` is {}", self.state()));
        }
        problem.at(place, format!("`{name}` is not set, or empty")).help(format!(
            "set it in the environment or in `.env` beside the file, or give a default: \
                 `${{{name}:-…}}`"
        ))
    }

    fn state(&self) -> &'static str {
        if self.is_not_text {
            "not valid UTF-8: set it to text"
        } else {
            "not set (an empty one counts as missing)"
        }
    }
}

impl Template {
    /// Parses `text`. A text without `${` is a template as well.
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

    /// Returns the text with every reference replaced by the variable's value.
    ///
    /// A `${` inside a value has no meaning and is left alone.
    pub fn expand(&self, variables: &Variables) -> Result<String, MissingVariable> {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Reference { name, default } => {
                    let value = variables.get(name).or(default.as_deref());
                    let is_not_text = variables.is_not_text(name);
                    // A default is for a variable that is not set. This one is.
                    let value = value.filter(|_| !is_not_text);
                    let missing = || MissingVariable { name: name.clone(), is_not_text };
                    out.push_str(value.ok_or_else(missing)?);
                }
            }
        }
        Ok(out)
    }

    /// Returns the names and values of the variables that are set and referred to.
    pub(crate) fn values<'a>(
        &'a self,
        variables: &'a Variables,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.parts.iter().filter_map(|part| match part {
            Part::Reference { name, .. } => Some((name.as_str(), variables.get(name)?)),
            Part::Text(_) => None,
        })
    }

    /// Returns whether there is any reference.
    pub fn has_references(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Reference { .. }))
    }

    /// Returns whether the text consists of references without defaults, and of nothing else. The
    /// text as written can be shown then: it contains no part of the value.
    pub fn is_only_references(&self) -> bool {
        let bare = |part: &Part| matches!(part, Part::Reference { default: None, .. });
        !self.parts.is_empty() && self.parts.iter().all(bare)
    }

    /// Returns whether the text is one reference and nothing else. Its value may stand for a number
    /// or a boolean.
    pub(crate) fn is_one_reference(&self) -> bool {
        matches!(self.parts.as_slice(), [Part::Reference { .. }])
    }

    /// Returns the plain text before the first reference.
    pub fn leading_text(&self) -> &str {
        match self.parts.first() {
            Some(Part::Text(text)) => text,
            _ => "",
        }
    }

    /// Returns the variables that are referred to, as `${NAME}`.
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

/// Returns whether POSIX would take this as a name (XBD 3.216).
fn is_variable_name(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
