//! The description of one operation, with schemas that all operations share.

use nevr_schema as entities;
use schemars::{JsonSchema, Schema};

use super::{operation::Operation, schemas::Schemas};

/// The operation that is being described, for
/// [`Argument::describe`](crate::http::Argument::describe) and
/// [`Outcome::describe`](crate::http::Outcome::describe) to add their part to.
pub struct OperationBuilder<'a> {
    /// The operation.
    pub operation: &'a mut Operation,
    /// The merged schema, for inputs and outputs that follow an entity.
    pub entities: &'a entities::Schema,
    pub(crate) schemas: &'a mut Schemas,
}

impl OperationBuilder<'_> {
    /// Returns the JSON Schema of a type that clients send.
    pub fn input_schema<T: JsonSchema>(&mut self) -> Schema {
        self.schemas.input::<T>()
    }

    /// Returns the JSON Schema of a type that the server answers with.
    pub fn output_schema<T: JsonSchema>(&mut self) -> Schema {
        self.schemas.output::<T>()
    }
}
