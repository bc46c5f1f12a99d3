//! Clients that use their connections slowly, not at all, or too many of them, on real sockets (I2).

mod closing;
mod crowds;
mod raw;
mod slow;
mod targets;
mod unread;
mod unreadable;
