//! The keys of path segments in the TypeScript client.

/// Names that mean something else at every level of the client.
const RESERVED: [&str; 12] = [
    "get",
    "post",
    "put",
    "patch",
    "delete",
    "head",
    "then",
    "toJSON",
    "toString",
    "valueOf",
    "constructor",
    "prototype",
];
/// Names that mean something else at its first level.
const RESERVED_AT_THE_TOP: [&str; 2] = ["session", "useSession"];

/// Returns the key of a path segment in the client. `top` means that it is the first segment below
/// the base path. The client turns a key back into its segment without knowing the paths:
///
/// - `{id}` is `$id`, a function that takes the value of the segment
/// - `sign-in` is `signIn`
/// - a segment with other characters than letters and digits is written as it is: `openapi.json`
/// - every other segment has a `/` before it: `/getThing`, `/post`
pub fn segment_key(segment: &str, top: bool) -> String {
    if let Some(parameter) = parameter(segment) {
        return format!("${parameter}");
    }
    if segment.contains('{') {
        return format!("${segment}");
    }
    let name = camel_case(segment);
    let reserved =
        RESERVED.contains(&name.as_str()) || top && RESERVED_AT_THE_TOP.contains(&name.as_str());
    let begins = name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    if begins && is_alphanumeric(&name) && !reserved && kebab_case(&name) == segment {
        name
    } else if is_alphanumeric(segment) || segment.starts_with('$') {
        format!("/{segment}")
    } else {
        segment.to_owned()
    }
}

/// Returns the name of a parameter, if the whole segment is one: `{id}`, `{path:.*}`.
fn parameter(segment: &str) -> Option<&str> {
    let inner = segment.strip_prefix('{')?.strip_suffix('}')?;
    let name = inner.split_once(':').map_or(inner, |(name, _)| name);
    name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_').then_some(name)
}

fn is_alphanumeric(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric())
}

fn camel_case(segment: &str) -> String {
    let mut name = String::new();
    for (at, word) in segment.split('-').enumerate() {
        let mut letters = word.chars();
        if at > 0 {
            name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        }
        name.push_str(letters.as_str());
    }
    name
}

/// Returns the segment that the client makes of a key.
fn kebab_case(name: &str) -> String {
    let mut segment = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            segment.push('-');
        }
        segment.push(c.to_ascii_lowercase());
    }
    segment
}

#[cfg(test)]
mod tests {
    use super::segment_key;

    #[test]
    fn a_key_turns_back_into_its_segment_and_into_nothing_else() {
        for (segment, key) in [
            ("auth", "auth"),
            ("sign-in", "signIn"),
            ("v1", "v1"),
            ("2fa", "2fa"),
            ("{id}", "$id"),
            ("{path:.*}", "$path"),
            ("file-{id}.json", "$file-{id}.json"),
            ("openapi.json", "openapi.json"),
            ("sign-2fa", "sign-2fa"),
            ("a--b", "a--b"),
            ("-a", "-a"),
            ("a-", "a-"),
            ("getThing", "/getThing"),
            ("Auth", "/Auth"),
            ("get", "/get"),
            ("then", "/then"),
            ("toJSON", "/toJSON"),
            ("to-string", "to-string"),
            ("value-of", "value-of"),
            ("to-json", "toJson"),
            ("$id", "/$id"),
            ("café", "café"),
            ("session", "session"),
            ("use-session", "useSession"),
        ] {
            assert_eq!(segment_key(segment, false), key, "{segment}");
        }
    }

    #[test]
    fn at_the_top_the_session_of_the_client_keeps_its_names() {
        assert_eq!(segment_key("session", true), "/session");
        assert_eq!(segment_key("use-session", true), "use-session");
        assert_eq!(segment_key("useSession", true), "/useSession");
    }
}
