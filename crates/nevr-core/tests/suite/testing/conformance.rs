//! The conformance suite finds what is broken, and nothing else.

use nevr_core::{
    plugin::Registry,
    testing::{conformance, findings},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::testing::{
    notes::{self, Notes},
    probe::{
        EMPTIES_ITS_TABLE, EVERY_REQUEST_A_SESSION, FREE_ANSWER, HOOK_ON_NOTHING,
        NAMELESS_PARAMETER, NO_SUMMARY, ODD_CODE, OTHER_TABLES_EACH_TIME, Options, Probe, SOUND,
    },
};

const CONFIG: &str = "[plugins.probe]\nvolume = 3\n";

async fn broken<const BREAK: u8>() -> String {
    only(findings::<Probe<BREAK>>(Registry::new().with::<Probe<BREAK>>(), CONFIG).await)
}

async fn with_options<O>() -> String
where
    O: DeserializeOwned + Serialize + JsonSchema + 'static,
{
    let registry = Registry::new().with::<Probe<SOUND, O>>();
    only(findings::<Probe<SOUND, O>>(registry, "[plugins.probe]\n").await)
}

/// Each break has one finding: what follows from it is not a second.
fn only(findings: Vec<String>) -> String {
    assert_eq!(findings.len(), 1, "{findings:#?}");
    findings.into_iter().next().unwrap()
}

#[track_caller]
fn assert_says(finding: &str, words: &[&str]) {
    for word in words {
        assert!(finding.contains(word), "no {word:?} in {finding}");
    }
}

async fn a_sound_plugin_conforms() {
    conformance::<Probe<SOUND>>(Registry::new().with::<Probe<SOUND>>(), CONFIG).await;
    conformance::<Notes>(notes::registry(), "[plugins.notes]\n").await;
}

#[actix_web::test]
#[should_panic(expected = "GET /api/probes/all/{label}: it has no summary")]
async fn a_plugin_that_does_not_conform_fails_the_test() {
    let registry = Registry::new().with::<Probe<NO_SUMMARY>>();
    conformance::<Probe<NO_SUMMARY>>(registry, CONFIG).await;
}

#[actix_web::test]
async fn an_endpoint_says_what_it_does_takes_returns_and_refuses() {
    assert_says(&broken::<NO_SUMMARY>().await, &["add `.summary("]);
    assert_says(&broken::<FREE_ANSWER>().await, &["POST /api/probes/free", "derives `JsonSchema`"]);
    assert_says(&broken::<NAMELESS_PARAMETER>().await, &["{\"label\"}", "`Path<T>` of a struct"]);
    assert_says(&broken::<ODD_CODE>().await, &["`oddFailure`", "`LIKE_THIS`"]);
}

async fn a_limit_that_can_be_walked_around_is_not_in_force() {
    let finding = broken::<EVERY_REQUEST_A_SESSION>().await;
    assert_says(&finding, &["GET /api/probes/all/{label}", "request 4", "limit of 3"]);
}

async fn tables_are_the_same_each_time() {
    assert_says(&broken::<OTHER_TABLES_EACH_TIME>().await, &["made twice", "extra"]);
}

async fn rows_are_kept_while_the_plugin_is_off() {
    let finding = broken::<EMPTIES_ITS_TABLE>().await;
    assert_says(&finding, &["switched off and on again", "`probe` has 0 rows instead of 1"]);
}

#[actix_web::test]
async fn hooks_are_on_entities_that_there_are() {
    assert_says(&broken::<HOOK_ON_NOTHING>().await, &["no entity is called `ghost`"]);
}

#[actix_web::test]
async fn a_config_that_does_not_switch_it_on_shows_nothing() {
    let registry = Registry::new().with::<Probe<SOUND>>();
    let finding = only(findings::<Probe<SOUND>>(registry, "").await);
    assert_says(&finding, &["add a section for `probe`"]);
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct Disagreeing {
    #[schemars(extend("default" = 5))]
    volume: u32,
    options: Options,
}

impl Default for Disagreeing {
    fn default() -> Self {
        Self { volume: 11, options: Options::default() }
    }
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Required {
    volume: Option<u32>,
    label: String,
}

#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Undocumented {
    #[serde(default)]
    #[schemars(transform = forget_default)]
    volume: u32,
}

fn forget_default(schema: &mut schemars::Schema) {
    schema.remove("default");
}

#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
struct Lenient {
    volume: u32,
}

#[actix_web::test]
async fn every_option_has_a_default_which_the_json_schema_says_too() {
    let finding = with_options::<Disagreeing>().await;
    assert_says(&finding, &["`volume` has the default 5 in its JSON Schema, and 11 in an empty"]);
    assert_says(&with_options::<Undocumented>().await, &["`volume` has no default"]);
}

#[actix_web::test]
async fn an_empty_section_can_be_read() {
    let registry = Registry::new().with::<Probe<SOUND, Required>>();
    let config = "[plugins.probe]\nlabel = \"x\"\n";
    let finding = only(findings::<Probe<SOUND, Required>>(registry, config).await);
    assert_says(&finding, &["an empty section can't be read", "missing field `label`"]);
}

#[actix_web::test]
async fn unknown_options_are_refused() {
    let registry = Registry::new().with::<Probe<SOUND, Lenient>>();
    let found = findings::<Probe<SOUND, Lenient>>(registry, "[plugins.probe]\n").await;
    assert_says(&only(found), &["unknown option", "deny_unknown_fields"]);
}

nevr_core::testing::on_every_database!(
    a_sound_plugin_conforms,
    a_limit_that_can_be_walked_around_is_not_in_force,
    tables_are_the_same_each_time,
    rows_are_kept_while_the_plugin_is_off,
);
