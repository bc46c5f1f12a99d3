//! `${NAME}`: where values come from, and that they are never shown.

use nevr_config::{Problem, Report, Variables};

use crate::config::reading::{guests, read_with};

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

#[test]
fn a_name_and_a_version_are_written_out_because_generated_files_have_them() {
    let text = "[server]\nname = \"${CANARY}\"\nversion = \"1.${SHORT}\"\n";
    let (_, report) = read_with(text, &canaries());
    let shown = report.render(false);
    assert_eq!(shown.matches("cannot come from a variable").count(), 2, "{shown}");
    assert!(!shown.contains(CANARY), "{shown}");
}
