//! What options mean when nothing is wrong with them.

use std::time::Duration;

use nevr_config::{
    BasePath, ByteSize, FieldOptions, ForwardedHeader, HeaderField, ListenHost, Network, RateLimit,
    Seconds, Source, SourceError, Title, Variables, nearest,
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
