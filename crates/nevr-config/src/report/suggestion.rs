//! Suggestions for a name that is not known: "did you mean …?"

/// Returns the name among `known` that `word` was most likely meant to be.
///
/// Another spelling of the same words (`expires_in` for `expiresIn`) always counts as near;
/// otherwise up to a third of the letters may be wrong.
///
/// ```
/// use nevr_config::nearest;
///
/// assert_eq!(nearest("anonimous", ["anonymous", "magicLink"]), Some("anonymous"));
/// assert_eq!(nearest("passkey", ["anonymous", "magicLink"]), None);
/// ```
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(word);
    let allowed = (folded.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&folded, &fold(name)), name))
        .filter(|(distance, name)| *distance <= allowed && *distance < name.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Returns whether two names are spellings of the same words: `expires_in` and `expiresIn`.
pub(crate) fn same_words(one: &str, other: &str) -> bool {
    fold(one) == fold(other)
}

/// Returns the names in backticks, separated by commas.
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Returns the letters and digits in lower case, at most 64 of them: comparing a very long word
/// would take seconds.
fn fold(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(64).collect()
}
