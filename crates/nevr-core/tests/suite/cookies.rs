//! Cookies and bearer tokens: what is one, what is none, and what is set.

use std::time::Duration;

use actix_web::http::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue};
use nevr_core::http::{
    Bearer, SameSite, bearer,
    cookie::{Found, InvalidCookie, SetCookie, find},
};
use proptest::prelude::*;

const NAME: &str = "nevr.session_token";
const HOST_NAME: &str = "__Host-nevr.session_token";

fn headers(name: &HeaderName, lines: &[&[u8]]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for line in lines {
        map.append(name.clone(), HeaderValue::from_bytes(line).unwrap());
    }
    map
}

fn cookies(lines: &[&[u8]]) -> HeaderMap {
    headers(&COOKIE, lines)
}

#[test]
fn a_cookie_is_found_among_others() {
    for line in [
        "nevr.session_token=abc",
        "a=1; nevr.session_token=abc; b=2",
        "a=1;nevr.session_token=abc;b=2",
        "a=1;\t nevr.session_token=abc \t; b",
        ";;; nevr.session_token=abc;",
        "xnevr.session_token=no; nevr.session_tokenx=no; nevr.session_token=abc",
        "NEVR.SESSION_TOKEN=no; nevr.session_token=abc",
        "nevr.session_token; nevr.session_token=abc",
    ] {
        assert_eq!(find(&cookies(&[line.as_bytes()]), NAME), Found::One("abc"), "{line}");
    }
    assert_eq!(find(&cookies(&[b"a=1", b"nevr.session_token=abc"]), NAME), Found::One("abc"));
    assert_eq!(find(&cookies(&[b"nevr.session_token=a=b=="]), NAME), Found::One("a=b=="));
    assert_eq!(find(&cookies(&[b"nevr.session_token="]), NAME), Found::One(""));
    assert_eq!(find(&cookies(&[]), NAME), Found::None);
}

#[test]
fn t11_a_name_that_only_becomes_ours_by_decoding_is_another_name() {
    for line in [
        &b"__%48ost-nevr.session_token=evil"[..],
        b"__%48ost-nevr%2Esession_token=evil",
        b"\xe2\x80\x80__Host-nevr.session_token=evil",
        b"\xc2\x85__Host-nevr.session_token=evil",
        b"\xa0__Host-nevr.session_token=evil",
        b"__Host-nevr.session_token\xe2\x80\x80=evil",
        b"__Host-nevr.session_token =evil",
        b"__host-nevr.session_token=evil",
        b"\"__Host-nevr.session_token\"=evil",
        b"=__Host-nevr.session_token=evil",
        b"nevr.session_token=evil",
    ] {
        assert_eq!(find(&cookies(&[line]), HOST_NAME), Found::None, "{line:?}");
        let beside = [line, b"; __Host-nevr.session_token=good"].concat();
        assert_eq!(find(&cookies(&[&beside]), HOST_NAME), Found::One("good"), "{line:?}");
    }
}

#[test]
fn t11_two_of_the_name_are_ambiguous_wherever_they_stand() {
    for lines in [
        &[&b"nevr.session_token=a; nevr.session_token=b"[..]][..],
        &[b"nevr.session_token=a; x=1; nevr.session_token=a"],
        &[b"nevr.session_token=a", b"nevr.session_token=b"],
        // Even if one of them has no acceptable value.
        &[b"nevr.session_token=a; nevr.session_token=\xff"],
        &[b"nevr.session_token=; nevr.session_token=b"],
    ] {
        assert_eq!(find(&cookies(lines), NAME), Found::Ambiguous, "{lines:?}");
    }
}

#[test]
fn a_value_that_is_no_cookie_value_is_none() {
    for value in [&b"\"abc\""[..], b"a b", b"a,b", b"a\\b", b"\xc3\xa4", b" abc", b"a\tb"] {
        let line = [b"nevr.session_token=", value].concat();
        assert_eq!(find(&cookies(&[&line]), NAME), Found::None, "{value:?}");
    }
}

#[test]
fn somebody_elses_malformed_cookie_has_no_effect() {
    for other in [&b"\xff\xfe=\xfd"[..], b"=", b"==;=", b"a=\"b; c\"", b"%zz=%", b"{\"a\":1}"] {
        let line = [other, b"; nevr.session_token=abc; ", other].concat();
        assert_eq!(find(&cookies(&[&line]), NAME), Found::One("abc"), "{other:?}");
    }
}

fn session() -> SetCookie<'static> {
    SetCookie {
        name: HOST_NAME,
        value: "abc",
        max_age: Some(Duration::from_millis(60_999)),
        secure: true,
        ..SetCookie::default()
    }
}

#[test]
fn a_cookie_is_set_with_everything_that_protects_it() {
    assert_eq!(
        session().to_header().unwrap(),
        "__Host-nevr.session_token=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure"
    );
    let plain = SetCookie { name: NAME, value: "abc", ..SetCookie::default() };
    let text = "nevr.session_token=abc; Path=/; HttpOnly; SameSite=Lax";
    assert_eq!(plain.to_header().unwrap(), text);
}

#[test]
fn clearing_a_cookie_repeats_its_attributes() {
    assert_eq!(
        session().cleared().to_header().unwrap(),
        "__Host-nevr.session_token=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure"
    );
    let plain = SetCookie { name: NAME, value: "abc", ..SetCookie::default() };
    assert_eq!(
        plain.cleared().to_header().unwrap(),
        "nevr.session_token=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
    );
}

