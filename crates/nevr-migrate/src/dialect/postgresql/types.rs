//! The types of columns.

use nevr_schema::FieldType;

/// Returns the type of a field's column, as `format_type` spells it, with the collation.
///
/// Texts are in the order of their bytes, as on other databases, whatever language the server was
/// set up with; and their indexes stay valid when the system's collations are upgraded.
pub(super) fn name(ty: FieldType) -> &'static str {
    match ty {
        FieldType::String => "character varying(255) COLLATE \"C\"",
        FieldType::Text => "text COLLATE \"C\"",
        FieldType::Int => "bigint",
        FieldType::Boolean => "boolean",
        FieldType::DateTime => "timestamp with time zone",
        // Not `jsonb`, which forgets the order of members and how a number was written.
        FieldType::Json => "json",
    }
}

/// Returns one spelling of a type that has several
/// (<https://www.postgresql.org/docs/current/datatype.html>).
pub(super) fn canonical(ty: &str) -> String {
    let ty = ty.trim().to_ascii_lowercase();
    match ty.as_str() {
        "int8" => "bigint".to_owned(),
        "bool" => "boolean".to_owned(),
        "timestamptz" => "timestamp with time zone".to_owned(),
        _ => match ty.strip_prefix("varchar") {
            Some(length) => format!("character varying{length}"),
            None => ty,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_has_one_name() {
        for (one, other) in [
            ("varchar(255)", "character varying(255)"),
            ("VARCHAR", "character varying"),
            ("int8", "bigint"),
            ("bool", "boolean"),
            ("timestamptz", "timestamp with time zone"),
            ("varchar(255) COLLATE \"C\"", name(FieldType::String)),
        ] {
            assert_eq!(canonical(one), canonical(other));
        }
        assert_ne!(canonical("varchar(254)"), canonical("varchar(255)"));
        assert_ne!(canonical("text"), canonical(name(FieldType::Text)));
        assert_ne!(canonical("json"), canonical("jsonb"));
    }
}
