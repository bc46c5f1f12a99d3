//! Origins, and which names belong to one owner.

use nevr_config::{BaseUrl, CookieDomain, CookieDomainError, Origin, OriginError, TrustedOrigin};

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
