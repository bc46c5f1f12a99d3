//! What a config file means when nothing is wrong with it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod config_support;

use std::{path::Path, time::Duration};

use config_support::{Existing, Guests, guests, read};
use nevr_config::{
    BasePath, ByteSize, FieldKind, FieldOptions, ForwardedHeader, ListenHost, Network, Origin,
    RateLimit, Seconds, Source, SourceError, Variables, nearest,
};
use nevr_core::options::{CoreConfig, DatabaseConfig};
use nevr_schema::{FieldType, OnDelete, Provider};
use serde::de::DeserializeOwned;

fn options(text: &str) -> Guests {
    let (options, report) = guests(text, &Variables::default());
    assert!(report.is_empty(), "{}", report.render(false));
    options.unwrap()
}

fn json<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}

fn core(text: &str) -> CoreConfig {
    let (config, report) = read(text);
    assert!(report.is_empty(), "{}", report.render(false));
    config.core
}

#[test]
fn an_empty_file_has_every_default() {
    let core = core("#:schema ./generated/nevr.config.schema.json\n");
    assert_eq!(core, CoreConfig::default());
    assert_eq!(core.out_dir, "./generated");
    assert_eq!(core.database.provider, Provider::Sqlite);
    assert_eq!(core.database.max_connections.get(), 10);
    assert_eq!(core.database.acquire_timeout.duration(), Duration::from_secs(2));
    assert_eq!(core.server.host.as_str(), "127.0.0.1");
    assert_eq!(core.server.port, 3000);
    assert_eq!(core.server.base_path.as_str(), "/api");
    assert_eq!(core.server.forwarded_header.to_string(), "X-Forwarded-For");
    assert_eq!(core.server.body_limit.bytes(), 16 * 1024);
    assert_eq!(core.server.request_timeout.duration(), Duration::from_secs(10));
    assert_eq!(core.server.shutdown_timeout.duration(), Duration::from_secs(10));
    assert!(core.server.docs);
    assert!(core.server.base_url.is_none());
}

#[test]
fn everything_spelled_out_is_read() {
    let text = r#"outDir = "./out"
[database]
provider = "sqlite"
url = "${DATABASE_URL}"
maxConnections = 3
acquireTimeout = "500ms"
[server]
host = "::1"
port = 0
basePath = "/v1/api"
baseURL = "https://SHOP.example:443"
trustedOrigins = ["https://app.example", "https://bücher.example:8443"]
trustedProxies = ["10.0.0.0/8", "::1", "192.168.1.1"]
forwardedHeader = "cf-connecting-ip"
bodyLimit = 1000
requestTimeout = 3
shutdownTimeout = 0
docs = false
"#;
    let core = core(text);
    assert_eq!(core.database.url.unwrap().to_string(), "${DATABASE_URL}");
    let server = core.server;
    assert!(server.host.is_loopback());
    assert_eq!(server.base_url.unwrap().origin().as_str(), "https://shop.example");
    assert_eq!(server.trusted_origins[1].as_str(), "https://xn--bcher-kva.example:8443");
    assert_eq!(server.trusted_proxies[1].to_string(), "::1/128");
    assert_eq!(server.forwarded_header.to_string(), "CF-Connecting-IP");
    assert_eq!(server.request_timeout, Seconds::new(3));
}

