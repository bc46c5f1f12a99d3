//! A line of the log as a JSON object.
//!
//! A request logs one line at the least, so a line must cost little. The formatter of
//! `tracing-subscriber` collects the fields of a span in a map, writes them as text, and parses that
//! text again for each line within the span: as much work as all the rest of a small request.

use std::fmt;

use nevr_schema::env::Env;
use serde::Serialize;
use serde_json::{Map, Value};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
    span::Record,
};
use tracing_log::NormalizeEvent;
use tracing_subscriber::{
    field::RecordFields,
    fmt::{FmtContext, FormatEvent, FormatFields, FormattedFields, format::Writer},
    registry::LookupSpan,
};

/// The room that most lines need, in bytes.
const USUAL_LENGTH: usize = 512;

/// Writes an event as a JSON object in a line of its own, with the fields of the innermost span.
pub(super) struct JsonLine(pub(super) Env);

impl<S: Subscriber + for<'s> LookupSpan<'s>> FormatEvent<S, JsonMembers> for JsonLine {
    fn format_event(
        &self,
        ctx: &FmtContext<'_, S, JsonMembers>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        // An event of the crate `log` has its level and target in fields.
        let of_log = event.normalized_metadata();
        let metadata = of_log.as_ref().unwrap_or_else(|| event.metadata());
        let mut line = Vec::with_capacity(USUAL_LENGTH);
        let mut object = JsonObject::begin(&mut line);
        object.member("timestamp", &self.0.now());
        object.member("level", metadata.level().as_str());
        object.object("fields", |fields| event.record(fields));
        object.member("target", metadata.target());
        if let Some(span) =
            event.parent().and_then(|id| ctx.span(id)).or_else(|| ctx.lookup_current())
        {
            let extensions = span.extensions();
            let members = extensions.get::<FormattedFields<JsonMembers>>();
            object.object("span", |fields| {
                fields.members(members.map_or("", |members| members.as_str()));
                fields.member("name", span.name());
            });
        }
        object.end();
        line.push(b'\n');
        write(&mut writer, &line)
    }
}

/// Writes the fields of a span as the members of a JSON object, without its braces.
pub(super) struct JsonMembers;

impl<'w> FormatFields<'w> for JsonMembers {
    fn format_fields<R: RecordFields>(&self, mut writer: Writer<'w>, fields: R) -> fmt::Result {
        let mut members = Vec::with_capacity(USUAL_LENGTH / 2);
        fields.record(&mut JsonObject { text: &mut members, is_empty: true });
        write(&mut writer, &members)
    }

    /// A field that had a value already gets the new one: an object has no two members of one name.
    fn add_fields(
        &self,
        current: &'w mut FormattedFields<Self>,
        fields: &Record<'_>,
    ) -> fmt::Result {
        let mut added = FormattedFields::<Self>::new(String::new());
        self.format_fields(added.as_writer(), fields)?;
        let mut all = parse(current)?;
        all.extend(parse(&added)?);
        let mut members = Vec::new();
        let mut object = JsonObject { text: &mut members, is_empty: true };
        for (name, value) in &all {
            object.member(name, value);
        }
        current.fields.clear();
        write(&mut current.as_writer(), &members)
    }
}

fn parse(members: &str) -> Result<Map<String, Value>, fmt::Error> {
    serde_json::from_str(&format!("{{{members}}}")).map_err(|_| fmt::Error)
}

fn write(writer: &mut Writer<'_>, json: &[u8]) -> fmt::Result {
    fmt::Write::write_str(writer, std::str::from_utf8(json).map_err(|_| fmt::Error)?)
}

/// A JSON object that is being written.
struct JsonObject<'t> {
    text: &'t mut Vec<u8>,
    is_empty: bool,
}

impl<'t> JsonObject<'t> {
    fn begin(text: &'t mut Vec<u8>) -> Self {
        text.push(b'{');
        Self { text, is_empty: true }
    }

    fn end(self) {
        self.text.push(b'}');
    }

    fn separate(&mut self) {
        if !std::mem::take(&mut self.is_empty) {
            self.text.push(b',');
        }
    }

    /// Writes the name of a member, which is written next.
    fn name(&mut self, name: &str) {
        self.separate();
        self.value(name);
        self.text.push(b':');
    }

