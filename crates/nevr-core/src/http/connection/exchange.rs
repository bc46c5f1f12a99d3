//! The request and the answer that a connection is at.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    task::{Context, Waker},
};

use super::{
    admission::Ticket,
    extent::{AnswerHead, Extent, Head},
};

/// What actix writes when it hands a request with `Expect: 100-continue` to the app.
pub(super) const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// The request and the answer that a connection is at. Its stream and the app around it share one.
pub(crate) struct Exchange {
    request: Cell<Request>,
    answer: Cell<Answer>,
    go_ahead: Cell<GoAhead>,
    /// The connection closes after the answer, or after none.
    closes: Cell<bool>,
    /// The task that reads, while actix must not get more.
    reader: RefCell<Option<Waker>>,
    ticket: Ticket,
}

/// How much of a request actix has got.
#[derive(Clone, Copy, Debug)]
enum Request {
    /// A part of its head; whether a byte of it has arrived, and where it is.
    Head { begun: bool, head: Head },
    /// Its head. It has not called the app yet.
    Read,
    /// Its head, and all of its body but this.
    Body(Extent),
}

/// How much of an answer actix has written.
#[derive(Clone, Copy, Debug)]
enum Answer {
    /// None is due.
    None,
    /// Nothing of it.
    Due { of_head_request: bool },
    /// All of it but so many bytes of its head, and this of its body.
    Written { head: usize, body: Extent },
}

/// What a client with `Expect: 100-continue` has been told (RFC 9110, section 10.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GoAhead {
    /// Nothing, because it did not ask.
    NotAsked,
    /// Nothing yet: no handler has begun to read the body, and the request may still be refused.
    Withheld,
    /// To send the body, which is not written yet.
    Wanted,
    /// To send the body.
    Sent,
}

/// What a stream may do with bytes that actix writes.
pub(super) enum Write {
    /// They belong to the answer.
    Answer(usize),
    /// They are to be dropped.
    Drop(usize),
    /// They are an answer that no handler gave: actix could not parse the request.
    Refusal,
}

impl Exchange {
    pub(super) fn new(ticket: Ticket) -> Rc<Self> {
        Rc::new(Self {
            // The time for the first head begins with the connection.
            request: Cell::new(Request::Head { begun: true, head: Head::default() }),
            answer: Cell::new(Answer::None),
            go_ahead: Cell::new(GoAhead::NotAsked),
            closes: Cell::new(false),
            reader: RefCell::new(None),
            ticket,
        })
    }

    /// Begins the answer to a request whose head actix has parsed.
    pub(super) fn begin(&self, body: Extent, of_head_request: bool, expects: bool) {
        if !self.is_idle() {
            // actix has found two requests where the stream found one.
            return self.close();
        }
        self.ticket.busy();
        self.request.set(Request::Body(body));
        self.answer.set(Answer::Due { of_head_request });
        self.go_ahead.set(if expects { GoAhead::Withheld } else { GoAhead::NotAsked });
        self.wake_reader();
    }

    /// Tells a client that waits for it to send the body.
    pub(super) fn want_body(&self) {
        if self.go_ahead.get() == GoAhead::Withheld {
            self.go_ahead.set(GoAhead::Wanted);
            self.wake_reader();
        }
    }

    /// Returns whether the client waits before it sends the body.
    pub(super) fn withholds_body(&self) -> bool {
        self.go_ahead.get() == GoAhead::Withheld
    }

