//! Files that import each other in a circle.

use std::collections::{BTreeMap, BTreeSet};

use crate::architecture::imports::Import;

/// Returns every circle, as the names of its files. A facade is not part of a circle: it only hands
/// names on, and the root of a plugin's crate is the plugin that its files are about.
pub(crate) fn of(imports: &BTreeSet<Import>) -> Vec<Vec<String>> {
    let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for Import { from, to, .. } in imports {
        if !from.is_facade() && !to.is_facade() {
            arrows.entry(from.shown()).or_default().insert(to.shown());
        }
    }
    let reach: BTreeMap<&String, BTreeSet<&String>> =
        arrows.keys().map(|file| (file, reached(file, &arrows))).collect();
    let mut circles: BTreeSet<Vec<String>> = BTreeSet::new();
    for (file, reached) in reach.iter().filter(|(file, reached)| reached.contains(*file)) {
        let back = |other: &&&String| reach.get(**other).is_some_and(|it| it.contains(*file));
        circles.insert(reached.iter().filter(back).map(|other| (*other).clone()).collect());
    }
    circles.into_iter().collect()
}

fn reached<'a>(
    start: &String,
    arrows: &'a BTreeMap<String, BTreeSet<String>>,
) -> BTreeSet<&'a String> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&String> = arrows.get(start).into_iter().flatten().collect();
    while let Some(file) = open.pop() {
        if seen.insert(file) {
            open.extend(arrows.get(file).into_iter().flatten());
        }
    }
    seen
}
