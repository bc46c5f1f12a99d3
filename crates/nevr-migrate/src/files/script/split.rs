//! From the text of a file to its pieces.

use nevr_schema::Provider;

use super::{
    compound::Compound,
    error::{ScriptError, ScriptProblem},
    lexer::{Lexer, Token},
};

/// A piece of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    /// The line it begins in, counted from 1.
    pub(super) line: usize,
    pub(super) content: Content<'t>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content<'t> {
    /// A comment line that stands between statements.
    Comment(&'t str),
    /// A statement without what ends it, and its first word in capitals.
    Statement { sql: &'t str, verb: String },
}

/// Where a statement began, and how far it is.
struct OpenStatement {
    start: usize,
    /// Behind the last token that is no comment.
    end: usize,
    verb: String,
    compound: Compound,
}

/// Tells a file apart into statements and the comment lines between them.
pub(super) fn split(text: &str, provider: Provider) -> Result<Vec<Piece<'_>>, ScriptError> {
    let mut lexer = Lexer::new(text, provider);
    let mut pieces = Vec::new();
    let mut open: Option<OpenStatement> = None;
    while let Some((start, token)) = lexer.next()? {
        match token {
            Token::Comment => {}
            Token::Line(line) => match &open {
                None => pieces.push(Piece {
                    line: lexer.line_of(start),
                    content: Content::Comment(line.trim()),
                }),
                Some(_) if super::directive::is_meant(line) => {
                    return Err(lexer.error(start, ScriptProblem::Inside));
                }
                Some(_) => {}
            },
            Token::Word(word) if open.is_none() && is_delimiter(word, provider) => {
                lexer.delimiter()?;
            }
            Token::End => {
                let inside = lexer.ends_at_semicolon()
                    && open.as_mut().is_some_and(|open| !open.compound.ends());
                if inside {
                    continue;
                }
                pieces.extend(open.take().map(|open| open.finished(text, &lexer)));
            }
            token => {
                let open = open.get_or_insert_with(|| OpenStatement::at(start, token, provider));
                open.take(token, lexer.position());
            }
        }
    }
    if let Some(open) = open {
        if lexer.ends_at_semicolon() && open.compound.is_open() {
            let problem = ScriptProblem::Open("the body of a trigger or function");
            return Err(lexer.error(open.start, problem));
        }
        pieces.push(open.finished(text, &lexer));
    }
    Ok(pieces)
}

impl OpenStatement {
    fn at(start: usize, token: Token, provider: Provider) -> Self {
        let verb = match token {
            Token::Word(word) => word.to_ascii_uppercase(),
            _ => String::new(),
        };
        Self { start, end: start, verb, compound: Compound::new(provider) }
    }

    fn take(&mut self, token: Token, end: usize) {
        match token {
            Token::Word(word) => self.compound.word(word),
            _ => self.compound.other(),
        }
        self.end = end;
    }

    fn finished<'t>(self, text: &'t str, lexer: &Lexer) -> Piece<'t> {
        let sql = &text[self.start..self.end];
        let line = lexer.line_of(self.start);
        Piece { line, content: Content::Statement { sql, verb: self.verb } }
    }
}

/// A line for MySQL's own client, which people are used to writing around triggers.
fn is_delimiter(word: &str, provider: Provider) -> bool {
    provider == Provider::Mysql && word.eq_ignore_ascii_case("delimiter")
}
