//! One row that is about to be written, as entity hooks see it.

use nevr_schema::{Name, Record};
use serde::Serialize;

/// The kind of write that an entity hook runs before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// A row is inserted.
    Insert,
    /// An existing row is changed.
    Update,
    /// A row is deleted, by a delete of its own or by an `onDelete` that cascades to it.
    Delete,
}

/// One row that is about to be written: what an entity hook is given, and may change.
///
/// A hook registered with [`Hooks::on_write`](super::Hooks::on_write) changes it in place; one
/// registered with [`Hooks::on_write_tx`](super::Hooks::on_write_tx) returns it. Only changes to
/// [`new`](Self::new) have an effect. They are checked against the schema like every other value.
/// Several hooks on one write see each other's changes, in start order.
///
/// ```
/// # use std::sync::Arc;
/// # use nevr_core::plugin::{NoOptions, OptionErrors, Plugin, PluginType, Registry, Root};
/// # use nevr_core::testing::{TestApp, run};
/// # use nevr_schema::{Field, Record, SchemaBuilder};
/// use nevr_core::store::{Action, EntityWrite, Hooks, Query, WriteSet};
///
/// struct Tags;
/// impl Plugin for Tags {
///     fn schema(&self, schema: &mut SchemaBuilder) {
///         schema.entity("tag").field("name", Field::string().unique());
///     }
///
///     fn hooks(self: Arc<Self>, hooks: &mut Hooks) {
///         // Every write of a tag passes here, those of other plugins included.
///         hooks.on_write("tag", Action::Insert, |write: &mut EntityWrite, _: &mut WriteSet| {
///             if let Ok(name) = write.new.get::<String>("name") {
///                 write.new.set("name", name.to_lowercase());
///             }
///         });
///     }
/// }
/// # impl PluginType for Tags {
/// #     const ID: &'static str = "tags";
/// #     type Host = Root;
/// #     type Options = NoOptions;
/// #     fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> { Ok(Self) }
/// # }
///
/// run(async {
///     let app = TestApp::start(Registry::new().with::<Tags>(), "[plugins.tags]").await;
///     let mut set = WriteSet::new();
///     set.insert("tag", Record::new().with("name", "Rust"));
///     app.store().write(set).await.unwrap();
///     let tag = app.store().find_one(Query::from("tag")).await.unwrap().unwrap();
///     assert_eq!(tag.get::<&str>("name").unwrap(), "rust");
/// });
/// ```
#[derive(Clone, Debug)]
pub struct EntityWrite {
    /// The entity.
    pub entity: Name,
    /// The kind of write.
    pub action: Action,
    /// The row before the write; empty for an insert.
    pub old: Record,
    /// For an insert the whole row, with its id and timestamps; for an update the fields that
    /// change; for a delete nothing. A hook may change it.
    pub new: Record,
}
