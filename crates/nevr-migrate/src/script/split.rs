//! Cuts the text of a file into statements and the comment lines between them.

use std::fmt;

use nevr_schema::{Owner, Provider};

use super::{
    body::Body,
    lexer::{Lexer, ScriptError, ScriptProblem, Token},
};
use crate::goal::MigrationId;

/// A statement or comment line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    /// The line where it begins, counted from 1.
    pub(super) line: usize,
    pub(super) content: Content<'t>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content<'t> {
    /// A comment line between statements.
    Comment(&'t str),
    /// A comment line that is an instruction to nevr.
    Directive(Directive),
    /// A statement without its delimiter, and its first words outside of quotes, in capitals.
    Statement { sql: &'t str, words: Vec<String> },
}

/// A comment line that is an instruction to nevr: `-- nevr: …`.
///
/// All of them have one prefix, so that a misspelled one is an error and not a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Directive {
    /// Run a plugin's migration by hand at this line.
    Run(MigrationId),
    /// Run the file with SQLite's foreign keys off, and check them before the commit.
    ForeignKeysOff,
}

const PREFIX: &str = "nevr:";
const RUN: &str = "run migration ";
const FOREIGN_KEYS_OFF: &str = "foreign keys off";

/// How many words of a statement are kept. Statements with more of them hold values.
const MOST_WORDS: usize = 500;

/// A statement whose end has not been found yet.
struct OpenStatement {
    start: usize,
    /// Behind its last token that is not a comment.
    end: usize,
    words: Vec<String>,
    body: Body,
}

/// Cuts a text into statements and the comment lines between them.
pub(super) fn split(text: &str, provider: Provider) -> Result<Vec<Piece<'_>>, ScriptError> {
    let mut lexer = Lexer::new(text, provider);
    let mut pieces = Vec::new();
    let mut open: Option<OpenStatement> = None;
    while let Some((start, token)) = lexer.next()? {
        match token {
            Token::Line(line) if open.is_none() => {
                let content = comment(line).map_err(|problem| lexer.error(start, problem))?;
                pieces.push(Piece { line: lexer.line_of(start), content });
            }
            Token::Line(line) if line.trim().starts_with(PREFIX) => {
                return Err(lexer.error(start, ScriptProblem::Inside));
            }
            Token::Comment | Token::Line(_) => {}
            Token::Word(word) if open.is_none() && is_delimiter(word, provider) => {
                lexer.delimiter()?;
            }
            Token::End => {
                let in_body = lexer.ends_at_semicolon()
                    && open.as_mut().is_some_and(|open| !open.body.semicolon());
                if in_body {
                    continue;
                }
                pieces.extend(open.take().map(|open| open.finish(text, &lexer)));
            }
            token => {
                let open = open.get_or_insert_with(|| OpenStatement::at(start, provider));
                open.add(token, lexer.position());
            }
        }
    }
    if let Some(open) = open {
        if lexer.ends_at_semicolon() && open.body.is_open() {
            let problem = ScriptProblem::Open("the body of a trigger or function");
            return Err(lexer.error(open.start, problem));
        }
        pieces.push(open.finish(text, &lexer));
    }
    Ok(pieces)
}

impl OpenStatement {
    fn at(start: usize, provider: Provider) -> Self {
        Self { start, end: start, words: Vec::new(), body: Body::new(provider) }
    }

    fn add(&mut self, token: Token, end: usize) {
        match token {
            Token::Word(word) => {
                self.body.word(word);
                // No statement begins with a number but one in MySQL's `/*!50003 … */`.
                let is_version =
                    self.words.is_empty() && word.starts_with(|c: char| c.is_ascii_digit());
                if self.words.len() < MOST_WORDS && !is_version {
                    self.words.push(word.to_ascii_uppercase());
                }
            }
            _ => self.body.other(),
        }
        self.end = end;
    }

    fn finish<'t>(self, text: &'t str, lexer: &Lexer) -> Piece<'t> {
        let sql = &text[self.start..self.end];
        let line = lexer.line_of(self.start);
        Piece { line, content: Content::Statement { sql, words: self.words } }
    }
}

/// Returns whether this word begins a `DELIMITER` line. It belongs to MySQL's own client, and people
/// write it around triggers out of habit.
fn is_delimiter(word: &str, provider: Provider) -> bool {
    provider == Provider::Mysql && word.eq_ignore_ascii_case("delimiter")
}

/// Reads a comment line, given without its dashes.
fn comment(line: &str) -> Result<Content<'_>, ScriptProblem> {
    let line = line.trim();
    let Some(words) = line.strip_prefix(PREFIX).map(str::trim) else {
        return Ok(Content::Comment(line));
    };
    if words == FOREIGN_KEYS_OFF {
        return Ok(Content::Directive(Directive::ForeignKeysOff));
    }
    let id = words.strip_prefix(RUN).and_then(migration_id);
    let id = id.ok_or_else(|| ScriptProblem::Directive(words.to_owned()))?;
    Ok(Content::Directive(Directive::Run(id)))
}

/// Reads `auth.anonymous/backfill`. A name with characters that are easily lost in a line is quoted
/// as in JSON.
fn migration_id(text: &str) -> Option<MigrationId> {
    let (owner, name) = text.trim().split_once('/')?;
    let name =
        if name.starts_with('"') { serde_json::from_str(name).ok()? } else { name.to_owned() };
    let owner = Owner::named(owner);
    (!owner.as_str().is_empty() && !name.is_empty()).then_some(MigrationId { owner, name })
}

/// Writes the whole line, dashes included.
impl fmt::Display for Directive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "-- {PREFIX} ")?;
        let id = match self {
            Self::ForeignKeysOff => return f.write_str(FOREIGN_KEYS_OFF),
            Self::Run(id) => id,
        };
        let plain = id.name.chars().all(|c| c.is_ascii_graphic() && c != '"');
        let name = if plain { id.name.clone() } else { serde_json::json!(id.name).to_string() };
        write!(f, "{RUN}{}/{name}", id.owner.as_str())
    }
}
