//! Where a message ends in a stream of bytes. actix parses the messages; this only tells them apart.

use std::mem::MaybeUninit;

/// Finds the empty line that ends the head of a request.
///
/// Like actix's parser, it skips empty lines before the head and takes a bare LF for a line's end.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Head {
    /// Nothing but empty lines so far.
    #[default]
    Before,
    Inside,
    /// At the beginning of a line.
    Line,
    /// After the CR at the beginning of a line.
    EmptyLine,
}

impl Head {
    /// Returns how many of these bytes belong to the head, and whether it ends with them.
    pub(super) fn take(&mut self, bytes: &[u8]) -> (usize, bool) {
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            at += 1;
            *self = match (*self, byte) {
                (Self::Before, b'\r' | b'\n') => Self::Before,
                (Self::Line | Self::EmptyLine, b'\n') => {
                    *self = Self::Before;
                    return (at, true);
                }
                (_, b'\n') => Self::Line,
                (Self::Line, b'\r') => Self::EmptyLine,
                _ => {
                    // Nothing but the end of the line matters.
                    at += bytes[at..].iter().take_while(|byte| **byte != b'\n').count();
                    Self::Inside
                }
            };
        }
        (bytes.len(), false)
    }
}

/// What is left of the body of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// So many bytes.
    Sized(u64),
    /// Chunks, up to the one that is empty (RFC 9112, section 7.1).
    Chunked(Chunk),
    /// Everything until the connection ends.
    Endless,
}

impl Extent {
    pub(super) const EMPTY: Self = Self::Sized(0);
    pub(super) const CHUNKED: Self = Self::Chunked(Chunk::Size(0));

    /// Returns how many of these bytes belong to the body, and takes them off what is left.
    pub(super) fn take(&mut self, bytes: &[u8]) -> usize {
        match self {
            Self::Sized(left) => {
                let taken = bytes.len().min(usize::try_from(*left).unwrap_or(usize::MAX));
                *left -= taken as u64;
                taken
            }
            Self::Chunked(chunk) => chunk.take(bytes),
            Self::Endless => bytes.len(),
        }
    }

    pub(super) fn is_complete(self) -> bool {
        matches!(self, Self::Sized(0) | Self::Chunked(Chunk::End))
    }
}

/// The place in a chunked body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chunk {
    /// In the digits of a chunk's size, which is this so far.
    Size(u64),
    /// Behind the digits, in the same line.
    Extension(u64),
    /// So many bytes before the end of a chunk.
    Data(u64),
    /// In the line break after a chunk.
    AfterData,
    /// In the lines after the last chunk; whether nothing but CR is in this one.
    Trailer {
        is_empty: bool,
    },
    End,
}

impl Chunk {
    fn take(&mut self, bytes: &[u8]) -> usize {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at).filter(|_| *self != Self::End) {
            if let Self::Data(left) = *self {
                let rest = (bytes.len() - at) as u64;
                let taken = left.min(rest);
                at += usize::try_from(taken).unwrap_or(usize::MAX);
                *self = if taken == left { Self::AfterData } else { Self::Data(left - taken) };
                continue;
            }
            at += 1;
            *self = self.after(byte);
        }
        at
    }

    /// Returns the place after one more byte, which is not in the data.
    fn after(self, byte: u8) -> Self {
        match (self, byte) {
            (Self::Size(0) | Self::Extension(0), b'\n') => Self::Trailer { is_empty: true },
            (Self::Size(size) | Self::Extension(size), b'\n') => Self::Data(size),
            (Self::Size(size), _) => match char::from(byte).to_digit(16) {
                Some(digit) => Self::Size(size.saturating_mul(16).saturating_add(digit.into())),
                None => Self::Extension(size),
            },
            (Self::AfterData, b'\n') => Self::Size(0),
            (Self::Trailer { is_empty: true }, b'\n') => Self::End,
            (Self::Trailer { .. }, b'\n') => Self::Trailer { is_empty: true },
            (Self::Trailer { is_empty }, b'\r') => Self::Trailer { is_empty },
            (Self::Trailer { .. }, _) => Self::Trailer { is_empty: false },
            (place, _) => place,
        }
    }
}

/// The head of an answer that actix has written, as far as the connection must know it.
#[derive(Clone, Copy, Debug)]
pub(super) struct AnswerHead {
    pub(super) status: u16,
    pub(super) length: usize,
    pub(super) body: Extent,
    /// The connection closes after this answer.
    pub(super) closes: bool,
}

/// More than any answer has.
const MAX_HEADERS: usize = 256;

