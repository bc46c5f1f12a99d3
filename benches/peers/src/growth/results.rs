//! What it found out.

use serde::{Deserialize, Serialize};

use crate::{machine::Machine, plan::Kind, results::Cell};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Growth {
    pub(crate) machine: Machine,
    /// Measurements with so many users, each with a session.
    pub(crate) rows: Vec<(u64, Cell)>,
    /// The same endpoints with more and more connections.
    pub(crate) connections: Vec<Cell>,
    pub(crate) memory: Vec<Memory>,
    pub(crate) hashing: Vec<Hashing>,
}

/// The memory of nevr's process.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Memory {
    /// What there were more and more of.
    pub(crate) of: String,
    /// How many there were, and MiB.
    pub(crate) points: Vec<(u64, f64)>,
}

/// A contestant while connections sign in without a pause.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Hashing {
    pub(crate) contestant: Kind,
    /// Connections that sign in.
    pub(crate) waiting: u32,
    pub(crate) per_second: f64,
    /// Latencies of a sign-in, in milliseconds.
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    /// The 99th percentile of get-session meanwhile, on 16 other connections.
    pub(crate) session_p99: f64,
}
