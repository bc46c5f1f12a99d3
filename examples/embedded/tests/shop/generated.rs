//! The entities that are compiled into the program.

use std::{collections::BTreeSet, fs, path::Path};

use nevr::{Nevr, generate::entity_files};

#[test]
fn the_entities_are_those_of_the_config() {
    let builder = Nevr::builder(nevr::plugins()).config_file("nevr.config.toml");
    let (description, report) = builder.describe().unwrap();
    let description = description.unwrap_or_else(|| panic!("{report:?}"));
    let provider = description.config().database.provider;
    let remedy = "run `nevr generate` here";
    let mut names = BTreeSet::new();
    for file in entity_files(description.schema(), provider).unwrap() {
        let path = Path::new("generated").join(&file.name);
        let there = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(there, file.content, "{}: {remedy}", path.display());
        names.insert(path);
    }
    let there = fs::read_dir("generated/entities").unwrap().map(|entry| entry.unwrap().path());
    assert_eq!(there.collect::<BTreeSet<_>>(), names, "{remedy}");
}
