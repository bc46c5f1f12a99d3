//! From pieces to what is run.

use nevr_schema::Provider;

use super::{
    directive::Directive,
    error::{ScriptError, ScriptProblem},
    split::{Content, Piece, split},
};
use crate::goal::MigrationId;

/// What a file of a migration runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// In the order of the file.
    pub items: Vec<Item>,
    /// Whether it is run with SQLite's foreign keys off.
    pub foreign_keys_off: bool,
    /// SHA-256 of the text, in hex; how its lines end makes no difference.
    pub checksum: String,
}

/// One thing that a file runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A statement.
    Statement(Statement),
    /// A migration that a plugin wrote by hand.
    ByHand(MigrationId),
}

/// A statement of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The statement, without the `;` behind it.
    pub sql: String,
    /// The line it begins in, counted from 1.
    pub line: usize,
    /// What it does in words: the comment line above it.
    pub words: Option<String>,
    /// What it does to a transaction.
    pub kind: Kind,
}

/// What a statement does to the transaction that it is in, on a database that commits by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It reads and writes rows, and is undone with its transaction.
    Data,
    /// It sets something up for the statements behind it, on this connection.
    Session,
    /// Anything else: it may commit by itself.
    Structure,
}

/// Beginnings and ends of transactions.
const TRANSACTION: [&str; 6] = ["BEGIN", "START", "COMMIT", "ROLLBACK", "END", "ABORT"];

impl Script {
    /// Reads the text of a file.
    pub fn parse(text: &str, provider: Provider) -> Result<Self, ScriptError> {
        let text = normalised(text);
        let mut script = Self { checksum: checksum(&text), ..Self::default() };
        let mut words = None;
        for Piece { line, content } in split(&text, provider)? {
            match content {
                Content::Comment(comment) => words = script.comment(comment, line)?,
                Content::Statement { sql, verb } => {
                    let kind = kind(&verb, line)?;
                    let (sql, words) = (sql.to_owned(), words.take());
                    script.items.push(Item::Statement(Statement { sql, line, words, kind }));
                }
            }
        }
        Ok(script)
    }

    /// A comment line: what it says about the statement below it, if it does.
    fn comment(&mut self, comment: &str, line: usize) -> Result<Option<String>, ScriptError> {
        match Directive::parse(comment) {
            None => return Ok((!comment.is_empty()).then(|| comment.to_owned())),
            Some(Err(said)) => {
                return Err(ScriptError { line, problem: ScriptProblem::Directive(said) });
            }
            Some(Ok(Directive::Run(id))) => self.items.push(Item::ByHand(id)),
            Some(Ok(Directive::ForeignKeysOff)) => self.foreign_keys_off = true,
        }
        Ok(None)
    }

    /// The statements.
    pub fn statements(&self) -> impl Iterator<Item = &Statement> {
        self.items.iter().filter_map(|item| match item {
            Item::Statement(statement) => Some(statement),
            Item::ByHand(_) => None,
        })
    }

    /// The migrations by hand that it names.
    pub fn by_hand(&self) -> impl Iterator<Item = &MigrationId> {
        self.items.iter().filter_map(|item| match item {
            Item::ByHand(id) => Some(id),
            Item::Statement(_) => None,
        })
    }

    /// SHA-256 of its first so many items, in hex.
    pub(in crate::files) fn checksum_of_first(&self, items: usize) -> String {
        let text = |item: &Item| match item {
            Item::Statement(statement) => format!("{};", statement.sql),
            Item::ByHand(id) => format!("{};", Directive::Run(id.clone())),
        };
        checksum(&self.items.iter().take(items).map(text).collect::<String>())
    }
}

/// A text as it is read, whatever an editor or a checkout did to its lines: no mark of the byte
/// order before it, and lines that end in a line feed alone.
pub(crate) fn normalised(text: &str) -> String {
    text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n")
}

fn checksum(text: &str) -> String {
    nevr_schema::hex_digest(text)
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
