//! Statements that have `;` inside: the bodies of triggers, procedures and functions.

use nevr_schema::Provider;

/// Follows a statement word by word, and knows whether a `;` is inside of its body.
pub(super) struct Compound {
    provider: Provider,
    /// The words that say what is created are behind.
    kind: Creates,
    depth: usize,
    /// The last word, if nothing stands behind it.
    last: String,
    /// A `;` stands right before the last word.
    after_semicolon: bool,
    words: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Creates {
    NotKnownYet,
    Routine,
    SomethingElse,
}

/// What may have a body.
const ROUTINES: [&str; 5] = ["TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", "PACKAGE"];
/// What has none, and may be called like one: `CREATE TABLE event`.
const PLAIN: [&str; 8] =
    ["TABLE", "VIEW", "INDEX", "SEQUENCE", "TYPE", "SCHEMA", "DATABASE", "USER"];
/// What `END` closes besides `BEGIN` and `CASE`, by their names.
const NAMED_ENDS: [&str; 5] = ["IF", "LOOP", "WHILE", "REPEAT", "FOR"];

impl Compound {
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

    /// A word of the statement.
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
            Creates::Routine => self.body(&word),
            _ => {}
        }
        self.after_semicolon = self.last == ";";
        self.last = word;
    }

    fn body(&mut self, word: &str) {
        let after_end = self.last == "END";
        let opens = match self.provider {
            // A trigger ends with `; END ;`, as in the shell of SQLite itself.
            Provider::Sqlite => return,
            // Other bodies are texts in dollar quotes.
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

    /// Something that is no word.
    pub(super) fn other(&mut self) {
        self.last.clear();
    }

    /// A `;`: whether the statement ends here.
    pub(super) fn ends(&mut self) -> bool {
        let ends = match (self.provider, self.kind) {
            (Provider::Sqlite, Creates::Routine) => self.last == "END" && self.after_semicolon,
            _ => self.depth == 0,
        };
        ";".clone_into(&mut self.last);
        ends
    }

    /// Whether a body is open when the text is at its end.
    pub(super) fn is_open(&self) -> bool {
        match (self.provider, self.kind) {
            // The last `;` may be missing, as anywhere.
            (Provider::Sqlite, Creates::Routine) => !(self.last == "END" && self.after_semicolon),
            _ => self.depth > 0,
        }
    }
}
