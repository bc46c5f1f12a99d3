//! Plugins as arguments of handlers.

use std::sync::Arc;

use super::plugin::PluginType;
use crate::http::{Argument, CheckedRequest, HttpError, OperationBuilder};

/// Gives a handler a plugin that is switched on: the one whose endpoint it answers, its host, or a
/// plugin that it requires.
impl<P: PluginType> Argument for Arc<P> {
    fn describe(builder: &mut OperationBuilder<'_>) {
        builder.operation.needs_plugin::<P>(P::ID);
    }

    async fn from_request(request: &CheckedRequest) -> Result<Self, HttpError> {
        let plugin = request.ctx.app().plugin::<P>();
        plugin.ok_or_else(|| HttpError::internal(format!("plugin `{}` is not switched on", P::ID)))
    }
}
