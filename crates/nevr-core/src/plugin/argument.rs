//! Plugins as arguments of handlers.

use std::sync::Arc;

use super::plugin::PluginType;
use crate::http::{Argument, Describe, HttpError, Incoming};

/// Gives a handler a plugin that is switched on: the one whose endpoint it answers, its host, or a
/// plugin that it requires.
impl<P: PluginType> Argument for Arc<P> {
    fn describe(describe: &mut Describe<'_>) {
        describe.operation.asks_for::<P>(P::ID);
    }

    async fn take(incoming: &Incoming) -> Result<Self, HttpError> {
        let plugin = incoming.ctx.app().plugin::<P>();
        plugin.ok_or_else(|| HttpError::internal(format!("plugin `{}` is not switched on", P::ID)))
    }
}
