//! Whether the counts have changed.

use std::{collections::BTreeSet, fmt};

use crate::counts::{Counts, ratio};

/// The change of a count, as a share of it, from which on the check fails.
const TENTH: f64 = 0.1;

/// The end of the name of a path that is another one beside more plugins, which have nothing to do in
/// it. It may take this much more, the noise of counting.
const BESIDE: &str = "-20-plugins";
const NOISE: f64 = 0.03;

const GREW: &str = "\
A path takes over a tenth more instructions than the file says. See where they are spent (\
docs/src/how-to/measure.md). If they are worth it, write the file again, and say in the commit what \
they buy:";
const PAYS: &str = "\
A request pays for plugins that have no hook in its way. Have the plugins that matter to it looked up \
when the app starts, not once for each request.";
const CHANGED: &str = "\
Paths take other numbers of instructions than the file says. Write it again, so that nothing grows \
back unseen:";

/// The counts of the file beside those of now.
pub struct Comparison {
    rows: Vec<Row>,
    made_with: Option<(String, String)>,
}

struct Row {
    name: String,
    then: Option<u64>,
    now: Option<u64>,
    /// The count of the path that this one is beside more plugins.
    without: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Same,
    Pays,
    Grew,
    Shrank,
    New,
    Gone,
}

impl Comparison {
    /// Compares the counts of the file with those of now.
    pub fn new(then: &Counts, now: &Counts) -> Self {
        let names: BTreeSet<&String> =
            then.instructions.keys().chain(now.instructions.keys()).collect();
        let row = |name: &String| Row {
            name: name.clone(),
            then: then.instructions.get(name).copied(),
            now: now.instructions.get(name).copied(),
            without: name.strip_suffix(BESIDE).and_then(|it| now.instructions.get(it).copied()),
        };
        let (made, making) = (then.made_with(), now.made_with());
        let made_with = (made != making).then_some((made, making));
        Self { rows: names.into_iter().map(row).collect(), made_with }
    }

    /// Returns whether every count is within a tenth of what it was, and whether plugins that have
    /// nothing to do cost nothing.
    pub fn is_same(&self) -> bool {
        self.rows.iter().all(|row| row.verdict() == Verdict::Same)
    }

    /// Returns what to do about the changes.
    pub fn advice(&self) -> String {
        let has = |verdict| self.rows.iter().any(|row| row.verdict() == verdict);
        if has(Verdict::Pays) {
            return PAYS.to_owned();
        }
        let advice = if has(Verdict::Grew) { GREW } else { CHANGED };
        let made_with = self
            .made_with
            .as_ref()
            .map(|(made, making)| format!("\nThe file was made with {made}; this is {making}."));
        format!("{advice}\n    UPDATE_COUNTS=1 .ci/hot-paths{}", made_with.unwrap_or_default())
    }
}

impl Counts {
    fn made_with(&self) -> String {
        format!("rustc {} and valgrind {}", self.rustc, self.valgrind)
    }
}

impl Row {
    fn verdict(&self) -> Verdict {
        let (then, now) = match (self.then, self.now) {
            (None, _) => return Verdict::New,
            (_, None) => return Verdict::Gone,
            (Some(then), Some(now)) => (then, now),
        };
        let more = self.without.and_then(|without| ratio(without, now));
        if more.is_some_and(|more| more > 1.0 + NOISE) {
            return Verdict::Pays;
        }
        match ratio(then, now) {
            Some(ratio) if ratio > 1.0 + TENTH => Verdict::Grew,
            Some(ratio) if ratio < 1.0 - TENTH => Verdict::Shrank,
            _ => Verdict::Same,
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<28} {:>10} {:>10} {:>6}", "path", "then", "now", "ratio")?;
        for row in &self.rows {
            let count = |count: Option<u64>| count.map_or("-".to_owned(), |it| it.to_string());
            let ratio = row.then.zip(row.now).and_then(|(then, now)| ratio(then, now));
            let ratio = ratio.map_or("-".to_owned(), |ratio| format!("{ratio:.2}"));
            let (then, now) = (count(row.then), count(row.now));
            let verdict = match row.verdict() {
                Verdict::Same => "",
                Verdict::Pays => "  is more than without the plugins",
                Verdict::Grew => "  grew",
                Verdict::Shrank => "  shrank",
                Verdict::New => "  is not in the file",
                Verdict::Gone => "  is in the file alone",
            };
            writeln!(f, "{:<28} {then:>10} {now:>10} {ratio:>6}{verdict}", row.name)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(instructions: &[(&str, u64)]) -> Counts {
        let instructions = instructions.iter().map(|&(name, count)| (name.to_owned(), count));
        let (rustc, valgrind) = ("1.95.0".to_owned(), "3.24.0".to_owned());
        Counts { rustc, valgrind, instructions: instructions.collect() }
    }

    fn compared(then: &[(&str, u64)], now: &[(&str, u64)]) -> Comparison {
        Comparison::new(&counts(then), &counts(now))
    }

    #[test]
    fn a_path_may_change_by_a_tenth() {
        let then = [("a", 10_000), ("b", 10_000)];
        assert!(compared(&then, &[("a", 11_000), ("b", 9_000)]).is_same());
    }

    #[test]
    fn a_path_that_grew_by_more_than_a_tenth_is_refused() {
        let compared = compared(&[("a", 10_000)], &[("a", 11_001)]);
        assert!(!compared.is_same());
        assert!(compared.to_string().contains("1.10  grew"), "{compared}");
        assert!(compared.advice().contains("what they buy"));
    }

    #[test]
    fn a_path_that_shrank_by_more_than_a_tenth_has_to_be_written_down() {
        let compared = compared(&[("a", 10_000)], &[("a", 8_999)]);
        assert!(!compared.is_same());
        assert!(compared.to_string().contains("0.90  shrank"), "{compared}");
        assert!(compared.advice().contains("UPDATE_COUNTS=1"));
    }

    #[test]
    fn a_path_that_only_one_side_has_is_refused() {
        assert!(!compared(&[("a", 1)], &[("a", 1), ("b", 1)]).is_same());
        assert!(!compared(&[("a", 1), ("b", 1)], &[("a", 1)]).is_same());
    }

    #[test]
    fn a_path_that_pays_for_plugins_without_a_hook_in_its_way_is_refused() {
        let then = [("a", 10_000), ("a-20-plugins", 10_000)];
        assert!(compared(&then, &[("a", 10_000), ("a-20-plugins", 10_290)]).is_same());
        let compared = compared(&then, &[("a", 10_000), ("a-20-plugins", 10_310)]);
        assert!(!compared.is_same());
        assert!(compared.to_string().contains("more than without the plugins"), "{compared}");
        assert!(compared.advice().contains("pays for plugins"));
    }

    #[test]
    fn the_advice_tells_of_another_compiler() {
        let then = counts(&[("a", 1)]);
        let now = Counts { rustc: "1.96.0".to_owned(), ..then.clone() };
        let advice = Comparison::new(&then, &now).advice();
        assert!(advice.contains("was made with rustc 1.95.0"), "{advice}");
        assert!(!compared(&[("a", 1)], &[("a", 1)]).advice().contains("made with"));
    }
}
