//! XLSX → JSON → XLSX → JSON is the identity.

use proptest::prelude::*;
use schema::document::content_sha256;
use schema::{Lang, Profile, Submission};
use serde_json::{Value as Json, json};
use support::reading::{read, workbook};
use support::samples::{document, edition, full, sample};

fn from_document(document: &Json) -> Submission {
    read(document.to_string().as_bytes()).0
}

/// What stands in a cell: a number, a status word, a pointer, something nobody can read.
fn cell() -> impl Strategy<Value = Json> {
    prop_oneof![
        4 => (0_u64..5_000).prop_map(|count| json!(count)),
        1 => Just(json!("NAV")),
        1 => Just(json!("NAP")),
        1 => Just(json!("INC SZ.TYPE/OTHER")),
        1 => Just(json!("~50")),
        1 => Just(json!(9_007_199_254_740_991_u64)),
    ]
}

/// A row: a cell and what stands beside it.
fn row() -> impl Strategy<Value = Json> {
    let quality = prop_oneof![Just(json!(null)), Just(json!(["EST"])), Just(json!(["PRV", "EST"]))];
    let note = prop_oneof![Just(json!(null)), Just(json!("from the register; =1+1 \"quoted\"\nsecond line"))];
    (cell(), quality, note, any::<bool>()).prop_map(|(count, quality, note, confidential)| {
        let mut row = json!({ "COUNT": count });
        for (name, value) in [("quality", quality), ("note", note)] {
            if !value.is_null() {
                row[name] = value;
            }
        }
        if confidential {
            row["confidentiality"] = json!("CNF");
        }
        row
    })
}

#[test]
fn a_clean_return_is_the_same_in_both_forms_and_languages() {
    for (lang, profile) in [(Lang::En, Profile::Full), (Lang::Ar, Profile::Full), (Lang::En, Profile::Core)] {
        let written = document(&sample("XDC", 2025, lang, profile));
        let (read_back, findings) = read(&workbook(&from_document(&written), lang));
        assert_eq!(findings.list, [], "{lang} {profile}");
        assert_eq!(document(&read_back), written, "{lang} {profile}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 20, ..ProptestConfig::default() })]
    #[test]
    fn any_return_is_the_same_after_workbook_and_document(
        rows in proptest::collection::vec((0_usize..60, row()), 1..40),
        corrected in proptest::option::of(0_u64..900),
    ) {
        let mut written = document(&full("XDC", 2025));
        let keys: Vec<(&str, &str)> = edition()
            .tables_in_order()
            .filter(|table| table.unit == "arms" && table.counts().is_some_and(|counts| counts.columns.len() == 1 && !counts.closed().is_empty()))
            .flat_map(|table| table.counts().unwrap().closed().iter().filter(|row| !row.import_only).map(|row| (table.id.as_str(), row.code.as_str())))
            .collect();
        for (index, row) in rows {
            let (table, code) = keys[index % keys.len()];
            written["tables"][table]["rows"][code] = row;
        }
        if let Some(count) = corrected {
            written["corrections"] = json!([{ "year": 2024, "tables": { "TR.SZ": { "rows": { "UI.PE": { "COUNT": count, "reason": "LATE_DATA" } } } } }]);
        }
        let first = from_document(&written);
        let once = read(&workbook(&first, Lang::En)).0;
        let twice = from_document(&document(&once));
        prop_assert_eq!(document(&once), document(&first));
        prop_assert_eq!(document(&twice), document(&once));
        prop_assert_eq!(content_sha256(edition(), &twice), content_sha256(edition(), &first));
    }
}
