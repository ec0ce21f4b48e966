//! A small file for every rule of reading: a workbook wherever the fault can be made in one, else a document.

use std::collections::BTreeSet;

use calamine::Data;
use schema::load::embedded;
use schema::{Catalogue, Lang, Profile, Submission};
use serde_json::{Value as Json, json};
use support::grid::{Grid, grids, with_formulas, written};
use support::reading::{read, workbook};
use support::samples::{document, edition, full, sample};

type Sheets = Vec<(String, Grid)>;

fn core() -> Submission {
    sample("XDA", 2025, Lang::En, Profile::Core)
}

/// What is found in a file: rule and place.
fn found(bytes: &[u8]) -> BTreeSet<(String, String)> {
    read(bytes)
        .1
        .list
        .iter()
        .map(|finding| (finding.code.to_string(), finding.place().unwrap().to_string()))
        .collect()
}

/// Exactly this is found.
#[track_caller]
fn finds(bytes: &[u8], code: &str, place: &str) {
    assert_eq!(found(bytes), BTreeSet::from([(code.to_owned(), place.to_owned())]));
}

/// The clean short return as a workbook, changed.
fn book(change: impl FnOnce(&mut Sheets)) -> Vec<u8> {
    let mut sheets = grids(&workbook(&core(), Lang::En));
    change(&mut sheets);
    written(&sheets)
}

/// The clean short return as a document, changed.
fn sent(change: impl FnOnce(&mut Json)) -> Vec<u8> {
    let mut document = document(&core());
    change(&mut document);
    document.to_string().into_bytes()
}

/// Sheet and row of a key.
fn row_of(sheets: &Sheets, key: &str) -> (usize, u32) {
    let is_key =
        |cells: &std::collections::BTreeMap<u16, Data>| cells.get(&0).is_some_and(|cell| *cell == key);
    let mut rows = sheets.iter().enumerate().flat_map(|(sheet, (_, grid))| {
        grid.iter().filter(|(_, cells)| is_key(cells)).map(move |(row, _)| (sheet, *row))
    });
    rows.next().unwrap_or_else(|| panic!("{key} is not in the workbook"))
}

/// Sheet, row and column of the count of a key.
fn count_of(sheets: &Sheets, key: &str) -> (usize, u32, u16) {
    let (sheet, row) = row_of(sheets, key);
    let table = key.split('/').next().unwrap();
    let (_, head) = row_of(sheets, &format!("#cells {table}"));
    (sheet, row, column_of(&sheets[sheet].1, head, "COUNT"))
}

/// The column that a key row names.
fn column_of(grid: &Grid, head: u32, name: &str) -> u16 {
    let columns = grid[&head].iter().find(|(_, cell)| **cell == name);
    *columns.unwrap_or_else(|| panic!("there is no column {name}")).0
}

/// A workbook in which something is typed for a count.
fn typing(key: &str, typed: &str) -> Vec<u8> {
    book(|sheets| {
        let (sheet, row, column) = count_of(sheets, key);
        sheets[sheet].1.get_mut(&row).unwrap().insert(column, Data::String(typed.to_owned()));
    })
}

#[test]
fn a_clean_return_finds_nothing_in_either_form() {
    assert_eq!(found(&book(|_| {})), BTreeSet::new());
    assert_eq!(found(&sent(|_| {})), BTreeSet::new());
}

#[test]
fn int_01_a_member_that_stands_twice() {
    let text = String::from_utf8(sent(|_| {})).unwrap();
    let twice = text.replacen("\"MG\":{", "\"MG\":{\"COUNT\":1,", 1);
    assert_ne!(text, twice);
    finds(twice.as_bytes(), "INT-01", "2025");
}

#[test]
fn int_02_a_member_nobody_knows() {
    finds(
        &sent(|document| document["tables"]["SZ.TYPE"]["rows"]["PISTOLE"] = json!({ "COUNT": 1 })),
        "INT-02",
        "2025:SZ.TYPE",
    );
}

