//! What a config file means when nothing is wrong with it.

use std::{path::Path, time::Duration};

use nevr_config::{FieldKind, Seconds, Variables};
use nevr_core::options::{CoreConfig, DatabaseConfig};
use nevr_schema::{OnDelete, Provider};

use crate::config::reading::read;

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
name = "Corner shop"
version = "1.4.0"
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
    assert_eq!(server.name.as_ref().unwrap().as_str(), "Corner shop");
    assert_eq!(server.version.as_ref().unwrap().as_str(), "1.4.0");
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
