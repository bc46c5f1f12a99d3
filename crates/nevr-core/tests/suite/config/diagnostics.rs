//! What people read when their config file is wrong.

use insta::assert_snapshot;
use nevr_config::{Problem, Variables, nearest};

use crate::config::{
    guests::Guests,
    reading::{read, read_with, rendered, shown},
};

const EXAMPLE: &str = r#"database = "sqlite"

[plugins.auth]
basePath = "/auth"

[plugins.auth.plugins.anonimous]
expires_in = 2592000
"#;

#[test]
fn a_mistyped_option_and_a_mistyped_plugin_look_as_documented() {
    let (config, mut report) = read(EXAMPLE);
    let auth = &config.plugins[0];
    let below = &auth.plugins[0];
    let _: Option<Guests> = below.section.read(&mut report, "plugin `auth.anonymous`");
    let known = nearest(&below.id, ["anonymous"]).unwrap();
    report.push(
        Problem::error(format!("unknown plugin `{}` in `{}`", below.id, auth.id))
            .at(below.id_span.clone(), format!("did you mean `{known}`? `auth` hosts: anonymous")),
    );
    assert_eq!(
        report.render(false),
        "\
error: unknown plugin `anonimous` in `auth`
 --> nevr.config.toml:6:23
  |
6 | [plugins.auth.plugins.anonimous]
  |                       ^^^^^^^^^ did you mean `anonymous`? `auth` hosts: anonymous

error: unknown option `expires_in` of plugin `auth.anonymous`
 --> nevr.config.toml:7:1
  |
7 | expires_in = 2592000
  | ^^^^^^^^^^ did you mean `expiresIn`?

2 problems in nevr.config.toml
"
    );
}

#[test]
fn a_file_without_problems_renders_as_nothing() {
    let (_, report) = read("database = \"sqlite\"\n");
    assert!(!report.has_errors());
    assert_eq!(report.render(false), "");
}

#[test]
fn syntax_errors_and_wrong_options_stand_in_one_report() {
    assert_snapshot!(rendered(
        r#"outDir = ./generated
[server]
port = "3000"
host =
prot = 80
trustedOrigins = ["https://a.example" "https://b.example"]
[entities.Cart]
fields = {}
"#
    ));
}

#[test]
fn a_second_header_of_one_table_is_refused() {
    assert_snapshot!(rendered("[plugins.auth]\n[server]\nport = 1\n[plugins.auth]\n"));
}

#[test]
fn a_file_that_ends_in_the_middle_points_at_its_end() {
    assert_snapshot!(rendered("[server]\ntrustedOrigins = [\n  \"https://a.example\",\n"));
}

#[test]
fn unknown_keys_at_the_top_name_what_is_known() {
    assert_snapshot!(rendered("[plugin.auth]\n[rateLimit]\nstorage = \"memory\"\n"));
}

#[test]
fn plugins_must_be_tables() {
    assert_snapshot!(rendered("plugins = [\"auth\"]\n"));
    assert_snapshot!(rendered("[plugins]\nauth = true\n[[plugins.audit]]\n"));
    assert_snapshot!(rendered("[plugins.auth]\nplugins = [\"anonymous\"]\n"));
}

#[test]
fn a_database_that_is_not_supported_names_what_is() {
    assert_snapshot!(rendered("database = \"oracle\"\n"));
    assert_snapshot!(rendered("[database]\nprovider = \"sqllite\"\nmaxConnections = 0\n"));
    assert_snapshot!(rendered("database = 3\n"));
}

#[test]
fn every_address_of_the_server_has_its_own_words() {
    assert_snapshot!(rendered(
        r#"[server]
host = "http://localhost"
port = 70000
basePath = "api/"
baseURL = "https://shop.example/app"
trustedOrigins = ["null", "https://*.example", "https://a.example/", "ftp://a.example", "https://u:p@a.example", "https://a b"]
trustedProxies = ["10.0.0.1/8", "proxy"]
forwardedHeader = "X Forwarded"
bodyLimit = "16 KiBi"
requestTimeout = "0s"
shutdownTimeout = -1
docs = 1
"#
    ));
}

#[test]
fn an_http_origin_beside_https_shows_both_places() {
    assert_snapshot!(rendered(
        r#"[server]
baseURL = "https://shop.example"
port = 3000
trustedOrigins = ["https://app.example", "http://old.example"]
"#
    ));
}