impl AnswerHead {
    /// Reads the head at the beginning of these bytes. `None` if there is no whole head, which is
    /// not what actix writes.
    pub(super) fn read(bytes: &[u8], of_head_request: bool) -> Option<Self> {
        let mut headers = [const { MaybeUninit::uninit() }; MAX_HEADERS];
        let mut response = httparse::Response::new(&mut []);
        let parser = httparse::ParserConfig::default();
        let parsed = parser.parse_response_with_uninit_headers(&mut response, bytes, &mut headers);
        let length = match parsed.ok()? {
            httparse::Status::Complete(length) => length,
            httparse::Status::Partial => return None,
        };
        let status = response.code?;
        let mut head = Self { status, length, body: Extent::Endless, closes: false };
        for header in response.headers.iter() {
            let value = header.value.trim_ascii();
            if header.name.eq_ignore_ascii_case("content-length") {
                head.body = Extent::Sized(std::str::from_utf8(value).ok()?.parse().ok()?);
            } else if header.name.eq_ignore_ascii_case("transfer-encoding") {
                head.body = Extent::CHUNKED;
            } else if header.name.eq_ignore_ascii_case("connection") {
                let mut options = value.split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
                head.closes = options.any(|option| option.eq_ignore_ascii_case(b"close"));
            }
        }
        if of_head_request || matches!(status, 204 | 304) {
            head.body = Extent::EMPTY;
        }
        // Such an answer ends with the connection (RFC 9112, section 6.3); 101 ends the HTTP in it.
        head.closes |= head.body == Extent::Endless && status != 101;
        Some(head)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Takes the bytes in pieces of this size. Returns how many belong to the body.
    fn taken(mut extent: Extent, bytes: &[u8], piece: usize) -> (usize, bool) {
        let mut taken = 0;
        for part in bytes.chunks(piece) {
            let of_it = extent.take(part);
            taken += of_it;
            if of_it < part.len() {
                break;
            }
        }
        (taken, extent.is_complete())
    }

    #[test]
    fn a_head_ends_with_its_empty_line() {
        let heads: [&[u8]; 4] = [
            b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            b"\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
            b"GET / HTTP/1.1\nHost: a\n\n",
            b"GET / HTTP/1.1\r\nHost: a\n\r\n",
        ];
        for head in heads {
            let bytes = [head, b"\r\nGET /next"].concat();
            assert_eq!(Head::default().take(&bytes), (head.len(), true));
            let mut parser = Head::default();
            let steps: Vec<bool> = head.iter().map(|byte| parser.take(&[*byte]).1).collect();
            assert_eq!(steps.iter().position(|done| *done), Some(head.len() - 1));
        }
    }

    #[test]
    fn a_chunked_body_ends_after_its_trailers() {
        let bodies: [&[u8]; 4] = [
            b"0\r\n\r\n",
            b"3\r\nabc\r\n00\r\n\r\n",
            b"A;name=\"0\r\"\r\n0\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n",
            b"1\r\n\n\r\n0\r\nTrailer: 0\r\nOther: 1\r\n\r\n",
        ];
        for body in bodies {
            let bytes = [body, b"0\r\n\r\n"].concat();
            for piece in 1..=bytes.len() {
                assert_eq!(taken(Extent::CHUNKED, &bytes, piece), (body.len(), true), "{piece}");
            }
        }
    }

    proptest! {
        #[test]
        fn bytes_are_the_same_body_in_whatever_pieces_they_come(
            bytes in prop::collection::vec(prop::sample::select(b"0123aF\r\n;x".to_vec()), 0..60),
            piece in 1..20_usize,
        ) {
            let whole = taken(Extent::CHUNKED, &bytes, bytes.len().max(1));
            prop_assert_eq!(taken(Extent::CHUNKED, &bytes, piece), whole);
        }
    }

    #[test]
    fn the_head_of_an_answer_tells_where_it_ends() {
        let read = |head: &str, of_head| AnswerHead::read(head.as_bytes(), of_head).unwrap();
        let sized = "HTTP/1.1 200 OK\r\ncontent-length: 7\r\nconnection: close\r\n\r\n{}";
        let head = read(sized, false);
        assert_eq!(
            (head.length, head.body, head.closes),
            (sized.len() - 2, Extent::Sized(7), true)
        );
        assert_eq!(read(sized, true).body, Extent::EMPTY);
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        assert_eq!(read(chunked, false).body, Extent::CHUNKED);
        assert!(read("HTTP/1.0 200 OK\r\n\r\n", false).closes);
        assert!(!read("HTTP/1.1 101 Switching Protocols\r\n\r\n", false).closes);
        assert_eq!(read("HTTP/1.1 204 No Content\r\n\r\n", false).body, Extent::EMPTY);
        assert!(AnswerHead::read(b"HTTP/1.1 200 OK\r\n", false).is_none());
    }
}
