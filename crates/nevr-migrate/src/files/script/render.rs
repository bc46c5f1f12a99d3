//! From steps to the text of a file.

use super::directive::Directive;
use crate::goal::MigrationId;

/// A part of a file that is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A statement, and what it does in words.
    Statement {
        /// One line for people.
        words: String,
        /// One statement, without `;`.
        sql: String,
    },
    /// A migration that a plugin wrote by hand.
    ByHand(MigrationId),
}

/// The text of a file: each statement on its own below a line that says what it does.
pub fn render(head: &str, foreign_keys_off: bool, blocks: &[Block]) -> String {
    let mut text = String::new();
    for line in head.lines() {
        text.extend(["-- ", line, "\n"]);
    }
    if foreign_keys_off {
        text.extend([Directive::ForeignKeysOff.to_string().as_str(), "\n"]);
    }
    for block in blocks {
        text.push('\n');
        match block {
            Block::Statement { words, sql } => {
                let sql = sql.trim_end().trim_end_matches(';');
                text.extend(["-- ", &one_line(words), "\n", sql, ";\n"]);
            }
            Block::ByHand(id) => text.extend([&Directive::Run(id.clone()).to_string(), "\n"]),
        }
    }
    text
}

/// Words in one line, that can't be taken for what nevr reads itself.
fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
