//! Descriptions as documentation comments.

/// A comment for a text of one or several paragraphs, with its line breaks; nothing for an empty
/// one.
pub(super) fn comment(text: &str, indent: &str) -> String {
    let lines: Vec<String> = lines(text);
    match lines.as_slice() {
        [] => String::new(),
        [line] => format!("{indent}/** {line} */\n"),
        lines => {
            let lines: String = lines
                .iter()
                .map(|line| format!("{indent} * {line}").trim_end().to_owned() + "\n")
                .collect();
            format!("{indent}/**\n{lines}{indent} */\n")
        }
    }
}

/// The lines, without empty ones at the ends or beside each other.
fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines().map(plain) {
        if !line.is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push(line);
        }
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// Descriptions come from plugins and the config file: one must not end the comment, nor show
/// something else than what is there.
fn plain(line: &str) -> String {
    let line: String = line.chars().map(|c| if is_hidden(c) { ' ' } else { c }).collect();
    line.trim().replace("*/", "*\\/")
}

/// Control characters, line ends of other systems, and what turns the direction of a text.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
