//! `introspect`.

use crate::support::{APP, Project};

#[test]
fn people_get_tables() {
    let config =
        format!("{APP}expiresIn = \"15m\"\n\n[entities.cart]\nfields.user.belongsTo = \"user\"\n");
    insta::assert_snapshot!(Project::new(&config).run(&["introspect"]).done());
}

#[test]
fn programs_get_json() {
    let answer = Project::new(APP).run(&["introspect", "--json"]);
    insta::assert_snapshot!(format!("{:#}", answer.json()));
}

#[test]
fn an_option_is_shown_as_it_is_written_and_never_its_value() {
    let config =
        "[plugins.auth]\nsecret = \"${ANY_SECRET}\"\ngreeting.words = \"${WORDS} there\"\n";
    let project = Project::new(config).with("WORDS", "Good evening");
    let answer = project.run(&["introspect", "--json"]);
    let options = &answer.json()["plugins"][0]["options"];
    assert_eq!(options["secret"], "${ANY_SECRET}");
    assert_eq!(options["greeting"]["words"], "${WORDS} there");
    assert_eq!(options["greeting"]["times"], 1, "the rest of the table has its defaults");
}

#[test]
fn a_secret_in_the_file_itself_is_not_shown() {
    let config = "[plugins.auth]\nsecret = [\"canary\", \"${OLD}\", \"canary${OLD}\"]\n";
    let answer = Project::new(config).run(&["introspect"]);
    assert!(answer.stdout.contains(r#"["[redacted]","${OLD}","[redacted]"]"#), "{}", answer.stdout);
    assert!(!answer.stdout.contains("canary"), "{}", answer.stdout);
}

#[test]
fn nothing_in_the_config_steers_the_terminal() {
    let config = "[plugins.auth]\ngreeting.words = \"\\u001b[2J\\u202e\\u0007\"\n";
    let answer = Project::new(config).run(&["introspect"]);
    assert!(!answer.stdout.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{}", answer.stdout);
}
