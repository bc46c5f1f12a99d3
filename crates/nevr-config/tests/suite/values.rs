//! What options mean when nothing is wrong with them.

use std::time::Duration;

use nevr_config::{
    BasePath, BaseUrl, ByteSize, CookieDomain, CookieDomainError, FieldOptions, ForwardedHeader,
    HeaderField, ListenHost, Network, Origin, OriginError, RateLimit, Seconds, Source, SourceError,
    Title, TrustedOrigin, Variables, nearest,
};
use nevr_schema::FieldType;
use serde::de::DeserializeOwned;

use crate::{
    guests::{Existing, Guests},
    reading::{guests, sections},
};

fn options(text: &str) -> Guests {
    let (options, report) = guests(text, &Variables::default());
    assert!(report.is_empty(), "{}", report.render(false));
    options.unwrap()
}

fn json<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
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
    let (plugins, _) = sections(text, &Variables::default());
    let section = &plugins[0].section;
    let at = |path: &str| section.locate(path).map(|span| &text[span]);
    assert_eq!(at("session.deep.level"), Some("3"));
    assert_eq!(at("session.deep.size"), Some("{ level = 3 }"));
    assert_eq!(at("names[1]"), Some("\"b\""));
    assert_eq!(at("names[7]"), Some("[\"a\", \"b\"]"));
    assert_eq!(at("sess"), Some("[plugins.guests]"));
    assert_eq!(at("expiresIn"), Some("[plugins.guests]"));
    assert_eq!(&text[section.header_span()], "[plugins.guests]");
    assert_eq!(&text[plugins[0].key_span.clone()], "guests");
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
fn the_origin_of_an_app_is_exactly_what_is_written() {
    for text in [
        "capacitor://localhost",
        "ionic://localhost",
        "tauri://localhost",
        "chrome-extension://aapbdbdomjkkjkaonfhkkikfgjllcleb",
        "moz-extension://01a209e9-71b4-72bf-a7fa-2737b33929b1",
        "com.example.shop://Host:8080",
        "myapp://",
    ] {
        let origin: Origin = text.parse().unwrap();
        assert_eq!(origin.as_str(), text);
        assert!(!origin.is_loopback() && !origin.is_https() && origin.host().is_none(), "{text}");
        assert_eq!(text.parse::<BaseUrl>(), Err(OriginError::NoServer));
    }
    for (text, reason) in [
        ("Capacitor://localhost", OriginError::Scheme),
        ("1app://x", OriginError::Scheme),
        ("my_app://x", OriginError::Scheme),
        ("://x", OriginError::Scheme),
        ("file://", OriginError::Scheme),
        ("data://x", OriginError::Scheme),
        ("wss://shop.example", OriginError::Scheme),
        ("capacitor:localhost", OriginError::Scheme),
        ("capacitor://localhost/", OriginError::Path),
        ("capacitor://localhost:", OriginError::Host),
        ("capacitor://loc%61lhost", OriginError::Host),
        ("capacitor://l\u{f6}calhost", OriginError::Host),
        ("capacitor://*", OriginError::Wildcard),
        ("capacitor://u@localhost", OriginError::Credentials),
    ] {
        assert_eq!(text.parse::<Origin>(), Err(reason), "{text:?}");
    }
}

#[test]
fn a_wildcard_is_the_first_label_below_a_domain_with_one_owner() {
    for (text, written) in [
        ("https://*.preview.example", "https://*.preview.example"),
        ("https://*.Shop.example:443", "https://*.shop.example"),
        ("https://*.shop.co.uk", "https://*.shop.co.uk"),
        ("https://*.b\u{fc}cher.example:8443", "https://*.xn--bcher-kva.example:8443"),
        ("https://*.city.kawasaki.jp", "https://*.city.kawasaki.jp"),
        ("https://*.shop.vercel.app", "https://*.shop.vercel.app"),
    ] {
        assert_eq!(text.parse::<TrustedOrigin>().unwrap().to_string(), written);
    }
    for (text, reason) in [
        ("https://*.example", OriginError::PublicSuffix),
        ("https://*.com", OriginError::PublicSuffix),
        ("https://*.co.uk", OriginError::PublicSuffix),
        ("https://*.vercel.app", OriginError::PublicSuffix),
        ("https://*.github.io", OriginError::PublicSuffix),
        // Every name below it is a public suffix.
        ("https://*.kawasaki.jp", OriginError::PublicSuffix),
        ("https://*.localhost", OriginError::PublicSuffix),
        ("https://*.10.0.0.1", OriginError::MisplacedWildcard),
        ("https://*.[::1]", OriginError::MisplacedWildcard),
        ("https://*", OriginError::MisplacedWildcard),
        ("https://*shop.example", OriginError::MisplacedWildcard),
        ("https://*.*.shop.example", OriginError::MisplacedWildcard),
        ("https://www.*.example", OriginError::MisplacedWildcard),
        ("http://*.shop.example", OriginError::MisplacedWildcard),
        ("capacitor://*.shop", OriginError::MisplacedWildcard),
        ("*", OriginError::Scheme),
        ("https://*.shop.example/", OriginError::Path),
        ("https://*.shop.example:*", OriginError::MisplacedWildcard),
        ("https://*.", OriginError::Host),
    ] {
        assert_eq!(text.parse::<TrustedOrigin>(), Err(reason), "{text:?}");
    }
}

