//! Who a client is: by its socket, by trusted proxies, and under which id its request runs.

use std::{collections::HashSet, net::IpAddr};

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use nevr_core::{
    client::{ClientAddress, ClientKey},
    http::{RequestId, ResolvedClient, TrustedProxies},
};
use nevr_schema::env::Env;
use proptest::prelude::*;

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn client(text: &str) -> ClientAddress {
    ClientAddress::new(ip(text))
}

fn headers(lines: &[(&str, &str)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in lines {
        let name = HeaderName::try_from(*name).unwrap();
        map.append(name, HeaderValue::from_str(value).unwrap());
    }
    map
}

fn proxies(header: &str) -> TrustedProxies {
    let trusted = ["10.0.0.0/8", "fd00::/8", "::ffff:192.168.0.0/112"];
    let header = HeaderName::try_from(header).unwrap();
    TrustedProxies::new(trusted.map(|network| network.parse().unwrap()), header)
}

fn resolve(header: &str, peer: &str, lines: &[&str]) -> ResolvedClient {
    let lines: Vec<_> = lines.iter().map(|line| (header, *line)).collect();
    proxies(header).resolve(Some(ip(peer)), &headers(&lines))
}

/// What comes of one line from a trusted proxy.
fn said(header: &str, line: &str) -> String {
    resolve(header, "10.0.0.1", &[line]).address.to_string()
}

#[test]
fn the_peer_is_the_client_where_nothing_is_forwarded() {
    let resolved = proxies("X-Forwarded-For").resolve(Some(ip("192.0.2.7")), &headers(&[]));
    assert_eq!(resolved, ResolvedClient { address: client("192.0.2.7"), ignored_header: false });
    let proxy = proxies("X-Forwarded-For").resolve(Some(ip("10.1.2.3")), &headers(&[]));
    assert_eq!(proxy, ResolvedClient { address: client("10.1.2.3"), ignored_header: false });
}

#[test]
fn l2_a_header_from_an_untrusted_peer_changes_nothing_and_is_reported() {
    let resolved = resolve("X-Forwarded-For", "192.0.2.7", &["198.51.100.1"]);
    assert_eq!(resolved, ResolvedClient { address: client("192.0.2.7"), ignored_header: true });
    // A NAT64 address that wraps a trusted one is not that one.
    let resolved = resolve("X-Forwarded-For", "64:ff9b::10.0.0.1", &["198.51.100.1"]);
    assert_eq!(resolved, ResolvedClient { address: client("10.0.0.1"), ignored_header: true });
}

#[test]
fn l2_a_header_that_is_not_the_configured_one_changes_nothing() {
    let passed_through = headers(&[
        ("Forwarded", "for=203.0.113.9"),
        ("X-Real-IP", "203.0.113.9"),
        ("X-Forwarded-For", "198.51.100.1"),
    ]);
    let resolved = proxies("X-Forwarded-For").resolve(Some(ip("10.0.0.1")), &passed_through);
    assert_eq!(resolved, ResolvedClient { address: client("198.51.100.1"), ignored_header: false });
    let from_stranger = headers(&[("Forwarded", "for=203.0.113.9")]);
    let resolved = proxies("X-Forwarded-For").resolve(Some(ip("192.0.2.7")), &from_stranger);
    assert_eq!(resolved, ResolvedClient { address: client("192.0.2.7"), ignored_header: false });
}

#[test]
fn without_an_address_the_client_is_unknown() {
    let lines = headers(&[("X-Forwarded-For", "198.51.100.1")]);
    let resolved = proxies("X-Forwarded-For").resolve(None, &lines);
    assert_eq!(resolved, ResolvedClient { address: ClientAddress::Unknown, ignored_header: true });
    let resolved = proxies("X-Forwarded-For").resolve(None, &headers(&[]));
    assert_eq!(resolved, ResolvedClient { address: ClientAddress::Unknown, ignored_header: false });
}

#[test]
fn a_list_of_addresses_is_walked_from_the_right_past_trusted_proxies() {
    for (line, expected) in [
        ("198.51.100.1", "198.51.100.1"),
        ("203.0.113.9, 198.51.100.1", "198.51.100.1"),
        ("203.0.113.9, 198.51.100.1, 10.9.9.9", "198.51.100.1"),
        ("203.0.113.9,198.51.100.1,192.168.3.4,fd00::5", "198.51.100.1"),
        ("\t198.51.100.1 \t,  10.9.9.9", "198.51.100.1"),
        // A bad element ends the walk at the last address that a trusted proxy vouches for.
        ("198.51.100.1, unknown", "10.0.0.1"),
        ("198.51.100.1, unknown, 10.9.9.9", "10.9.9.9"),
        ("198.51.100.1, , 10.9.9.9", "10.9.9.9"),
        ("198.51.100.1,", "10.0.0.1"),
        ("", "10.0.0.1"),
        ("198.51.100.1, 999.1.1.1", "10.0.0.1"),
        ("198.51.100.1, 1.2.3", "10.0.0.1"),
        ("198.51.100.1, 010.0.0.1", "10.0.0.1"),
        ("198.51.100.1, evil.test", "10.0.0.1"),
        ("198.51.100.1, for=1.2.3.4", "10.0.0.1"),
        // Only trusted ones: the leftmost.
        ("10.0.0.3, 10.0.0.2", "10.0.0.3"),
    ] {
        assert_eq!(said("X-Forwarded-For", line), expected, "{line:?}");
    }
}

#[test]
fn all_lines_of_the_header_are_one_list() {
    let lines = ["203.0.113.9", "198.51.100.1, 10.0.0.8", "10.0.0.7"];
    let resolved = resolve("X-Forwarded-For", "10.0.0.1", &lines);
    assert_eq!(resolved.address, client("198.51.100.1"));
    let lines = ["203.0.113.9", "unknown", "10.0.0.7"];
    assert_eq!(resolve("X-Forwarded-For", "10.0.0.1", &lines).address, client("10.0.0.7"));
}

#[test]
fn every_spelling_of_an_address_is_one_client() {
    for spelling in [
        "198.51.100.1",
        "198.51.100.1:4711",
        "::ffff:198.51.100.1",
        "[::ffff:198.51.100.1]",
        "[::FFFF:c633:6401]:80",
        "0:0:0:0:0:ffff:c633:6401",
        "64:ff9b::198.51.100.1",
        "64:ff9b::c633:6401",
    ] {
        assert_eq!(said("X-Forwarded-For", spelling), "198.51.100.1", "{spelling}");
    }
    for spelling in [
        "2001:db8::1",
        "[2001:db8::1]",
        "[2001:db8::1]:4711",
        "2001:DB8:0:0:0:0:0:1",
        "2001:0db8::0001",
        "2001:db8::1%eth0",
        "[2001:db8::1%25eth0]:1",
    ] {
        assert_eq!(said("X-Forwarded-For", spelling), "2001:db8::1", "{spelling}");
    }
}

#[test]
fn what_only_resembles_an_address_is_none() {
    for bad in [
        "[2001:db8::1",
        "2001:db8::1]",
        "[2001:db8::1]x",
        "[2001:db8::1]:",
        "[2001:db8::1]:65536",
        "[2001:db8::1]:+1",
        "[198.51.100.1]",
        "198.51.100.1:",
        "198.51.100.1:x",
        "198.51.100.1:99999",
        "2001:db8::1%",
        "198.51.100.1 198.51.100.2",
        "0x7f.1",
        "\"198.51.100.1\"",
    ] {
        assert_eq!(said("X-Forwarded-For", bad), "10.0.0.1", "{bad}");
    }
}

#[test]
fn forwarded_is_read_by_rfc_7239() {
    for (line, expected) in [
        ("for=198.51.100.1", "198.51.100.1"),
        ("For=\"198.51.100.1:4711\"", "198.51.100.1"),
        ("for=\"[2001:db8::1]:4711\"", "2001:db8::1"),
        ("for=\"[2001:db8::1]\";proto=https;by=203.0.113.43", "2001:db8::1"),
        ("proto=http; FOR=198.51.100.1 ;host=\"a,b;for=1.1.1.1\"", "198.51.100.1"),
        ("for=198.51.100.1:_port", "198.51.100.1"),
        ("for=203.0.113.9, for=198.51.100.1, for=10.0.0.9", "198.51.100.1"),
        ("for=198.51.100.1;host=\"a\\\"b, for=1.1.1.1\"", "198.51.100.1"),
        ("for=203.0.113.9, for=198.51.100.1;host=\"a\\\"b, for=1.1.1.1\"", "198.51.100.1"),
        ("for=203.0.113.9, ;; for=198.51.100.1;", "198.51.100.1"),
        // Nobody, or nobody knows who.
        ("for=203.0.113.9, for=_hidden", "10.0.0.1"),
        ("for=203.0.113.9, for=unknown, for=10.0.0.9", "10.0.0.9"),
        ("for=203.0.113.9, proto=https", "10.0.0.1"),
        ("for=203.0.113.9, for=198.51.100.1;for=198.51.100.2", "10.0.0.1"),
        ("for=203.0.113.9, for=\"198.51.100.1", "10.0.0.1"),
        ("for=203.0.113.9, for=\"198.51.100.1\"x", "10.0.0.1"),
        ("for=203.0.113.9, ;proto=https", "10.0.0.1"),
        ("for=203.0.113.9, ", "10.0.0.1"),
        ("for=203.0.113.9, for=", "10.0.0.1"),
        ("for=203.0.113.9, 198.51.100.1", "10.0.0.1"),
        ("for=203.0.113.9, =198.51.100.1", "10.0.0.1"),
        ("for=203.0.113.9, f or=198.51.100.1", "10.0.0.1"),
        // A stranger's open quote swallows nothing of what the proxy appended.
        ("for=\"evil, for=198.51.100.1", "198.51.100.1"),
        ("for=\"evil\\, for=\"198.51.100.1\"", "198.51.100.1"),
    ] {
        assert_eq!(said("Forwarded", line), expected, "{line:?}");
    }
}

#[test]
fn a_header_with_a_single_address_is_a_list_of_one() {
    assert_eq!(said("X-Real-IP", "198.51.100.1"), "198.51.100.1");
    let two = resolve("X-Real-IP", "10.0.0.1", &["203.0.113.9", "198.51.100.1"]);
    assert_eq!(two.address, client("198.51.100.1"));
}

#[test]
fn bytes_that_are_no_text_end_the_walk() {
    let mut map = HeaderMap::new();
    let name = HeaderName::from_static("x-forwarded-for");
    map.append(name, HeaderValue::from_bytes(b"198.51.100.1, \xff\xfe, 10.0.0.5").unwrap());
    let resolved = proxies("X-Forwarded-For").resolve(Some(ip("10.0.0.1")), &map);
    assert_eq!(resolved.address, client("10.0.0.5"));
}

#[test]
fn a_mapped_peer_is_trusted_as_the_address_that_it_is() {
    let resolved = resolve("X-Forwarded-For", "::ffff:10.0.0.1", &["198.51.100.1"]);
    assert_eq!(resolved.address, client("198.51.100.1"));
    // And a network that was written mapped trusts the peers that come unmapped.
    let resolved = resolve("X-Forwarded-For", "192.168.7.7", &["198.51.100.1"]);
    assert_eq!(resolved.address, client("198.51.100.1"));
    assert!(!proxies("X-Forwarded-For").trusts(ip("192.169.0.1")));
}

#[test]
fn limits_count_ipv4_whole_and_ipv6_by_64_and_48_bits() {
    let keys = |text: &str| client(text).keys().collect::<Vec<_>>();
    assert_eq!(keys("192.0.2.7"), [ClientKey::V4([192, 0, 2, 7].into())]);
    assert_eq!(keys("64:ff9b::192.0.2.7"), keys("192.0.2.7"));
    assert_eq!(
        ClientAddress::Ip(ip("::ffff:192.0.2.7")).keys().collect::<Vec<_>>(),
        keys("192.0.2.7")
    );
    let shown = |text: &str| keys(text).iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(shown("2001:db8:1:2:3:4:5:6"), ["2001:db8:1:2::/64", "2001:db8:1::/48"]);
    assert_eq!(keys("2001:db8:1:2::1"), keys("2001:db8:1:2:ffff::1"));
    assert_ne!(keys("2001:db8:1:2::1")[0], keys("2001:db8:1:3::1")[0]);
    assert_eq!(keys("2001:db8:1:2::1")[1], keys("2001:db8:1:3::1")[1]);
    assert_eq!(ClientAddress::Unknown.keys().collect::<Vec<_>>(), [ClientKey::Unknown]);
}

fn request_id(peer: Option<&str>, lines: &[(&str, &str)]) -> RequestId {
    let proxies = proxies("X-Forwarded-For");
    RequestId::of(peer.map(ip), &headers(lines), &proxies, &Env::default())
}

#[test]
fn a_request_id_is_taken_over_from_trusted_proxies_only() {
    let sent = [("X-Request-Id", "Abc-1._z")];
    assert_eq!(request_id(Some("10.0.0.1"), &sent).as_str(), "Abc-1._z");
    assert_ne!(request_id(Some("192.0.2.7"), &sent).as_str(), "Abc-1._z");
    assert_ne!(request_id(None, &sent).as_str(), "Abc-1._z");
    let two = [("X-Request-Id", "a"), ("X-Request-Id", "b")];
    assert_eq!(request_id(Some("10.0.0.1"), &two).as_str().len(), 36);
}

#[test]
fn i6_a_request_id_that_could_split_a_line_is_replaced() {
    for bad in ["", "a b", "a\tb", "ä", "a\"b", "a/b", &"x".repeat(65), &"x".repeat(8192)] {
        assert!(bad.parse::<RequestId>().is_err(), "{bad:?}");
        let id = request_id(Some("10.0.0.1"), &[("X-Request-Id", bad)]);
        assert_eq!(id.as_str().len(), 36, "{bad:?}");
    }
    assert!("a\r\nb".parse::<RequestId>().is_err());
    assert!("a\0".parse::<RequestId>().is_err());
    assert!("x".repeat(64).parse::<RequestId>().is_ok());
}

#[test]
fn generated_request_ids_differ_and_are_acceptable_themselves() {
    let env = Env::default();
    let ids: HashSet<_> = (0..1000).map(|_| RequestId::generate(&env)).collect();
    assert_eq!(ids.len(), 1000);
    for id in ids {
        assert_eq!(id.as_str().parse(), Ok(id.clone()));
        assert_eq!(id.to_header(), id.as_str());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_header_makes_the_walk_panic(
        lines in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..60), 0..4),
    ) {
        for header in ["x-forwarded-for", "forwarded"] {
            let mut map = HeaderMap::new();
            for line in &lines {
                if let Ok(value) = HeaderValue::from_bytes(line) {
                    map.append(HeaderName::from_static(header), value);
                }
            }
            proxies(header).resolve(Some(ip("10.0.0.1")), &map);
        }
    }

    /// Whatever a stranger sends, the element that the proxy appends decides.
    #[test]
    fn nothing_on_the_left_changes_what_the_proxy_said(junk in "[ -~]{0,60}") {
        for (header, own) in [
            ("x-forwarded-for", "198.51.100.1"),
            ("forwarded", "for=198.51.100.1"),
            ("forwarded", "for=\"198.51.100.1:80\";proto=https"),
        ] {
            prop_assert_eq!(said(header, &format!("{junk}, {own}")), "198.51.100.1");
            let lines = [junk.as_str(), own];
            prop_assert_eq!(resolve(header, "10.0.0.1", &lines).address, client("198.51.100.1"));
        }
    }

    #[test]
    fn every_address_is_read_back(bits in any::<u128>(), port in any::<u16>()) {
        let address = IpAddr::from(bits.to_be_bytes());
        let line = format!("[{address}]:{port}");
        let found = resolve("forwarded", "10.0.0.1", &[&format!("for=\"{line}\"")]).address;
        prop_assert_eq!(found, ClientAddress::new(address));
        let found = resolve("x-forwarded-for", "10.0.0.1", &[&line]).address;
        prop_assert_eq!(found, ClientAddress::new(address));
    }
}
