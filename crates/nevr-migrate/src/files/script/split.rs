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
struct Begun {
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
    let mut begun: Option<Begun> = None;
    while let Some((start, token)) = lexer.next()? {
        match token {
            Token::Comment => {}
            Token::Line(line) => match &begun {
                None => pieces.push(Piece {
                    line: lexer.line_of(start),
                    content: Content::Comment(line.trim()),
                }),
                Some(_) if super::directive::is_meant(line) => {
                    return Err(lexer.error(start, ScriptProblem::Inside));
                }
                Some(_) => {}
            },
            Token::Word(word) if begun.is_none() && is_delimiter(word, provider) => {
                lexer.delimiter()?;
            }
            Token::End => {
                let inside = lexer.ends_at_semicolon()
                    && begun.as_mut().is_some_and(|begun| !begun.compound.ends());
                if inside {
                    continue;
                }
                pieces.extend(begun.take().map(|begun| begun.finished(text, &lexer)));
            }
            token => {
                let begun = begun.get_or_insert_with(|| Begun::at(start, token, provider));
                begun.take(token, lexer.position());
            }
        }
    }
    if let Some(begun) = begun {
        if lexer.ends_at_semicolon() && begun.compound.is_open() {
            let problem = ScriptProblem::Open("the body of a trigger or function");
            return Err(lexer.error(begun.start, problem));
        }
        pieces.push(begun.finished(text, &lexer));
    }
    Ok(pieces)
}

impl Begun {
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
