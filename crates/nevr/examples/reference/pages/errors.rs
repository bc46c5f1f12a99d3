//! Every code of every error.

use nevr::wire::Code;

use super::{
    facts::{Facts, Scope},
    head,
    table::{code, table},
};

const INTRODUCTION: &str = "\
Every error has the same form:

```json
{ \"error\": { \"code\": \"RATE_LIMITED\", \"message\": \"Too many requests, try again later\" } }
```

`code` is stable and for programs. `message` is for people and may change.
`VALIDATION_ERROR` has `details` too, one for each problem of the input; their codes are in [The
wire](wire.md#what-is-wrong-with-an-input). 429 and 503 carry `Retry-After` in whole seconds.
";

pub(super) fn page(facts: &Facts) -> String {
    let mut codes = facts.codes();
    let all = codes.clone();
    codes.dedup_by_key(|code| code.code);
    let rows: Vec<Vec<String>> = codes.iter().map(|code| row(facts, &all, code)).collect();
    let heads = ["code", "status", "message", "answered by"];
    format!("{}{INTRODUCTION}\n{}", head("Error codes"), table(&heads, &rows))
}

fn row(facts: &Facts, all: &[Code], known: &Code) -> Vec<String> {
    let messages: Vec<&str> =
        all.iter().filter(|code| code.code == known.code).map(|code| code.message).collect();
    vec![
        code(known.code),
        known.status.to_string(),
        messages.join("<br>"),
        answered_by(facts, known),
    ]
}

fn answered_by(facts: &Facts, known: &Code) -> String {
    match facts.scope(known) {
        Scope::All => return "every endpoint".to_owned(),
        Scope::Changing => return "every endpoint except those with GET".to_owned(),
        Scope::Some => {}
    }
    let has = |errors: &[Code]| errors.iter().any(|code| code.code == known.code);
    let paths: Vec<String> = facts
        .endpoints()
        .filter(|endpoint| has(&endpoint.operation.errors))
        .map(|endpoint| code(&endpoint.path))
        .collect();
    match (paths.is_empty(), known.code) {
        (false, _) => paths.join("<br>"),
        (true, "NOT_FOUND") => "a path without an endpoint".to_owned(),
        (true, "METHOD_NOT_ALLOWED") => {
            "a path that has endpoints of other methods; `Allow` lists them".to_owned()
        }
        (true, _) => "endpoints of plugins, if a write violates a unique field".to_owned(),
    }
}