#[test]
fn a_database_url_of_another_provider_shows_both_places_and_no_password() {
    let text = "[database]\nprovider = \"sqlite\"\nurl = \"postgres://app:hunter2@db/shop\"\n";
    let shown = rendered(text);
    assert!(!shown.contains("hunter2"));
    assert_snapshot!(shown);
}

#[test]
fn trusting_every_peer_warns() {
    let (_, report) = read("[server]\ntrustedProxies = [\"0.0.0.0/0\"]\n");
    assert!(!report.has_errors());
    assert_snapshot!(report.render(false));
}

#[test]
fn contradictions_of_a_field_are_errors_at_that_field() {
    assert_snapshot!(rendered(
        r#"[entities.cart.fields]
neither = {}
both = { type = "string", belongsTo = "user" }
orphan = { type = "string", onDelete = "cascade" }
owner = { belongsTo = "user", onDelete = "setNull" }
count = { type = "int", default = "one" }
since = { type = "datetime", default = "yesterday" }
body = { type = "text", unique = true }
kind = { type = "sting" }
mode = { type = "string", requird = true }
Bad_Name = { type = "string" }
list = ["string"]
ref = { belongsTo = "User" }
"#
    ));
}

#[test]
fn a_missing_variable_names_the_option_and_the_variable() {
    assert_snapshot!(rendered(
        r#"[server]
host = "${NEVR_HOST}"
baseURL = "https://${UNCLOSED"
basePath = "${not a name}"
trustedOrigins = ["${A:-${B}}"]
"#
    ));
}

#[test]
fn a_list_over_many_lines_is_underlined_on_its_first() {
    assert_snapshot!(rendered("[server]\nport = [\n  1,\n  2,\n]\n"));
}

#[test]
fn all_contradictions_of_one_field_are_named() {
    assert_snapshot!(rendered(
        r#"[entities.cart.fields]
body = { type = "text", unique = true, onDelete = "cascade", default = 5 }
owner = { belongsTo = "user", onDelete = "setNull", default = "x" }
"#
    ));
}

#[test]
fn a_bad_name_and_what_stands_behind_it_are_reported_together() {
    assert_snapshot!(rendered("[entities.Cart]\nfeilds = {}\n[entities.B.fields]\nC_d = 5\n"));
}

#[test]
fn a_provider_that_is_not_known_makes_its_url_no_second_problem() {
    assert_snapshot!(rendered(
        "[database]\nprovider = \"oracle\"\nurl = \"oracle://localhost/x\"\n"
    ));
}

#[test]
fn a_url_of_another_provider_beside_no_provider_names_the_default() {
    assert_snapshot!(rendered("[database]\nurl = \"postgres://localhost/x\"\n"));
}

#[test]
fn an_option_of_another_table_is_told_where_it_belongs() {
    assert_snapshot!(rendered("port = 80\n[database]\nbase_path = \"/x\"\nentities = {}\n"));
}

#[test]
fn problems_from_code_have_no_frame_and_stand_last() {
    let (config, mut report) = read("prot = 1\n[plugins.a]\n");
    report.push(Problem::error("plugin `a` needs plugin `b`").help("add `[plugins.b]`"));
    report.push(
        Problem::warning("plugin `a` is old")
            .at(config.plugins[0].section.header_span(), "switched on here"),
    );
    assert_snapshot!(report.render(false));
}

#[test]
fn colour_changes_nothing_but_escape_codes() {
    let (_, report) = read("prot = 1\n");
    let coloured = report.render(true);
    assert!(coloured.contains('\u{1b}'));
    assert_eq!(shown(&coloured), report.render(false));
}

#[test]
fn programs_read_the_same_problems_as_json() {
    let (_, report) = read("# ä\nprot = 1\n[server]\nhost = \"ä ä\"\nport = true\n");
    assert_snapshot!(serde_json::to_string_pretty(&report.to_json()).unwrap());
}

#[test]
fn text_in_the_file_cannot_steer_the_terminal() {
    let shown = rendered("\"\\u001b[2J\" = 1\n[server]\nhost = \"\u{202e}evil\"\n");
    assert!(!shown.contains('\u{1b}'), "{shown:?}");
    assert!(!shown.contains('\u{202e}'), "{shown:?}");
}