#[test]
fn plugins_and_entities_and_fields_keep_the_order_of_the_file() {
    let (config, report) = read(
        r#"[plugins.zebra]
[plugins.auth.plugins.second]
[plugins.auth]
x = 1
[plugins.auth.plugins.first]
y = 2
[entities.zoo]
fields = { z = { type = "int" }, a = { type = "text" } }
[entities.ape]
"#,
    );
    assert!(report.is_empty(), "{}", report.render(false));
    let ids: Vec<&str> = config.plugins.iter().map(|plugin| plugin.id.as_str()).collect();
    assert_eq!(ids, ["zebra", "auth"]);
    let auth = &config.plugins[1];
    assert_eq!(auth.section.path(), "plugins.auth");
    assert_eq!(auth.section.keys().map(|(key, _)| key).collect::<Vec<_>>(), ["x"]);
    let below: Vec<&str> = auth.plugins.iter().map(|plugin| plugin.section.path()).collect();
    assert_eq!(below, ["plugins.auth.plugins.second", "plugins.auth.plugins.first"]);
    assert_eq!(config.core.entities.keys().collect::<Vec<_>>(), ["zoo", "ape"]);
    assert_eq!(config.core.entities["zoo"].fields.keys().collect::<Vec<_>>(), ["z", "a"]);
}

#[test]
fn options_merge_deep_with_their_defaults() {
    let options = options("[plugins.guests]\nsession.deep.level = 9\nrateLimit = { max = 5 }\n");
    assert_eq!(options.session.deep.level, 9);
    assert_eq!(options.session.deep.size, ByteSize::kib(1), "of the session, not of any `Deep`");
    assert_eq!(options.session.expires_in, Seconds::days(7));
    assert_eq!(options.rate_limit, RateLimit::per_minute(5));
    assert_eq!(options.on_existing_guest, Existing::Reuse);
}

#[test]
fn an_option_with_a_problem_has_its_default_and_the_others_count() {
    let text = "[plugins.guests]\nexpiresIn = true\nonExistingGuest = \"reject\"\n";
    let (options, report) = guests(text, &Variables::default());
    let options = options.unwrap();
    assert!(report.has_errors());
    assert_eq!(options.expires_in, Seconds::days(30));
    assert_eq!(options.on_existing_guest, Existing::Reject);
}

#[test]
fn an_option_is_located_by_its_path() {
    let text = "[plugins.guests]\nsession = { deep = { level = 3 } }\nnames = [\"a\", \"b\"]\n";
    let (config, _) = read(text);
    let section = &config.plugins[0].section;
    let at = |path: &str| section.locate(path).map(|span| &text[span]);
    assert_eq!(at("session.deep.level"), Some("3"));
    assert_eq!(at("session.deep.size"), Some("{ level = 3 }"));
    assert_eq!(at("names[1]"), Some("\"b\""));
    assert_eq!(at("names[7]"), Some("[\"a\", \"b\"]"));
    assert_eq!(at("sess"), Some("[plugins.guests]"));
    assert_eq!(at("expiresIn"), Some("[plugins.guests]"));
    assert_eq!(&text[section.header_span()], "[plugins.guests]");
    assert_eq!(&text[config.plugins[0].id_span.clone()], "guests");
}

#[test]
fn a_duration_is_seconds_or_says_its_unit() {
    let millis = |text: &str| json::<Seconds>(text).map(|s| s.duration().as_millis());
    for (text, expected) in [
        ("0", 0),
        ("2592000", 2_592_000_000),
        ("\"30d\"", 2_592_000_000),
        ("\"15m\"", 900_000),
        ("\"12h\"", 43_200_000),
        ("\"2s\"", 2_000),
        ("\"500ms\"", 500),
        ("\"2w\"", 1_209_600_000),
        ("\"2 s\"", 2_000),
    ] {
        assert_eq!(millis(text), Some(expected), "{text}");
    }
    for text in [
        "-1",
        "1.5",
        "true",
        "\"\"",
        "\"30\"",
        "\"d\"",
        "\"-1d\"",
        "\"1.5h\"",
        "\"1h30m\"",
        "\"1D\"",
        "\"99999999999999999999d\"",
        "\"9999999999999d\"",
        "9999999999999",
        "[]",
    ] {
        assert_eq!(millis(text), None, "{text}");
    }
}

