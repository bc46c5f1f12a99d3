//! Tables in Markdown.

/// Returns a table. Cells may have inline Markdown.
pub(super) fn table(heads: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(heads.iter().map(|&head| head.to_owned()).collect());
    text.push_str(&line(vec!["---".to_owned(); heads.len()]));
    for row in rows {
        text.push_str(&line(row.iter().map(|cell| cell_text(cell)).collect()));
    }
    text
}

/// Escapes the text of a cell: a row is one line, and `|` ends a cell, even in code.
fn cell_text(cell: &str) -> String {
    cell.replace('\n', " ").replace('|', "\\|")
}

/// Returns a text as code.
pub(super) fn code(text: &str) -> String {
    format!("`{text}`")
}
