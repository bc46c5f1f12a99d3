//! "Did you mean …?"

/// The name among `known` that `word` was most likely meant to be.
///
/// Another spelling of the same words (`expires_in` for `expiresIn`) always counts; otherwise a
/// third of the letters may be wrong.
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

/// Whether two words are spellings of the same: `expires_in` and `expiresIn`.
pub(crate) fn same_words(one: &str, other: &str) -> bool {
    fold(one) == fold(other)
}

/// Names as a list for people, each in backticks.
pub fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Letters and digits in lower case; without the cut, a long word would take seconds to compare.
fn fold(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(64).collect()
}
