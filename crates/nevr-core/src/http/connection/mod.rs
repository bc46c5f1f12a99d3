//! The connections of a server: what a client may keep open, and for how long.
//!
//! actix reads HTTP from a [`GuardedStream`] instead of a socket. It hands actix one request at a
//! time, writes one answer to it, and closes when either takes too long. A file imports only from
//! those listed before it:
//!
//! - `bounds`: the numbers
//! - `extent`: where a message ends in a stream of bytes
//! - `admission`: how many connections are open, in all and for each client
//! - `exchange`: the request and the answer that a connection is at; the stream and the app share it
//! - `refusal`: the answer to a request that can't be parsed
//! - `deadline`, `stream`: the socket, as actix sees it
//! - `answering`: the app, as the connection sees it

mod admission;
mod answering;
mod bounds;
mod deadline;
mod exchange;
mod extent;
mod refusal;
mod stream;

pub(crate) use admission::{Admission, Caps};
pub(crate) use answering::answer;
pub use bounds::ConnectionBounds;
pub(crate) use stream::{Guard, GuardedStream};
