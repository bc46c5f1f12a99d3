//! Tokens of SQL in each database's dialect, as far as needed to find where statements end.

use nevr_schema::Provider;

/// An error in the text of a migration file, with its line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct ScriptError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub problem: ScriptProblem,
}

/// What can be wrong in the text of a migration file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScriptProblem {
    /// A quote, comment or body that is opened and never closed.
    #[error("{0} is not closed")]
    Open(&'static str),
    /// A statement that begins or ends a transaction. The file already runs in one, or its
    /// progress is recorded statement by statement.
    #[error("`{0}` is not allowed in a migration: nevr begins and ends the transaction itself")]
    Transaction(String),
    /// A statement that does nothing inside a migration, or that reaches beyond it. It is refused
    /// when the file is about to run.
    #[error("`{statement}` {because}: {instead}")]
    Misplaced {
        /// Its first words.
        statement: String,
        /// Why it can't be there.
        because: &'static str,
        /// What to write instead.
        instead: &'static str,
    },
    /// A `-- nevr:` line that is not one of the known directives.
    #[error(
        "`-- nevr: {0}` is not a line that nevr knows, which are `-- nevr: run migration \
         <plugin>/<name>` and `-- nevr: foreign keys off`"
    )]
    Directive(String),
    /// A `-- nevr:` line inside a statement.
    #[error("there is a `-- nevr:` line inside a statement; is a `;` missing before it?")]
    Inside,
    /// A `DELIMITER` line without a delimiter.
    #[error("`DELIMITER` without a delimiter")]
    NoDelimiter,
}

/// A token of SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// A keyword, a name without quotes, or a number.
    Word(&'t str),
    /// A comment up to the end of its line, without its opening `--` or `#`.
    Line(&'t str),
    /// A `/* … */` comment.
    Comment,
    /// The delimiter, which ends a statement unless it belongs to a body.
    End,
    /// Anything else but white space, a quoted text or name included.
    Other,
}

/// Reads a text token by token.
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    provider: Provider,
    delimiter: &'t str,
    /// Whether the position is inside `/*! … */`, whose content MySQL runs.
    in_executed: bool,
}