#[test]
fn int_03_a_number_where_a_table_belongs() {
    finds(&sent(|document| document["tables"]["SZ.TYPE"] = json!(5)), "INT-03", "2025:SZ.TYPE");
}

#[test]
fn int_04_a_row_that_stands_twice() {
    let twice = book(|sheets| {
        let (sheet, row) = row_of(sheets, "SZ.TYPE/PISTOL");
        let last = *sheets[sheet].1.keys().last().unwrap();
        let cells = sheets[sheet].1[&row].clone();
        // Below the last row of the sheet, in the block of another table.
        sheets[sheet].1.insert(last + 1, cells);
    });
    finds(&twice, "INT-04", "2025:SZ.TYPE");
}

#[test]
fn int_05_a_column_that_stands_twice() {
    let twice = book(|sheets| {
        let (sheet, head) = row_of(sheets, "#cells SZ.CASES");
        sheets[sheet].1.get_mut(&head).unwrap().insert(30, Data::String("COUNT".to_owned()));
    });
    finds(&twice, "INT-05", "2025:SZ.CASES");
}

#[test]
fn int_06_a_number_beside_the_form() {
    let beside = book(|sheets| {
        let (sheet, row) = row_of(sheets, "SZ.TYPE/PISTOL");
        sheets[sheet].1.get_mut(&row).unwrap().insert(30, Data::Float(7.0));
    });
    finds(&beside, "INT-06", "2025:SZ.TYPE");
}

#[test]
fn int_07_arms_of_a_case_that_is_not_there() {
    let mut sheets = grids(&workbook(&full("XDA", 2025), Lang::En));
    let (sheet, head) = row_of(&sheets, "#records SIG/ARMS");
    let grid = &mut sheets[sheet].1;
    let column = column_of(grid, head, "_case");
    let last = *grid.keys().last().unwrap();
    let mut line = grid[&last].clone();
    line.insert(column, Data::String("A-9".to_owned()));
    grid.insert(last + 1, line);
    finds(&written(&sheets), "INT-07", "2025:SIG[A-9].ARMS[1]");
}

#[test]
fn int_08_a_number_included_in_no_cell_of_the_form() {
    finds(&typing("SZ.TYPE/PISTOL", "INC somewhere"), "INT-08", "2025:SZ.TYPE/PISTOL");
}

#[test]
fn int_09_a_document_with_a_byte_order_mark() {
    let marked = ["\u{FEFF}".as_bytes(), &sent(|_| {})].concat();
    finds(&marked, "INT-09", "2025");
}

#[test]
fn int_10_more_faults_of_structure_than_anybody_reads() {
    let many = sent(|document| {
        document["tables"]["SIG"] = json!({ "records": vec!["a case"; 20_000] });
    });
    let codes: BTreeSet<String> = found(&many).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, BTreeSet::from(["INT-03".to_owned(), "INT-10".to_owned()]));
}

#[test]
fn int_10_remarks_beside_the_form_do_not_hide_a_number_that_cannot_be_read() {
    let many = book(|sheets| {
        let (sheet, row, column) = count_of(sheets, "SZ.TYPE/PISTOL");
        let grid = &mut sheets[sheet].1;
        grid.get_mut(&row).unwrap().insert(column, Data::String("twelve".to_owned()));
        let last = *grid.keys().last().unwrap();
        for row in 1..=20_000 {
            grid.insert(last + row, [(5, Data::String("x".to_owned()))].into());
        }
    });
    let found = found(&many);
    let has = |code: &str, place: &str| found.contains(&(code.to_owned(), place.to_owned()));
    assert!(has("STR-04", "2025:SZ.TYPE/PISTOL") && has("INT-10", "2025"), "{found:?}");
}

#[test]
fn int_11_a_correction_of_the_year_of_the_return() {
    let corrected = sent(|document| {
        document["corrections"] = json!([{ "year": 2025, "tables": { "TR.SZ": { "rows": { "UI.PE": { "COUNT": 1, "reason": "LATE_DATA" } } } } }]);
    });
    finds(&corrected, "INT-11", "2025");
}

