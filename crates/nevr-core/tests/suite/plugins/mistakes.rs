//! Mistakes in the file: all of them in one report, each at its place.

use insta::assert_snapshot;
use nevr_core::{app::StartError, testing::TestApp};

use crate::plugins::{cast::report, shop::registry};

const EIGHT: &str = r#"
databse = "sqlite"

[plugins.shop]
stock = "many"
delivery = "3 fortnights"
currency = "${CURRENCY}"

[plugins.shop.plugins.discuonts]

[plugins.newsleter]

[plugins.rival]

[plugins.tracking]
"#;

#[actix_web::test]
async fn eight_mistakes_are_one_report_with_eight_places() {
    let builder = TestApp::builder(registry()).config(EIGHT);
    let file = builder.path();
    let error = builder.try_start().await.err().unwrap();
    let StartError::Config(report) = error else { panic!("{error}") };
    assert_eq!(report.problems().len(), 8, "{}", report.render(false));
    let mut places: Vec<_> =
        report.problems().iter().map(|problem| problem.places()[0].span.start).collect();
    places.dedup();
    assert_eq!(places.len(), 8, "each at a place of its own");
    assert_snapshot!("eight_mistakes", report.render(false));
    assert!(!file.exists(), "no database was touched");
}

/// Each of the eight alone, so that none of them needs another to be seen.
#[test]
fn each_mistake_is_seen_alone() {
    let alone = [
        ("unknown_key", "databse = \"sqlite\"\n"),
        ("unknown_plugin", "[plugins.parcls]\n"),
        ("unknown_sub_plugin", "[plugins.shop]\n[plugins.shop.plugins.discuonts]\n"),
        ("wrong_type", "[plugins.shop]\nstock = \"many\"\n"),
        ("bad_duration", "[plugins.shop]\ndelivery = \"3 fortnights\"\n"),
        ("missing_variable", "[plugins.shop]\ncurrency = \"${CURRENCY}\"\n"),
        ("duplicate_endpoint", "[plugins.shop]\n[plugins.rival]\n"),
        ("missing_requirement", "[plugins.tracking]\n"),
    ];
    for (name, config) in alone {
        let text = report(registry(), config);
        assert!(text.contains("1 problem in nevr.config.toml"), "{name}: {text}");
        assert_snapshot!(name, text);
    }
}

#[test]
fn every_invalid_option_is_reported_by_its_plugin() {
    let text = report(registry(), "[plugins.shop]\ncurrency = \"euros\"\nstock = 0\n");
    assert_snapshot!("invalid_options", text);
}

#[test]
fn a_plugin_that_could_not_be_built_causes_no_second_problem() {
    let config = "[plugins.shop]\ncurrency = \"euros\"\n\
                  [plugins.shop.plugins.discounts]\n\
                  [plugins.newsletter]\n\
                  [entities.cart.fields]\nproduct = { belongsTo = \"product\" }\n";
    let text = report(registry(), config);
    assert!(text.contains("1 problem in nevr.config.toml"), "{text}");
    assert!(!text.contains("no entity is called"), "{text}");
}

#[test]
fn no_value_of_a_variable_is_shown() {
    let builder = TestApp::builder(registry())
        .variable("CURRENCY", "canary-currency")
        .config("[plugins.shop]\ncurrency = \"${CURRENCY}\"\n");
    let text = builder.describe().1.render(false);
    assert!(text.contains("1 problem") && !text.contains("canary"), "{text}");
}

#[test]
fn what_stands_in_the_wrong_place_is_told_the_right_one() {
    let config = "port = 80\nstock = 3\n[shop]\n[discounts]\n[server]\ncurrency = \"EUR\"\n\
                  outDir = \"x\"\n[plugins.shop]\nport = 80\n[plugins.shop.discounts]\n\
                  [plugins.shop.plugin.discounts]\n";
    assert_snapshot!("misplaced", report(registry(), config));
}

/// What was most likely meant is checked in the place of what is written.
#[test]
fn a_misspelt_plugin_hides_nothing_of_what_stands_in_its_section() {
    let config = "[plugins.shpo]\nstock = 0\ncurency = \"EUR\"\n[plugins.shpo.plugins.discuonts]\n\
                  percent = 3\n[plugins.rival]\n[plugins.newsletter]\n\
                  [entities.cart.fields]\nproduct = { belongsTo = \"product\" }\n\
                  user = { belongsTo = \"user\" }\n";
    assert_snapshot!("misspelt", report(registry(), config));
}

#[test]
fn a_misplaced_plugin_hides_nothing_of_what_stands_in_its_section() {
    let config = "[plugins.discounts]\npercent = 3\n[plugins.shop]\n\
                  [plugins.shop.plugins.parcels]\nweight = 3\n[plugins.tracking]\n";
    assert_snapshot!("misplaced_plugins", report(registry(), config));
}

#[test]
fn a_misspelt_plugin_beside_the_one_that_is_meant_is_not_taken_for_it() {
    let text = report(registry(), "[plugins.shpo]\nstock = 0\n[plugins.shop]\n[plugins.shopp]\n");
    assert!(text.contains("2 problems in nevr.config.toml"), "{text}");
    let text = report(registry(), "[plugins.shpo]\nstock = 0\n[plugins.shopp]\nstock = 0\n");
    assert!(text.contains("3 problems in nevr.config.toml"), "{text}");
}