#[test]
fn a_duration_is_written_in_the_largest_even_unit() {
    for (text, written) in
        [("2592000", "30d"), ("90", "90s"), ("\"1500ms\"", "1500ms"), ("0", "0s"), ("\"1w\"", "7d")]
    {
        assert_eq!(json::<Seconds>(text).unwrap().to_string(), written);
    }
}

#[test]
fn a_window_counts_a_bare_number_in_milliseconds() {
    let limit = |text: &str| json::<RateLimit>(text);
    let window =
        |millis, max| Some(RateLimit::Window { window: Duration::from_millis(millis), max });
    assert_eq!(limit("{\"window\": 60000, \"max\": 10}"), window(60_000, 10));
    assert_eq!(limit("{\"window\": \"60s\"}"), window(60_000, 10));
    assert_eq!(limit("{\"window\": 1}"), window(1, 10));
    assert_eq!(limit("{\"max\": 5}"), window(60_000, 5));
    assert_eq!(limit("{}"), Some(RateLimit::per_minute(10)));
    assert_eq!(limit("false"), Some(RateLimit::Off));
    for text in [
        "true",
        "[]",
        "10",
        "{\"max\": 0}",
        "{\"window\": 0}",
        "{\"window\": \"0s\"}",
        "{\"burst\": 1}",
    ] {
        assert_eq!(limit(text), None, "{text}");
    }
}

#[test]
fn a_size_is_bytes_or_says_its_unit() {
    let bytes = |text: &str| json::<ByteSize>(text).map(ByteSize::bytes);
    assert_eq!(bytes("17"), Some(17));
    assert_eq!(bytes("\"16KiB\""), Some(16384));
    assert_eq!(bytes("\"1MiB\""), Some(1_048_576));
    assert_eq!(bytes("\"64kB\""), Some(64_000));
    assert_eq!(bytes("\"5B\""), Some(5));
    for text in ["-1", "\"5\"", "\"5 bytes\"", "\"99999999999GiB\"", "1.5", "true"] {
        assert_eq!(bytes(text), None, "{text}");
    }
    assert_eq!(ByteSize::kib(16).to_string(), "16KiB");
    assert_eq!(ByteSize::new(1001).to_string(), "1001B");
}