#[test]
fn a_site_is_a_scheme_and_a_registered_domain() {
    for (one, other, same) in [
        ("https://shop.example.com", "https://app.example.com", true),
        ("https://example.com", "https://a.b.example.com:8443", true),
        ("https://example.com", "http://example.com", false),
        ("https://one.co.uk", "https://two.co.uk", false),
        ("https://one.vercel.app", "https://two.vercel.app", false),
        ("http://localhost:5173", "http://localhost:3000", true),
        ("http://localhost:5173", "http://127.0.0.1:5173", false),
        ("http://10.0.0.1", "http://11.0.0.1", false),
        ("http://[::1]:1", "http://[::1]:2", true),
        ("capacitor://localhost", "http://localhost", false),
        ("capacitor://localhost", "capacitor://localhost", true),
    ] {
        let origin = |text: &str| text.parse::<Origin>().unwrap();
        assert_eq!(origin(one).is_same_site(&origin(other)), same, "{one} {other}");
        assert_eq!(origin(other).is_same_site(&origin(one)), same, "{other} {one}");
    }
    let previews: TrustedOrigin = "https://*.preview.shop.com".parse().unwrap();
    assert!(previews.is_same_site(&"https://shop.com".parse().unwrap()));
    assert!(!previews.is_same_site(&"https://shop.org".parse().unwrap()));
}

#[test]
fn the_domain_of_a_cookie_has_one_owner() {
    let domain: CookieDomain = "Shop.example.com".parse().unwrap();
    assert_eq!(domain.as_str(), "shop.example.com");
    assert_eq!(
        domain.others("api.eu.shop.example.com"),
        ["api.eu.shop.example.com", "eu.shop.example.com", "example.com"]
    );
    assert!(!domain.covers("example.com") && !domain.covers("xshop.example.com"));
    for (text, reason) in [
        ("com", CookieDomainError::PublicSuffix),
        ("co.uk", CookieDomainError::PublicSuffix),
        ("vercel.app", CookieDomainError::PublicSuffix),
        ("localhost", CookieDomainError::PublicSuffix),
        (".shop.example", CookieDomainError::NoDomain),
        ("shop.example.", CookieDomainError::NoDomain),
        ("https://shop.example", CookieDomainError::NoDomain),
        ("shop.example:443", CookieDomainError::NoDomain),
        ("shop.example/x", CookieDomainError::NoDomain),
        ("shop.example; Path=/x", CookieDomainError::NoDomain),
        ("*.shop.example", CookieDomainError::NoDomain),
        ("127.0.0.1", CookieDomainError::NoDomain),
        ("", CookieDomainError::NoDomain),
    ] {
        assert_eq!(text.parse::<CookieDomain>(), Err(reason), "{text:?}");
    }
}

#[test]
fn a_header_is_one_name_in_any_case() {
    assert_eq!("X-Tenant".parse::<HeaderField>(), "x-tenant".parse());
    for text in ["", "*", "X-*", "A, B", "A B", "A:", "\u{e4}"] {
        assert!(text.parse::<HeaderField>().is_err(), "{text:?}");
    }
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
fn a_title_is_one_line_that_fits() {
    let long = "é".repeat(100);
    for text in ["Corner shop", "1.4.0-rc.1", "店", &long] {
        assert_eq!(text.parse::<Title>().unwrap().as_str(), text);
    }
    for text in ["", " ", " shop", "shop\t", "a\nb", "a\u{2028}b", "\u{7}", &format!("{long}é")] {
        assert!(text.parse::<Title>().is_err(), "{text:?}");
    }
}

#[test]
fn a_field_made_in_code_can_be_contradictory_and_says_so() {
    let mut field = FieldOptions::of(FieldType::Json);
    field.unique = true;
    assert!(field.kind().is_err());
    assert!(FieldOptions::belongs_to("user").kind().is_ok());
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
