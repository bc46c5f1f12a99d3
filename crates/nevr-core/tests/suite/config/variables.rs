//! `${NAME}`: where values come from, and that they are never shown.

use nevr_config::{Problem, Report, Variables};

use crate::config::reading::{guests, read, read_with};

/// Nothing else in a report looks like these.
const CANARY: &str = "cAnArY-7f3d";

fn canaries() -> Variables {
    Variables::fixed([("CANARY", CANARY), ("SHORT", "q7"), ("OK", "15m"), ("WORD", "reject")])
}

fn all_output(report: &Report) -> String {
    format!("{}{}{}{report:?}", report.render(false), report.render(true), report.to_json())
}

#[test]
fn no_value_from_a_variable_is_ever_shown() {
    let text = r#"outDir = "${CANARY}"
database = "${CANARY}"
[server]
host = "${CANARY} ${SHORT}"
port = "${CANARY}"
basePath = "${CANARY}"
baseURL = "${CANARY}"
trustedOrigins = ["https://${CANARY}@x"]
trustedProxies = ["${CANARY}"]
bodyLimit = "${CANARY}"
requestTimeout = "${CANARY}"
[entities.cart.fields]
a = { type = "${CANARY}" }
b = { type = "int", default = "${CANARY}" }
c = { belongsTo = "${CANARY}" }
[plugins.guests]
expiresIn = "${CANARY}"
onExistingGuest = "${CANARY}"
allowLinking = "${CANARY}"
rateLimit = { window = "${CANARY}", max = "${CANARY}" }
shout = "${CANARY}"
session = "${CANARY}"
limits = ["${CANARY}"]
fields = { x = { type = "string", default = "${CANARY}", onDelete = "cascade" } }
"#;
    let (options, mut report) = guests(text, &canaries());
    assert!(options.is_some());
    assert!(report.problems().len() >= 20, "{}", report.render(false));
    for option in ["expiresIn", "session", "nothing"] {
        let (config, _) = read_with(text, &canaries());
        let place = config.plugins[0].section.locate(option).unwrap();
        report
            .push(Problem::error(format!("{option} is {CANARY:?}")).at(place, CANARY).help(CANARY));
    }
    let shown = all_output(&report).to_lowercase();
    assert!(!shown.contains(&CANARY.to_lowercase()), "{}", report.render(false));
    insta::assert_snapshot!(report.render(false));
}

/// Options of every kind that is not a string, with a value that fits and some that don't.
const TYPED: [(&str, &str, &str, &[&str]); 7] = [
    ("server", "port", "8080", &["70000", "-1", "http", "80.5", "true", "99999999999999999999999"]),
    ("server", "docs", "false", &["no", "0", "FALSE"]),
    ("server", "bodyLimit", "1048576", &["-1", "99999999999", "1PiB"]),
    ("server", "requestTimeout", "90", &["-1", "86401", "2d", "5x"]),
    ("database", "maxConnections", "5", &["0", "1001", "4294967295", "5.0"]),
    ("database", "acquireTimeout", "3s", &["3601", "61m", "1"]),
    ("database", "provider", "mysql", &["oracle"]),
];

#[test]
fn a_variable_stands_for_a_number_a_boolean_a_duration_or_a_size() {
    for (table, option, value, _) in TYPED {
        for reference in ["\"${V}\"".to_owned(), format!("\"${{NONE:-{value}}}\"")] {
            let text = format!("[{table}]\n{option} = {reference}\n");
            let variables = Variables::fixed([("V", value)]);
            let (by_reference, report) = read_with(&text, &variables);
            assert!(report.is_empty(), "{option}: {}", report.render(false));
            let is_word = !value.starts_with(|c: char| c.is_ascii_digit()) && value != "false";
            let plain =
                if is_word || value == "3s" { format!("\"{value}\"") } else { value.into() };
            let (written, _) = read(&format!("[{table}]\n{option} = {plain}\n"));
            assert_eq!(by_reference.core, written.core, "{option}");
        }
    }
}

#[test]
fn a_value_from_a_variable_gets_the_message_of_one_that_is_written_out() {
    for (table, option, _, wrong) in TYPED {
        for value in wrong.iter().filter(|value| !(option == "acquireTimeout" && **value == "1")) {
            let text = format!("[{table}]\n{option} = \"${{V}}\"\n");
            let (_, report) = read_with(&text, &Variables::fixed([("V", *value)]));
            assert_eq!(report.problems().len(), 1, "{option} = {value}: {}", report.render(false));
            let label = report.problems()[0].places()[0].label.clone();
            let bare = value.parse::<i128>().is_ok();
            let plain = if bare { (*value).to_owned() } else { format!("\"{value}\"") };
            let (_, report) = read(&format!("[{table}]\n{option} = {plain}\n"));
            let as_written = &report.problems()[0].places()[0].label;
            let expected = as_written.split(", found").next().unwrap();
            let same = label.split("; `${V}` holds").next().unwrap();
            assert!(same == expected || expected.contains(value), "{option} = {value}: {label}");
            assert!(label.matches("${").count() <= 1, "no part of a number is cut: {label}");
        }
    }
}

#[test]
fn only_a_reference_and_nothing_else_stands_for_a_number() {
    let variables = Variables::fixed([("A", "80"), ("B", "80")]);
    for text in ["${A}${B}", "8${A}", "${A} ", "80"] {
        let (_, report) = read_with(&format!("[server]\nport = \"{text}\"\n"), &variables);
        assert!(report.has_errors(), "{text}");
    }
}

#[test]
fn what_ends_up_in_generated_files_can_not_come_from_a_variable() {
    let variables = Variables::fixed([("V", "user"), ("P", "/v1")]);
    for option in [
        "[server]\nbasePath = \"${P}\"",
        "[entities.a.fields]\nx = { type = \"string\", default = \"${V}\" }",
        "[entities.a.fields]\nx = { type = \"string\", default = \"a ${NONE:-b}\" }",
        "[entities.a.fields]\nx = { type = \"json\", default = { a = [\"${V}\"] } }",
        "[entities.a.fields]\nx = { type = \"string\", renamedFrom = \"${V}\" }",
        "[entities.a.fields]\nx = { belongsTo = \"${V}\" }",
        "[plugins.guests]\nfields = { x = { type = \"string\", default = \"${V}\" } }",
    ] {
        let text = if option.contains("[plugins") {
            option.to_owned()
        } else {
            format!("{option}\n[plugins.guests]\n")
        };
        let (_, report) = guests(&text, &variables);
        let shown = report.render(false);
        assert_eq!(report.problems().len(), 1, "{option}: {shown}");
        assert!(shown.contains("cannot come from a variable"), "{option}: {shown}");
    }
    let literal = "[entities.a.fields]\nx = { type = \"string\", default = \"$${V} $1\" }";
    let (config, report) = read_with(literal, &variables);
    assert!(report.is_empty(), "{}", report.render(false));
    let default = config.core.entities["a"].fields["x"].default.as_ref();
    assert_eq!(default.and_then(|value| value.as_str()), Some("${V} $1"));
}
