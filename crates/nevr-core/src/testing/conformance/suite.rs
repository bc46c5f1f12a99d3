//! All checks in one line.

use super::{documents, limits, options, plugin_under_test::PluginUnderTest, switching};
use crate::plugin::{PluginType, Registry};

/// Holds a plugin against what every plugin must keep, and panics with all that it does not, each
/// with what to do about it. `config` switches the plugin on, and its host and what it requires.
///
/// Its declarations fit together with those of the others. Tables are made once, and making them
/// again changes nothing. Every endpoint has a summary, schemas and errors, and is in the OpenAPI
/// document. Limits are in force before any statement is sent, with the database away too.
/// Switched off and on again, it finds its tables and rows as they were. Every option has a
/// default, which its JSON Schema says too, and unknown options are refused.
///
/// ```
/// # use std::sync::Arc;
/// # use nevr_core::plugin::*;
/// # struct Greeter;
/// # impl Plugin for Greeter {}
/// # impl PluginType for Greeter {
/// #     const ID: &'static str = "greeter";
/// #     type Host = Root;
/// #     type Options = NoOptions;
/// #     fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> {
/// #         Ok(Self)
/// #     }
/// # }
/// use nevr_core::testing::conformance;
///
/// # #[actix_web::main]
/// # async fn main() {
/// conformance::<Greeter>(Registry::new().with::<Greeter>(), "[plugins.greeter]").await;
/// # }
/// ```
pub async fn conformance<P: PluginType>(registry: Registry, config: &str) {
    let findings = findings::<P>(registry, config).await;
    assert!(
        findings.is_empty(),
        "plugin `{}` does not conform:\n\n- {}\n",
        P::ID,
        findings.join("\n- ")
    );
}

/// What [`conformance`] finds: nothing, when the plugin keeps all of it.
pub async fn findings<P: PluginType>(registry: Registry, config: &str) -> Vec<String> {
    let plugin = match PluginUnderTest::read::<P>(registry, config) {
        Ok(plugin) => plugin,
        Err(finding) => return vec![finding],
    };
    let mut findings = options::check::<P>(&plugin);
    findings.extend(documents::check(&plugin));
    // What can't be made and started can't be looked at any further.
    if let Err(finding) = switching::check_start(&plugin).await {
        findings.push(finding);
        return findings;
    }
    findings.extend(limits::check(&plugin).await);
    findings.extend(switching::check(&plugin).await.err());
    findings
}
