//! Pages outside of this crate, whose Rust examples `cargo test --doc` compiles. Not part of the
//! library.

#[doc = include_str!("../../../README.md")]
struct Readme;

#[doc = include_str!("../../../docs/src/how-to/plugin.md")]
struct Plugin;

#[doc = include_str!("../../../docs/src/how-to/embed.md")]
struct Embed;

#[doc = include_str!("../../../docs/src/how-to/test.md")]
struct Test;

#[doc = include_str!("../../nevr-core/README.md")]
struct Core;

#[doc = include_str!("../../nevr-auth/README.md")]
struct Auth;

#[doc = include_str!("../../nevr-auth-anonymous/README.md")]
struct Anonymous;

#[doc = include_str!("../../nevr-cli/README.md")]
struct Cli;
