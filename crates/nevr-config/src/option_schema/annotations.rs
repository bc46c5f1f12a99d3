//! nevr's own keywords in the JSON Schema of an option.

/// Marks a string that keeps its `${…}` until it is used.
pub(crate) const DEFERRED: &str = "x-nevr-deferred";

/// Marks a deferred string that should come from a variable rather than be written into the file.
pub(crate) const SECRET: &str = "x-nevr-secret";

/// Marks a whole number that counts milliseconds.
pub(crate) const MILLISECONDS: &str = "x-nevr-milliseconds";
