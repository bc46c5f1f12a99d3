//! Which pages may change something.

use std::net::IpAddr;

use actix_web::http::{
    Method,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use nevr_config::{Origin, OriginError};
use nevr_core::http::{CredentialSource, OriginPolicy, OriginRefusal};
use proptest::prelude::*;

type Lines<'a> = &'a [(&'a str, &'a str)];

fn headers(lines: Lines<'_>) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in lines {
        let name = HeaderName::try_from(*name).unwrap();
        map.append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    map
}

fn origin(text: &str) -> Origin {
    text.parse().unwrap()
}

fn shop() -> OriginPolicy {
    OriginPolicy {
        base_url: Some(origin("https://shop.example")),
        trusted: vec![origin("https://app.example"), origin("http://localhost:5173")],
        dev: false,
    }
}

fn dev() -> OriginPolicy {
    OriginPolicy { dev: true, ..OriginPolicy::default() }
}

const LOCAL: &str = "127.0.0.1";

fn post(
    policy: &OriginPolicy,
    lines: Lines<'_>,
    source: CredentialSource,
) -> Result<(), OriginRefusal> {
    from(policy, LOCAL, lines, source)
}

fn from(
    policy: &OriginPolicy,
    peer: &str,
    lines: Lines<'_>,
    source: CredentialSource,
) -> Result<(), OriginRefusal> {
    let peer: IpAddr = peer.parse().unwrap();
    policy.check(&Method::POST, &headers(lines), Some(peer), source)
}

const ALL: [CredentialSource; 3] =
    [CredentialSource::None, CredentialSource::Bearer, CredentialSource::Cookie];

#[test]
fn an_origin_is_written_as_browsers_write_it() {
    for (text, written) in [
        ("https://shop.example", "https://shop.example"),
        ("HTTPS://Shop.Example:443", "https://shop.example"),
        ("http://shop.example:80", "http://shop.example"),
        ("http://shop.example:443", "http://shop.example:443"),
        ("https://shop.example:8443", "https://shop.example:8443"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
        ("http://[::1]:3000", "http://[::1]:3000"),
        ("http://[0:0:0:0:0:0:0:1]", "http://[::1]"),
    ] {
        assert_eq!(origin(text).to_string(), written);
        assert_eq!(origin(text), origin(written));
        assert_eq!(origin(text).is_https(), written.starts_with("https"));
    }
}

#[test]
fn what_is_more_or_less_than_an_origin_is_none() {
    use OriginError::{Credentials, Host, Null, Path, Scheme, Space, Wildcard};
    for (text, reason) in [
        ("", Scheme),
        ("null", Null),
        ("shop.example", Scheme),
        ("//shop.example", Scheme),
        ("ftp://shop.example", Scheme),
        ("file:///etc", Scheme),
        (" https://shop.example", Space),
        ("https:shop.example", Scheme),
        ("https://shop.example/", Path),
        ("https://shop.example/path", Path),
        ("https://shop.example?x", Path),
        ("https://shop.example#x", Path),
        ("https://*.example", Wildcard),
        ("https://user@shop.example", Credentials),
        ("https://user:pw@shop.example", Credentials),
        ("https://shop.example\\@evil.test", Credentials),
        ("https://shop.exa\tmple", Space),
        ("https://shop.example ", Space),
        ("https://shop.example https://evil.test", Space),
        ("https://%73hop.example", Host),
        ("https://", Host),
        ("https://:443", Host),
        ("https://shop.example:", Host),
        ("https://shop.example:99999", Host),
        ("https://shop.example:x", Host),
        ("https://[::1", Host),
    ] {
        assert_eq!(text.parse::<Origin>(), Err(reason), "{text:?}");
    }
    assert!(format!("https://{}", "a".repeat(400)).parse::<Origin>().is_err());
}

#[test]
fn this_machine_is_localhost_127_and_the_ipv6_loopback() {
    for (text, loopback) in [
        ("http://localhost", true),
        ("https://LOCALHOST:1", true),
        ("http://127.0.0.1:3000", true),
        ("http://127.8.9.10", true),
        ("http://[::1]", true),
        ("http://localhost.evil.test", false),
        ("http://evil.localhost", false),
        ("http://localhost.", false),
        ("http://127.0.0.1.evil.test", false),
        ("http://128.0.0.1", false),
        ("http://0.0.0.0", false),
        ("http://[::2]", false),
        ("http://10.0.0.1", false),
    ] {
        assert_eq!(origin(text).is_loopback(), loopback, "{text}");
    }
}

#[test]
fn i4_the_origin_header_decides_alone() {
    for (line, accepted) in [
        ("https://shop.example", true),
        ("https://shop.example:443", true),
        ("https://app.example", true),
        ("http://localhost:5173", true),
        ("null", false),
        ("", false),
        ("https://evil.test", false),
        ("http://shop.example", false),
        ("https://shop.example:8443", false),
        ("https://shop.example.evil.test", false),
        ("https://evilshop.example", false),
        ("https://sub.shop.example", false),
        ("https://shop.example.", false),
        ("https://shop.example/", false),
        ("https://shop.example@evil.test", false),
        ("https://shop.example https://evil.test", false),
        ("https://shop.exämple", false),
        ("http://localhost:5174", false),
        ("http://localhost", false),
        ("*", false),
    ] {
        for source in ALL {
            // Whatever else the request says about itself.
            for site in ["same-origin", "cross-site"] {
                let lines = [("Origin", line), ("Sec-Fetch-Site", site), ("Host", "shop.example")];
                let expected = if accepted { Ok(()) } else { Err(OriginRefusal::Invalid) };
                assert_eq!(post(&shop(), &lines, source), expected, "{line:?}");
            }
        }
    }
}

#[test]
fn i4_two_origin_headers_are_none_that_can_be_trusted() {
    let twice = [("Origin", "https://shop.example"), ("Origin", "https://shop.example")];
    for source in ALL {
        assert_eq!(post(&shop(), &twice, source), Err(OriginRefusal::Invalid));
    }
}

#[test]
fn i4_without_origin_the_fetch_metadata_has_to_say_same_origin() {
    for (site, accepted) in [
        ("same-origin", true),
        ("same-site", false),
        ("cross-site", false),
        ("none", false),
        ("", false),
        ("Same-Origin", false),
        ("same-origin, same-origin", false),
    ] {
        for source in ALL {
            let expected = if accepted { Ok(()) } else { Err(OriginRefusal::Invalid) };
            assert_eq!(post(&shop(), &[("Sec-Fetch-Site", site)], source), expected, "{site}");
        }
    }
    let twice = [("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Site", "cross-site")];
    assert_eq!(post(&shop(), &twice, CredentialSource::None), Err(OriginRefusal::Invalid));
}

#[test]
fn i4_with_neither_only_a_cookie_is_refused() {
    let host = [("Host", "shop.example")];
    assert_eq!(post(&shop(), &host, CredentialSource::None), Ok(()));
    assert_eq!(post(&shop(), &host, CredentialSource::Bearer), Ok(()));
    let refusal = post(&shop(), &host, CredentialSource::Cookie).unwrap_err();
    assert_eq!(refusal, OriginRefusal::Missing);
    assert_eq!(refusal.code(), "MISSING_ORIGIN");
    let message = refusal.to_string();
    assert!(message.contains("`Origin`") && message.contains("Bearer"), "{message}");
    assert_eq!(OriginRefusal::Invalid.code(), "INVALID_ORIGIN");
}

#[test]
fn methods_that_change_nothing_are_not_checked() {
    let foreign = headers(&[("Origin", "https://evil.test")]);
    for (method, checked) in [
        (Method::GET, false),
        (Method::HEAD, false),
        (Method::OPTIONS, false),
        (Method::POST, true),
        (Method::PUT, true),
        (Method::PATCH, true),
        (Method::DELETE, true),
        (Method::from_bytes(b"PURGE").unwrap(), true),
    ] {
        let refused = shop().check(&method, &foreign, None, CredentialSource::Cookie).is_err();
        assert_eq!(refused, checked, "{method}");
    }
}

#[test]
fn i4_a_handshake_for_another_protocol_is_checked_whatever_its_method() {
    let check =
        |lines: Lines<'_>, source| shop().check(&Method::GET, &headers(lines), None, source);
    for (protocol, checked) in [
        ("websocket", true),
        ("WebSocket", true),
        ("h2c, websocket", true),
        ("connect-udp", true),
        ("\u{e4}", true),
        // What is only another version of HTTP, and what nginx sends in place of nothing.
        ("h2c", false),
        ("H2C , h2c", false),
        ("", false),
        (" , ", false),
    ] {
        let upgrade = ("Upgrade", protocol);
        for source in ALL {
            let foreign = check(&[upgrade, ("Origin", "https://evil.test")], source);
            assert_eq!(foreign.is_err(), checked, "{protocol:?}");
            assert_eq!(check(&[upgrade, ("Origin", "https://shop.example")], source), Ok(()));
        }
        // A sibling on the same site, which the cookie's `SameSite` does not stop.
        let sibling = [upgrade, ("Origin", "https://blog.shop.example")];
        assert_eq!(check(&sibling, CredentialSource::Cookie).is_err(), checked, "{protocol:?}");
        let program = check(&[upgrade], CredentialSource::Cookie);
        assert_eq!(program == Err(OriginRefusal::Missing), checked, "{protocol:?}");
        assert_eq!(check(&[upgrade], CredentialSource::Bearer), Ok(()));
    }
    let two = [("Upgrade", "h2c"), ("Upgrade", "websocket"), ("Origin", "https://evil.test")];
    assert_eq!(check(&two, CredentialSource::Cookie), Err(OriginRefusal::Invalid));
}

#[test]
fn without_a_base_url_the_origin_has_to_be_the_loopback_host() {
    let policy = OriginPolicy::default();
    for (host, line, accepted) in [
        ("localhost:3000", "http://localhost:3000", true),
        ("localhost", "http://localhost", true),
        ("127.0.0.1:3000", "http://127.0.0.1:3000", true),
        ("[::1]:3000", "http://[::1]:3000", true),
        ("localhost:3000", "http://localhost:3001", false),
        ("localhost:3000", "https://localhost:3000", false),
        ("localhost:3000", "http://127.0.0.1:3000", false),
        ("evil.test:3000", "http://evil.test:3000", false),
        ("10.0.0.1", "http://10.0.0.1", false),
        ("localhost:3000@evil.test", "http://evil.test", false),
        ("", "http://localhost", false),
    ] {
        let lines = [("Host", host), ("Origin", line)];
        assert_eq!(
            post(&policy, &lines, CredentialSource::Cookie).is_ok(),
            accepted,
            "{host} {line}"
        );
    }
    let no_host = [("Origin", "http://localhost:3000")];
    assert!(post(&policy, &no_host, CredentialSource::Cookie).is_err());
    let hosts = [("Host", "localhost"), ("Host", "localhost"), ("Origin", "http://localhost")];
    assert!(post(&policy, &hosts, CredentialSource::Cookie).is_err());
}

#[test]
fn dev_trusts_pages_of_this_machine_if_peer_and_host_are_on_it_too() {
    let page = "http://localhost:5173";
    for (peer, host, line, accepted) in [
        (LOCAL, "localhost:3000", page, true),
        ("::1", "[::1]:3000", page, true),
        ("::ffff:127.0.0.1", "127.0.0.1:3000", "https://127.0.0.1", true),
        (LOCAL, "localhost:3000", "http://evil.test", false),
        (LOCAL, "evil.test:3000", page, false),
        ("192.168.0.7", "localhost:3000", page, false),
    ] {
        let lines = [("Host", host), ("Origin", line)];
        let checked = from(&dev(), peer, &lines, CredentialSource::Cookie);
        assert_eq!(checked.is_ok(), accepted, "{peer} {host} {line}");
        assert!(from(&OriginPolicy::default(), peer, &lines, CredentialSource::Cookie).is_err());
    }
    let lines = headers(&[("Host", "localhost:3000"), ("Origin", page)]);
    assert!(dev().check(&Method::POST, &lines, None, CredentialSource::Cookie).is_err());
}

#[test]
fn i5_a_rebound_host_passes_nothing() {
    for policy in [OriginPolicy::default(), dev()] {
        for source in ALL {
            for evidence in [
                ("Origin", "http://evil.test:3000"),
                ("Origin", "http://evil.test"),
                ("Origin", "http://localhost:3000"),
                ("Sec-Fetch-Site", "same-origin"),
            ] {
                let lines = [("Host", "evil.test:3000"), evidence];
                let refused = post(&policy, &lines, source);
                assert_eq!(refused, Err(OriginRefusal::Invalid), "{evidence:?}");
            }
        }
        let lines = [("Host", "evil.test:3000")];
        assert_eq!(post(&policy, &lines, CredentialSource::Cookie), Err(OriginRefusal::Missing));
    }
    let lines = [("Host", "localhost:3000"), ("Sec-Fetch-Site", "same-origin")];
    assert_eq!(post(&dev(), &lines, CredentialSource::Cookie), Ok(()));
}

#[test]
fn cors_answers_exactly_the_trusted_origins() {
    let answer = |policy: &OriginPolicy, lines: Lines<'_>| {
        let peer = Some(LOCAL.parse().unwrap());
        policy.allows_cors(&headers(lines), peer).map(|value| value.to_str().unwrap().to_owned())
    };
    let app = "https://app.example";
    assert_eq!(answer(&shop(), &[("Origin", app)]).as_deref(), Some(app));
    for other in ["https://shop.example", "https://evil.test", "null", "*", ""] {
        assert_eq!(answer(&shop(), &[("Origin", other)]), None, "{other}");
    }
    assert_eq!(answer(&shop(), &[]), None);
    assert_eq!(answer(&shop(), &[("Origin", app), ("Origin", app)]), None);
    let page = [("Origin", "http://localhost:5173"), ("Host", "localhost:3000")];
    assert_eq!(answer(&dev(), &page).as_deref(), Some("http://localhost:5173"));
    assert_eq!(answer(&OriginPolicy::default(), &page), None);
    let rebound = [("Origin", "http://localhost:5173"), ("Host", "evil.test")];
    assert_eq!(answer(&dev(), &rebound), None);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_the_parser_panic_and_an_origin_reads_back(text in "(https?://)?\\PC{0,30}") {
        if let Ok(origin) = text.parse::<Origin>() {
            prop_assert_eq!(origin.to_string().parse(), Ok(origin));
        }
    }

    #[test]
    fn no_bytes_make_the_check_panic_or_pass(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        if let Ok(value) = HeaderValue::from_bytes(&bytes) {
            let mut map = HeaderMap::new();
            for name in ["origin", "host"] {
                map.append(HeaderName::from_static(name), value.clone());
            }
            let checked = dev().check(&Method::POST, &map, None, CredentialSource::None);
            prop_assert_eq!(checked, Err(OriginRefusal::Invalid));
        }
    }
}
