//! The words of a statement.

/// Returns the words of a statement outside of quotes and comments, in capitals.
pub(super) fn words(sql: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        let close = match c {
            '\'' | '"' | '`' => Some(c),
            '[' => Some(']'),
            _ => None,
        };
        if let Some(close) = close {
            // A doubled quote closes and opens, which has the same effect.
            chars.by_ref().find(|c| *c == close);
        } else if c == '-' && chars.next_if_eq(&'-').is_some() {
            chars.by_ref().find(|c| *c == '\n');
        } else if c == '/' && chars.next_if_eq(&'*').is_some() {
            while chars.by_ref().find(|c| *c == '*').is_some() && chars.peek() != Some(&'/') {}
            chars.next();
        } else if c.is_alphanumeric() || c == '_' {
            if let Some(word) = words.last_mut() {
                word.extend(c.to_uppercase());
            }
            continue;
        }
        words.push(String::new());
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_quotes_and_comments_do_not_count() {
        let sql = "CREATE TABLE \"check\" (a text DEFAULT 'it''s unique', -- collate\n\
                   [b c] int /* generated * */ NOT NULL, `d` x)";
        let expected = ["CREATE", "TABLE", "A", "TEXT", "DEFAULT", "INT", "NOT", "NULL", "X"];
        assert_eq!(words(sql), expected);
    }
}
