//! What must hold of rows, beyond what the database itself enforces.

use nevr_schema::Provider;

use super::contributions::Contribution;

/// A rule about rows that the plugin keeps, and that another program may break which writes to the
/// database: an address that is not in its canonical form, a user without a way to sign in.
///
/// A plugin adds its invariants in [`Plugin::contributions`](super::Plugin::contributions). `nevr
/// db:status` counts the rows that break each of them, and prints the query that finds them. Nothing
/// else reads them: a plugin's own code must bear rows that break its rules.
///
/// ```
/// # use std::sync::Arc;
/// # use nevr_core::plugin::{NoOptions, OptionErrors, PluginType, Registry, Root};
/// # use nevr_core::testing::{TestApp, run};
/// use nevr_core::plugin::{Contributions, Invariant, Plugin};
/// # use nevr_schema::{Field, SchemaBuilder};
///
/// struct Stock;
///
/// impl Plugin for Stock {
/// #   fn schema(&self, schema: &mut SchemaBuilder) {
/// #       schema.entity("product").field("left", Field::int());
/// #   }
///     fn contributions(&self, contributions: &mut Contributions) {
///         contributions.add(Invariant {
///             name: "stock.left",
///             broken: "products of which less than nothing is left",
///             query: r#"SELECT "id", "left" FROM "product" WHERE "left" < 0"#,
///         });
///     }
/// }
/// # impl PluginType for Stock {
/// #     const ID: &'static str = "stock";
/// #     type Host = Root;
/// #     type Options = NoOptions;
/// #     fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> { Ok(Self) }
/// # }
/// # run(async {
/// # TestApp::start(Registry::new().with::<Stock>(), "[plugins.stock]").await;
/// # });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invariant {
    /// The name, which begins with the plugin's id: `auth.email.canonical`.
    pub name: &'static str,
    /// What breaks it, in the plural: "users with an address that is not in its canonical form".
    pub broken: &'static str,
    /// The statement that lists what breaks it. It is one `SELECT` that every database accepts, with
    /// names in double quotes and no other double quotes.
    pub query: &'static str,
}

impl Contribution for Invariant {
    const KIND: &'static str = "invariant";

    fn name(&self) -> &str {
        self.name
    }
}

impl Invariant {
    /// Returns the statement as this kind of database quotes names.
    pub fn query_for(&self, provider: Provider) -> String {
        match provider {
            Provider::Mysql => self.query.replace('"', "`"),
            Provider::Sqlite | Provider::Postgresql => self.query.to_owned(),
        }
    }
}
