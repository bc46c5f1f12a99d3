//! Percent-encoded text, in the path and in the query.

/// The message of the error that a part which can't be decoded is refused with.
pub(super) const NOT_TEXT: &str = "must be percent-encoded UTF-8 text without NUL";

/// Decodes a percent-encoded part of a URL. Returns `None` if it is not UTF-8, or has a NUL, which
/// databases can't store.
pub(super) fn decode(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let [first, after @ ..] = rest {
        let encoded =
            if *first == b'%' { after.first_chunk().copied().and_then(byte) } else { None };
        // A percent sign that two hex digits don't follow is kept (WHATWG URL, 1.3).
        bytes.push(encoded.unwrap_or(*first));
        rest = if encoded.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

/// Returns the byte that two hex digits encode.
fn byte([high, low]: [u8; 2]) -> Option<u8> {
    let digit = |c: u8| char::from(c).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? * 16 + digit(low)?)
}
