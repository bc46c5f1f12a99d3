//! What a file runs: parsed from its text, and written as text.

use nevr_schema::{Provider, hex_digest};

use super::{
    lexer::{ScriptError, ScriptProblem},
    rules::misplaced,
    split::{Content, Directive, Piece, split},
};
use crate::goal::MigrationId;

/// What one file of a migration runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// In the order of the file.
    pub items: Vec<Item>,
    /// Whether the file runs with SQLite's foreign keys off.
    pub foreign_keys_off: bool,
    /// SHA-256 of the text, in hex. It does not depend on how the lines end.
    pub checksum: String,
}

/// One step of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A statement.
    Statement(Statement),
    /// A plugin's migration by hand, named by a `-- nevr: run migration` line.
    ByHand(MigrationId),
}

/// A statement of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The SQL, without its delimiter.
    pub sql: String,
    /// The line where it begins, counted from 1.
    pub line: usize,
    /// The comment line above it, which describes the statement.
    pub words: Option<String>,
    /// How it affects the transaction that it runs in.
    pub kind: Kind,
    /// Its first word, in capitals.
    pub(crate) verb: String,
    /// Why it can't be in a migration, if it can't. An applied file is not refused for it.
    misplaced: Option<ScriptProblem>,
}

/// How a statement affects the transaction that it runs in, on a database that commits changes of
/// the structure by itself (MySQL).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It reads or writes rows, and is undone with its transaction.
    Data,
    /// It sets something on the connection for the statements after it.
    Session,
    /// Anything else: it may commit by itself.
    Structure,
}

/// A part of a file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A statement below a comment line that describes it.
    Statement {
        /// The comment.
        words: String,
        /// One statement; a `;` at its end is optional.
        sql: String,
    },
    /// A line that runs a plugin's migration by hand.
    ByHand(MigrationId),
}

/// First words of statements that begin or end a transaction.
const TRANSACTION: [&str; 6] = ["BEGIN", "START", "COMMIT", "ROLLBACK", "END", "ABORT"];

impl Script {
    /// Parses the text of a file.
    pub fn parse(text: &str, provider: Provider) -> Result<Self, ScriptError> {
        let text = normalised(text);
        let mut script = Self { checksum: hex_digest(&text), ..Self::default() };
        let mut words = None;
        for Piece { line, content } in split(&text, provider)? {
            match content {
                Content::Comment(comment) => {
                    words = (!comment.is_empty()).then(|| comment.to_owned());
                }
                Content::Directive(directive) => {
                    words = None;
                    match directive {
                        Directive::Run(id) => script.items.push(Item::ByHand(id)),
                        Directive::ForeignKeysOff => script.foreign_keys_off = true,
                    }
                }
                Content::Statement { sql, words: tokens } => {
                    let verb = tokens.first().cloned().unwrap_or_default();
                    let kind = kind(&verb, line)?;
                    let misplaced = misplaced(&tokens, provider);
                    let (sql, words) = (sql.to_owned(), words.take());
                    let statement = Statement { sql, line, words, kind, verb, misplaced };
                    script.items.push(Item::Statement(statement));
                }
            }
        }
        Ok(script)
    }

    /// Returns the statements, in the order of the file.
    pub fn statements(&self) -> impl Iterator<Item = &Statement> {
        self.items.iter().filter_map(|item| match item {
            Item::Statement(statement) => Some(statement),
            Item::ByHand(_) => None,
        })
    }

    /// Returns why the file is refused when it is about to run: a statement does nothing inside a
    /// migration, or reaches beyond it.
    pub fn refusal(&self) -> Option<ScriptError> {
        self.refusal_after(0)
    }

    /// Works like [`refusal`](Self::refusal), for a file of which the first `done` items ran.
    pub(crate) fn refusal_after(&self, done: usize) -> Option<ScriptError> {
        let mut items = self.items.iter().skip(done);
        items.find_map(|item| match item {
            Item::Statement(Statement { line, misplaced: Some(problem), .. }) => {
                Some(ScriptError { line: *line, problem: problem.clone() })
            }
            _ => None,
        })
    }

    /// Returns the migrations by hand that the file names, in its order.
    pub fn by_hand(&self) -> impl Iterator<Item = &MigrationId> {
        self.items.iter().filter_map(|item| match item {
            Item::ByHand(id) => Some(id),
            Item::Statement(_) => None,
        })
    }

    /// Returns SHA-256 of the first `count` items, in hex.
    pub(crate) fn checksum_of_first(&self, count: usize) -> String {
        let text = |item: &Item| match item {
            Item::Statement(statement) => format!("{};", statement.sql),
            Item::ByHand(id) => format!("{};", Directive::Run(id.clone())),
        };
        hex_digest(&self.items.iter().take(count).map(text).collect::<String>())
    }
}

/// Removes what an editor or a checkout may have changed in a text: the byte order mark at its
/// start, and the carriage returns at its line ends.
pub(crate) fn normalised(text: &str) -> String {
    text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n")
}

fn kind(verb: &str, line: usize) -> Result<Kind, ScriptError> {
    match verb {
        _ if TRANSACTION.contains(&verb) => {
            Err(ScriptError { line, problem: ScriptProblem::Transaction(verb.to_owned()) })
        }
        "INSERT" | "UPDATE" | "DELETE" | "REPLACE" | "SELECT" | "WITH" | "DO" | "VALUES" => {
            Ok(Kind::Data)
        }
        "SET" | "USE" => Ok(Kind::Session),
        _ => Ok(Kind::Structure),
    }
}

/// Returns the text of a file: `head` as comment lines, then each block.
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

/// Joins words into one line, so that a line break in a name can't end the comment.
fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
