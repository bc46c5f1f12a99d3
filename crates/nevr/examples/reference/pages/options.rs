//! Every option of the config file.

use nevr::serde_json::Value;

use super::{
    facts::Facts,
    head,
    shape::referred,
    table::{code, table},
};

const INTRODUCTION: &str = "\
Every option has a default. An option that is not listed here is an error, reported with its place
in the file. [The config file](config-file.md) explains the types: durations, sizes,
limits, fields, variables.

`—` as a default means that the option is not set; the description tells what happens then.
";

/// The types that the page on the config file explains, by their names in the JSON Schema.
const EXPLAINED: [(&str, &str, &str); 4] = [
    ("Seconds", "duration", "durations"),
    ("ByteSize", "size", "sizes"),
    ("RateLimit", "limit", "limits"),
    ("FieldOptions", "field", "entities-and-fields"),
];

/// A table of the file, and the rows of its options.
struct Section {
    title: String,
    about: String,
    rows: Vec<Vec<String>>,
}

struct Options<'f> {
    facts: &'f Facts,
    sections: Vec<Section>,
}

pub(super) fn page(facts: &Facts) -> String {
    let mut options = Options { facts, sections: Vec::new() };
    options.section("", &facts.config);
    options.field();
    let begin = format!("{}{INTRODUCTION}", head("Options"));
    std::iter::once(begin).chain(options.sections.iter().map(Section::text)).collect()
}

impl Section {
    fn text(&self) -> String {
        let rows = table(&["option", "type", "default", "what it is"], &self.rows);
        format!("\n## {}\n\n{}\n\n{rows}", self.title, self.about)
    }
}

impl Options<'_> {
    /// Adds a table of the file, and then its plugins.
    fn section(&mut self, path: &str, schema: &Value) {
        let (title, about) = if path.is_empty() {
            ("The file".to_owned(), "Besides plugins.".to_owned())
        } else {
            (format!("`[{path}]`"), description(schema))
        };
        let mut rows = Vec::new();
        self.rows("", schema, &mut rows);
        self.sections.push(Section { title, about, rows });
        let plugins = schema["properties"]["plugins"]["properties"].as_object();
        for (id, plugin) in plugins.into_iter().flatten() {
            let below = if path.is_empty() { String::new() } else { format!("{path}.") };
            self.section(&format!("{below}plugins.{id}"), plugin);
        }
    }

    /// Adds the options of a field, which several tables have.
    fn field(&mut self) {
        let schema = &self.facts.config["$defs"]["FieldOptions"];
        let mut rows = Vec::new();
        self.rows("", schema, &mut rows);
        let about = "Of `entities.<name>.fields` and `user.additionalFields`.".to_owned();
        self.sections.push(Section { title: "A field".to_owned(), about, rows });
    }

    fn rows(&self, path: &str, schema: &Value, rows: &mut Vec<Vec<String>>) {
        for (name, option) in schema["properties"].as_object().into_iter().flatten() {
            if name == "plugins" {
                continue;
            }
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            self.option(&path, option, rows);
        }
    }

    fn option(&self, path: &str, option: &Value, rows: &mut Vec<Vec<String>>) {
        let is_explained = referred(option).is_some_and(|name| explained(name).is_some());
        let inner = if is_explained { None } else { self.inner_table(option) };
        let is_table_alone = inner.is_some_and(|inner| std::ptr::eq(inner, self.resolved(option)));
        if !is_table_alone {
            rows.push(vec![
                code(path),
                self.kind(option),
                default(option, inner.is_some()),
                self.about(option),
            ]);
        }
        if let Some(inner) = inner {
            self.rows(path, inner, rows);
        }
        if let Some(entity) = option["additionalProperties"].is_object().then_some(option) {
            let entity = self.resolved(&entity["additionalProperties"]);
            if entity["properties"]["fields"].is_object() {
                self.rows(&format!("{path}.<name>"), entity, rows);
            }
        }
    }

    /// Returns the table that an option is or may be.
    fn inner_table<'o>(&'o self, option: &'o Value) -> Option<&'o Value> {
        let schema = self.resolved(option);
        if schema["properties"].is_object() {
            return Some(schema);
        }
        let forms = schema["anyOf"].as_array()?;
        forms.iter().find(|form| form["properties"].is_object())
    }

    fn resolved<'o>(&'o self, schema: &'o Value) -> &'o Value {
        match referred(schema) {
            Some(name) => &self.facts.config["$defs"][name],
            None => schema,
        }
    }

    /// Returns the type in plain words.
    fn kind(&self, schema: &Value) -> String {
        if let Some(known) = referred(schema).and_then(explained) {
            return known;
        }
        let schema = self.resolved(schema);
        if schema["x-nevr-secret"] == true {
            return "secret".to_owned();
        }
        if let Some(forms) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
            let mut kinds: Vec<String> = forms
                .iter()
                .filter(|form| form["type"] != "null" && !is_reference(form))
                .map(|form| self.kind(form))
                .collect();
            kinds.dedup();
            return if kinds.len() > 2 { kinds.join(", ") } else { kinds.join(" or ") };
        }
        if let Some(fixed) = schema.get("const") {
            return code(&fixed.to_string());
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => &kinds[0],
            kind => kind,
        };
        match kind.as_str() {
            Some("integer") => "whole number".to_owned(),
            Some("array") => format!("list of {}s", self.kind(&schema["items"])),
            Some("object") if schema["additionalProperties"].is_object() => {
                let inner = &schema["additionalProperties"];
                let what = referred(inner).and_then(explained);
                format!("a {} for each name", what.as_deref().unwrap_or("table"))
            }
            Some("object") => "table".to_owned(),
            Some(kind) => kind.to_owned(),
            None => "any value".to_owned(),
        }
    }

    /// Returns the description, and the meaning of each fixed value.
    fn about(&self, option: &Value) -> String {
        let meaning = |value: &Value| {
            format!(" {}: {}", code(&value["const"].to_string()), description(value))
        };
        let values = self.fixed_values(option).into_iter().flatten();
        let values = values.filter(|value| !is_reference(value));
        std::iter::once(description(option)).chain(values.map(meaning)).collect()
    }

    fn fixed_values<'o>(&'o self, option: &'o Value) -> Option<&'o Vec<Value>> {
        let own = self.resolved(option)["oneOf"].as_array();
        let mut forms = option["anyOf"].as_array().into_iter().flatten();
        own.or_else(|| forms.find_map(|form| self.resolved(form)["oneOf"].as_array()))
    }
}

fn explained(name: &str) -> Option<String> {
    let (_, word, place) = EXPLAINED.iter().find(|(known, ..)| *known == name)?;
    Some(format!("[{word}](config-file.md#{place})"))
}

fn description(schema: &Value) -> String {
    schema["description"].as_str().unwrap_or_default().to_owned()
}

/// Returns the default as it is written in TOML. For a table whose options have rows, it is in those.
fn default(option: &Value, has_rows: bool) -> String {
    match option.get("default") {
        Some(Value::Object(_)) if has_rows => "below".to_owned(),
        Some(value) => code(&toml(value)),
        None => "—".to_owned(),
    }
}

fn toml(value: &Value) -> String {
    match value {
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let pairs: Vec<String> =
                members.iter().map(|(name, value)| format!("{name} = {}", toml(value))).collect();
            format!("{{ {} }}", pairs.join(", "))
        }
        other => other.to_string(),
    }
}

/// Returns whether the schema is of a reference to a variable, which every such option may be.
fn is_reference(schema: &Value) -> bool {
    schema["pattern"].as_str().is_some_and(|pattern| pattern.starts_with(r"^\$\{"))
}
