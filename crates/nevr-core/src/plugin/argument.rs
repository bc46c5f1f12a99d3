//! Plugins as arguments of handlers.

use std::sync::Arc;

use super::PluginType;
use crate::http::{Argument, CheckedRequest, HttpError, OperationBuilder};

/// A plugin that is switched on: the endpoint's own, or one that it requires.
impl<P: PluginType> Argument for Arc<P> {
    fn describe(builder: &mut OperationBuilder<'_>) {
        builder.operation.needs_plugin::<P>(P::ID);
    }

    async fn from_request(request: &CheckedRequest) -> Result<Self, HttpError> {
        let plugin = request.ctx.app().plugin::<P>();
        plugin.ok_or_else(|| HttpError::internal(format!("plugin `{}` is not switched on", P::ID)))
    }
}
