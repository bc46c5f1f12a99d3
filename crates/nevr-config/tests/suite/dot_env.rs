//! `.env`: values are taken as they are written, and what can't be read is an error with its line.

use nevr_config::{Variables, VariablesError};

fn read(text: impl AsRef<[u8]>) -> Result<Variables, VariablesError> {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join(".env"), text).unwrap();
    Variables::from_process(dir.path())
}

#[test]
fn a_value_is_taken_as_it_is_written() {
    for (written, value) in [
        ("pa$$word", "pa$$word"),
        ("$HOME", "$HOME"),
        ("${HOME}", "${HOME}"),
        ("a$1b$", "a$1b$"),
        ("\"a$HOME\"", "a$HOME"),
        ("\"a\\$HOME\"", "a$HOME"),
        ("'a$HOME\\n\"#'", "a$HOME\\n\"#"),
        ("a#b", "a#b"),
        ("a=b&c%20", "a=b&c%20"),
        ("  spaced \t# comment", "spaced"),
        ("'single' # comment", "single"),
        ("\"two\\nlines \\\\ \\\"q\\\" \\'s\\' \\t.\"", "two\nlines \\ \"q\" 's' \t."),
        ("'two\nlines'", "two\nlines"),
        ("'two\r\nlines'\r", "two\nlines"),
        ("postgres://u:p$5@host/db?x=$y", "postgres://u:p$5@host/db?x=$y"),
        ("grüße", "grüße"),
    ] {
        for before in ["NEVR_V=", "export NEVR_V =", "\u{feff}# first\n\n NEVR_V="] {
            let variables = read(format!("{before}{written}\nNEVR_LAST=1"));
            let variables = variables.unwrap_or_else(|error| panic!("{written}: {error}"));
            assert_eq!(variables.get("NEVR_V"), Some(value), "{before}{written}");
            assert_eq!(variables.get("NEVR_LAST"), Some("1"), "{before}{written}");
        }
    }
    for empty in ["", " ", "''", "\"\"", " # comment"] {
        assert_eq!(read(format!("NEVR_V={empty}\n")).unwrap().get("NEVR_V"), None, "{empty}");
    }
}

#[test]
fn what_readers_of_such_files_disagree_about_must_be_quoted() {
    for line in [
        "hunter2",
        "=hunter2",
        "hunter 2=x",
        "A=hunter2 hunter3",
        "A=hunter2\\$x",
        "A=hunter2\\",
        "A=it's-hunter2",
        "A=hunter\"2\"",
        "A=`hunter2`",
        "A=#hunter2",
        "A=\"hunter2\"hunter3",
        "A='hunter2'hunter3",
        "A=\"hunter\\2\"",
        "A=\"hunter2",
        "A='hunter2\nB=1\n",
        "A=hunter\u{0}2",
        "A=hunter\r2",
        "A='hunter\u{1b}2'",
    ] {
        let error = read(format!("# one\nNEVR_TWO='a'\n{line}\n")).unwrap_err();
        assert!(matches!(error, VariablesError::Malformed { line: 3, .. }), "{line}: {error}");
        assert!(!format!("{error} {error:?}").contains("hunter"), "{error:?}");
    }
    let error = read(b"A=1\nB=\xff\n").unwrap_err();
    assert!(matches!(error, VariablesError::NotText { line: 2, .. }), "{error}");
}

#[test]
fn a_message_names_the_file_the_line_and_what_to_do() {
    let error = read("A=1\nB=two words\n").unwrap_err().to_string();
    let (_, from_name) = error.split_once("/.env ").unwrap();
    assert_eq!(
        from_name,
        "line 2 has a value with spaces, quotes or `\\` in it, or with `#` at its beginning: put it \
         into single quotes, as in NAME='value'"
    );
}
