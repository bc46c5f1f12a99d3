//! Which domains belong to one owner. The Public Suffix List names those below which anybody can get
//! a name, such as `co.uk` and `vercel.app`.

/// Returns the registrable domain of a host name: the public suffix and one label more, such as
/// `shop.example` of `api.shop.example`. `None` for a public suffix and for a name of one label.
pub(super) fn registrable(host: &str) -> Option<&str> {
    psl::domain_str(host)
}

/// Returns whether all names below a domain belong to one owner. They don't below a public suffix,
/// nor where each name is one (`*.kawasaki.jp`).
pub(super) fn has_one_owner(domain: &str) -> bool {
    let below = format!("nevr--below.{domain}");
    registrable(&below).is_some_and(|registered| registered != below)
}
