//! What a push may do.

/// What a push may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// Whether tables and columns that their owners no longer declare may be dropped, with what
    /// they hold.
    pub accept_data_loss: bool,
}

impl Options {
    /// Allows a push to drop what is no longer declared.
    #[must_use]
    pub fn accepting_data_loss(mut self) -> Self {
        self.accept_data_loss = true;
        self
    }
}
