//! Definitions are data: what is embedded loads, and every mistake is named with file, line and what was expected.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on must fail where it stands")]

use schema::load::{Catalogue, Files, embedded};
use schema::questionnaire::Counts;
use schema::{CellKey, Lang, TableId};

/// The embedded definitions with one text replaced in one file.
fn changed(path: &str, from: &str, to: &str) -> Files {
    let mut files = embedded();
    let text = files.get_mut(path).unwrap_or_else(|| panic!("there is no {path}"));
    assert!(text.contains(from), "{path} does not contain {from:?}");
    *text = text.replacen(from, to, 1);
    files
}

/// What the loader says to a change.
fn mistakes(path: &str, from: &str, to: &str) -> Vec<String> {
    let errors = Catalogue::parse(&changed(path, from, to)).unwrap_err();
    errors.iter().map(ToString::to_string).collect()
}

#[test]
fn the_embedded_editions_load_without_a_mistake() {
    if let Err(errors) = Catalogue::parse(&embedded()) {
        let lines: Vec<_> = errors.iter().map(ToString::to_string).collect();
        panic!("{} mistakes:\n{}", lines.len(), lines.join("\n"));
    }
}

#[test]
fn edition_2018_has_every_module_and_the_fourteen_rows_of_tracing() {
    let catalogue = Catalogue::parse(&embedded()).unwrap();
    let edition = catalogue.get("2018").unwrap();
    let modules: Vec<_> = edition.modules.iter().map(|module| module.id.as_str()).collect();
    assert_eq!(modules, ["M0", "M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8", "M9", "M10", "Q"]);
    for table in ["TR.SZ", "TR.FD", "TR.SU"] {
        let rows = edition.table(table).unwrap().counts().unwrap().closed();
        assert_eq!(rows.len(), 14, "{table}");
    }
    assert!(edition.table("SIG").unwrap().records().is_some());
}

#[test]
fn every_mistake_names_file_line_and_what_was_expected() {
    let table = "2018/tables/SZ.TYPE.toml";
    for (path, from, to, expected) in [
        (table, "profile = \"core\"", "profile = \"corr\"", "expected core or full"),
        (table, "kind = \"counts\"", "kind = \"count\"", "expected counts, fields or records"),
        (table, "code = \"PISTOL\"", "code = \"PISTOLE\"", "not a code of the list `arm-type`"),
        (table, "code = \"REVOLV\"", "code = \"PISTOL\"", "stands twice in this table"),
        (table, "tier = ", "teir = ", "unknown field `teir`"),
        ("2018/tables/TR.SZ.toml", "parent = \"UI\"", "parent = \"UX\"", "role = \"subtotal\""),
        ("2018/edition.toml", "\"SZ.TYPE\"", "\"SZ.TIPE\"", "defines a table `SZ.TIPE`"),
        ("2018/indicators.toml", "TR.SZ/UI.IN", "TR.SZ/UI.XX", "has no such cell"),
        ("2018/relations.toml", "SZ.TYPE/*", "SZ.TIPE/*", "no such count table"),
        ("2018/tables/FL.ONLINE.toml", "unit = \"none\"", "unit = \"nothing\"", "a code of the list `unit`"),
        ("lists/countries.toml", "kind = \"member\"", "kind = \"membre\"", "expected member, observer"),
    ] {
        let found = mistakes(path, from, to);
        let named = found.iter().find(|line| line.contains(expected));
        let named = named.unwrap_or_else(|| panic!("{path}: {to}: nothing says {expected:?}: {found:#?}"));
        let line = named
            .strip_prefix(path)
            .and_then(|rest| rest.strip_prefix(':'))
            .and_then(|rest| rest.split(':').next());
        let line: usize = line.unwrap_or_default().parse().unwrap_or_default();
        let text = &changed(path, from, to)[path];
        assert!(line > 0 && line <= text.lines().count(), "{named} names no line of the file");
    }
}

#[test]
fn a_text_missing_in_one_language_is_named_with_language_and_key() {
    let mut files = embedded();
    let (path, key) = ("2018/text/ar/m1.toml", "table.SZ.TYPE");
    let text = files.get_mut(path).unwrap();
    let line = text.lines().find(|line| line.starts_with(&format!("\"{key}\" "))).unwrap().to_owned();
    *text = text.replacen(&line, "", 1);
    let errors = Catalogue::parse(&files).unwrap_err();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0].message, "language ar has no text for the key \"table.SZ.TYPE\"");
}