const SEMICOLON: &str = ";";

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str, provider: Provider) -> Self {
        Self { text, at: 0, provider, delimiter: SEMICOLON, in_executed: false }
    }

    /// Returns the byte offset behind the last token.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Returns the line of a byte offset, counted from 1.
    pub(super) fn line_of(&self, at: usize) -> usize {
        self.text[..at].matches('\n').count() + 1
    }

    /// Returns whether statements end at `;`, and not at the delimiter of a `DELIMITER` line.
    pub(super) fn ends_at_semicolon(&self) -> bool {
        self.delimiter == SEMICOLON
    }

    /// Returns the next token and the byte offset where it begins, or `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<(usize, Token<'t>)>, ScriptError> {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
        let start = self.at;
        let Some(first) = self.rest().chars().next() else { return Ok(None) };
        let token = self.token(first)?;
        Ok(Some((start, token)))
    }

    /// Reads the rest of a `DELIMITER` line, and splits at that delimiter from here on.
    pub(super) fn delimiter(&mut self) -> Result<(), ScriptError> {
        let line = self.rest_of_line();
        let word = line.split_whitespace().next();
        self.delimiter = word.ok_or_else(|| self.error(self.at, ScriptProblem::NoDelimiter))?;
        self.at += line.len();
        Ok(())
    }

    pub(super) fn error(&self, at: usize, problem: ScriptProblem) -> ScriptError {
        ScriptError { line: self.line_of(at), problem }
    }

    fn token(&mut self, first: char) -> Result<Token<'t>, ScriptError> {
        if !self.in_executed && self.rest().starts_with(self.delimiter) {
            self.at += self.delimiter.len();
            return Ok(Token::End);
        }
        if let Some(length) = self.line_comment() {
            self.at += length;
            let line = self.rest_of_line();
            self.at += line.len();
            return Ok(Token::Line(line));
        }
        if self.rest().starts_with("/*") {
            return self.block();
        }
        if self.in_executed && self.rest().starts_with("*/") {
            self.in_executed = false;
            self.at += 2;
            return Ok(Token::Other);
        }
        if is_word(first) {
            return self.word();
        }
        match first {
            '\'' => self.quoted('\'', self.provider == Provider::Mysql, "a text in quotes"),
            '"' => self.quoted('"', self.provider == Provider::Mysql, "a name in quotes"),
            '`' if self.provider != Provider::Postgresql => {
                self.quoted('`', false, "a name in quotes")
            }
            '[' if self.provider == Provider::Sqlite => self.through("]", "a name in brackets"),
            '$' if self.provider == Provider::Postgresql => self.dollar(),
            _ => {
                self.at += first.len_utf8();
                Ok(Token::Other)
            }
        }
    }

    /// Returns the length of a line comment's opening, if one begins here. MySQL requires white
    /// space after the dashes.
    fn line_comment(&self) -> Option<usize> {
        let rest = self.rest();
        if self.provider == Provider::Mysql {
            let behind = rest.strip_prefix("--").map(|rest| rest.chars().next());
            let dashes = behind.is_some_and(|next| next.is_none_or(char::is_whitespace));
            return if dashes { Some(2) } else { rest.starts_with('#').then_some(1) };
        }
        rest.starts_with("--").then_some(2)
    }

    fn block(&mut self) -> Result<Token<'t>, ScriptError> {
        let executed = ["/*!", "/*M!"].iter().find(|open| self.rest().starts_with(**open));
        if let Some(open) = executed.filter(|_| self.provider == Provider::Mysql) {
            self.in_executed = true;
            self.at += open.len();
            return Ok(Token::Other);
        }
        let start = self.at;
        let mut depth = 0_usize;
        loop {
            let rest = self.rest();
            if rest.is_empty() {
                return Err(self.error(start, ScriptProblem::Open("a comment")));
            }
            if rest.starts_with("/*") && (depth == 0 || self.provider == Provider::Postgresql) {
                depth += 1;
                self.at += 2;
            } else if rest.starts_with("*/") {
                depth -= 1;
                self.at += 2;
            } else {
                self.at += rest.chars().next().map_or(0, char::len_utf8);
            }
            if depth == 0 {
                return Ok(Token::Comment);
            }
        }
    }

    fn word(&mut self) -> Result<Token<'t>, ScriptError> {
        let rest = self.rest();
        let length = rest.find(|c| !is_word(c) && c != '$').unwrap_or(rest.len());
        self.at += length;
        let word = &rest[..length];
        let escapes = self.provider == Provider::Postgresql && word.eq_ignore_ascii_case("e");
        if escapes && self.rest().starts_with('\'') {
            return self.quoted('\'', true, "a text in quotes");
        }
        Ok(Token::Word(word))
    }

    /// Reads up to the closing quote. A doubled quote reads as the end of one quoted token and the
    /// start of the next, which makes no difference here.
    fn quoted(
        &mut self,
        quote: char,
        escapes: bool,
        what: &'static str,
    ) -> Result<Token<'t>, ScriptError> {
        let start = self.at;
        let mut chars = self.rest().char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            if c == '\\' && escapes {
                chars.next();
            } else if c == quote {
                self.at += at + 1;
                return Ok(Token::Other);
            }
        }
        Err(self.error(start, ScriptProblem::Open(what)))
    }

    /// Reads a dollar-quoted string, `$$ … $$` or `$tag$ … $tag$`, or the `$` of a parameter like
    /// `$1`.
    fn dollar(&mut self) -> Result<Token<'t>, ScriptError> {
        let rest = &self.rest()[1..];
        let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let is_tag =
            rest[length..].starts_with('$') && !rest.starts_with(|c: char| c.is_ascii_digit());
        if !is_tag {
            self.at += 1;
            return Ok(Token::Other);
        }
        let tag = &self.rest()[..length + 2];
        let start = self.at;
        self.at += tag.len();
        match self.rest().find(tag) {
            Some(end) => {
                self.at += end + tag.len();
                Ok(Token::Other)
            }
            None => Err(self.error(start, ScriptProblem::Open("a text in dollar quotes"))),
        }
    }

    fn through(&mut self, close: &str, what: &'static str) -> Result<Token<'t>, ScriptError> {
        match self.rest().find(close) {
            Some(end) => {
                self.at += end + close.len();
                Ok(Token::Other)
            }
            None => Err(self.error(self.at, ScriptProblem::Open(what))),
        }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn rest_of_line(&self) -> &'t str {
        self.rest().split('\n').next().unwrap_or_default()
    }
}

/// Whether this character can be part of a keyword or of a name without quotes.
pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || !c.is_ascii()
}
