//! The JSON Schema that editors use.

use schemars::generate::SchemaSettings;

use crate::guests::Guests;

#[test]
fn secrets_and_urls_are_marked_as_deferred() {
    let settings = SchemaSettings::draft2020_12().with(|s| s.inline_subschemas = true);
    let schema = settings.into_generator().into_root_schema_for::<Guests>().to_value();
    let text = schema["properties"]["secret"].to_string();
    assert!(text.contains("\"x-nevr-deferred\":true"), "{text}");
    let text = schema["properties"]["url"].to_string();
    assert!(text.contains("\"x-nevr-deferred\":true"), "{text}");
}