#[test]
fn int_12_a_workbook_of_the_edition_before() {
    let later = |text: &str| {
        text.replace("id = \"2018\"\n", "id = \"2027\"\npredecessor = \"2018\"\n")
            .replace("first_year = 2016\n", "first_year = 2027\n")
    };
    let mut files = embedded();
    for (path, text) in embedded() {
        let Some(name) = path.strip_prefix("2018/") else { continue };
        files.insert(format!("2027/{name}"), if name == "edition.toml" { later(&text) } else { text });
    }
    files.insert("2027/changes.toml".to_owned(), "[[from]]\nedition = \"2018\"\n".to_owned());
    let catalogue = Catalogue::parse(&files).unwrap();
    let bytes = workbook(&sample("XDA", 2027, Lang::En, Profile::Core), Lang::En);
    let upload = intake::Upload { bytes: &bytes, file_name: None, media_type: None };
    let draft = intake::read(&upload, &catalogue, &intake::Limits::interactive()).unwrap();
    let (submission, findings) = intake::normalise(draft, catalogue.get("2027").unwrap());
    assert_eq!(submission.header.edition.as_str(), "2027");
    let told: Vec<_> =
        findings.list.iter().map(|finding| (finding.code.as_str(), finding.outcome.as_ref())).collect();
    assert_eq!(told, [("INT-12", "whole")]);
}

#[test]
fn str_04_a_count_below_zero() {
    finds(&typing("SZ.TYPE/PISTOL", "-3"), "STR-04", "2025:SZ.TYPE/PISTOL");
}

#[test]
fn str_08_a_code_that_is_not_on_its_list() {
    let unknown = book(|sheets| {
        let (sheet, row) = row_of(sheets, "SZ.TYPE/_status");
        let (_, head) = row_of(sheets, "#declaration SZ.TYPE");
        let column = column_of(&sheets[sheet].1, head, "_value");
        sheets[sheet].1.get_mut(&row).unwrap().insert(column, Data::String("EVERYTHING".to_owned()));
    });
    finds(&unknown, "STR-08", "2025:SZ.TYPE/_status");
}

#[test]
fn str_08_a_code_with_the_label_of_another() {
    let contradicting = |label: &str| {
        book(|sheets| {
            let (sheet, row) = row_of(sheets, "SZ.TYPE/_status");
            let (_, head) = row_of(sheets, "#declaration SZ.TYPE");
            let column = column_of(&sheets[sheet].1, head, "_value");
            let typed = Data::String(format!("REPORTED – {label}"));
            sheets[sheet].1.get_mut(&row).unwrap().insert(column, typed);
        })
    };
    finds(&contradicting("Not available"), "STR-08", "2025:SZ.TYPE/_status");
    assert!(found(&contradicting("as it was worded before")).is_empty());
}

#[test]
fn str_12_a_formula_for_the_confidentiality_protects_the_number_until_it_is_mended() {
    let bytes = sent(|document| {
        document["tables"]["SZ.TYPE"]["rows"]["PISTOL"]["confidentiality"] = json!("=CNF");
    });
    let (submission, findings) = read(&bytes);
    let cell = submission.response.cell(&schema::CellKey::count("SZ.TYPE", "PISTOL")).unwrap();
    assert_eq!(cell.confidentiality, schema::Confidentiality::Confidential);
    let said: Vec<_> =
        findings.list.iter().map(|finding| (finding.code.as_str(), finding.severity)).collect();
    assert_eq!(said, [("STR-12", schema::Severity::Error)]);
}

