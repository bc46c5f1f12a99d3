//! The layout that rustfmt would give a file.

use syn::{File, Item};

/// The width of rustfmt.
const WIDTH: usize = 100;

/// The width of an attribute's content in rustfmt.
const ATTRIBUTE_WIDTH: usize = 70;

/// Returns the text of a file, with an empty line between its items.
pub(super) fn formatted(file: File) -> String {
    let File { shebang, attrs, items } = file;
    let mut text = prettyplease::unparse(&File { shebang, attrs, items: Vec::new() });
    let mut before = None;
    for item in items {
        let group = ItemGroup::of(&item);
        let continues = before == Some(group) && group.is_packed();
        if !text.is_empty() && !continues {
            text.push('\n');
        }
        before = Some(group);
        let item = File { shebang: None, attrs: Vec::new(), items: vec![item] };
        text += &rewrapped(&prettyplease::unparse(&item));
    }
    text
}

/// The groups of items that decide where empty lines are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ItemGroup {
    Prelude,
    Module,
    Use,
    Other,
}

impl ItemGroup {
    fn of(item: &Item) -> Self {
        match item {
            // A group of its own: rustfmt sorts the modules of one group.
            Item::Mod(module) if module.ident == "prelude" => Self::Prelude,
            Item::Mod(_) => Self::Module,
            Item::Use(_) => Self::Use,
            _ => Self::Other,
        }
    }

    /// Returns whether items of this group have no empty line between them.
    fn is_packed(self) -> bool {
        matches!(self, Self::Module | Self::Use)
    }
}

/// Breaks attributes, fields and `impl` headings into lines where rustfmt would. Also removes the
/// trailing comma that prettyplease leaves in a type, which the derives of sea-orm do not accept.
fn rewrapped(text: &str) -> String {
    let mut lines = text.lines();
    let mut wrapped = String::new();
    while let Some(line) = lines.next() {
        let mut line = line.to_owned();
        while is_open_type(&line) || (line.starts_with("impl ") && !line.ends_with(['{', '}'])) {
            let Some(next) = lines.next() else { break };
            join(&mut line, next.trim());
        }
        wrapped += &broken(line);
        wrapped.push('\n');
    }
    wrapped
}

fn join(line: &mut String, next: &str) {
    if next.starts_with('>') {
        line.truncate(line.trim_end_matches(',').len());
    } else if !line.ends_with('<') {
        line.push(' ');
    }
    line.push_str(next);
}

fn broken(line: String) -> String {
    if let Some(inside) = line.strip_prefix("    #[sea_orm(").and_then(|l| l.strip_suffix(")]"))
        && inside.len() > ATTRIBUTE_WIDTH
        && inside.contains(", ")
    {
        let inside = inside.replace(", ", ",\n        ");
        return format!("    #[sea_orm(\n        {inside}\n    )]");
    }
    if line.len() <= WIDTH {
        return line;
    }
    if line.starts_with("impl ") {
        line.replacen(" for Entity {", "\n    for Entity\n{", 1)
    } else if line.starts_with("    pub ") {
        line.replacen(": ", ":\n        ", 1)
    } else {
        line
    }
}

/// Returns whether a line is a field whose type continues on the next line.
fn is_open_type(line: &str) -> bool {
    let opened = line.matches('<').count();
    line.starts_with("    pub ") && opened > line.matches('>').count()
}
