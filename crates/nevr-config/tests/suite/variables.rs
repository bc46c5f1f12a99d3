//! `${NAME}`: where values come from, and that they are never shown.

use nevr_config::{Deferred, Report, Variables, VariablesError};

use crate::reading::guests;

/// Nothing else in a report looks like these.
const CANARY: &str = "cAnArY-7f3d";

fn canaries() -> Variables {
    Variables::fixed([("CANARY", CANARY), ("SHORT", "q7"), ("OK", "15m"), ("WORD", "reject")])
}

fn all_output(report: &Report) -> String {
    format!("{}{}{}{report:?}", report.render(false), report.render(true), report.to_json())
}

#[test]
fn a_reference_is_replaced_inside_any_string_at_any_depth() {
    let text = r#"[plugins.guests]
expiresIn = "${OK}"
onExistingGuest = "${WORD}"
names = ["a-${OK}-b", "${UNSET:-plain}", "${SHORT}${SHORT}"]
session = { deep = { size = "${UNSET:-2}KiB" } }
"#;
    let (options, report) = guests(text, &canaries());
    let options = options.unwrap();
    assert!(report.is_empty(), "{}", report.render(false));
    assert_eq!(options.expires_in.duration().as_secs(), 900);
    assert_eq!(options.names, ["a-15m-b", "plain", "q7q7"]);
    assert_eq!(options.session.deep.size.bytes(), 2048);
}

#[test]
fn a_doubled_dollar_is_the_characters_themselves() {
    let text = "[plugins.guests]\nnames = [\"$${NAME}\", \"$5\", \"$$\", \"a$\", \"$$${OK}\"]\n";
    let (options, report) = guests(text, &canaries());
    assert!(report.is_empty());
    assert_eq!(options.unwrap().names, ["${NAME}", "$5", "$$", "a$", "$${OK}"]);
}

#[test]
fn a_value_is_expanded_once() {
    let variables = Variables::fixed([("A", "${B}"), ("B", "no")]);
    let (options, _) = guests("[plugins.guests]\nnames = [\"${A}\"]\n", &variables);
    assert_eq!(options.unwrap().names, ["${B}"]);
}

#[test]
fn an_empty_variable_counts_as_missing() {
    let variables = Variables::fixed([("EMPTY", "")]);
    assert_eq!(variables.get("EMPTY"), None);
    let (options, report) =
        guests("[plugins.guests]\nnames = [\"${EMPTY:-filled}\", \"${EMPTY}\"]\n", &variables);
    assert_eq!(options.unwrap().names, ["filled"]);
    assert_eq!(report.problems().len(), 1);
    assert_eq!(
        report.problems()[0].title(),
        "option `names[1]` of plugin `guests` needs the variable `EMPTY`"
    );
}

#[test]
fn a_complaint_that_depends_on_the_value_is_replaced() {
    let variables = Variables::fixed([("LOUD", "password")]);
    let (_, report) = guests("[plugins.guests]\nshout = \"${LOUD}\"\n", &variables);
    let shown = all_output(&report);
    assert!(!shown.contains("PASSWORD"), "{shown}");
    assert!(shown.contains("what `${LOUD}` holds is not accepted here"), "{shown}");
}

#[test]
fn deferred_options_keep_their_reference() {
    let text = "[plugins.guests]\nsecret = \"${UNSET}\"\nurl = \"db://${CANARY}\"\n";
    let (options, report) = guests(text, &canaries());
    assert!(report.is_empty(), "{}", report.render(false));
    let options = options.unwrap();
    let secret = options.secret.unwrap();
    assert_eq!(secret.first().to_string(), "${UNSET}");
    let missing = secret.first().resolve(&canaries()).unwrap_err();
    assert_eq!(missing.name, "UNSET");
    let url = options.url.unwrap();
    assert_eq!(url.to_string(), "[redacted]");
    assert_eq!(url.resolve(&canaries()).unwrap(), format!("db://{CANARY}"));
}

#[test]
fn a_deferred_value_prints_only_references() {
    for (text, shown, literal) in [
        ("${A}", "${A}", false),
        ("${A}${B}", "${A}${B}", false),
        ("${A:-hunter2}", "[redacted]", false),
        ("x${A}", "[redacted]", false),
        ("hunter2", "[redacted]", true),
        ("", "[redacted]", true),
        ("$${A}", "[redacted]", true),
    ] {
        let value: Deferred = text.parse().unwrap();
        assert_eq!(value.to_string(), shown, "{text}");
        assert_eq!(format!("{value:?}"), format!("Deferred({shown})"), "{text}");
        assert_eq!(serde_json::to_value(&value).unwrap(), shown, "{text}");
        assert_eq!(value.is_literal(), literal, "{text}");
    }
    assert!("${A".parse::<Deferred>().is_err());
}

#[test]
fn the_real_environment_wins_over_dot_env() {
    let dir = tempfile::tempdir().unwrap();
    let path = std::env::var("PATH").unwrap();
    let text = "\u{feff}# comment\nPATH=/from/file\nNEVR_ONLY_IN_FILE=\"from file\"\nNEVR_ONLY_IN_FILE=second\n";
    std::fs::write(dir.path().join(".env"), text).unwrap();
    let variables = Variables::from_process(dir.path()).unwrap();
    assert_eq!(variables.get("PATH"), Some(path.as_str()));
    assert_eq!(variables.get("NEVR_ONLY_IN_FILE"), Some("from file"));
    assert_eq!(std::env::var_os("NEVR_ONLY_IN_FILE"), None, "the process is left alone");
}

#[test]
fn no_dot_env_is_fine() {
    let dir = tempfile::tempdir().unwrap();
    assert!(Variables::from_process(dir.path()).unwrap().get("PATH").is_some());
}

#[test]
fn a_broken_dot_env_names_the_line_and_not_what_it_says() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join(".env"), "A=1\nB=2\nSECRET=hunter2 hunter3\n").unwrap();
    let error = Variables::from_process(dir.path()).unwrap_err();
    assert!(matches!(error, VariablesError::Malformed { line: 3, .. }), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("hunter"));
}

#[test]
fn variables_do_not_print_their_values() {
    assert!(!format!("{:?}", canaries()).contains(CANARY));
}