    /// Returns the line that tells the client to go ahead, if it is due. It is due once.
    pub(super) fn go_ahead(&self) -> &'static [u8] {
        if self.go_ahead.get() != GoAhead::Wanted {
            return &[];
        }
        self.go_ahead.set(GoAhead::Sent);
        CONTINUE
    }

    /// Returns whether actix may get more bytes of the request. If not, the task is woken later.
    pub(super) fn takes_more(&self, cx: &Context<'_>) -> bool {
        let takes = match self.request.get() {
            Request::Head { .. } => true,
            Request::Read => false,
            Request::Body(body) => !body.is_complete(),
        };
        if !takes {
            *self.reader.borrow_mut() = Some(cx.waker().clone());
        }
        takes
    }

    /// Returns how many of these bytes actix may get, and counts them as handed over.
    pub(super) fn take(&self, bytes: &[u8]) -> usize {
        match self.request.get() {
            Request::Head { mut head, .. } => {
                let (taken, ends) = head.take(bytes);
                let next = Request::Head { begun: true, head };
                self.request.set(if ends { Request::Read } else { next });
                taken
            }
            Request::Read => 0,
            Request::Body(mut body) => {
                let taken = body.take(bytes);
                self.request.set(Request::Body(body));
                taken
            }
        }
    }

    /// Returns whether the head of a request is under way.
    pub(super) fn awaits_head(&self) -> bool {
        matches!(self.request.get(), Request::Head { begun: true, .. } | Request::Read)
    }

    /// Returns whether a byte of the head has arrived.
    pub(super) fn has_part_of_head(&self) -> bool {
        !matches!(self.request.get(), Request::Head { head: Head::Before, .. })
    }

    /// Returns whether no request is being answered.
    pub(super) fn is_idle(&self) -> bool {
        matches!(self.answer.get(), Answer::None)
    }

    /// Returns whether nothing more is read or written.
    pub(super) fn is_closed(&self) -> bool {
        self.closes.get() && self.is_idle()
    }

    /// Ends the connection, once the answer is written that is due.
    pub(super) fn close(&self) {
        self.closes.set(true);
        self.wake_reader();
    }

    /// Returns whether the connection has to give up its place to another one.
    pub(super) fn is_evicted(&self, cx: &Context<'_>) -> bool {
        self.is_idle() && self.ticket.is_evicted(cx)
    }

    /// Returns what the beginning of these bytes is.
    pub(super) fn sort(&self, bytes: &[u8]) -> Write {
        if self.is_closed() {
            return Write::Drop(bytes.len());
        }
        if self.go_ahead.get() != GoAhead::NotAsked && bytes.starts_with(CONTINUE) {
            // actix would send it before the app has seen the request.
            return Write::Drop(CONTINUE.len());
        }
        let (head, mut body) = match self.answer.get() {
            Answer::None => return Write::Refusal,
            Answer::Written { head, body } => (head, body),
            Answer::Due { of_head_request } => match AnswerHead::read(bytes, of_head_request) {
                Some(head) => {
                    self.closes.set(self.closes.get() || head.closes);
                    if head.status == 101 {
                        // What follows is another protocol, in both directions.
                        self.request.set(Request::Body(Extent::Endless));
                        self.wake_reader();
                    }
                    (head.length, head.body)
                }
                None => (0, Extent::Endless),
            },
        };
        self.answer.set(Answer::Written { head, body });
        let of_head = head.min(bytes.len());
        let of_body = if of_head < head { 0 } else { body.take(&bytes[of_head..]) };
        Write::Answer(of_head + of_body)
    }

    /// Notes that these bytes of the answer are written. Returns whether it is whole.
    pub(super) fn written(&self, bytes: &[u8]) -> bool {
        let Answer::Written { head, mut body } = self.answer.get() else { return false };
        let of_head = head.min(bytes.len());
        body.take(&bytes[of_head..]);
        let head = head - of_head;
        self.answer.set(Answer::Written { head, body });
        if head > 0 || !body.is_complete() {
            return false;
        }
        self.end();
        true
    }

    /// Waits for the next request.
    fn end(&self) {
        self.answer.set(Answer::None);
        // Without the end of this one, the beginning of the next can't be found.
        let has_rest = !matches!(self.request.get(), Request::Body(body) if body.is_complete());
        self.closes.set(self.closes.get() || has_rest);
        self.request.set(Request::Head { begun: false, head: Head::default() });
        self.go_ahead.set(GoAhead::NotAsked);
        self.ticket.idle();
        self.wake_reader();
    }

    fn wake_reader(&self) {
        if let Some(waker) = self.reader.borrow_mut().take() {
            waker.wake();
        }
    }
}
