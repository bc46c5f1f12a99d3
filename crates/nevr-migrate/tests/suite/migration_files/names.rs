//! The names of migrations.

use nevr_migrate::files::{FileName, Label, NameError};
use nevr_schema::env::Timestamp;
use proptest::prelude::*;

const NOON: Timestamp = Timestamp::from_millis(1_769_860_800_123);

fn label(text: &str) -> Label {
    text.parse().unwrap()
}

#[test]
fn a_name_begins_with_its_time_in_utc() {
    let name = FileName::new(NOON, None, &label("add_carts"));
    assert_eq!(name.as_str(), "20260131120000_add_carts");
    assert_eq!(name.as_str().parse(), Ok(name));
}

#[test]
fn a_name_stands_behind_the_last_one_whatever_the_clock_says() {
    for last in ["20260131120000_a", "20260131120000_zz", "20991231235959_a", "20270101000000_x"] {
        let last: FileName = last.parse().unwrap();
        let next = FileName::new(NOON, Some(&last), &label("a"));
        assert!(next > last, "{next} after {last}");
    }
    let early: FileName = "20200101000000_a".parse().unwrap();
    let next = FileName::new(NOON, Some(&early), &label("a"));
    assert_eq!(next.as_str(), "20260131120000_a");
}

#[test]
fn hostile_labels_are_refused() {
    for text in [
        "",
        "A",
        "a b",
        "a/b",
        "..",
        "../x",
        "a;rm",
        "$(x)",
        "a\n",
        "a\0",
        "ä",
        "a.b",
        "`x`",
        "a\\b",
        &"a".repeat(81),
    ] {
        assert_eq!(text.parse::<Label>(), Err(NameError::Label), "{text:?}");
    }
    for text in ["a", "0", "-", "_", "--help", "add-carts_2", &"a".repeat(80)] {
        assert!(text.parse::<Label>().is_ok(), "{text:?}");
    }
}

#[test]
fn folders_that_are_not_called_like_migrations_are_refused() {
    for text in [
        "",
        "carts",
        "2026_carts",
        "20260131120000",
        "20260131120000_",
        "20260131120000-carts",
        "20261331120000_month",
        "20260230120000_day",
        "20260131250000_hour",
        "2026013112000x_digit",
        "٢٠260131120000_x",
        "20260131120000_Carts",
        "020260131120000_carts",
    ] {
        assert_eq!(text.parse::<FileName>(), Err(NameError::Folder), "{text:?}");
    }
}

#[test]
fn words_become_labels() {
    let of = |words: &str| Label::from_words(words).to_string();
    assert_eq!(of("create table pointEntry"), "create_table_point_entry");
    assert_eq!(
        of("add column user.isAnonymous (auth.anonymous)"),
        "add_column_user_is_anonymous_auth_anonymous"
    );
    assert_eq!(of("'; -- ?"), "changes");
}

proptest! {
    #[test]
    fn any_words_make_a_label(words in ".{0,200}") {
        let label = Label::from_words(&words).to_string();
        prop_assert!(label.parse::<Label>().is_ok(), "{label:?}");
    }
}
