//! A config changed to the database of the test.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::testing::engine::Engine;

/// Few connections for each app: a server has a limit, and many tests run at once.
const CONNECTIONS: u32 = 3;
/// Long, because tests that run at once have to wait for each other.
const TIMEOUT: &str = "10s";

/// Returns the config with the options of a database of this engine. A config with a `database.url`
/// stays as it is, and so does one with an unknown provider.
pub(in crate::testing) fn config_for(engine: Engine, config: &str) -> String {
    // Invalid TOML is left to the app, which reports it.
    let Ok(file) = DeTable::parse(config) else { return config.to_owned() };
    let Some((key, database)) = file.get_ref().get_key_value("database") else {
        return match engine {
            Engine::Sqlite => config.to_owned(),
            // At the end, so that no line of the test's own config moves: reports show line numbers.
            _ => format!("{config}\n[database]\n{}\n", options(engine).join("\n")),
        };
    };
    let edits = match database.get_ref() {
        DeValue::String(name) if is_engine(name) => vec![(database.span(), whole(engine))],
        DeValue::Table(table) if !table.contains_key("url") => {
            let (place, before, after) = form(config, key.span(), database.span());
            let mut edits = Vec::new();
            let mut missing = String::new();
            for option in options(engine) {
                let (name, value) = option.split_once(" = ").unwrap_or((&option, ""));
                match table.get(name).map(|set| (set.get_ref(), set.span())) {
                    None => missing.extend([before, &option, after]),
                    Some((DeValue::String(set), span)) if is_engine(set) => {
                        edits.push((span, value.to_owned()));
                    }
                    Some(_) => {}
                }
            }
            edits.push((place, missing));
            edits
        }
        _ => Vec::new(),
    };
    edited(config, edits)
}

/// Returns the value of `database` that replaces the name of a provider.
fn whole(engine: Engine) -> String {
    match engine {
        Engine::Sqlite => format!("\"{engine}\""),
        _ => format!("{{ {} }}", options(engine).join(", ")),
    }
}

fn options(engine: Engine) -> Vec<String> {
    let mut options = vec![format!("provider = \"{engine}\"")];
    if engine != Engine::Sqlite {
        options.push(format!("maxConnections = {CONNECTIONS}"));
        options.push(format!("acquireTimeout = \"{TIMEOUT}\""));
    }
    options
}

/// Returns where to insert further options of the table, and the text before and after each: below a
/// header, in braces, or before the first `database.name`.
fn form(
    config: &str,
    key: Range<usize>,
    table: Range<usize>,
) -> (Range<usize>, &'static str, &'static str) {
    match config[table.clone()].as_bytes().first() {
        Some(b'[') => (table.end..table.end, "\n", ""),
        Some(b'{') => (table.start + 1..table.start + 1, "", ","),
        _ => (key.start..key.start, "database.", "\n"),
    }
}

fn is_engine(name: &str) -> bool {
    Engine::ALL.iter().any(|engine| engine.name() == name)
}

fn edited(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    // From the end of the text, so that the other places stay right.
    edits.sort_by_key(|(place, _)| std::cmp::Reverse(place.start));
    let mut text = text.to_owned();
    for (place, new) in edits {
        text.replace_range(place, &new);
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    /// Returns the options of `database` on PostgreSQL.
    fn database_options(config: &str) -> String {
        let config = config_for(Engine::Postgresql, config);
        let file: toml::Table = toml::from_str(&config).expect(&config);
        let toml::Value::Table(database) = &file["database"] else { return config };
        let options: Vec<String> =
            database.iter().map(|(key, value)| format!("{key}={value}")).collect();
        options.join(" ")
    }

    #[test]
    fn whatever_its_form_the_database_is_that_of_the_engine() {
        let expected = "acquireTimeout=\"10s\" maxConnections=3 provider=\"postgresql\"";
        for config in [
            "",
            "a = 1\n[b]\nc = 1",
            "database = \"sqlite\"\n[b]\n",
            "database = 'mysql' # one\n",
            "[database]\n",
            "[database]",
            "[database]\nprovider = \"sqlite\"\n[b]\n",
            "database = { provider = \"sqlite\" }",
            "database = {provider = \"mysql\"}",
            "database = {}",
            "database.provider = \"sqlite\"\nb = 1\n",
            " [ database ] # one\n  provider = 'postgresql'",
        ] {
            assert_eq!(database_options(config), expected, "{config}");
        }
        assert_eq!(
            database_options("[database]\nacquireTimeout = \"50ms\"\nmaxConnections = 9"),
            "acquireTimeout=\"50ms\" maxConnections=9 provider=\"postgresql\""
        );
        assert_eq!(
            database_options("[database]\n[database.more]\nb = 1"),
            "acquireTimeout=\"10s\" maxConnections=3 more={ b = 1 } provider=\"postgresql\""
        );
    }

    #[test]
    fn what_is_the_configs_own_affair_stays() {
        for engine in Engine::ALL {
            for config in [
                "[database]\nprovider = \"sqlite\"\nurl = \"sqlite://x.db\"\n",
                "database = \"oracle\"",
                "database = 5",
                "database = ",
            ] {
                assert_eq!(config_for(engine, config), config);
            }
        }
    }

    #[test]
    fn on_sqlite_a_config_says_sqlite_and_else_what_it_said() {
        for config in ["", "[b]", "database = \"sqlite\"\n", "[database]\nprovider = \"sqlite\""] {
            assert_eq!(config_for(Engine::Sqlite, config), config);
        }
        let moved = config_for(Engine::Sqlite, "database = \"mysql\"\n[b]");
        assert_eq!(moved, "database = \"sqlite\"\n[b]");
    }
}