    /// Writes a value. One that can't be written leaves `null`, so that the line stays JSON.
    fn value(&mut self, value: &(impl Serialize + ?Sized)) {
        let start = self.text.len();
        if serde_json::to_writer(&mut *self.text, value).is_err() {
            self.text.truncate(start);
            self.text.extend_from_slice(b"null");
        }
    }

    fn member(&mut self, name: &str, value: &(impl Serialize + ?Sized)) {
        self.name(name);
        self.value(value);
    }

    fn object(&mut self, name: &str, write: impl FnOnce(&mut JsonObject<'_>)) {
        self.name(name);
        let mut inner = JsonObject::begin(self.text);
        write(&mut inner);
        inner.end();
    }

    /// Adds members that are written already.
    fn members(&mut self, members: &str) {
        if !members.is_empty() {
            self.separate();
            self.text.extend_from_slice(members.as_bytes());
        }
    }

    fn field(&mut self, field: &Field, value: &(impl Serialize + ?Sized)) {
        let name = field.name();
        // What the crate `log` has told about an event is in its metadata.
        if !name.starts_with("log.") {
            self.member(name.strip_prefix("r#").unwrap_or(name), value);
        }
    }
}

impl Visit for JsonObject<'_> {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.field(field, &value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.field(field, &value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.field(field, &value);
    }

    fn record_i128(&mut self, field: &Field, value: i128) {
        self.field(field, &value);
    }

    fn record_u128(&mut self, field: &Field, value: u128) {
        self.field(field, &value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.field(field, &value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.field(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.field(field, &format_args!("{value:?}"));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::{
        io::{self, Write},
        sync::{Arc, Mutex},
    };

    use serde_json::json;
    use tracing::field::Empty;

    use super::*;

    #[derive(Clone, Default)]
    struct Text(Arc<Mutex<Vec<u8>>>);

    impl Write for Text {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Returns the lines that are logged meanwhile, without their time.
    fn lines(log: impl FnOnce()) -> Vec<Value> {
        let text = Text::default();
        let writer = text.clone();
        let subscriber = tracing_subscriber::fmt()
            .fmt_fields(JsonMembers)
            .event_format(JsonLine(Env::default()))
            .with_writer(move || writer.clone());
        tracing::subscriber::with_default(subscriber.finish(), log);
        let text = String::from_utf8(text.0.lock().unwrap().clone()).unwrap();
        let without_time = |line: &str| {
            let mut line: Value = serde_json::from_str(line).unwrap();
            let time = line.as_object_mut().unwrap().shift_remove("timestamp").unwrap();
            assert!(time.as_str().unwrap().ends_with('Z'), "{time}");
            line
        };
        text.lines().map(without_time).collect()
    }

    #[test]
    fn a_line_has_the_fields_of_its_event() {
        let logged = lines(|| {
            let cause = io::Error::other("a \"quote\" and\na line");
            tracing::warn!(
                name = "A\u{1}\\",
                r#type = 3,
                wait = -1.5,
                gone = true,
                cause = &cause as &dyn std::error::Error,
                list = debug([1, 2]),
                "it is {}",
                "gone"
            );
        });
        let fields = json!({
            "message": "it is gone", "name": "A\u{1}\\", "type": 3, "wait": -1.5, "gone": true,
            "cause": "a \"quote\" and\na line", "list": "[1, 2]",
        });
        assert_eq!(
            logged,
            [json!({ "level": "WARN", "fields": fields, "target": module_path!() })]
        );
    }

    #[test]
    fn a_line_has_the_fields_of_the_innermost_span() {
        let logged = lines(|| {
            let _outer = tracing::info_span!("outer", kept = 1).entered();
            tracing::info!("first");
            let inner =
                tracing::info_span!("inner", id = display("a\"b"), status = Empty).entered();
            tracing::info!("second");
            inner.record("status", 200).record("id", "new");
            tracing::info!("third");
        });
        let spans: Vec<&Value> = logged.iter().map(|line| &line["span"]).collect();
        assert_eq!(
            spans,
            [
                &json!({ "kept": 1, "name": "outer" }),
                &json!({ "id": "a\"b", "name": "inner" }),
                &json!({ "id": "new", "status": 200, "name": "inner" }),
            ]
        );
    }

    #[test]
    fn a_span_without_fields_has_its_name() {
        let logged = lines(|| tracing::info_span!("bare").in_scope(|| tracing::error!("here")));
        assert_eq!(logged[0]["span"], json!({ "name": "bare" }));
    }
}
