//! Files as rustfmt would have them.

use syn::{File, Item};

/// The width of rustfmt.
const WIDTH: usize = 100;

/// The width that rustfmt gives to what stands in an attribute.
const ATTRIBUTE_WIDTH: usize = 70;

/// Formatted, with the empty lines that people would put in.
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

/// What decides about the empty line before an item.
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
            // Apart from the entities, as rustfmt sorts what stands together.
            Item::Mod(module) if module.ident == "prelude" => Self::Prelude,
            Item::Mod(_) => Self::Module,
            Item::Use(_) => Self::Use,
            _ => Self::Other,
        }
    }

    fn is_packed(self) -> bool {
        matches!(self, Self::Module | Self::Use)
    }
}

/// Attributes, fields and headings of `impl` broken over lines where rustfmt would break them. The derives of sea-orm do not read the comma that prettyplease leaves in a type.
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

/// A field whose type goes on in the next line.
fn is_open_type(line: &str) -> bool {
    let opened = line.matches('<').count();
    line.starts_with("    pub ") && opened > line.matches('>').count()
}
