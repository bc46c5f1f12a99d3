//! A table of the config file with its path and its places.

use std::{fmt, sync::Arc};

use crate::{
    option_schema::known_options::{KnownOptions, join},
    report::{
        problem::{Problem, Span},
        report::Report,
    },
    source::variables::Variables,
    tree::{
        node::{Node, Table, Value},
        option_path::find,
        template::Template,
    },
};

/// A table of the config file, such as `[plugins.auth]`, with the place of every key and value.
///
/// [`read`](Self::read) turns it into a type. Its tables can be taken out beforehand, to be read
/// separately. The `locate` methods find the place of an option, so that a problem that is only
/// found later can still point at it: a section owns everything it needs and can be kept.
///
/// ```
/// use std::sync::Arc;
///
/// use nevr_config::{Document, Problem, Report, Source, Variables};
///
/// let source = Arc::new(Source::new("app.toml", "[mail]\nfrom = \"shop\"\n"));
/// let mut report = Report::new(Arc::clone(&source));
/// let mut root = Document::parse(&source, &Variables::default(), &mut report).into_root();
///
/// let mail = root.take_table("mail", &mut report, "write `[mail]`").expect("it is a table");
/// assert_eq!(mail.path(), "mail");
/// if let Some(span) = mail.locate("from") {
///     report.push(Problem::error("`from` is not an address").at(span, "there is no `@`"));
/// }
/// assert!(report.render(false).contains("2 | from = \"shop\""));
/// ```
#[derive(Clone)]
pub struct Section {
    pub(crate) path: String,
    pub(crate) header: Span,
    pub(crate) table: Table,
    pub(crate) variables: Variables,
    pub(crate) extra_keys: Vec<&'static str>,
    pub(crate) known_options: Arc<KnownOptions>,
}

/// A table that was taken out of a section, with its key.
#[derive(Clone, Debug)]
pub struct ChildSection {
    /// The table's key in the section.
    pub key: String,
    /// The place of the key.
    pub key_span: Span,
    /// The table.
    pub section: Section,
}

impl Section {
    /// Creates the section of the whole file.
    pub(crate) fn root(table: Table, variables: Variables) -> Self {
        Self {
            path: String::new(),
            header: 0..0,
            table,
            variables,
            extra_keys: Vec::new(),
            known_options: Arc::default(),
        }
    }

    /// Sets the options that the whole file may hold, so that a misplaced option is reported with
    /// the table it belongs in. Sections that are taken out afterwards inherit them.
    pub fn set_known_options(&mut self, options: KnownOptions) {
        self.known_options = Arc::new(options);
    }

    /// Returns the keys that lead here, for example `plugins.auth`; empty for the whole file.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns where the section begins: its `[header]`, or the value if it is written inline, or
    /// the key if only tables below it have a header.
    pub fn header_span(&self) -> Span {
        self.header.clone()
    }

    /// Returns the keys and their places, in the order of the file.
    pub fn keys(&self) -> impl Iterator<Item = (&str, Span)> {
        self.table.entries.iter().map(|entry| (entry.key.as_str(), entry.key_span.clone()))
    }

    /// Returns the keys whose values are tables, in the order of the file.
    pub fn table_keys(&self) -> impl Iterator<Item = (&str, Span)> {
        let tables =
            self.table.entries.iter().filter(|entry| matches!(entry.node.value, Value::Table(_)));
        tables.map(|entry| (entry.key.as_str(), entry.key_span.clone()))
    }

    /// Returns the variables that `${NAME}` in this file refers to.
    pub fn variables(&self) -> &Variables {
        &self.variables
    }

    /// Makes suggestions for unknown options mention `key` too.
    ///
    /// Call it for a table that was taken out of the section before it is [read](Self::read), such
    /// as `plugins`: the type that the section is read into does not know that key.
    pub fn suggest_key(&mut self, key: &'static str) {
        self.extra_keys.push(key);
    }

