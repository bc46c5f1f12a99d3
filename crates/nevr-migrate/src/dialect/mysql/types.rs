//! The types of columns.

use nevr_schema::FieldType;

/// Texts are compared by their characters, case and trailing spaces included, as on other
/// databases. Each server reads its own version comment and skips the other's: MySQL since 8.0.17,
/// MariaDB since 10.2.2.
pub(super) const COLLATE: &str =
    "COLLATE /*!80017 utf8mb4_0900_bin */ /*M!100202 utf8mb4_nopad_bin */";

/// The names of these collations in the catalogue.
const COLLATIONS: [&str; 2] = ["utf8mb4_0900_bin", "utf8mb4_nopad_bin"];

/// Returns the type of a field's column.
pub(super) fn name(ty: FieldType) -> &'static str {
    match ty {
        FieldType::String => "varchar(255)",
        // Not `json`: MySQL's forgets the order of members, and MariaDB's is this one.
        FieldType::Text | FieldType::Json => "longtext",
        FieldType::Int => "bigint",
        FieldType::Boolean => "tinyint(1)",
        // Not `timestamp`, which ends in 2038.
        FieldType::DateTime => "datetime(6)",
    }
}

/// Returns the type of a column with its character set, for a table that is created without one.
pub(crate) fn definition_of_type(ty: FieldType) -> String {
    format!("{}{}", name(ty), characters(name(ty)))
}

/// Returns what follows a type of text: its character set and collation.
pub(super) fn characters(ty: &str) -> String {
    if is_text(ty) { format!(" CHARACTER SET utf8mb4 {COLLATE}") } else { String::new() }
}

/// Whether this is a type of text without a collation.
fn is_text(ty: &str) -> bool {
    ty.starts_with("varchar") && ty.ends_with(')') || ty == "longtext"
}

/// Returns the type of a live column. Any other collation than ours is a part of it, because other
/// texts are equal in it.
pub(super) fn live(ty: &str, collation: Option<&str>) -> String {
    match collation {
        Some(collation) if !COLLATIONS.contains(&collation) => format!("{ty} COLLATE {collation}"),
        _ => ty.to_owned(),
    }
}

/// Returns one spelling of a type that has several. MariaDB, and MySQL before 8.0.19, show the
/// display width of numbers, which changes nothing.
pub(super) fn canonical(ty: &str) -> String {
    let ty = ty.trim().to_ascii_lowercase();
    match ty.as_str() {
        "bool" | "boolean" => "tinyint(1)".to_owned(),
        _ if ty.starts_with("bigint(") => match ty.split_once(')') {
            Some((_, rest)) => format!("bigint{rest}"),
            None => ty,
        },
        _ => ty,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_has_one_name() {
        assert_eq!(canonical("bigint(20)"), canonical("bigint"));
        assert_eq!(canonical("BOOLEAN"), canonical("tinyint(1)"));
        assert_ne!(canonical("bigint(20) unsigned"), canonical("bigint"));
        assert_ne!(canonical("datetime"), canonical("datetime(6)"));
        assert_ne!(canonical("tinyint"), canonical("tinyint(1)"));
    }

    #[test]
    fn a_collation_of_either_server_is_ours_and_others_are_not() {
        assert_eq!(live("varchar(255)", Some("utf8mb4_0900_bin")), "varchar(255)");
        assert_eq!(live("longtext", Some("utf8mb4_nopad_bin")), "longtext");
        assert_eq!(live("bigint(20)", None), "bigint(20)");
        let other = live("varchar(255)", Some("utf8mb4_bin"));
        assert_ne!(canonical(&other), canonical("varchar(255)"));
    }
}
