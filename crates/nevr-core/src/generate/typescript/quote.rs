//! Names and strings, quoted for TypeScript.

use std::fmt::Write;

/// Returns the name of a member, quoted unless it is a plain identifier.
pub(super) fn member_name(name: &str) -> String {
    let mut characters = name.chars();
    let begins = characters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_' || c == '$');
    if begins && characters.all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$') {
        name.to_owned()
    } else {
        quoted(name)
    }
}

/// Returns a text as a string literal. Invisible and special characters are escaped, because texts
/// come from plugins and the config file and must not end the literal or show something else.
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
                    // Writing to a `String` can't fail.
                    write!(literal, "\\u{unit:04x}").unwrap_or_default();
                }
            }
        }
    }
    literal.push('"');
    literal
}
