//! The name and the picture of a user.

use nevr_auth::image::{ImageUrl, ImageUrlError};
use nevr_auth::name::{UserName, UserNameError};
use proptest::prelude::*;

#[test]
fn a_name_is_trimmed_and_otherwise_left_as_it_is() {
    assert_eq!(
        UserName::parse("  Zoë  O'Hara-Łukasz \u{3000}").unwrap().as_str(),
        "Zoë  O'Hara-Łukasz"
    );
}

#[test]
fn a_name_has_1_to_255_characters() {
    assert_eq!(UserName::parse(" \u{a0} "), Err(UserNameError::Empty));
    assert_eq!(UserName::parse(""), Err(UserNameError::Empty));
    assert!(UserName::parse(&format!(" {} ", "ü".repeat(255))).is_ok());
    assert_eq!(UserName::parse(&"ü".repeat(256)), Err(UserNameError::TooLong));
}

#[test]
fn a_name_has_no_control_characters() {
    for raw in ["Ja\nne", "Jane\r\n", "\0Jane", "Ja\tne", "Ja\u{1b}[31mne", "Ja\u{85}ne"] {
        assert_eq!(UserName::parse(raw), Err(UserNameError::ControlCharacter), "{raw:?}");
    }
}

#[test]
fn an_image_is_an_http_or_https_url() {
    let parsed = |raw| ImageUrl::parse(raw).map(String::from);
    assert_eq!(
        parsed(" https://cdn.example/a.png?w=1#x "),
        Ok("https://cdn.example/a.png?w=1#x".into())
    );
    assert_eq!(parsed("HTTP://Example.COM"), Ok("http://example.com/".into()));
}

#[test]
fn an_image_of_another_scheme_is_refused() {
    for raw in [
        "",
        "a.png",
        "/a.png",
        "//cdn.example/a.png",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:image/png;base64,AAAA",
        "ftp://cdn.example/a.png",
        "file:///etc/passwd",
        "https://",
        "https://exam\nple.com/",
        "https://exa mple.com/",
    ] {
        assert_eq!(ImageUrl::parse(raw), Err(ImageUrlError::NotHttp), "{raw:?}");
    }
}

#[test]
fn an_image_carries_no_credentials() {
    for raw in ["https://jane@cdn.example/", "https://:pw@cdn.example/", "https://a:b@cdn.example/"]
    {
        assert_eq!(ImageUrl::parse(raw), Err(ImageUrlError::Credentials), "{raw:?}");
    }
}

#[test]
fn an_image_has_at_most_2048_characters_as_written_and_as_stored() {
    let url = |path: &str, count| format!("https://cdn.example/{}", path.repeat(count));
    let prefix = url("", 0).len();
    assert!(ImageUrl::parse(&url("a", 2048 - prefix)).is_ok());
    assert_eq!(ImageUrl::parse(&url("a", 2049 - prefix)), Err(ImageUrlError::TooLong));
    // One character of the text, six of the URL.
    assert_eq!(ImageUrl::parse(&url("ü", 500)), Err(ImageUrlError::TooLong));
}

#[test]
fn every_problem_has_a_stable_code() {
    assert_eq!(UserNameError::Empty.code(), "INVALID_NAME");
    assert_eq!(ImageUrlError::NotHttp.code(), "INVALID_IMAGE");
}

proptest! {
    #[test]
    fn parsing_never_panics_and_gives_its_own_normal_form(raw in any::<String>()) {
        if let Ok(name) = UserName::parse(&raw) {
            prop_assert_eq!(UserName::parse(name.as_str()).unwrap(), name);
        }
        if let Ok(image) = ImageUrl::parse(&format!("https://{raw}")) {
            prop_assert_eq!(ImageUrl::parse(image.as_str()).unwrap(), image);
        }
    }
}
