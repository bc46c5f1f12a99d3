//! What people read when the options of a section are wrong.

use insta::assert_snapshot;
use nevr_config::Variables;

use crate::{
    guests::Guests,
    reading::{problems, sections},
};

#[test]
fn eighteen_problems_in_one_section_are_all_shown() {
    let text = r#"[plugins.guests]
expiresIn = "soon"
allowLinking = "yes"
onExistingGuest = "reuze"
rateLimit = { window = 0, max = 0, burst = 3 }
limits = [{ max = -1 }, { window = "1 fortnight" }, { mx = 1 }]
session = { expiresIn = [], updateAge = -5, cookie = "x", deep = { level = 300, size = "12 elephants" } }
names = ["ok", 5, true]
secret = 12
extra = 1
"#;
    let report = problems(text);
    assert_eq!(report.problems().len(), 18, "{}", report.render(false));
    assert_snapshot!(report.render(false));
}

#[test]
fn a_literal_secret_warns_and_is_not_drawn() {
    let report = problems("[plugins.guests]\nsecret = [\"${OLD}\", \"correct horse battery\"]\n");
    assert!(!report.has_errors());
    let shown = report.render(false);
    assert!(!shown.contains("horse"));
    assert_snapshot!(shown);
}

#[test]
fn a_rate_limit_that_is_not_one_says_what_to_write() {
    assert_snapshot!(problems("[plugins.guests]\nrateLimit = true\n").render(false));
    assert_snapshot!(problems("[plugins.guests]\nrateLimit = [{ max = 3 }]\n").render(false));
}

#[test]
fn a_window_of_a_few_milliseconds_warns_that_it_may_be_meant_in_seconds() {
    let report = problems(
        "[plugins.guests]\nrateLimit = { window = 60 }\n\
         limits = [{ window = 1000 }, { window = 999 }, { window = \"60ms\" }]\n",
    );
    assert!(!report.has_errors());
    assert_snapshot!(report.render(false));
}

#[test]
fn a_duration_that_is_too_long_is_told_so_in_every_form() {
    let report = problems(
        "[plugins.guests]\nexpiresIn = \"53000w\"\nrateLimit = { window = \"400000d\" }\n\
         session = { expiresIn = 99999999999, updateAge = \"99999999999999999999s\" }\n",
    );
    assert_snapshot!(report.render(false));
}

/// Options without defaults, as plugins should not have them.
#[derive(Debug, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct Strict {
    needed: u8,
    other: bool,
}

#[test]
fn a_missing_option_is_reported_once_and_a_broken_one_is_not_missing() {
    let (plugins, mut report) =
        sections("[plugins.strict]\nneeded = \"x\"\n", &Variables::default());
    let options = plugins[0].section.read::<Strict>(&mut report, "plugin `strict`");
    assert!(options.is_none());
    assert_eq!(report.problems().len(), 1, "{}", report.render(false));
    let (plugins, mut report) = sections("[plugins.strict]\nneeded = 1\n", &Variables::default());
    let options = plugins[0].section.read::<Strict>(&mut report, "plugin `strict`");
    assert!(options.is_none());
    assert_snapshot!(report.render(false));
}

#[test]
fn a_host_suggests_the_table_of_its_plugins() {
    let (mut plugins, mut report) =
        sections("[plugins.guests.plugin.more]\n", &Variables::default());
    let section = &mut plugins[0].section;
    section.suggest_key("plugins");
    let _: Option<Guests> = section.read(&mut report, "plugin `guests`");
    assert_eq!(report.problems()[0].places()[0].label, "did you mean `plugins`?");
}

#[test]
fn a_further_complaint_about_the_same_value_can_be_seen_to_be_one() {
    let report = problems("[plugins.guests]\nexpiresIn = \"soon\"\nallowLinking = true\n");
    let text = &report.source().text;
    let at = |word: &str| text.find(word).map(|start| start..start + word.len()).unwrap();
    assert!(report.has_error_at(&at("\"soon\"")));
    assert!(!report.has_error_at(&at("true")));
}
