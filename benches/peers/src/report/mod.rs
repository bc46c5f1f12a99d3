//! What a run found out, for people: tables, pictures, and the pages that hold them.

mod bars;
mod figures;
mod goals;
mod growth;
mod lines;
mod page;
mod style;
mod tables;

pub(crate) use page::Report;
