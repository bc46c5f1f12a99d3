//! What is on record of migration files, for a database of another kind.

use std::collections::BTreeMap;

use nevr_schema::Provider;

use super::{error::FilesError, folder::Folder, history::history, standing::FileRecord};

/// The checksums with which a database of another kind has on record, by their names, what this one
/// has applied: for each kind there are files of its own.
pub(crate) fn convert_checksums(
    folder: &Folder,
    records: &[(String, String)],
    (from, to): (Provider, Provider),
) -> Result<BTreeMap<String, String>, FilesError> {
    let records: Vec<_> =
        records.iter().map(|(name, text)| (name.clone(), FileRecord::parse(text))).collect();
    let half_way = records.iter().find_map(|(name, record)| match record {
        FileRecord::Begun(progress) => Some((name.clone(), progress.direction)),
        FileRecord::Applied(_) => None,
    });
    if let Some((migration, direction)) = half_way {
        return Err(FilesError::HalfWay { migration, direction });
    }
    if from == to || records.is_empty() {
        return Ok(BTreeMap::new());
    }
    let migrations = folder.read(from)?;
    let applied = history(&migrations, &records)?.applied.len();
    let theirs = folder.read(to)?.into_iter().take(applied);
    Ok(theirs.map(|it| (it.name.to_string(), it.up.checksum)).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn of(record: &str, to: Provider) -> Result<BTreeMap<String, String>, FilesError> {
        let records = [("20260131120000_init".to_owned(), record.to_owned())];
        convert_checksums(&Folder::at("there is no such folder"), &records, (Provider::Mysql, to))
    }

    #[test]
    fn what_stopped_half_way_is_refused_whatever_the_other_database_is() {
        for to in [Provider::Mysql, Provider::Sqlite] {
            let refused = of(&format!("up begun after 2 {}", "a1".repeat(32)), to).unwrap_err();
            assert!(matches!(refused, FilesError::HalfWay { .. }), "{refused}");
        }
    }

    #[test]
    fn the_folder_is_asked_only_for_another_kind_of_database() {
        let applied = "a1".repeat(32);
        assert!(of(&applied, Provider::Mysql).unwrap().is_empty());
        let refused = of(&applied, Provider::Sqlite).unwrap_err();
        assert!(matches!(refused, FilesError::History(_)), "{refused}");
    }
}
