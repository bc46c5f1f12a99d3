//! Whatever the text, reading it ends in a report.

use nevr_config::{Source, Variables};
use proptest::prelude::*;

use crate::config::reading::{guests, read};

const VALID: &str = r#"outDir = "./generated"
[database]
provider = "sqlite"
url = "${DATABASE_URL}"
[server]
port = 3000
trustedOrigins = ["https://app.example"]
trustedProxies = ["10.0.0.0/8"]
[plugins.guests]
expiresIn = "30d"
rateLimit = { window = 60000, max = 10 }
limits = [{ max = 3 }, false]
session.deep = { level = 3, size = "1KiB" }
secret = ["${A}", "${B}"]
names = ["ä", '''
long''']
[plugins.guests.plugins.more]
x = 2026-01-31T12:00:00Z
[[plugins.guests.list]]
a = 1
[entities.cart]
fields = { note = { type = "text" }, user = { belongsTo = "user", onDelete = "cascade" } }
"#;

/// Reads, renders, and checks what must hold of every report.
fn survive(text: &str) {
    let (config, report) = read(text);
    let shown = report.render(false);
    assert_eq!(report.is_empty(), shown.is_empty());
    report.render(true);
    for problem in report.to_json()["problems"].as_array().unwrap() {
        assert!(!problem["message"].as_str().unwrap().is_empty());
    }
    if !config.plugins.is_empty() {
        let (_, report) = guests(text, &Variables::fixed([("A", "1")]));
        report.render(false);
    }
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("["),
        Just("]"),
        Just("[["),
        Just("]]"),
        Just("{"),
        Just("}"),
        Just("="),
        Just("."),
        Just(","),
        Just("\n"),
        Just("\r\n"),
        Just("\""),
        Just("'"),
        Just("'''"),
        Just("\"\"\""),
        Just("#"),
        Just(" "),
        Just("plugins"),
        Just("guests"),
        Just("server"),
        Just("port"),
        Just("entities"),
        Just("fields"),
        Just("session"),
        Just("a"),
        Just("${"),
        Just("}"),
        Just("${A}"),
        Just("$${"),
        Just("1"),
        Just("-1"),
        Just("1e9"),
        Just("nan"),
        Just("0x"),
        Just("99999999999999999999999999999999999999999999"),
        Just("true"),
        Just("2026-01-31"),
        Just("\\u"),
        Just("ä"),
        Just("\u{feff}"),
        Just("\u{0}"),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

#[test]
fn the_valid_file_is_valid() {
    let (_, report) = read(VALID);
    assert!(!report.has_errors(), "{}", report.render(false));
}

#[test]
fn deeply_nested_tables_are_refused_not_followed() {
    let deep = vec!["a"; 1000].join(".");
    for text in [format!("[plugins.{deep}]\nx = 1\n"), format!("{deep} = 1\n")] {
        let (_, report) = read(&text);
        assert!(report.render(false).contains("nested too deeply"), "{}", report.render(false));
    }
    survive(&format!("x = {}{}", "[".repeat(2000), "]".repeat(2000)));
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_fine() {
    let (_, report) = read(&format!("\u{feff}{}", VALID.replace('\n', "\r\n")));
    assert!(!report.has_errors(), "{}", report.render(false));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_survived(text in any::<String>()) {
        survive(&text);
    }

    #[test]
    fn any_sequence_of_toml_pieces_is_survived(text in pieces()) {
        survive(&text);
    }

    #[test]
    fn any_part_of_a_valid_file_replaced_is_survived(
        start in 0..VALID.len(),
        length in 0..40_usize,
        insert in pieces(),
    ) {
        let start = VALID.floor_char_boundary(start);
        let end = VALID.floor_char_boundary((start + length).min(VALID.len()));
        survive(&format!("{}{insert}{}", &VALID[..start], &VALID[end..]));
    }

    #[test]
    fn a_variable_of_any_value_is_never_shown(value in "[a-zA-Z]{4}canary[a-zA-Z0-9.:/@ -]{1,20}") {
        let text = "[server]\nbasePath = \"${V}\"\nrequestTimeout = \"x${V}\"\nport = \"${V}\"\n\
                    [plugins.guests]\nshout = \"${V}\"\nexpiresIn = \"${V}\"\n";
        let variables = Variables::fixed([("V", value.clone())]);
        let (_, report) = guests(text, &variables);
        prop_assert!(report.has_errors());
        let shown = format!("{}{}", report.render(false), report.to_json());
        prop_assert!(!shown.to_lowercase().contains(&value.to_lowercase()), "{}", shown);
    }

    #[test]
    fn a_source_is_never_changed_by_reading(text in pieces()) {
        let source = Source::new("x.toml", text);
        let (_, report) = nevr_core::description::Config::read(source.clone(), &Variables::default());
        prop_assert_eq!(report.source(), &source);
    }
}
