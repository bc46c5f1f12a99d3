//! All checks of the suite.

use super::{documents, limits, options, plugin_under_test::PluginUnderTest, switching};
use crate::plugin::{PluginType, Registry};

/// Checks that a plugin keeps the rules that every plugin must keep.
///
/// `config` switches on the plugin, its host and the plugins that it requires. The rules are:
///
/// - what the plugin declares does not contradict what the other plugins declare;
/// - its tables are made once, and making them again changes nothing;
/// - every endpoint has a summary, schemas and errors, and is in the OpenAPI document;
/// - limits apply before any SQL statement is sent, and while the database is away;
/// - switched off and on again, the plugin finds its tables and rows as they were;
/// - every option has a default, which is in its JSON Schema too, and unknown options are refused.
///
/// Every plugin should have a test of this one line. It takes a few app starts, each on a database of
/// its own, of the [`Engine`](crate::testing::Engine) that the test runs on.
///
/// # Panics
///
/// Panics if the plugin breaks rules: with all of them, each with what to do about it.
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

/// Returns the rules that a plugin breaks, each as a message; none if it conforms. [`conformance`]
/// panics with the same messages.
pub async fn findings<P: PluginType>(registry: Registry, config: &str) -> Vec<String> {
    let plugin = match PluginUnderTest::read::<P>(registry, config) {
        Ok(plugin) => plugin,
        Err(finding) => return vec![finding],
    };
    let mut findings = options::check::<P>(&plugin);
    findings.extend(documents::check(&plugin));
    // The other checks need an app that starts.
    if let Err(finding) = switching::check_start(&plugin).await {
        findings.push(finding);
        return findings;
    }
    findings.extend(limits::check(&plugin).await);
    findings.extend(switching::check(&plugin).await.err());
    findings
}
