//! What became of the fields of earlier templates: tables, rows, columns and codes that moved or are no longer asked.

use std::collections::BTreeMap;

use crate::code::{Code, ColumnCode, EditionId, ListId, RowCode, TableId};

/// Declared changes from an earlier edition, or from an earlier version of the same one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Changes {
    /// The edition whose files are mapped.
    pub edition: EditionId,
    /// Only templates with this fingerprint; `None` is every template of the edition.
    pub fingerprint: Option<String>,
    /// Old path → new path; `None` is no longer asked. A path is `TABLE`, `TABLE/ROW` or `TABLE/ROW/COLUMN`; of a record
    /// table `TABLE/FIELD`, `TABLE/CHILD` or `TABLE/CHILD/FIELD`.
    pub paths: BTreeMap<String, Option<String>>,
    /// Codes of lists that are named differently now.
    pub codes: BTreeMap<(ListId, Code), Code>,
}

/// What became of a key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Moved {
    /// It is what it was.
    Same,
    /// It stands elsewhere.
    To(String),
    /// It is no longer asked.
    Gone,
}

impl Changes {
    /// What became of a path, by its own entry or by that of what holds it.
    pub fn of(&self, path: &str) -> Moved {
        let (mut holder, mut rest) = (path, "");
        loop {
            match self.paths.get(holder) {
                Some(Some(new)) => return Moved::To(format!("{new}{rest}")),
                Some(None) => return Moved::Gone,
                None => {}
            }
            let Some((before, _)) = holder.rsplit_once('/') else { return Moved::Same };
            holder = before;
            rest = path.get(before.len()..).unwrap_or_default();
        }
    }

    /// A table under its present id; `None` where it is no longer asked.
    pub fn table(&self, table: &TableId) -> Option<TableId> {
        match self.of(table.as_str()) {
            Moved::Same => Some(table.clone()),
            Moved::To(path) => Some(path.as_str().into()),
            Moved::Gone => None,
        }
    }

    /// A row under its present table and code; `None` where it is no longer asked.
    pub fn row(&self, table: &TableId, row: &RowCode) -> Option<(TableId, RowCode)> {
        match self.of(&format!("{table}/{row}")) {
            Moved::Same => Some((table.clone(), row.clone())),
            Moved::To(path) => path.split_once('/').map(|(table, row)| (table.into(), row.into())),
            Moved::Gone => None,
        }
    }

    /// A column of a row, or a field of a child table, under its present code; a field of a case has the row "".
    /// `None` where it is no longer asked.
    pub fn column(&self, table: &TableId, row: &str, column: &ColumnCode) -> Option<ColumnCode> {
        let within = if row.is_empty() { String::new() } else { format!("/{row}") };
        match self.of(&format!("{table}{within}/{column}")) {
            Moved::Same => Some(column.clone()),
            Moved::To(path) => path.rsplit('/').next().map(Into::into),
            Moved::Gone => None,
        }
    }

    /// A code of a list as it is named now.
    pub fn code(&self, list: &str, code: &str) -> Option<&Code> {
        self.codes.get(&(list.into(), code.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_entry_decides_and_what_it_holds_moves_with_it() {
        let paths = [
            ("SZ.CTX", Some("CX.ARMS")),
            ("SZ.CTX/FATRAFF", Some("CX.ARMS/TRAFFICKING")),
            ("SZ.CTX/HUNT", None),
            ("FL.DEST/COUNTRY/SHARE", Some("FL.DEST/COUNTRY/PERCENT")),
        ];
        let changes = Changes {
            edition: "2018".into(),
            fingerprint: None,
            paths: paths.map(|(was, is)| (was.to_owned(), is.map(str::to_owned))).into(),
            codes: BTreeMap::new(),
        };
        assert_eq!(changes.table(&"SZ.CTX".into()), Some("CX.ARMS".into()));
        assert_eq!(
            changes.row(&"SZ.CTX".into(), &"FATRAFF".into()),
            Some(("CX.ARMS".into(), "TRAFFICKING".into()))
        );
        assert_eq!(changes.row(&"SZ.CTX".into(), &"DRUG".into()), Some(("CX.ARMS".into(), "DRUG".into())));
        assert_eq!(changes.row(&"SZ.CTX".into(), &"HUNT".into()), None);
        assert_eq!(changes.row(&"SZ.TYPE".into(), &"MG".into()), Some(("SZ.TYPE".into(), "MG".into())));
        assert_eq!(changes.column(&"FL.DEST".into(), "COUNTRY", &"SHARE".into()), Some("PERCENT".into()));
    }
}
