//! Names and texts that TypeScript can't mistake for anything else.

use std::fmt::Write;

/// The name of a member: bare where it can be, else quoted.
pub(super) fn member_name(name: &str) -> String {
    let mut characters = name.chars();
    let begins = characters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_' || c == '$');
    if begins && characters.all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$') {
        name.to_owned()
    } else {
        quoted(name)
    }
}

/// A text as a literal. Of what is not plain to see, nothing stands there as it is.
pub(super) fn quoted(text: &str) -> String {
    let mut literal = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => literal.extend(['\\', c]),
            '\n' => literal.push_str("\\n"),
            ' '..='~' => literal.push(c),
            c if c.is_alphanumeric() => literal.push(c),
            c => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    // To a string it can't fail.
                    write!(literal, "\\u{unit:04x}").unwrap_or_default();
                }
            }
        }
    }
    literal.push('"');
    literal
}
