//! Types as text.

use super::{
    comment::comment,
    quote::member_name,
    types::{Member, Object, Tuple, Type},
};

/// The most columns of a line.
const WIDTH: usize = 100;
const INDENT: &str = "  ";

/// Returns a type as text that begins at `column` of a line with this indent.
pub(super) fn print(ty: &Type, indent: &str, column: usize) -> String {
    match inline(ty) {
        Some(text) if column + text.len() <= WIDTH => text,
        inline => broken(ty, indent).or(inline).unwrap_or_default(),
    }
}

/// Returns a type in one line; `None` if a part has a comment.
fn inline(ty: &Type) -> Option<String> {
    Some(match ty {
        Type::Name(text) | Type::Literal(text) => text.clone(),
        Type::List(item) => format!("{}[]", grouped(item, inline(item)?, "")),
        Type::Tuple(tuple) => format!("[{}]", items(tuple, inline)?.join(", ")),
        Type::Object(object) => {
            let members = object.members.iter().map(|member| {
                member.doc.is_empty().then_some(())?;
                Some(format!("{}{}", head(member), inline(&member.ty)?))
            });
            let rest = object.rest.iter().map(|rest| Some(format!("{REST}{}", inline(rest)?)));
            let members = members.chain(rest).collect::<Option<Vec<_>>>()?;
            if members.is_empty() {
                "{}".to_owned()
            } else {
                format!("{{ {} }}", members.join("; "))
            }
        }
        Type::Union(types) if types.is_empty() => "never".to_owned(),
        Type::Union(types) => all(types, inline)?.join(" | "),
        Type::Intersection(types) if types.is_empty() => "unknown".to_owned(),
        Type::Intersection(types) => {
            let part = |ty: &Type| Some(grouped(ty, inline(ty)?, ""));
            all(types, part)?.join(" & ")
        }
    })
}

/// Returns a type in several lines; `None` for a type that only fits in one.
fn broken(ty: &Type, indent: &str) -> Option<String> {
    let deeper = format!("{indent}{INDENT}");
    Some(match ty {
        Type::List(item) => format!("{}[]", grouped(item, broken(item, indent)?, indent)),
        Type::Tuple(tuple) => {
            let items = items(tuple, |ty| Some(print(ty, &deeper, deeper.len())))?;
            format!("[\n{deeper}{},\n{indent}]", items.join(&format!(",\n{deeper}")))
        }
        Type::Object(object) => format!("{{\n{}{indent}}}", members(object, &deeper)),
        Type::Union(types) if !types.is_empty() => {
            let part = |ty: &Type| Some(print(ty, &deeper, deeper.len() + 2));
            let line = format!("\n{deeper}| ");
            format!("{line}{}", all(types, part)?.join(&line))
        }
        Type::Intersection(types) if !types.is_empty() => {
            let part = |ty: &Type| Some(grouped(ty, broken(ty, indent).or(inline(ty))?, indent));
            all(types, part)?.join(" & ")
        }
        Type::Name(_) | Type::Literal(_) | Type::Union(_) | Type::Intersection(_) => return None,
    })
}

/// Returns the members of an object, each on its own lines.
pub(super) fn members(object: &Object, indent: &str) -> String {
    let mut text = String::new();
    for member in &object.members {
        let head = head(member);
        let ty = print(&member.ty, indent, indent.len() + head.len() + 1);
        let head = if ty.starts_with('\n') { head.trim_end() } else { &head };
        text.push_str(&comment(&member.doc, indent));
        text.extend([indent, head, &ty, ";\n"]);
    }
    if let Some(rest) = &object.rest {
        let ty = print(rest, indent, indent.len() + REST.len() + 1);
        text.extend([indent, REST, &ty, ";\n"]);
    }
    text
}

const REST: &str = "[key: string]: ";

fn head(member: &Member) -> String {
    format!("{}{}: ", member_name(&member.name), if member.optional { "?" } else { "" })
}

/// Returns the text in parentheses if the type needs them inside another one.
fn grouped(ty: &Type, text: String, indent: &str) -> String {
    match ty {
        Type::Union(types) | Type::Intersection(types) if types.len() > 1 => {
            let end = if text.starts_with('\n') { format!("\n{indent}") } else { String::new() };
            format!("({text}{end})")
        }
        _ => text,
    }
}

fn items(tuple: &Tuple, part: impl Fn(&Type) -> Option<String>) -> Option<Vec<String>> {
    let mut items = Vec::new();
    for (at, item) in tuple.items.iter().enumerate() {
        let text = part(item)?;
        items.push(if at < tuple.required { text } else { format!("({text})?") });
    }
    if let Some(rest) = &tuple.rest {
        items.push(format!("...({})[]", part(rest)?));
    }
    Some(items)
}

fn all(types: &[Type], part: impl Fn(&Type) -> Option<String>) -> Option<Vec<String>> {
    types.iter().map(part).collect()
}
