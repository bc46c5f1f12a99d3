//! Descriptions as documentation.

use nevr_schema::Origin;
use quote::quote;
use syn::{Attribute, parse_quote};

/// Returns a doc comment of these paragraphs, without empty ones.
pub(super) fn document(paragraphs: &[&str]) -> Vec<Attribute> {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in paragraphs.iter().map(|text| one_line(text)).filter(|text| !text.is_empty()) {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(format!(" {paragraph}"));
    }
    lines.iter().map(|line| parse_quote!(#[doc = #line])).collect()
}

/// Returns an inner doc comment of one line.
pub(super) fn inner(line: &str) -> Attribute {
    let line = format!(" {line}");
    let tokens = quote!(#![doc = #line]);
    parse_quote!(#tokens)
}

/// Returns a sentence on who declared something.
pub(super) fn origin(origin: &Origin) -> String {
    match &origin.option {
        Some(option) => format!("From {}, option `{option}`.", origin.owner),
        None => format!("From {}.", origin.owner),
    }
}

/// Returns a text as one line. Descriptions come from plugins, and rustc refuses comments with a bare
/// carriage return or with characters that change the direction of text.
fn one_line(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let text: String = text
        .chars()
        .map(|c| if c.is_control() || c.is_whitespace() || turns(c) { ' ' } else { c })
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
