//! The address that endpoints are below.

use url::{Position, Url};

use crate::error::{BaseError, Error};

/// The path that endpoints are below if the address has none.
const DEFAULT_PATH: &str = "/api";

/// An http or https address, with the path that endpoints are below.
#[derive(Clone, Debug)]
pub(crate) struct Base(Url);

impl Base {
    pub(crate) fn parse(text: &str) -> Result<Self, BaseError> {
        let mut url = Url::parse(text).map_err(|_| BaseError::Address)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(BaseError::Scheme);
        }
        if cfg!(not(feature = "tls")) && url.scheme() == "https" {
            return Err(BaseError::NoTls);
        }
        let plain = url.username().is_empty() && url.password().is_none();
        if !plain || url.query().is_some() || url.fragment().is_some() {
            return Err(BaseError::Extra);
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(if path.is_empty() { DEFAULT_PATH } else { &path });
        Ok(Self(url))
    }

    #[cfg(feature = "tls")]
    pub(crate) fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Returns scheme, host and port: `https://shop.example`.
    pub(crate) fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    pub(crate) fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Returns the address of an endpoint. Whatever the path contains, the address is below this one.
    pub(crate) fn endpoint(&self, path: &str) -> Result<Url, Error> {
        let wrong = || Error::Path { path: path.to_owned() };
        if !path.starts_with('/') || path.contains(['?', '#', '\\']) || path.contains("//") {
            return Err(wrong());
        }
        let mut url = self.0.clone();
        url.set_path(&format!("{}{path}", self.0.path()));
        // Dots, in any spelling, would have removed segments.
        let segments = |path: &str| path.split('/').count();
        let kept = url[Position::BeforePath..Position::AfterPath].starts_with(self.0.path());
        let whole = segments(url.path()) == segments(self.0.path()) + segments(path) - 1;
        if kept && whole { Ok(url) } else { Err(wrong()) }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    fn endpoint(base: &str, path: &str) -> Option<String> {
        Base::parse(base).unwrap().endpoint(path).ok().map(Into::into)
    }

    #[test]
    fn an_address_without_a_path_is_that_of_the_server() {
        for base in ["http://localhost:3000", "http://localhost:3000/"] {
            let address = endpoint(base, "/health").unwrap();
            assert_eq!(address, "http://localhost:3000/api/health");
        }
        for base in ["http://localhost:3000/v1", "http://localhost:3000/v1/"] {
            assert_eq!(endpoint(base, "/health").unwrap(), "http://localhost:3000/v1/health");
        }
    }

    #[test]
    fn what_is_no_address_of_a_server_is_refused() {
        let refused = |text| Base::parse(text).unwrap_err();
        assert!(matches!(refused("localhost"), BaseError::Address));
        assert!(matches!(refused("/api"), BaseError::Address));
        assert!(matches!(refused("ftp://localhost"), BaseError::Scheme));
        for extra in ["http://a:b@localhost", "http://localhost?a", "http://localhost#a"] {
            assert!(matches!(refused(extra), BaseError::Extra), "{extra}");
        }
    }

    #[test]
    fn a_path_never_leaves_the_base() {
        let paths = [
            "health",
            "",
            "//evil.test",
            "/a//b",
            "/../admin",
            "/a/../../../admin",
            "/a/..",
            "/%2e%2e/admin",
            "/./a",
            "/a?b",
            "/a#b",
            "/\\evil.test",
        ];
        for path in paths {
            assert_eq!(endpoint("http://localhost", path), None, "{path}");
        }
        let kept = [("/item/a b", "/api/item/a%20b"), ("/item/%2F", "/api/item/%2F")];
        for (path, whole) in kept {
            let address = endpoint("http://localhost", path).unwrap();
            assert_eq!(address, format!("http://localhost{whole}"));
        }
    }
}