#[test]
fn str_05_a_flag_beside_a_code_without_its_number_is_asked_about() {
    let mut document = document(&full("XDA", 2025));
    document["tables"]["FL.ONLINE"]["rows"]["PARCEL"] = json!({ "FREQUENCY": "OFTEN", "quality": ["EST"] });
    let submission = read(document.to_string().as_bytes()).0;
    let cell = |column: &str| {
        let key = schema::CellKey::new("FL.ONLINE", "PARCEL", column);
        submission.response.cell(&key).map(|cell| cell.quality.len())
    };
    assert_eq!((cell("COUNT"), cell("FREQUENCY")), (Some(1), Some(0)));
}

#[test]
fn rows_that_the_short_form_does_not_ask_for_are_no_zeros() {
    let zeros = sent(|document| {
        let table = &mut document["tables"]["SZ.CTX"];
        table["declaration"]["blanks"] = json!("ZERO");
        table["rows"].as_object_mut().unwrap().retain(|_, row| row["COUNT"] != json!(0));
    });
    let submission = read(&zeros).0;
    let value = |row: &str| {
        submission.response.cell(&schema::CellKey::count("SZ.CTX", row)).and_then(schema::Observation::count)
    };
    let asked = edition().table("SZ.CTX").unwrap().counts().unwrap().closed();
    let (own, others): (Vec<_>, Vec<_>) = asked.iter().partition(|row| row.asked_in(Profile::Core));
    assert!(own.iter().all(|row| value(row.code.as_str()).is_some()), "a blank row of the form is a zero");
    assert!(!others.is_empty() && others.iter().all(|row| value(row.code.as_str()).is_none()));
}

#[test]
fn str_10_a_row_that_was_deleted() {
    let without = book(|sheets| {
        let (sheet, row) = row_of(sheets, "SZ.TYPE/PISTOL");
        sheets[sheet].1.remove(&row);
    });
    finds(&without, "STR-10", "2025:SZ.TYPE");
}

#[test]
fn str_11_a_number_with_two_readings() {
    finds(&typing("SZ.TYPE/PISTOL", "1,234"), "STR-11", "2025:SZ.TYPE/PISTOL");
}

#[test]
fn str_11_two_answers_where_one_is_asked_for() {
    let two = book(|sheets| {
        let (sheet, row) = row_of(sheets, "SZ.TYPE/_status");
        let (_, head) = row_of(sheets, "#declaration SZ.TYPE");
        let column = column_of(&sheets[sheet].1, head, "_value:2");
        sheets[sheet].1.get_mut(&row).unwrap().insert(column, Data::String("NOT_AVAILABLE".to_owned()));
    });
    finds(&two, "STR-11", "2025:SZ.TYPE/_status");
}

#[test]
fn str_12_a_formula_for_an_answer() {
    let sheets = grids(&workbook(&core(), Lang::En));
    let (sheet, row, column) = count_of(&sheets, "SZ.TYPE/PISTOL");
    finds(&with_formulas(&sheets, &[(sheet, row, column, "=40+2")]), "STR-12", "2025:SZ.TYPE/PISTOL");
}

#[test]
fn str_19_a_sheet_of_ones_own() {
    let own = book(|sheets| {
        let cells = [(0, Data::String("my sums".to_owned()))].into();
        sheets.push(("Sheet1".to_owned(), [(0, cells)].into()));
    });
    finds(&own, "STR-19", "2025");
}

#[test]
fn str_20_a_note_with_a_direction_override() {
    let overridden = book(|sheets| {
        let (sheet, row) = row_of(sheets, "SZ.TYPE/PISTOL");
        let (_, head) = row_of(sheets, "#cells SZ.TYPE");
        let column = column_of(&sheets[sheet].1, head, "_note");
        sheets[sheet].1.get_mut(&row).unwrap().insert(column, Data::String("safe\u{202E}gpj".to_owned()));
    });
    finds(&overridden, "STR-20", "2025:SZ.TYPE/PISTOL");
}

#[test]
fn every_rule_of_reading_has_its_file() {
    let own = include_str!("intake_books.rs");
    for rule in intake::RULES {
        let name = format!("fn {}_", rule.code.to_lowercase().replace('-', "_"));
        assert!(own.contains(&name), "{} has no file", rule.code);
    }
}