#[test]
fn a_cookie_for_a_domain_or_for_other_sites_repeats_that_when_it_is_cleared() {
    let shared = SetCookie {
        name: "__Secure-x",
        same_site: SameSite::None,
        domain: Some("shop.example"),
        partitioned: true,
        ..session()
    };
    let end = "Secure; Domain=shop.example; Partitioned";
    let text = format!("__Secure-x=abc; Path=/; HttpOnly; SameSite=None; Max-Age=60; {end}");
    assert_eq!(shared.to_header().unwrap(), text);
    let text = format!("__Secure-x=; Path=/; HttpOnly; SameSite=None; Max-Age=0; {end}");
    assert_eq!(shared.cleared().to_header().unwrap(), text);
}

#[test]
fn a_cookie_whose_attributes_contradict_each_other_is_not_set() {
    let plain = || SetCookie { name: NAME, value: "abc", ..SetCookie::default() };
    for (cookie, reason) in [
        (SetCookie { domain: Some("shop.example"), ..session() }, InvalidCookie::HostPrefix),
        (SetCookie { same_site: SameSite::None, ..plain() }, InvalidCookie::NotSecure),
        (SetCookie { partitioned: true, ..plain() }, InvalidCookie::NotSecure),
        (SetCookie { domain: Some("a; Path=/x"), ..plain() }, InvalidCookie::Domain),
        (SetCookie { domain: Some(""), ..plain() }, InvalidCookie::Domain),
    ] {
        assert_eq!(cookie.to_header(), Err(reason));
    }
    let strict = SetCookie { same_site: SameSite::Strict, domain: Some("shop.test"), ..plain() };
    let text = "nevr.session_token=abc; Path=/; HttpOnly; SameSite=Strict; Domain=shop.test";
    assert_eq!(strict.to_header().unwrap(), text);
}

#[test]
fn a_cookie_that_browsers_would_drop_or_misread_is_not_set() {
    for name in ["", "a b", "a=b", "a;b", "ä", "a\r\nb", "a\"b"] {
        let cookie = SetCookie { name, ..session() };
        assert_eq!(cookie.to_header(), Err(InvalidCookie::Name), "{name:?}");
    }
    for value in ["a;b", "a b", "a,b", "\"a\"", "ä", "a\r\nSet-Cookie: x=y", "a\0"] {
        let cookie = SetCookie { value, ..session() };
        assert_eq!(cookie.to_header(), Err(InvalidCookie::Value), "{value:?}");
    }
    for name in [HOST_NAME, "__Secure-x", "__HOST-x"] {
        let cookie = SetCookie { name, secure: false, ..session() };
        assert_eq!(cookie.to_header(), Err(InvalidCookie::Prefix), "{name}");
    }
    let long = "x".repeat(4096);
    let cookie = SetCookie { value: &long, ..session() };
    assert_eq!(cookie.to_header(), Err(InvalidCookie::TooLong));
}

#[test]
fn t2_the_debug_form_of_a_cookie_does_not_show_its_value() {
    let cookie = SetCookie { value: "canary", ..session() };
    assert!(!format!("{cookie:?}").contains("canary"));
}

#[test]
fn t12_a_bearer_token_is_read_and_other_schemes_are_not_bearer() {
    for (line, expected) in [
        ("Bearer abc", Bearer::Token("abc")),
        ("bearer abc", Bearer::Token("abc")),
        ("BEARER   abc  ", Bearer::Token("abc")),
        ("Bearer a-b._~+/c==", Bearer::Token("a-b._~+/c==")),
        ("Basic YTpi", Bearer::None),
        ("Token abc", Bearer::None),
        ("Bearerabc", Bearer::None),
        ("BearerX abc", Bearer::None),
        ("", Bearer::None),
        // It says bearer: no cookie may speak in its place.
        ("Bearer", Bearer::Ambiguous),
        ("Bearer ", Bearer::Ambiguous),
        ("Bearer a b", Bearer::Ambiguous),
        ("Bearer a,b", Bearer::Ambiguous),
        ("Bearer =", Bearer::Ambiguous),
        ("Bearer a=b", Bearer::Ambiguous),
        ("Bearer \"abc\"", Bearer::Ambiguous),
        ("Bearer ä", Bearer::Ambiguous),
    ] {
        let map = headers(&AUTHORIZATION, &[line.as_bytes()]);
        assert_eq!(bearer(&map), expected, "{line:?}");
    }
    assert_eq!(bearer(&HeaderMap::new()), Bearer::None);
}

#[test]
fn t12_two_authorization_headers_are_ambiguous() {
    for lines in [[&b"Bearer a"[..], b"Bearer a"], [b"Basic YTpi", b"Bearer a"], [b"Basic x", b""]]
    {
        assert_eq!(bearer(&headers(&AUTHORIZATION, &lines)), Bearer::Ambiguous);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_the_readers_panic(line in prop::collection::vec(any::<u8>(), 0..80)) {
        if let Ok(value) = HeaderValue::from_bytes(&line) {
            let mut map = HeaderMap::new();
            map.append(COOKIE, value.clone());
            map.append(AUTHORIZATION, value);
            find(&map, NAME);
            bearer(&map);
        }
    }

    #[test]
    fn junk_without_our_name_never_hides_our_cookie(junk in "[ -~]{0,40}") {
        prop_assume!(!junk.contains(NAME));
        let line = format!("{junk}; {NAME}=abc; {junk}");
        let map = cookies(&[line.as_bytes()]);
        prop_assert_eq!(find(&map, NAME), Found::One("abc"));
    }

    #[test]
    fn what_is_set_is_found_again(value in "[!#-+\\--:<-\\[\\]-~]{0,60}") {
        let header = SetCookie { value: &value, ..session() }.to_header().unwrap();
        let text = header.to_str().unwrap();
        let pair = text.split("; ").next().unwrap();
        let map = cookies(&[pair.as_bytes()]);
        prop_assert_eq!(find(&map, HOST_NAME), Found::One(value.as_str()));
    }
}
