//! Descriptions as documentation comments.

/// Returns a text of one or several paragraphs as a comment, with its line breaks; an empty string
/// for an empty text.
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

/// Returns the lines of a text, without empty ones at the ends and with at most one in a row.
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

/// Returns a line that can't end the comment, nor show anything other than what is there: descriptions
/// come from plugins and the config file.
fn plain(line: &str) -> String {
    let line: String = line.chars().map(|c| if is_hidden(c) { ' ' } else { c }).collect();
    line.trim().replace("*/", "*\\/")
}

/// Returns whether a character is invisible: control characters, other line ends, and characters that
/// change the direction of text.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
