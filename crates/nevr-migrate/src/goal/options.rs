//! What a push may do.

/// What a push may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// Whether tables and columns that their owners do not declare any more may go, with what is
    /// in them.
    pub accept_data_loss: bool,
}

impl Options {
    /// Drops what is not declared any more.
    #[must_use]
    pub fn accepting_data_loss(mut self) -> Self {
        self.accept_data_loss = true;
        self
    }
}
