//! The checksums of applied migrations, for a copy to a database of another kind.

use std::collections::BTreeMap;

use nevr_schema::Provider;

use super::{
    error::FilesError,
    folder::Folder,
    history::{FileRecord, History, half_way},
};

/// Returns the checksums that `to` has to record for the migrations applied on `from`, by the
/// migrations' names: each kind of database has up files of its own. Empty if both are of one kind.
///
/// `records` are the ledger's, by the migrations' names. A migration that stopped half-way is an
/// error for any `to`.
pub(crate) fn convert_checksums(
    folder: &Folder,
    records: &[(String, String)],
    from: Provider,
    to: Provider,
) -> Result<BTreeMap<String, String>, FilesError> {
    let records = FileRecord::parse_all(records);
    if let Some((migration, direction)) = half_way(&records) {
        return Err(FilesError::HalfWay { migration, direction });
    }
    if from == to || records.is_empty() {
        return Ok(BTreeMap::new());
    }
    let migrations = folder.read(from)?;
    let applied = History::new(&migrations, &records)?.applied.len();
    let theirs = folder.read(to)?.into_iter().take(applied);
    Ok(theirs.map(|it| (it.name.to_string(), it.up.checksum)).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn of(record: &str, to: Provider) -> Result<BTreeMap<String, String>, FilesError> {
        let records = [("20260131120000_init".to_owned(), record.to_owned())];
        let folder = Folder::at("there is no such folder");
        convert_checksums(&folder, &records, Provider::Mysql, to)
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
