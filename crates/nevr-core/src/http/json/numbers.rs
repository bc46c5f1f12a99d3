//! The numbers of a JSON text, as they are written.

/// The numbers of a JSON text, in their order.
///
/// `serde_json` reads an integer beyond 64 bits as a double, which rounds it, and only the text
/// tells it from a number that is meant as one (RFC 8259, section 6, leaves this to the reader).
#[derive(Default)]
pub(super) struct Numbers<'t> {
    rest: &'t str,
}

impl<'t> Numbers<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self { rest: text }
    }

    /// Returns whether the next number that `serde_json` reads as a double is written as an integer.
    pub(super) fn next_double_is_integer(&mut self) -> bool {
        loop {
            match self.next() {
                None => return false,
                Some(number) if is_beyond_64_bits(number) => return true,
                Some(number) if !is_integer(number) || number == "-0" => return false,
                Some(_) => {}
            }
        }
    }

    fn next(&mut self) -> Option<&'t str> {
        loop {
            let at = self.rest.find(|c: char| c == '"' || c == '-' || c.is_ascii_digit())?;
            let found = &self.rest[at..];
            if let Some(string) = found.strip_prefix('"') {
                self.rest = after_string(string);
                continue;
            }
            let end = found.find(|c: char| !c.is_ascii_digit() && !"+-.eE".contains(c));
            let (number, rest) = found.split_at(end.unwrap_or(found.len()));
            self.rest = rest;
            return Some(number);
        }
    }
}

/// Returns whether a number is written as an integer that has no type of 64 bits.
pub(crate) fn is_beyond_64_bits(number: &str) -> bool {
    is_integer(number) && number.parse::<u64>().is_err() && number.parse::<i64>().is_err()
}

fn is_integer(number: &str) -> bool {
    let digits = number.strip_prefix('-').unwrap_or(number);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns what follows a string whose content begins here.
fn after_string(mut text: &str) -> &str {
    while let Some(at) = text.find(['"', '\\']) {
        let (is_end, next) = (text[at..].starts_with('"'), &text[at + 1..]);
        if is_end {
            return next;
        }
        // What is escaped is no end.
        text = next.get(next.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default();
    }
    ""
}
