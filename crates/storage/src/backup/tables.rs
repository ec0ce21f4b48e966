//! The tables of a backup: those of `schema.rs` and of its files, in an order in which no row refers to a table that
//! comes later. They are read from the text of the definition, so that no table or column can be forgotten.

/// The definition itself, in the order in which tables are filled.
const DEFINITION: [&str; 6] = [
    include_str!("../schema.rs"),
    include_str!("../schema/accounts.rs"),
    include_str!("../schema/workflow.rs"),
    include_str!("../schema/collection.rs"),
    include_str!("../schema/record.rs"),
    include_str!("../schema/transit.rs"),
];

/// What does not go along, and why. A backup may be older than what happened since.
pub(super) const LEFT_OUT: [(&str, &str); 7] = [
    ("session", "one that was ended since would be open again; everybody signs in again"),
    ("sign_in_failure", "it counts the last minutes, for addresses that nobody may have"),
    ("kept_answer", "it answers for a day, and may tell of what happened after the backup"),
    ("account_link", "one that was used since would be good again; who did not use theirs is invited again"),
    ("job", "nobody works on it there; the upload goes along, and what had come of it"),
    ("transfer", "it waits a day for its parts, and was never sent to its end"),
    ("transfer_part", "a part of a file is no file; its sender begins again"),
];

/// A table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Table {
    pub(super) name: String,
    key: Vec<String>,
    pub(super) columns: Vec<(String, Kind)>,
}

/// What a column holds, as far as it matters here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Text,
    Bool,
    Binary,
    Number,
}

impl Table {
    /// Every row, in the order of the key. Texts are ordered by their bytes on both databases.
    pub(super) fn select(&self, collation: &str) -> String {
        let columns: Vec<_> = self.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        let ordered = self.key.iter().map(|key| {
            let is_text = self.columns.iter().any(|(name, kind)| name == key && *kind == Kind::Text);
            format!("\"{key}\"{}", if is_text { collation } else { "" })
        });
        let ordered: Vec<_> = ordered.collect();
        format!("SELECT {} FROM \"{}\" ORDER BY {}", columns.join(", "), self.name, ordered.join(", "))
    }
}

/// Every table that goes into a backup.
pub(super) fn kept() -> Vec<Table> {
    let mut tables = all();
    tables.retain(|table| LEFT_OUT.iter().all(|(name, _)| *name != table.name));
    tables
}

fn all() -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    for line in DEFINITION.iter().flat_map(|file| file.lines()).map(str::trim) {
        if let Some((name, key)) = line.strip_suffix(") {").and_then(|head| head.split_once(" (")) {
            let key = key.split(", ").map(str::to_owned).collect();
            tables.push(Table { name: name.to_owned(), key, columns: Vec::new() });
        }
        let column = line.strip_suffix(',').and_then(|column| column.split_once(" -> "));
        if let (Some((name, kind)), Some(table)) = (column, tables.last_mut()) {
            table.columns.push((name.to_owned(), of(kind)));
        }
    }
    tables
}

fn of(kind: &str) -> Kind {
    match kind.trim_start_matches("Nullable<").trim_end_matches('>') {
        "Text" => Kind::Text,
        "Bool" => Kind::Bool,
        "Binary" => Kind::Binary,
        _ => Kind::Number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_read_to_its_end() {
        let count = |text: &str| DEFINITION.iter().map(|file| file.matches(text).count()).sum::<usize>();
        assert_eq!(all().len(), count("diesel::table! {"));
        let columns: usize = all().iter().map(|table| table.columns.len()).sum();
        assert_eq!(columns, count(" -> ") - count("joinable!"));
        let piece = all().into_iter().find(|table| table.name == "original_piece").unwrap();
        assert_eq!(
            piece.select(" COLLATE \"C\""),
            "SELECT \"sha256\", \"number\", \"bytes\" FROM \"original_piece\" ORDER BY \"sha256\" COLLATE \"C\", \"number\""
        );
        assert_eq!(piece.columns.get(2), Some(&("bytes".to_owned(), Kind::Binary)));
    }

    #[test]
    fn every_table_is_kept_or_named_as_left_out_with_a_reason() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/schema");
        assert_eq!(
            std::fs::read_dir(folder).unwrap().count() + 1,
            DEFINITION.len(),
            "a file of the definition is missing"
        );
        for (name, why) in LEFT_OUT {
            assert!(all().iter().any(|table| table.name == name) && !why.is_empty(), "{name}");
        }
        assert_eq!(kept().len() + LEFT_OUT.len(), all().len());
    }
}
