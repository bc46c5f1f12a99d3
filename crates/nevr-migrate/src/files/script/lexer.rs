//! The quotes and comments of each database, as far as it takes to find the ends of statements.

use nevr_schema::Provider;

use super::error::{ScriptError, ScriptProblem};

/// A piece of text, as far as statements are told apart by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// A keyword, a name without quotes, or a number.
    Word(&'t str),
    /// A comment up to the end of its line, without what opens it.
    Line(&'t str),
    /// A comment in brackets.
    Comment,
    /// What ends a statement.
    End,
    /// Anything else that is not white space.
    Other,
}

/// Goes through a text, token by token.
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    provider: Provider,
    delimiter: &'t str,
    /// Inside of `/*! … */`, which MySQL runs.
    in_executed: bool,
}

const SEMICOLON: &str = ";";

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str, provider: Provider) -> Self {
        Self { text, at: 0, provider, delimiter: SEMICOLON, in_executed: false }
    }

    /// Where the next token is looked for.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// The line of a position, counted from 1.
    pub(super) fn line_of(&self, at: usize) -> usize {
        self.text[..at].matches('\n').count() + 1
    }

    /// Whether `;` ends statements, and not what a `DELIMITER` line said.
    pub(super) fn ends_at_semicolon(&self) -> bool {
        self.delimiter == SEMICOLON
    }

    /// The next token and where it begins.
    pub(super) fn next(&mut self) -> Result<Option<(usize, Token<'t>)>, ScriptError> {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
        let start = self.at;
        let Some(first) = self.rest().chars().next() else { return Ok(None) };
        let token = self.token(first)?;
        Ok(Some((start, token)))
    }

    /// Takes the rest of the line as what ends statements from here on.
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

    /// How long what opens a comment is. MySQL wants white space behind the dashes.
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

    /// From quote to quote. A doubled one closes and opens again, which comes to the same.
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

    /// `$$ … $$` and `$tag$ … $tag$`; `$1` is neither.
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

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || !c.is_ascii()
}