#[test]
fn what_a_trusted_origin_may_be_and_what_it_costs_is_told_beside_it() {
    assert_snapshot!(rendered(
        r#"[server]
baseURL = "https://shop.example"
trustedOrigins = [
  "http://localhost:5173",
  "capacitor://localhost",
  "https://*.preview.shop.example",
  "https://*.vercel.app",
  "https://*.co.uk",
  "https://a.*.example",
  "https://*",
  "http://*.shop.example",
  "Capacitor://localhost",
  "file://",
]
corsAllowedHeaders = ["X-Tenant", "Cookie", "Sec-Fetch-Site", "*"]
corsExposedHeaders = ["X-Page", "Set-Cookie", "A, B"]
"#
    ));
    assert_snapshot!(rendered("[server]\nbaseURL = \"capacitor://localhost\"\n"));
}

#[test]
fn a_line_that_is_not_toml_has_no_consequences() {
    let (_, report) = read("[server]\nport = 80 80\nhots = = 3\n");
    assert_eq!(report.problems().len(), 2, "{}", report.render(false));
}

#[test]
fn an_https_base_url_from_a_variable_is_shown_as_the_variable() {
    let text = "[server]\nbaseURL = \"${BASE}\"\ntrustedOrigins = [\"http://old.example\"]\n";
    let variables = Variables::fixed([("BASE", "https://hidden.example")]);
    let shown = read_with(text, &variables).1.render(false);
    assert!(shown.contains("`${BASE}` is https"), "{shown}");
    assert!(!shown.contains("hidden"), "{shown}");
}

#[test]
fn a_key_that_is_written_twice_shows_both_places() {
    assert_snapshot!(rendered(
        r#"outDir = "a"
server.port = 1
server.host = "localhost"
server.port = 2
[database]
url = "sqlite://x.db"
[entities.cart]
fields = { a = { type = "int" }, url = { type = "text", type = "int" }, a = { type = "int" } }
[database]
[plugins."a b"]
x = 1
"x" = 2
"#
    ));
}

#[test]
fn a_value_below_which_there_are_tables_is_one_problem() {
    assert_snapshot!(rendered(
        "[plugins]\nauth = false\n[plugins.auth.plugins.anonymous]\n[plugins.auth.session]\n\
         [plugins.auth.user.additionalFields]\n[entities.cart.fields]\n\
         user = { belongsTo = \"user\" }\n"
    ));
}

#[test]
fn a_field_beside_the_fields_is_told_where_it_belongs() {
    assert_snapshot!(rendered("[entities.cart]\nuser = \"user\"\nfeilds = {}\nBad_ = 1\n"));
}

#[test]
fn what_a_system_a_header_or_a_database_can_not_hold_is_refused() {
    let long = "a".repeat(256);
    assert_snapshot!(rendered(&format!(
        r#"outDir = "gen\u0000erated"
[database]
url = "sqlite://a\u0000.db"
[server]
host = "{long}"
baseURL = "https://shop.example\u0000"
basePath = "/a\npi"
trustedOrigins = ["https://a\u0000.example"]
trustedProxies = ["10.0.0.1\u0000"]
forwardedHeader = "X-For\r\nSet-Cookie: a"
[entities.cart.fields]
a = {{ type = "string", default = "\u0000" }}
b = {{ type = "json", default = {{ deep = ["\u0000"] }} }}
c = {{ type = "json", default = nan }}
d = {{ type = "json", default = [1, inf] }}
e = {{ type = "datetime", default = 0001-01-01T00:00:00+05:00 }}
f = {{ belongsTo = "user\u0000" }}
g = {{ type = "int", renamedFrom = "g\n" }}
"#
    )));
    let long = "b".repeat(260);
    let (_, report) = read(&format!("outDir = \"./a/{long}\"\n"));
    assert!(report.render(false).contains("at most 255 bytes"), "{}", report.render(false));
}

#[test]
fn what_lacks_its_quotes_is_shown_with_them() {
    assert_snapshot!(rendered("[server]\nhost = localhost\nport = ${PORT}\ndocs = $DOCS\n"));
}

#[test]
fn a_password_in_the_wrong_place_is_not_shown() {
    let shown = rendered(
        "database = \"postgres://app:hunter2@db/shop\"\n[server]\n\
         baseURL = \"https://app:hunter2@shop.example\"\nhost = \"ftp://a:hunter2@b\"\n",
    );
    assert!(!shown.contains("hunter2"), "{shown}");
    assert_snapshot!(shown);
}
