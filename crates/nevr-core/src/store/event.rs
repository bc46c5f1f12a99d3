//! Typed events: how plugins talk to each other. The type of an event says which kind it is.

/// Something that happens inside a unit of work. Hooks join it: what they write is committed with
/// it or not at all, and they may refuse.
///
/// On PostgreSQL and MySQL a write set that stood in a deadlock is undone and written again: then
/// its events are told again too, and their hooks run once more. What a hook does besides writing
/// through its transaction belongs after the commit.
pub trait TransactionEvent: Send + Sync + 'static {}

/// Something that has happened, told after the commit. Hooks can't undo it; when one fails, that
/// is logged and nothing else.
pub trait CommittedEvent: Send + Sync + 'static {}

/// A question asked inside a unit of work, that at most one plugin answers.
pub trait Question: Send + Sync + 'static {
    /// What the one who knows says.
    type Answer: Send + 'static;
}

/// The type's own name, without its path: what logs and `introspect` show.
pub(crate) fn short_name<T: ?Sized>() -> &'static str {
    let name = std::any::type_name::<T>();
    name.rsplit("::").next().unwrap_or(name)
}
