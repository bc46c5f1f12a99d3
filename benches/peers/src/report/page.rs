//! The files that a full run writes into the repository, and what they must hold.

use std::{fs, path::Path};

use crate::{
    failure::Failure,
    growth::Growth,
    plan::Database,
    programs,
    report::{bars, growth, tables},
    results::Results,
};

/// The results as data, from which everything else follows.
const RESULTS: &str = "benches/peers/results.json";
const PAGE: &str = "docs/src/explanation/performance.md";
const PICTURE: &str = "docs/src/explanation/performance.svg";
const README: &str = "README.md";
/// What the page consists of besides figures.
const TEMPLATE: &str = include_str!("page.md");
/// Between these lines the README has the short table.
const BEGIN: &str = "<!-- written by the benchmark: begin -->\n";
const END: &str = "<!-- written by the benchmark: end -->\n";

/// The files of a report, by their paths in the repository.
pub(crate) struct Report(Vec<(&'static str, String)>);

impl Report {
    /// Makes the files again from the results that the repository has; those on growth are written by a
    /// run of their own.
    pub(crate) fn of_the_repository() -> Result<Self, Failure> {
        let text = |path: &str| {
            let file = programs::root().join(path);
            fs::read_to_string(&file).map_err(Failure::file(file))
        };
        let mut report = Self::new(&serde_json::from_str(&text(RESULTS)?)?)?;
        if programs::root().join(growth::RESULTS).exists() {
            report.0.extend(Self::of_growth(&serde_json::from_str(&text(growth::RESULTS)?)?)?.0);
        }
        Ok(report)
    }

    pub(crate) fn of_growth(growth: &Growth) -> Result<Self, Failure> {
        growth::files(growth).map(Self)
    }

    pub(crate) fn new(results: &Results) -> Result<Self, Failure> {
        let readme = programs::root().join(README);
        let readme = fs::read_to_string(&readme).map_err(Failure::file(&readme))?;
        Ok(Self(vec![
            (RESULTS, format!("{}\n", serde_json::to_string(results)?)),
            (PAGE, page(results)),
            (PICTURE, bars::picture(results)),
            (README, with_table(&readme, &tables::short(results))?),
        ]))
    }

    /// Writes the files below a folder.
    pub(crate) fn write(&self, root: &Path) -> Result<(), Failure> {
        for (path, text) in &self.0 {
            let file = root.join(path);
            let folder = file.parent().unwrap_or(root);
            fs::create_dir_all(folder).map_err(Failure::file(folder))?;
            fs::write(&file, text).map_err(Failure::file(&file))?;
        }
        Ok(())
    }

    /// The paths of files that hold something else.
    #[cfg(test)]
    fn stale(&self, root: &Path) -> Vec<&'static str> {
        let is_stale = |(path, text): &&(&'static str, String)| {
            fs::read_to_string(root.join(path)).ok().as_ref() != Some(text)
        };
        self.0.iter().filter(is_stale).map(|(path, _)| *path).collect()
    }
}

fn page(results: &Results) -> String {
    let databases = Database::ALL.map(|database| tables::all(results, database)).join("");
    [
        ("SHORT", tables::short(results)),
        ("GOALS", tables::goals(results)),
        ("PROCESSES", tables::processes(results)),
        ("MACHINE", tables::machine(results)),
        ("ALL", databases),
    ]
    .into_iter()
    .fold(TEMPLATE.to_owned(), |page, (name, text)| {
        page.replace(&format!("<!-- {name} -->"), text.trim())
    })
}

fn with_table(readme: &str, table: &str) -> Result<String, Failure> {
    let parts = readme
        .split_once(BEGIN)
        .and_then(|(before, rest)| rest.split_once(END).map(|(_, after)| (before, after)));
    let (before, after) =
        parts.ok_or_else(|| Failure::program("README.md", "its markers are gone"))?;
    Ok(format!("{before}{BEGIN}{table}{END}{after}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::Report;
    use crate::programs;

    /// `cargo run --release -p nevr-benchmark -- render` writes them again.
    #[test]
    fn the_readme_and_the_book_have_the_figures_of_the_results() {
        let report = Report::of_the_repository().unwrap();
        assert_eq!(report.stale(&programs::root()), Vec::<&str>::new());
    }
}
