//! The bodies of triggers, procedures and functions, in which a `;` does not end the statement.

use nevr_schema::Provider;

/// Tracks a statement word by word, to tell whether a `;` belongs to its body.
pub(super) struct Body {
    provider: Provider,
    /// What the statement creates, once its first words have been read.
    kind: Creates,
    depth: usize,
    /// The last token, if it was a word or a `;`; empty after any other.
    last: String,
    /// Whether the last word directly follows a `;`.
    after_semicolon: bool,
    words: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Creates {
    NotKnownYet,
    Routine,
    SomethingElse,
}

/// Objects whose definition can have a body.
const ROUTINES: [&str; 5] = ["TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", "PACKAGE"];
/// Objects that have no body. Their names may be words of [`ROUTINES`]: `CREATE TABLE event`.
const PLAIN: [&str; 8] =
    ["TABLE", "VIEW", "INDEX", "SEQUENCE", "TYPE", "SCHEMA", "DATABASE", "USER"];
/// Blocks that are closed by `END` and their own name: `END IF`.
const NAMED_ENDS: [&str; 5] = ["IF", "LOOP", "WHILE", "REPEAT", "FOR"];

impl Body {
    pub(super) fn new(provider: Provider) -> Self {
        Self {
            provider,
            kind: Creates::NotKnownYet,
            depth: 0,
            last: String::new(),
            after_semicolon: false,
            words: 0,
        }
    }

    /// Takes the next token, a word.
    pub(super) fn word(&mut self, word: &str) {
        let word = word.to_ascii_uppercase();
        if self.words == 0 && word != "CREATE" {
            self.kind = Creates::SomethingElse;
        }
        self.words += 1;
        match self.kind {
            Creates::NotKnownYet if ROUTINES.contains(&word.as_str()) => {
                self.kind = Creates::Routine;
            }
            Creates::NotKnownYet if PLAIN.contains(&word.as_str()) => {
                self.kind = Creates::SomethingElse;
            }
            Creates::Routine => self.track_depth(&word),
            _ => {}
        }
        self.after_semicolon = self.last == ";";
        self.last = word;
    }

    fn track_depth(&mut self, word: &str) {
        let after_end = self.last == "END";
        let opens = match self.provider {
            // A trigger ends with `; END ;`: the rule of SQLite's own shell.
            Provider::Sqlite => return,
            // All other bodies are dollar-quoted strings.
            Provider::Postgresql => {
                (word == "ATOMIC" && self.last == "BEGIN") || (word == "CASE" && self.depth > 0)
            }
            Provider::Mysql if after_end => NAMED_ENDS.contains(&word),
            Provider::Mysql => word == "BEGIN" || word == "CASE",
        };
        if opens {
            self.depth += 1;
        } else if word == "END" {
            self.depth = self.depth.saturating_sub(1);
        }
    }

    /// Takes the next token, neither a word nor a `;`.
    pub(super) fn other(&mut self) {
        self.last.clear();
    }

    /// Takes the next token, a `;`, and returns whether it ends the statement.
    pub(super) fn semicolon(&mut self) -> bool {
        let ends = match (self.provider, self.kind) {
            (Provider::Sqlite, Creates::Routine) => self.last == "END" && self.after_semicolon,
            _ => self.depth == 0,
        };
        ";".clone_into(&mut self.last);
        ends
    }

    /// Returns whether a body is still open at the end of the text.
    pub(super) fn is_open(&self) -> bool {
        match (self.provider, self.kind) {
            // The last `;` of a file is optional.
            (Provider::Sqlite, Creates::Routine) => !(self.last == "END" && self.after_semicolon),
            _ => self.depth > 0,
        }
    }
}
