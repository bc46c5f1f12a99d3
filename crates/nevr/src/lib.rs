//! Part of nevr.
