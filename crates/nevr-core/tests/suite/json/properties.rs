//! For any input.

use nevr_core::http::json::{ContentType, parse_object, read};
use proptest::prelude::*;
use serde_json::{Map, Value};

use crate::json::fixture::{SignUp, parse};

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    let name = prop_oneof![
        "(email|password|address|street|lines|text|at|kind|tags|extra|other|note|pair)",
        "[a-z]{0,3}",
    ];
    leaf.prop_recursive(4, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(name.clone(), inner, 0..8)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_the_reader_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
        parse_object(ContentType::Json, &body).ok();
    }

    #[test]
    fn no_text_makes_the_reader_panic(body in "[\\[\\]{}:,\"\\\\u0d8a1e. -]{0,80}") {
        parse_object(ContentType::Json, body.as_bytes()).ok();
    }

    #[test]
    fn what_is_written_is_read_back(value in any_json()) {
        if let Value::Object(object) = value {
            let text = serde_json::to_vec(&object).unwrap();
            let plain: Map<String, Value> = serde_json::from_slice(&text).unwrap();
            let nul = text.windows(6).any(|six| six == b"\\u0000");
            prop_assert!(nul || parse(&text) == Ok(plain));
        }
    }

    /// The same inputs are good as for serde_json (with `deny_unknown_fields` in mind), and a bad
    /// one always comes with a reason.
    #[test]
    fn inputs_are_accepted_as_serde_json_accepts_them(value in any_json()) {
        if let Value::Object(object) = value {
            match read::<SignUp>(&object) {
                Ok(read) => {
                    prop_assert_eq!(read, serde_json::from_value::<SignUp>(object.into()).unwrap());
                }
                Err(details) => prop_assert!(!details.is_empty()),
            }
        }
    }
}