#[test]
fn an_origin_has_the_one_spelling_of_browsers() {
    for (text, origin) in [
        ("https://shop.example", "https://shop.example"),
        ("HTTPS://Shop.Example", "https://shop.example"),
        ("https://shop.example:443", "https://shop.example"),
        ("http://localhost:80", "http://localhost"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://[::1]:3000", "http://[::1]:3000"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
    ] {
        assert_eq!(text.parse::<Origin>().unwrap().as_str(), origin);
    }
    for text in [
        "",
        "null",
        "*",
        "https://",
        "https://*.a.example",
        "https://a.example/",
        "//a.example",
        "https:/a.example",
        "https:a.example",
        "https://a.example?x",
        "https://a.example#x",
        "https://a.example:",
        "https://a.example:99999",
        "https://u@a.example",
        "file://a",
        " https://a.example",
        "https://a.example\\x",
        "https://a.\nexample",
    ] {
        assert!(text.parse::<Origin>().is_err(), "{text:?}");
    }
    assert!("http://localhost:1".parse::<Origin>().unwrap().is_loopback());
    assert!(!"http://localhost.example".parse::<Origin>().unwrap().is_loopback());
}

#[test]
fn a_base_path_is_made_of_plain_segments() {
    for text in ["/api", "/a/b-c", "/v1.0"] {
        assert_eq!(text.parse::<BasePath>().unwrap().as_str(), text);
    }
    for text in ["", "/", "api", "/api/", "/a//b", "/a/../b", "/{id}", "/a b", "/%41", "/a?b", "/ä"]
    {
        assert!(text.parse::<BasePath>().is_err(), "{text:?}");
    }
}

#[test]
fn a_bare_address_is_the_network_of_that_host() {
    let proxy: Network = "10.1.2.3".parse().unwrap();
    assert!(proxy.contains("10.1.2.3".parse().unwrap()));
    assert!(proxy.contains("::ffff:10.1.2.3".parse().unwrap()));
    assert!(!proxy.contains("10.1.2.4".parse().unwrap()));
    assert!("10.1.2.3/8".parse::<Network>().is_err());
    assert!("proxy.example".parse::<Network>().is_err());
}

#[test]
fn a_forwarded_header_is_any_header_name() {
    assert!("Forwarded".parse::<ForwardedHeader>().unwrap().is_rfc7239());
    assert!(!"X-Real-IP".parse::<ForwardedHeader>().unwrap().is_rfc7239());
    assert_eq!("x-My-Own".parse::<ForwardedHeader>().unwrap().name().as_str(), "x-my-own");
    assert!("X Real".parse::<ForwardedHeader>().is_err());
    assert!("".parse::<ForwardedHeader>().is_err());
}

#[test]
fn a_host_to_listen_on_has_no_scheme_and_no_port() {
    assert_eq!("[::1]".parse::<ListenHost>().unwrap().as_str(), "::1");
    assert!(!"0.0.0.0".parse::<ListenHost>().unwrap().is_loopback());
    assert!("localhost".parse::<ListenHost>().unwrap().is_loopback());
    for text in ["", "localhost:3000", "http://localhost", "a b", "::1:zz"] {
        assert!(text.parse::<ListenHost>().is_err(), "{text:?}");
    }
}

#[test]
fn a_field_is_a_type_or_a_reference() {
    let core = core(
        r#"[entities.cart.fields]
items = { type = "json", default = { n = [1] } }
since = { type = "datetime", default = 2026-01-31T12:00:00Z }
note = { type = "text", optional = true, input = true, returned = false }
user = { belongsTo = "user", onDelete = "cascade" }
"#,
    );
    let fields = &core.entities["cart"].fields;
    assert_eq!(
        fields["user"].kind().unwrap(),
        FieldKind::BelongsTo { entity: "user".into(), on_delete: Some(OnDelete::Cascade) }
    );
    let note = &fields["note"];
    assert!(note.optional && note.input && !note.returned);
    assert!(!fields["items"].input && fields["items"].returned);
    assert_eq!(fields["items"].default, Some(serde_json::json!({ "n": [1] })));
    assert_eq!(fields["since"].default, Some("2026-01-31T12:00:00Z".into()));
}

#[test]
fn a_field_made_in_code_can_be_contradictory_and_says_so() {
    let mut field = FieldOptions::of(FieldType::Json);
    field.unique = true;
    assert!(field.kind().is_err());
    assert!(FieldOptions::belongs_to("user").kind().is_ok());
}

#[test]
fn without_a_url_the_database_is_a_file_beside_the_config() {
    let url = |text: &str, variables: &Variables| {
        core(text).database.resolve_url(variables, Path::new("/srv/50%/shop"))
    };
    let none = Variables::default();
    let shop = "sqlite:///srv/50%25/shop";
    assert_eq!(url("", &none).unwrap().expose(), format!("{shop}/nevr.db"));
    let set = Variables::fixed([("DATABASE_URL", "sqlite://data/a.db?mode=ro")]);
    assert_eq!(url("", &set).unwrap().expose(), format!("{shop}/data/a.db?mode=ro"));
    let own = "[database]\nurl = \"sqlite:///abs.db\"\n";
    assert_eq!(url(own, &set).unwrap().expose(), "sqlite:///abs.db");
    let memory = "[database]\nurl = \"sqlite::memory:\"\n";
    assert_eq!(url(memory, &set).unwrap().expose(), "sqlite::memory:");
}

#[test]
fn a_database_url_that_does_not_fit_is_refused_without_showing_it() {
    let error = |url: &str| {
        DatabaseConfig::default()
            .resolve_url(&Variables::fixed([("DATABASE_URL", url)]), Path::new("/"))
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        error("postgres://app:hunter2@db/shop"),
        "the variable `DATABASE_URL` begins with `postgres:`, but `database.provider` is `sqlite`"
    );
    for url in ["hunter2:secret", "hunter2"] {
        assert!(!error(url).contains("hunter2"), "{url}");
    }
    let unset = core("[database]\nurl = \"${UNSET}\"\n").database;
    let error = unset.resolve_url(&Variables::default(), Path::new("/")).unwrap_err();
    assert!(error.to_string().contains("`UNSET`"));
}

#[test]
fn a_database_on_a_server_has_a_url() {
    let url = |config: &str, variable: Option<&str>| {
        let variables = Variables::fixed(variable.map(|url| ("DATABASE_URL", url)));
        core(config).database.resolve_url(&variables, Path::new("/srv/shop"))
    };
    for (provider, scheme, other) in
        [("postgresql", "postgres", "mysql"), ("mysql", "mariadb", "postgresql")]
    {
        let config = format!("database = \"{provider}\"");
        let own = format!("{scheme}://app:hunter2@db:1/shop?x=./y");
        let found = url(&config, Some(&own)).unwrap();
        assert_eq!((found.expose(), found.provider().name()), (own.as_str(), provider));
        assert_eq!(found.to_string(), format!("{scheme}://***@db:1/shop"));
        let missing = url(&config, None).unwrap_err().to_string();
        for way in [provider, "`database.url`", "`DATABASE_URL`"] {
            assert!(missing.contains(way), "{missing}");
        }
        let wrong = url(&config, Some(&format!("{other}://app:hunter2@db/shop"))).unwrap_err();
        let expected = format!(
            "the variable `DATABASE_URL` begins with `{other}:`, but `database.provider` is \
             `{provider}`"
        );
        assert_eq!(wrong.to_string(), expected);
    }
}

#[test]
fn no_part_of_a_password_is_shown_whatever_it_holds() {
    let shown = |url: &str| {
        let variables = Variables::fixed([("DATABASE_URL", url)]);
        let config = core("database = \"postgresql\"");
        config.database.resolve_url(&variables, Path::new("/")).unwrap().to_string()
    };
    for password in ["hunter2", "hun@ter2", "hun/ter2", "hun?ter2", "hun#ter2", "hun:ter2@", "/@"] {
        let url = format!("postgres://app:{password}@db/shop");
        assert_eq!(shown(&url), "postgres://***@db/shop", "{password}");
    }
    assert_eq!(shown("postgres://db/shop?user=app&password=hunter2"), "postgres://db/shop");
    assert!(!shown("postgres://app:hunter2@db/shop?password=a@b").contains("hunter2"));
}

#[test]
fn a_source_says_why_it_cannot_be_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("nevr.config.toml");
    let missing = Source::read(&path).unwrap_err();
    assert!(matches!(missing, SourceError::Missing { .. }));
    assert!(missing.to_string().contains("nevr init"));
    std::fs::write(&path, b"a = 1\nb = \"\xff\"\n").unwrap();
    assert!(matches!(Source::read(&path).unwrap_err(), SourceError::NotText { line: 2, .. }));
    assert!(matches!(Source::read(dir.path()).unwrap_err(), SourceError::Folder { .. }));
    std::fs::write(&path, "a = 1\n").unwrap();
    assert_eq!(Source::read(&path).unwrap().text, "a = 1\n");
}

#[test]
fn the_nearest_name_is_found_and_no_far_one() {
    let known = ["expiresIn", "allowLinking", "rateLimit"];
    assert_eq!(nearest("expires_in", known), Some("expiresIn"));
    assert_eq!(nearest("ratelimits", known), Some("rateLimit"));
    assert_eq!(nearest("allow-linkin", known), Some("allowLinking"));
    assert_eq!(nearest("database", known), None);
    assert_eq!(nearest("", known), None);
    assert_eq!(nearest("x", ["y"]), None);
}