    /// Removes the table `key` from the section and returns it, so that it is not read as an
    /// option. If the value is not a table, reports that with `help` as the remedy.
    pub fn take_table(&mut self, key: &str, report: &mut Report, help: &str) -> Option<Self> {
        let entry = self.table.remove(key)?;
        match entry.node.value {
            Value::Table(table) => Some(self.child(&entry.key, entry.node.span, table)),
            other => {
                let title = format!("`{}` is not a table", self.path_of(key));
                let label = format!("expected a table, found {}", other.kind());
                report.push(Problem::error(title).at(entry.node.span, label).help(help));
                // What seems to be missing may have been meant to be in it.
                report.note_unread_tables();
                None
            }
        }
    }

    /// Returns the tables in this section, in the order of the file, and reports every entry that
    /// is not a table, with `help` of its key as the remedy.
    pub fn into_tables(
        mut self,
        report: &mut Report,
        help: impl Fn(&str) -> String,
    ) -> Vec<ChildSection> {
        let keys: Vec<(String, Span)> =
            self.keys().map(|(key, span)| (key.to_owned(), span)).collect();
        keys.into_iter()
            .filter_map(|(key, key_span)| {
                let section = self.take_table(&key, report, &help(&key))?;
                Some(ChildSection { key, key_span, section })
            })
            .collect()
    }

    /// Returns the place of the option at a path such as `session.expiresIn` or
    /// `trustedOrigins[1]`.
    ///
    /// That is its value or, if the option is not written, the nearest table around it. Returns
    /// `None` if there is nothing to point at: the option would be at the top of the file.
    pub fn locate(&self, option_path: &str) -> Option<Span> {
        let header = Some(self.header_span()).filter(|span| !span.is_empty());
        find(&self.table, option_path).node.map(|node| node.span.clone()).or(header)
    }

    /// Returns the place of the option's value, if the option is written.
    pub fn locate_written(&self, option_path: &str) -> Option<Span> {
        let found = find(&self.table, option_path);
        found.node.filter(|_| found.is_whole).map(|node| node.span.clone())
    }

    /// Returns the place of the option's key, if the option is written.
    pub fn locate_key(&self, option_path: &str) -> Option<Span> {
        let found = find(&self.table, option_path);
        found.key.filter(|_| found.is_whole).cloned()
    }

    /// Removes what [`locate`](Self::locate) points at, so that it has its default when the section
    /// is read again. Returns `false`, and removes nothing, if that is the section itself.
    pub fn remove_option(&mut self, option_path: &str) -> bool {
        let steps = find(&self.table, option_path).steps;
        self.table.remove_at(&steps)
    }

    /// Removes every option. Returns `false` if there was none.
    pub fn clear(&mut self) -> bool {
        !std::mem::take(&mut self.table).entries.is_empty()
    }

    /// Returns the strings of the list at an option path with their places, `${NAME}` replaced by
    /// its value. Strings whose variables are not set are left out.
    pub fn strings_at(&self, option_path: &str) -> Vec<(String, Span)> {
        let found = find(&self.table, option_path);
        let node = found.node.filter(|_| found.is_whole);
        let Some(Node { value: Value::List(items), .. }) = node else { return Vec::new() };
        items
            .iter()
            .filter_map(|item| match &item.node.value {
                Value::Text(text) => {
                    let text = Template::parse(text).ok()?.expand(&self.variables).ok()?;
                    Some((text, item.node.span.clone()))
                }
                _ => None,
            })
            .collect()
    }

    /// Returns the references that are the whole value of an option, each with the value of its
    /// variable. A document that shows what follows from an option shows the reference in place of
    /// that value.
    pub fn references(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut visitor = |node: &Node| {
            let Value::Text(text) = &node.value else { return };
            let template = Template::parse(text).ok().filter(Template::is_one_reference);
            if let Some(Ok(value)) = template.map(|template| template.expand(&self.variables)) {
                found.push((text.clone(), value));
            }
        };
        self.table.entries.iter().for_each(|entry| entry.node.visit(&mut visitor));
        found
    }

    fn child(&self, key: &str, header: Span, table: Table) -> Self {
        Self {
            path: self.path_of(key),
            header,
            table,
            variables: self.variables.clone(),
            extra_keys: Vec::new(),
            known_options: Arc::clone(&self.known_options),
        }
    }

    fn path_of(&self, key: &str) -> String {
        join(&self.path, key)
    }
}

impl fmt::Debug for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The values may be secrets.
        f.debug_struct("Section").field("path", &self.path).finish_non_exhaustive()
    }
}