#[test]
fn a_text_no_part_of_the_questionnaire_asks_for_is_a_mistake() {
    let found = mistakes(
        "2018/text/en/m1.toml",
        "\"table.SZ.TYPE\" =",
        "\"table.SZ.TIPE\" = \"x\"\n\"table.SZ.TYPE\" =",
    );
    assert!(
        found.iter().any(|line| line.contains("no part of the questionnaire has this key")),
        "{found:#?}"
    );
}

#[test]
fn a_seal_that_does_not_fit_the_structure_is_refused() {
    let found = mistakes("2018/edition.toml", "first_year", "sealed = \"0000\"\nfirst_year");
    assert!(found.iter().any(|line| line.contains("the edition is sealed")), "{found:#?}");
}

#[test]
fn texts_relations_published_labels_and_masks_are_not_part_of_the_seal() {
    let fingerprint =
        |files: &Files| Catalogue::parse(files).unwrap().get("2018").unwrap().fingerprint.clone();
    let before = fingerprint(&embedded());
    let label = changed("2018/tables/SZ.TYPE.toml", "category = \"pistol\"", "category = \"pistols\"");
    assert_eq!(fingerprint(&label), before);
    let masked = changed("2018/tables/SZ.CTX.toml", "sensitive = true\n", "");
    assert_eq!(fingerprint(&masked), before);
    let structure = changed("2018/tables/SZ.TYPE.toml", "unit = \"arms\"", "unit = \"cases\"");
    assert_ne!(fingerprint(&structure), before);
}

#[test]
fn rows_about_organized_crime_and_terrorism_are_sensitive_and_no_others() {
    let catalogue = Catalogue::parse(&embedded()).unwrap();
    let mut sensitive = Vec::new();
    for table in catalogue.get("2018").unwrap().tables.values() {
        let rows = table.counts().map(Counts::closed).unwrap_or_default();
        let codes = rows.iter().filter(|row| row.sensitive).map(|row| format!("{}/{}", table.id, row.code));
        sensitive.extend(codes);
    }
    assert_eq!(sensitive, ["SZ.CTX/OC", "SZ.CTX/TERR", "SZ.LINK/OC", "SZ.LINK/TERR", "SZ.LINK/BOTH"]);
}

#[test]
fn a_column_has_the_unit_of_its_table_unless_it_says_its_own() {
    let catalogue = Catalogue::parse(&embedded()).unwrap();
    let edition = catalogue.get("2018").unwrap();
    for (table, column, unit) in [
        ("FL.TRANSPORT", "CASES", "cases"),
        ("FL.TRANSPORT", "COUNT", "arms"),
        ("FL.DEST", "SHARE", "percent"),
        ("FL.ONLINE", "FREQUENCY", "none"),
        ("SZ.TYPE", "COUNT", "arms"),
        ("Q.DEFS", "VALUE", "none"),
    ] {
        assert_eq!(edition.table(table).unwrap().unit_of(column).as_str(), unit, "{table} {column}");
    }
}

#[test]
fn labels_come_in_the_language_asked_for() {
    let catalogue = Catalogue::parse(&embedded()).unwrap();
    let edition = catalogue.get("2018").unwrap();
    let table = TableId::from("SZ.TYPE");
    assert_eq!(edition.row_label(&table, &"PISTOL".into(), Lang::En), "Pistol");
    assert_ne!(edition.row_label(&table, &"PISTOL".into(), Lang::Ar), "Pistol");
    let cell = CellKey::count("SZ.TYPE", "TOTAL");
    assert!(edition.cell_label(&cell, Lang::En).starts_with("1.2 "));
}

#[test]
fn two_earlier_fields_cannot_both_become_the_same_field() {
    let mut files = embedded();
    let change = |was: &str| format!("[[from.change]]\nwas = \"{was}\"\nis = \"SZ.TYPE/PISTOL\"\n");
    let text =
        format!("[[from]]\nedition = \"2016\"\n{}{}", change("SZ.OLD/PISTOL"), change("SZ.OLD/HANDGUN"));
    files.insert("2018/changes.toml".into(), text);
    let errors: Vec<_> = Catalogue::parse(&files).unwrap_err().iter().map(ToString::to_string).collect();
    let found =
        errors.iter().find(|error| error.contains("SZ.OLD/PISTOL")).unwrap_or_else(|| panic!("{errors:?}"));
    assert!(found.contains("2018/changes.toml:8") && found.contains("leave `is` out"), "{found}");
}
