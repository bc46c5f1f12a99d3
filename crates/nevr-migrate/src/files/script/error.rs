//! What is wrong with the text of a migration file.

/// What is wrong with the text of a migration file, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct ScriptError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: ScriptProblem,
}

/// What is wrong with the text of a migration file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScriptProblem {
    /// A quote, a comment or a body is opened and not closed.
    #[error("{0} is not closed")]
    Open(&'static str),
    /// The file is run in a transaction already, or its progress is on record.
    #[error("`{0}` can't stand in a migration: nevr begins and ends its transaction")]
    Transaction(String),
    /// A comment line that looks as if it meant something.
    #[error(
        "`-- nevr: {0}` is none of the lines that nevr knows: `-- nevr: run migration \
         <plugin>/<name>` and `-- nevr: foreign keys off`"
    )]
    Directive(String),
    /// A line that is about what comes next stands inside of a statement.
    #[error("`-- nevr:` stands inside of a statement; is a `;` missing before it?")]
    Inside,
    /// `DELIMITER` without one.
    #[error("`DELIMITER` names no delimiter")]
    NoDelimiter,
}
