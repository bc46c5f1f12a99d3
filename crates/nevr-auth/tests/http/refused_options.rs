//! Options that can't be right are reported with their place in the file.

use nevr_core::testing::TestApp;

use super::fixture::plugins;

fn report(config: &str) -> String {
    let (description, report) = TestApp::builder(plugins()).config(config).describe();
    assert!(description.is_none(), "the config is taken");
    report.render(false)
}

#[test]
fn lengths_that_no_password_has_are_reported_at_their_option() {
    insta::assert_snapshot!(report(
        "[plugins.auth]\nemailAndPassword = { minPasswordLength = 20, maxPasswordLength = 10 }\n"
    ));
    insta::assert_snapshot!(report("[plugins.auth.emailAndPassword]\nminPasswordLength = 0\n"));
    insta::assert_snapshot!(report("[plugins.auth.emailAndPassword]\nmaxPasswordLength = 2000\n"));
}

#[test]
fn everything_that_is_wrong_is_reported_at_once() {
    insta::assert_snapshot!(report(
        r#"[plugins.auth.emailAndPassword]
enabeld = true
hash = { memory = "1KiB", iterations = 0 }

[plugins.auth.session]
expiresIn = "180d"
updateAge = 0
cookieName = "__Host-x"

[plugins.auth.rateLimit]
signIn = true
sign_up = false

[plugins.auth.user.additionalFields]
plan = { type = "string" }
"#
    ));
}

#[test]
fn durations_that_contradict_each_other_are_reported() {
    insta::assert_snapshot!(report(
        "[plugins.auth.session]\nexpiresIn = \"180d\"\nupdateAge = 0\n"
    ));
}

#[test]
fn hashing_that_can_not_be_done_is_reported() {
    insta::assert_snapshot!(report(
        "[plugins.auth.emailAndPassword]\nhash = { memory = \"1KiB\" }\n"
    ));
}

#[test]
fn threads_and_positions_that_no_machine_has_are_reported_at_their_option() {
    for (options, option, message) in [
        ("threads = 0", "threads", "must be 1 to 256"),
        ("threads = 257", "threads", "must be 1 to 256"),
        ("memory = \"512MiB\", threads = 3", "threads", "at most 2 fit"),
        ("queue = 65537", "queue", "at most 65536"),
    ] {
        let report = report(&format!("[plugins.auth.emailAndPassword]\nhash = {{ {options} }}\n"));
        let named = format!("option `emailAndPassword.hash.{option}`");
        assert!(report.contains(&named) && report.contains(message), "{report}");
    }
}

#[test]
fn every_impossible_value_of_hashing_and_of_lengths_is_named() {
    insta::assert_snapshot!(report(
        "[plugins.auth.emailAndPassword]\nminPasswordLength = 5000\nmaxPasswordLength = 4000\n\
         hash = { memory = \"1KiB\", iterations = 0, parallelism = 17 }\n"
    ));
    insta::assert_snapshot!(report(
        "[plugins.auth.emailAndPassword]\nhash = { memory = \"2GiB\", parallelism = 0 }\n"
    ));
}

#[test]
fn an_impossible_value_hides_no_clash_of_fields() {
    insta::assert_snapshot!(report(
        r#"[plugins.auth.session]
expiresIn = 0

[plugins.auth.user.additionalFields]
email = { type = "string" }
createdAt = { type = "datetime", optional = true }
Bad_name = { type = "string" }

[entities.user.fields]
team = { belongsTo = "team" }
"#
    ));
}

#[test]
fn a_field_that_some_user_would_lack_is_reported() {
    insta::assert_snapshot!(report(
        "[plugins.auth.user.additionalFields]\nplan = { type = \"string\", input = true }\n"
    ));
}

#[test]
fn a_field_with_the_name_of_a_built_in_one_or_of_a_member_is_reported() {
    insta::assert_snapshot!(report(
        "[plugins.auth.user.additionalFields]\n\
         emailVerified = { type = \"boolean\", optional = true, input = true }\n"
    ));
    insta::assert_snapshot!(report(
        "[plugins.auth.user.additionalFields]\n\
         password = { type = \"string\", optional = true, input = true }\n"
    ));
}

#[test]
fn a_base_path_or_a_secret_of_the_wrong_form_is_reported() {
    insta::assert_snapshot!(report("[plugins.auth]\nbasePath = \"auth/\"\nsecret = []\n"));
}

#[test]
fn a_cache_of_sessions_that_can_not_be_is_reported_at_its_option() {
    for (cache, message) in [
        ("true", "`false` or `{ maxStale = …, memory = … }`"),
        ("\"off\"", "`false` or `{ maxStale = …, memory = … }`"),
        ("{ maxStale = \"0s\" }", "it is at least one second; `cache = false` reads every session"),
        ("{ maxStale = \"900ms\" }", "it is at least one second"),
        ("{ maxStale = \"301s\" }", "at most 5m"),
        ("{ maxstale = \"5s\" }", "did you mean `maxStale`?"),
        ("{ memory = \"1KiB\" }", "it is at least 1MiB; `cache = false` switches the cache off"),
        ("{ memory = \"17GiB\" }", "at most 16GiB"),
        ("{ memory = -1 }", "a size"),
    ] {
        let report = report(&format!("[plugins.auth.session]\ncache = {cache}\n"));
        assert!(report.contains(message), "{cache}: {report}");
    }
}

#[test]
fn a_memory_of_the_cache_that_nothing_would_use_is_refused_on_servers() {
    let config = |provider: &str, cache: &str| {
        format!("database = \"{provider}\"\n[plugins.auth.session]\ncache = {cache}\n")
    };
    insta::assert_snapshot!(report(&config("postgresql", "{ memory = \"64MiB\" }")));
    for (provider, cache) in [
        ("sqlite", "{ memory = \"64MiB\" }"),
        ("mysql", "{ memory = \"64MiB\", maxStale = \"5s\" }"),
        ("mysql", "{}"),
        ("postgresql", "false"),
    ] {
        let app = TestApp::builder(plugins()).config(config(provider, cache));
        let (description, report) = app.describe();
        assert!(description.is_some(), "{}", report.render(false));
    }
}
