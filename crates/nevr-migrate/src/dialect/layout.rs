//! Breaks long statements into lines.

/// Breaks `CREATE TABLE "t" (…, …)` after each column. Commas and brackets in quotes are text; a
/// doubled quote closes and opens again, which has the same effect.
pub(crate) fn one_column_a_line(sql: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_usize;
    let mut quote = None;
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (None, '"' | '\'' | '`') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        let breaks = quote.is_none() && (c == ',' || c == '(') && depth == 1;
        if quote.is_none() && c == ')' && depth == 0 {
            out.truncate(out.trim_end().len());
            out.push_str("\n)");
        } else {
            out.push(c);
        }
        if breaks {
            out.push_str("\n    ");
            while chars.next_if_eq(&' ').is_some() {}
        }
    }
    out
}
